"""One session of a real Firefox for the recorder, the state at markers and an outside driver at once."""

import asyncio
import json
import stat
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from inspector.capture.bidi.client import (
    BrowserEnded,
    CallRefused,
    Client,
    SessionTaken,
    is_session_free,
    join_session,
    open_client,
)
from inspector.capture.bidi.commands import close_browser, evaluate, front_tab, navigate
from inspector.capture.bidi.marionette import open_marionette
from inspector.capture.bidi.recorder import EVENTS, BidiRecorder
from inspector.capture.bidi.shared import SharedSession, hold_session, open_door
from inspector.capture.bidi.state import take_state
from inspector.model.recording import StateKind
from tests.capture.bidi.foxes import needs_firefox, open_firefox
from tests.capture.bidi.shop import Shop, open_shop
from tests.capture.bidi.sinks import BidiSink, run


async def drive(driver: Client, shop: Shop, path: str = "/") -> None:
    shop.done.clear()
    await navigate(driver, shop.url(path))
    await shop.done.wait()


@needs_firefox
def test_recorder_driver_and_state_use_the_browser_together(tmp_path: Path) -> None:
    async def story() -> None:
        sink = BidiSink()
        recorder = BidiRecorder(sink, body_cap_bytes=100_000)
        file = tmp_path / "devtools.json"
        async with (
            open_shop() as shop,
            open_firefox(marionette=True) as profile,
            hold_session(profile) as shared,
            join_session(shared.address, listener=recorder.listen) as client,
            open_door(shared, file, unsubscribed=recorder.subscribe) as address,
        ):
            await recorder.start(client)
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert str(json.loads(file.read_text())["ws_port"]) in address
            with pytest.raises(SessionTaken):
                async with open_marionette(profile):
                    pass
            driver = await open_client(address)
            with pytest.raises(CallRefused, match="invalid session id"):
                await driver.call("browsingContext.getTree")
            assert (await driver.call("session.status"))["ready"] is True
            assert (await driver.call("session.new", capabilities={}))["capabilities"]["browserName"] == "firefox"
            await drive(driver, shop)
            # a state in the middle of the drive, by joining
            states, missing = await take_state(profile, marker_us=1, session=shared.address)
            assert missing == ()
            assert len(states) == len(StateKind)
            # a driver that takes all its events back does not take ours
            await driver.call("session.unsubscribe", events=list(EVENTS))
            await drive(driver, shop, "/more")
            # a question of the page is left to whoever is there to answer it
            tab = await front_tab(driver)
            asking = asyncio.create_task(evaluate(driver, tab.context, "confirm('Vraiment ?') ? 1 : 2"))
            await answer_prompt(client, tab.context)
            assert await asking == 1
            await driver.call("session.end")
            await driver.close()
            second = await open_client(address)
            await second.call("session.new", capabilities={})
            await recorder.stop()
            await close_browser(second)
            await second.wait_ended()
            await client.wait_ended()
        assert {"/", "/api/search", "/landed", "/more", "/from-worker", "/packed"} <= set(sink.paths())
        assert not file.exists()

    run(story())


async def answer_prompt(client: Client, context: str) -> None:
    async with asyncio.timeout(5):
        while True:
            try:
                await client.call("browsingContext.handleUserPrompt", context=context, accept=True)
                return
            except CallRefused:
                continue  # not open yet


@needs_firefox
def test_the_session_is_free_again_after_it_was_held() -> None:
    async def story() -> None:
        async with open_firefox(marionette=True) as profile:
            for _ in range(2):
                async with hold_session(profile):
                    assert await is_session_free(profile) is False
                    with pytest.raises(SessionTaken):
                        async with hold_session(profile):
                            pass
                assert await is_session_free(profile)

    run(story())


async def nothing() -> None: ...


def test_pages_and_other_paths_are_kept_out_of_the_door(tmp_path: Path) -> None:
    async def story() -> None:
        shared = SharedSession(address="ws://127.0.0.1:1/session/x", capabilities={}, close_browser=nothing)
        async with open_door(shared, tmp_path / "devtools.json") as address:
            with pytest.raises(InvalidStatus):
                await connect(address, origin=Origin("http://127.0.0.1"), proxy=None)
            with pytest.raises(InvalidStatus, match="403"):
                await connect(address.replace("127.0.0.1", "rebound.example"), proxy=None, host="127.0.0.1")
            elsewhere = await open_client(address + "/x")
            await elsewhere.wait_ended()
            with pytest.raises(BrowserEnded):
                await elsewhere.call("session.status")
            driver = await open_client(address)
            with pytest.raises(CallRefused, match="session not created"):  # nobody listens there
                await driver.call("session.new", capabilities={})
            await driver.close()

    run(story())
