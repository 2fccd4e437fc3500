"""The state of a page at a marker, out of a real Firefox."""

import json
from pathlib import Path

import msgspec
import pytest

from inspector.capture.bidi.client import SessionTaken, is_session_free, open_session
from inspector.capture.bidi.commands import navigate, version
from inspector.capture.bidi.marionette import open_marionette
from inspector.capture.bidi.state import take_state
from inspector.model.recording import PageState, StateCookie, StateKind
from tests.capture.bidi.foxes import needs_firefox, open_firefox
from tests.capture.bidi.shop import open_shop
from tests.capture.bidi.sinks import run

MARKER_US = 1_790_000_000_000_000


def parts(states: list[PageState]) -> dict[StateKind, bytes]:
    return {state.kind: state.data for state in states}


def expect_shop(states: list[PageState], *, frames: bool) -> None:
    found = parts(states)
    assert found[StateKind.SCREENSHOT].startswith(b"\x89PNG\r\n")
    text = found[StateKind.TEXT].decode()
    assert "Docteure Éléonore Lefèvre" in text
    assert "terminé" in text
    assert "caché" not in text
    assert ("frame" in text) == frames
    cookies = {cookie.name: cookie for cookie in msgspec.json.decode(found[StateKind.COOKIES], type=list[StateCookie])}
    session, choice = cookies["session"], cookies["choice"]
    assert (session.value, session.http_only, session.same_site, session.expires_us) == ("s3cret", True, "lax", None)
    assert (choice.value, choice.http_only, choice.same_site, choice.domain) == ("all", False, "strict", "127.0.0.1")
    assert choice.expires_us is not None
    (local,) = json.loads(found[StateKind.LOCAL_STORAGE]).values()
    assert local["patient"] == "Zoé"
    (session_storage,) = json.loads(found[StateKind.SESSION_STORAGE]).values()
    assert session_storage == {"étape": "2"}
    (databases,) = json.loads(found[StateKind.INDEXED_DB]).values()
    assert databases == ["agenda"]


@needs_firefox
def test_every_part_is_kept_in_a_short_session_and_none_where_another_driver_holds_it() -> None:
    async def story() -> None:
        async with open_shop() as shop, open_firefox(marionette=True) as profile:
            async with open_session(profile) as client:
                assert version(client)[0] == "firefox"
                await navigate(client, shop.url())
                await shop.done.wait()
                states, missing = await take_state(profile, marker_us=MARKER_US, session=client)
                assert missing == ()
                expect_shop(states, frames=True)
                # the outside driver still holds the session: nothing is had, and nothing of its session is harmed
                states, missing = await take_state(profile, marker_us=MARKER_US)
                assert states == []
                assert set(missing) == set(StateKind)
                assert await is_session_free(profile) is False
                await client.call("browsingContext.getTree")
                with pytest.raises(SessionTaken):
                    async with open_session(profile):
                        pass
            assert await is_session_free(profile)
            states, missing = await take_state(profile, marker_us=MARKER_US, screenshot=False)
            assert missing == ()
            assert StateKind.SCREENSHOT not in parts(states)
            assert {state.url for state in states} == {shop.url()}
            assert {state.marker_us for state in states} == {MARKER_US}
            assert await is_session_free(profile)

    run(story())


@needs_firefox
def test_a_firefox_without_bidi_gives_its_state_through_marionette() -> None:
    async def story() -> None:
        async with open_shop() as shop, open_firefox(marionette=True, bidi=False) as profile:
            async with open_marionette(profile) as marionette:
                await marionette.call("WebDriver:Navigate", url=shop.url(), timeout_s=20)
                await shop.done.wait()
                states, missing = await take_state(profile, marker_us=MARKER_US)
                assert states == []
                assert set(missing) == set(StateKind)
            states, missing = await take_state(profile, marker_us=MARKER_US)
            assert missing == ()
            expect_shop(states, frames=False)

    run(story())


def test_no_browser_means_that_everything_is_missing(tmp_path: Path) -> None:
    async def story() -> None:
        states, missing = await take_state(tmp_path, marker_us=MARKER_US)
        assert states == []
        assert set(missing) == set(StateKind)
        (tmp_path / "WebDriverBiDiServer.json").write_text('{"ws_host": "127.0.0.1", "ws_port": 1}')
        (tmp_path / "MarionetteActivePort").write_text("nonsense")
        assert (await take_state(tmp_path, marker_us=MARKER_US, screenshot=False))[1] == tuple(
            kind for kind in StateKind if kind != StateKind.SCREENSHOT
        )

    run(story())
