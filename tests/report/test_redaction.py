import base64
import hashlib
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.report.redaction import KnownValue, Level, Redactor
from tests.report.builders import EMAIL, MOTIVE, NAME, TOKEN, known_values

LETTERS = st.text(st.characters(min_codepoint=0x61, max_codepoint=0x7A), min_size=9, max_size=20)


@pytest.fixture
def redactor() -> Redactor:
    return Redactor("default", known_values(), language="en")


@pytest.mark.parametrize(
    "text",
    [
        EMAIL,
        EMAIL.upper(),
        quote(EMAIL),
        quote(quote(EMAIL)),
        "camille.temoin%2Brdv7@courriel.example",
        r"camille.temoin\u002Brdv7@courriel.example",
        EMAIL.replace("+", "&#43;"),
        EMAIL.encode().hex(),
        base64.b64encode(EMAIL.encode()).decode(),
        base64.urlsafe_b64encode(f'{{"user":{{"mail":"{EMAIL}"}}}}'.encode()).decode().rstrip("="),
        base64.b64encode(base64.b64encode(f"--{EMAIL}".encode())).decode(),
        hashlib.sha256(EMAIL.encode()).hexdigest(),
        hashlib.md5(EMAIL.encode()).hexdigest().upper(),
        "camille.\u200btemoin+rdv7@\u00adcourriel.example",
    ],
)
def test_an_address_is_masked_in_every_form(redactor: Redactor, text: str):
    redacted = redactor.redact(f"a={text}&b=2")
    assert "e-mail address 1" in redacted
    assert text not in redacted


@pytest.mark.parametrize("text", [MOTIVE, quote_plus(MOTIVE), quote(MOTIVE), MOTIVE.replace("é", "e"), MOTIVE.lower()])
def test_a_motive_is_masked_without_accents_and_with_plus_signs(redactor: Redactor, text: str):
    assert redactor.redact(f"[{text}]") == "[[reason for consultation 1]]"


@pytest.mark.parametrize("text", ["06 39 98 12 34", "0639981234", "33639981234", "+33 6 39 98 12 34", "06.39.98.12.34"])
def test_a_telephone_number_is_masked_as_people_write_it(redactor: Redactor, text: str):
    assert "telephone number 1" in redactor.redact(f"tel {text}.")


def test_a_date_is_masked_in_other_orders(redactor: Redactor):
    assert redactor.redact("né le 14/03/1987") == "né le [date of birth 1]"


def test_the_same_value_has_the_same_mark_and_others_another():
    values = [
        KnownValue(text=text, class_="contact.email") for text in ("aa@bb.example", "cc@dd.example", "AA@bb.example")
    ]
    redactor = Redactor("default", values)
    assert (
        redactor.redact("aa@bb.example cc@dd.example AA@BB.example")
        == "[e-mail address 1] [e-mail address 2] [e-mail address 1]"
    )


def test_what_is_not_known_stays(redactor: Redactor):
    text = "GET /v3/pixel?ev=booking_motive_selected&cd_step=2 HTTP/2"
    assert redactor.redact(text) == text


def test_short_values_and_common_words_are_not_hunted():
    values = [KnownValue(text=text, class_="identity.gender") for text in ("F", "ann", "female", "12345")]
    assert Redactor("default", values).redact("F ann female 12345") == "F ann female 12345"


def test_a_short_value_counts_as_a_whole_word_only():
    redactor = Redactor("default", [KnownValue(text="Anne", class_="identity.name")])
    assert redactor.redact("Anne-Marie, Anneau, anne") == "[name 1]-Marie, Anneau, [name 1]"


def test_hosts_to_be_printed_are_kept():
    redactor = Redactor("default", [KnownValue(text="ads.example", class_="behaviour.page")], keep=["ads.example"])
    assert redactor.redact("ads.example") == "ads.example"


def test_cookies_and_credentials_lose_their_values_at_every_level():
    for level in Level:
        headers = Redactor(level, known_values()).redact_headers(
            (("Cookie", f"ssid={TOKEN}; b=2"), ("Authorization", f"Bearer {TOKEN}"), ("Set-Cookie", "a=1; Path=/"))
        )
        assert headers == (
            ("Cookie", "ssid=•••••; b=•••••"),
            ("Authorization", "•••••"),
            ("Set-Cookie", "a=•••••; Path=/"),
        )


def test_none_keeps_values_but_hides_tokens():
    redactor = Redactor("none", known_values())
    assert redactor.redact(f"{NAME} {TOKEN}") == f"{NAME} [access token 1]"


def test_strict_hides_parameters_headers_and_addresses():
    redactor = Redactor("strict", ())
    assert redactor.redact_url("https://x.example/a?b=1&c=2") == "https://x.example/a?b=•••••&c=•••••"
    assert redactor.redact_headers((("X-Odd", "1"), ("Host", "a.example")))[0] == ("X-Odd", "•••••")
    assert redactor.redact("from 192.0.2.55") == "from 192.0.x.x"


@given(before=st.text(max_size=40), after=st.text(max_size=40), value=LETTERS)
def test_whatever_stands_around_it_a_value_never_comes_through(before: str, after: str, value: str):
    redactor = Redactor("default", [KnownValue(text=value, class_="identity.name")])
    if redactor.values:
        assert value not in redactor.redact(before + value + after).replace("[name 1]", "")


@given(st.text(max_size=200))
def test_any_text_can_be_redacted(text: str):
    Redactor("default", known_values()).redact(text)


@given(LETTERS, st.binary(max_size=12), st.binary(max_size=12))
def test_base64_hides_nothing(value: str, before: bytes, after: bytes):
    redactor = Redactor("default", [KnownValue(text=value, class_="identity.name")])
    encoded = base64.b64encode(before + b" " + value.encode() + b" " + after).decode()
    if redactor.values:
        assert "name 1" in redactor.redact(f"d={encoded}")


def test_only_values_that_were_met_count_as_used(redactor: Redactor):
    redactor.redact(f"{EMAIL} {EMAIL}")
    assert [redactor.values[index].label for index in redactor.used] == ["email"]


def test_a_value_of_two_classes_is_marked_by_the_more_sensitive_one():
    values = [KnownValue(text="9000042", class_=class_) for class_ in ("behaviour.event", "health.motive")]
    assert Redactor("default", values).redact("id=9000042") == "id=[reason for consultation 1]"


def test_cookies_that_an_old_export_put_in_one_header_are_masked_each():
    kept = "a=1; Path=/; Expires=Mon, 21 Jul 2008 23:59:00 GMT"
    ((_, told),) = Redactor("default", ()).redact_headers(
        (("Set-Cookie", f"{kept}\n{kept.replace('a=1', 'IDE=AHWqTUkZSE0')}"),)
    )
    assert told.count("Expires=Mon, 21 Jul 2008 23:59:00 GMT") == 2
    assert "AHWq" not in told
