"""The client of the debugging pipe, against a browser played by the test."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.capture.devtools.pipe import (
    AnswerTooLarge,
    BrowserEnded,
    CallRefused,
    CallTimedOut,
    Pipe,
    open_pipe,
)


class Played:
    """The browser's side of the pipe."""

    def __init__(self) -> None:
        self.reads, self.hers = os.pipe()
        self.ours, self.writes = os.pipe()
        self._rest = b""

    async def ask(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            self._rest += await asyncio.get_running_loop().run_in_executor(None, os.read, self.reads, 65536)
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def say(self, message: object) -> None:
        os.write(self.writes, json.dumps(message).encode() + b"\0")

    def end(self) -> None:
        for end in (self.reads, self.writes):
            if end >= 0:
                os.close(end)
        self.reads = self.writes = -1


def play(story: Callable[[Pipe, Played], Awaitable[None]]) -> None:
    async def run() -> None:
        browser = Played()
        pipe = await open_pipe(browser.ours, browser.hers)
        pipe.start()
        try:
            async with asyncio.timeout(10):
                await story(pipe, browser)
        finally:
            await pipe.close()
            browser.end()

    asyncio.run(run())


def test_a_call_gets_its_own_answer():
    async def story(pipe: Pipe, browser: Played) -> None:
        first = asyncio.create_task(pipe.call("A.a", {"x": 1}, "S"))
        second = asyncio.create_task(pipe.call("B.b"))
        one, two = await browser.ask(), await browser.ask()
        assert (one["method"], one["params"], one["sessionId"]) == ("A.a", {"x": 1}, "S")
        browser.say({"id": two["id"], "result": {"n": 2}})
        browser.say({"id": one["id"], "result": {"n": 1}, "sessionId": "S"})
        assert (await first, await second) == ({"n": 1}, {"n": 2})

    play(story)


def test_every_pending_and_later_call_fails_when_the_browser_goes():
    async def story(pipe: Pipe, browser: Played) -> None:
        calls = [asyncio.create_task(pipe.call("A.a")) for _ in range(3)]
        await browser.ask()
        browser.end()
        assert [type(answer) for answer in await asyncio.gather(*calls, return_exceptions=True)] == [BrowserEnded] * 3
        assert await pipe.wait_ended(5)
        with pytest.raises(BrowserEnded):
            await pipe.call("A.a")

    play(story)


def test_a_refusal_names_the_method_and_no_value():
    async def story(pipe: Pipe, browser: Played) -> None:
        call = asyncio.create_task(pipe.call("A.a", {"secret": "s3cret"}))
        number = (await browser.ask())["id"]
        browser.say({"id": number, "error": {"code": -32000, "message": "s3cret is wrong"}})
        with pytest.raises(CallRefused) as refusal:
            await call
        assert str(refusal.value) == "A.a was refused (-32000)."

    play(story)


def test_a_call_that_is_not_answered_ends_in_time():
    async def story(pipe: Pipe, browser: Played) -> None:
        with pytest.raises(CallTimedOut):
            await pipe.call("A.a", timeout_s=0.05)

    play(story)


def test_a_message_that_is_too_large_costs_its_call_and_nothing_else():
    async def run() -> None:
        reader = asyncio.StreamReader()
        reading, writing = os.pipe()
        transport, protocol = await asyncio.get_running_loop().connect_write_pipe(
            asyncio.streams.FlowControlMixin, os.fdopen(writing, "wb", 0)
        )
        writer = asyncio.StreamWriter(transport, protocol, None, asyncio.get_running_loop())
        pipe = Pipe(reader, writer, message_cap_bytes=1000)
        pipe.start()
        heard: list[str] = []
        pipe.listen(lambda _session, method, _params: heard.append(method))
        large = pipe.post("A.a")
        small = pipe.post("B.b")
        for piece in (b'{"id":1,"result":{"data":"', b"x" * 700, b"x" * 700, b'"}}\0{"method":"E.e"}\0no json\0'):
            reader.feed_data(piece)
            await asyncio.sleep(0)
        reader.feed_data(b'{"id":2,"result":{}}\0')
        assert await asyncio.wait_for(small, 30) == {}
        with pytest.raises(AnswerTooLarge):
            await large
        assert heard == ["E.e"]
        assert pipe.passed_over == 2
        await pipe.close()
        os.close(reading)

    asyncio.run(run())


def test_half_a_surrogate_pair_does_not_lose_the_message():
    async def story(pipe: Pipe, browser: Played) -> None:
        call = asyncio.create_task(pipe.call("A.a"))
        number = (await browser.ask())["id"]
        os.write(browser.writes, b'{"id":%d,"result":{"t":"a\\ud83d b\\\\ud83d \\ud83d\\ude00"}}\0' % number)
        assert await call == {"t": "a\ufffd b\\ud83d 😀"}

    play(story)


@settings(max_examples=30, deadline=None)
@given(
    names=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=6),
    cuts=st.lists(st.integers(min_value=1, max_value=40), max_size=30),
)
def test_events_arrive_whole_and_in_order_however_they_are_cut(names: list[str], cuts: list[int]):
    async def run() -> None:
        reader = asyncio.StreamReader()
        reading, writing = os.pipe()
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.connect_write_pipe(
            asyncio.streams.FlowControlMixin, os.fdopen(writing, "wb", 0)
        )
        pipe = Pipe(reader, asyncio.StreamWriter(transport, protocol, None, loop))
        heard: list[str] = []
        pipe.listen(lambda _session, method, _params: heard.append(method))
        pipe.start()
        data = b"".join(json.dumps({"method": name}).encode() + b"\0" for name in names)
        for cut in cuts:
            reader.feed_data(data[:cut])
            data = data[cut:]
            await asyncio.sleep(0)
        reader.feed_data(data)
        reader.feed_eof()
        assert await pipe.wait_ended(5)
        assert heard == names
        await pipe.close()
        os.close(reading)

    asyncio.run(run())
