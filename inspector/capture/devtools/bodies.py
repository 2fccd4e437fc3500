"""Asking the browser for bodies, a few at a time: it forgets them when a page goes."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import pybase64

from inspector.capture.devtools.exchange import Exchange
from inspector.capture.devtools.flows import answer_body, text_body
from inspector.capture.devtools.pipe import (
    AnswerTooLarge,
    BrowserEnded,
    Caller,
    CallRefused,
    CallTimedOut,
    DevtoolsError,
)
from inspector.model.flow import Body

_AT_ONCE = 8
_IN_LINE = 2_000
_BODY_S = 15.0
_STREAM_S = 5.0

type BodyTaker = Callable[[Exchange, Body | None, str], None]
"""Called with the body, or with None and a word for the reason."""
type StreamTaker = Callable[[Exchange, bytes | None], None]
"""Called with what had come before the stream began, or None where the content cannot be streamed."""


class _Reading(Protocol):
    def __call__(self, answer: dict[str, Any], *, cap_bytes: int) -> Body | None: ...


class Fetcher(Protocol):
    """Where bodies come from: the browser, or a double in a test. The takers are called once each, later."""

    def fetch_answer(self, exchange: Exchange, taker: BodyTaker) -> None: ...

    def fetch_sent(self, exchange: Exchange, taker: BodyTaker) -> None: ...

    def stream(self, exchange: Exchange, taker: StreamTaker) -> None: ...


class BodyFetcher:
    """Asks over the pipe, at most eight at once and a bounded number in line."""

    def __init__(self, caller: Caller, *, cap_bytes: int) -> None:
        self._caller, self._cap = caller, cap_bytes
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def fetch_answer(self, exchange: Exchange, taker: BodyTaker) -> None:
        if exchange.received_bytes > self._cap:
            taker(exchange, None, "too-large")
        else:
            self._line_up(self._fetch_answer(exchange, taker), lambda: taker(exchange, None, "too-many"))

    def fetch_sent(self, exchange: Exchange, taker: BodyTaker) -> None:
        self._line_up(self._fetch_sent(exchange, taker), lambda: taker(exchange, None, "too-many"))

    def stream(self, exchange: Exchange, taker: StreamTaker) -> None:
        self._line_up(self._stream(exchange, taker), lambda: taker(exchange, None))

    async def settle(self, timeout_s: float) -> None:
        """Waits for what was asked; what is not there by then is given up."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=timeout_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _line_up(self, work: Coroutine[Any, Any, None], too_many: Callable[[], None]) -> None:
        if len(self._tasks) >= _IN_LINE:
            work.close()
            too_many()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fetch_answer(self, exchange: Exchange, taker: BodyTaker) -> None:
        await self._fetch(exchange, taker, "Network.getResponseBody", exchange.body_session, read=answer_body)

    async def _fetch_sent(self, exchange: Exchange, taker: BodyTaker) -> None:
        await self._fetch(exchange, taker, "Network.getRequestPostData", exchange.session, read=posted_body)

    async def _fetch(
        self, exchange: Exchange, taker: BodyTaker, method: str, session: str | None, *, read: _Reading
    ) -> None:
        body, reason = None, ""
        try:
            async with self._room:
                answer = await self._caller.call(method, {"requestId": exchange.id}, session, timeout_s=_BODY_S)
            body = read(answer, cap_bytes=self._cap)
        except DevtoolsError as error:
            reason = reason_of(error)
        taker(exchange, body, reason)

    async def _stream(self, exchange: Exchange, taker: StreamTaker) -> None:
        came: bytes | None = None
        try:
            answer = await self._caller.call(
                "Network.streamResourceContent", {"requestId": exchange.id}, exchange.body_session, timeout_s=_STREAM_S
            )
            came = pybase64.b64decode(str(answer.get("bufferedData", "")))
        except (DevtoolsError, ValueError):
            pass
        taker(exchange, came)


def posted_body(answer: dict[str, Any], *, cap_bytes: int) -> Body | None:
    """The body that `Network.getRequestPostData` gave."""
    text = answer.get("postData")
    if not isinstance(text, str):
        return None
    if answer.get("base64Encoded"):
        return answer_body({"body": text, "base64Encoded": True}, cap_bytes=cap_bytes)
    return text_body(text, cap_bytes=cap_bytes)


def reason_of(error: DevtoolsError) -> str:
    """A word for why a body could not be had."""
    if isinstance(error, CallRefused):
        return "evicted" if "evict" in error.told.lower() else "not-kept"
    if isinstance(error, AnswerTooLarge):
        return "too-large"
    if isinstance(error, CallTimedOut):
        return "timed-out"
    return "browser-ended" if isinstance(error, BrowserEnded) else "not-told"
