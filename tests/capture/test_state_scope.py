"""What is kept of a page's state where the person named the hosts under investigation."""

import msgspec
import pytest

from inspector.capture.proxy.scope import Scope
from inspector.capture.state_scope import states_within
from inspector.model.recording import PageState, StateCookie, StateKind


def state(kind: StateKind, data: object, *, url: str = "https://www.clinic.example/a") -> PageState:
    told = data if isinstance(data, bytes) else msgspec.json.encode(data)
    return PageState(marker_us=1, at_us=2, kind=kind, url=url, data=told)


COOKIES = [
    StateCookie(name="own", value="1", domain=".clinic.example"),
    StateCookie(name="other", value="2", domain="tracker.example"),
]


def test_without_a_scope_everything_is_kept():
    states = [state(StateKind.TEXT, b"a", url="https://elsewhere.example/"), state(StateKind.COOKIES, COOKIES)]
    assert states_within(Scope(()), states) == states


def test_cookies_and_storage_of_other_hosts_are_left_out():
    storage = {"https://www.clinic.example": {"a": "1"}, "https://tracker.example": {"b": "2"}}
    kept = states_within(
        Scope(["clinic.example"]), [state(StateKind.COOKIES, COOKIES), state(StateKind.LOCAL_STORAGE, storage)]
    )
    assert [cookie.name for cookie in msgspec.json.decode(kept[0].data, type=list[StateCookie])] == ["own"]
    assert msgspec.json.decode(kept[1].data) == {"https://www.clinic.example": {"a": "1"}}


@pytest.mark.parametrize(
    ("url", "count"),
    [("https://www.clinic.example/", 2), ("https://mail.example/", 0), ("about:blank", 0), ("http://[", 0)],
)
def test_screenshot_and_text_are_those_of_a_page_in_scope(url: str, count: int):
    states = [state(StateKind.SCREENSHOT, b"png", url=url), state(StateKind.TEXT, b"text", url=url)]
    assert len(states_within(Scope(["clinic.example"]), states)) == count


def test_what_is_no_cookie_list_is_not_kept():
    assert states_within(Scope(["clinic.example"]), [state(StateKind.COOKIES, b"[")]) == []
