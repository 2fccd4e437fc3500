"""What the recorder itself answers: the check page, whatever address it is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from inspector.capture.proxy.check_page import check_page


def parsed(page: bytes) -> LexborHTMLParser:
    return LexborHTMLParser(page.decode())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_says_readable_only_where_it_came_encrypted(language: str):
    pages = [check_page(language=language, is_encrypted=way, then="") for way in (True, False)]
    titles = [node.text() for page in pages if (node := parsed(page).css_first("h1"))]
    assert len(set(titles)) == 2
    assert "✓" in titles[0]
    assert "✓" not in titles[1]


def test_it_goes_on_only_once_encryption_was_proved():
    for way, count in ((True, 1), (False, 0)):
        page = check_page(language="en", is_encrypted=way, then="https://clinic.example/?a=1&b=2")
        assert len(parsed(page).css("meta[http-equiv=refresh]")) == count


@pytest.mark.parametrize("then", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " https://x/", ""])
def test_only_web_addresses_are_followed(then: str):
    assert not parsed(check_page(language="en", is_encrypted=True, then=then)).css("meta[http-equiv]")


@given(st.text())
def test_no_address_can_write_into_the_page(rest: str):
    plain = parsed(check_page(language="en", is_encrypted=True, then="https://x/"))
    page = parsed(check_page(language="en", is_encrypted=True, then=f'https://x/"><script>{rest}</script><b a="'))
    assert [node.tag for node in page.css("*")] == [node.tag for node in plain.css("*")]
    assert not page.css("script")


def test_an_unknown_language_is_english():
    assert b'<html lang="en">' in check_page(language="xx", is_encrypted=True, then="")
