"""Set-Cookie as browsers read it (RFC 6265bis)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.detect.identifiers.set_cookie import set_cookies

NOW_US = 1_793_523_600_000_000  # 2026-11-01T09:00:00Z


def read(line: str, *more: tuple[str, str]):
    (found,) = set_cookies((("Set-Cookie", line), *more), at_us=NOW_US)
    return found


def test_attributes_are_read_in_any_letter_case():
    cookie = read("id=abc; domain=.A.Example; PATH=/x; secure; HTTPONLY; samesite=None; Partitioned")
    assert (cookie.name, cookie.value, cookie.domain, cookie.path) == ("id", "abc", "a.example", "/x")
    assert (cookie.secure, cookie.http_only, cookie.same_site, cookie.partitioned) == (True, True, "none", True)


def test_max_age_goes_before_expires():
    cookie = read("id=abc; Expires=Mon, 01 Nov 2027 09:00:00 GMT; Max-Age=86400")
    assert cookie.lifetime_days == 1


@pytest.mark.parametrize("date", ["Mon, 01 Nov 2027 09:00:00 GMT", "Mon, 01-Nov-2027 09:00:00 GMT"])
def test_expires_counts_from_the_date_of_the_answer_else_from_the_flow(date: str):
    assert read(f"id=abc; Expires={date}").lifetime_days == pytest.approx(365)
    dated = read(f"id=abc; Expires={date}", ("Date", "Sat, 30 Oct 2027 09:00:00 GMT"))
    assert dated.lifetime_days == pytest.approx(2)


def test_a_cookie_without_either_ends_with_the_session():
    assert read("id=abc").lifetime_days is None
    assert read("id=abc; Expires=whenever; Max-Age=soon").lifetime_days is None


def test_several_headers_in_one_value_are_several_cookies():
    assert [c.name for c in set_cookies((("set-cookie", "a=1\nb=2; Secure"),), at_us=None)] == ["a", "b"]


@given(st.lists(st.text(max_size=200), max_size=5), st.text(max_size=60))
def test_any_header_is_read_without_a_traceback(lines: list[str], date: str):
    headers = (*(("set-cookie", line) for line in lines), ("date", date))
    assert set_cookies(headers, at_us=NOW_US) == set_cookies(headers, at_us=NOW_US)
