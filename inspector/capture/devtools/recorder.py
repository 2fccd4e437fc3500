"""Recording without interception: what the browser tells becomes flows."""

from collections.abc import Callable
from typing import Any

import msgspec

from inspector.capture.devtools.bodies import Fetcher
from inspector.capture.devtools.events import EventMessage
from inspector.capture.devtools.exchange import Exchange
from inspector.capture.devtools.flows import sent_body
from inspector.capture.devtools.journey import Journey
from inspector.capture.devtools.ledger import Ledger, Observer
from inspector.capture.devtools.running import (
    Running,
    announced_bytes,
    event_lines,
    flow_of_running,
    has_body,
    is_complete,
)
from inspector.capture.devtools.targets import POSTED_CAP_BYTES
from inspector.capture.plan import BODY_CAP_BYTES
from inspector.capture.sink import Sink
from inspector.formats.har.delivery import scheme_of
from inspector.model.flow import Body, Side, SocketMessage

OPEN_AFTER_US = 400_000
_SILENT_AFTER_US = 2_000_000
_RUNNING = 10_000
_STREAMS_OF_CAP = 8  # bodies of this many times the cap are held while they stream
_NETWORK_SCHEMES = ("http", "https", "ws", "wss")


def network_options(body_cap_bytes: int = BODY_CAP_BYTES) -> dict[str, Any]:
    """Parameters of `Network.enable` for `Targets`: bodies are kept for us, and survive the page they came from."""
    return {
        "maxPostDataSize": POSTED_CAP_BYTES,
        "maxResourceBufferSize": body_cap_bytes,
        "maxTotalBufferSize": 8 * body_cap_bytes,
        "enableDurableMessages": True,
    }


class BrowserRecorder(Observer):
    """Fed with every event; `tick` is to be called about ten times a second, `finish` at the end.

    What cannot be seen is said in `extra`: `_bodyMissing`, `_requestBodyMissing` with a word for the reason,
    `_provisionalHeaders` where the headers are those meant to be sent. `keeps_body` tells for an address whether
    bodies and messages are kept.
    """

    def __init__(
        self,
        sink: Sink,
        *,
        clock_us: Callable[[], int],
        fetcher: Fetcher,
        body_cap_bytes: int = BODY_CAP_BYTES,
        keeps_body: Callable[[str], bool] = lambda _url: True,
    ) -> None:
        self.is_paused = False
        self.flows = 0
        self._sink, self._clock_us, self._fetcher = sink, clock_us, fetcher
        self._cap, self._keeps_body = body_cap_bytes, keeps_body
        self._streamed_bytes = 0
        self._ledger = Ledger(self)
        self._journey = Journey()
        self._running: dict[int, Running] = {}  # by identity of the exchange, oldest first

    def feed(self, session: str | None, method: str, params: dict[str, Any]) -> None:
        """An event of the pipe, in order."""
        self._journey.feed(session, method, params)
        self._ledger.feed(session, method, params)
        if method == "Target.detachedFromTarget":
            self._leave(params.get("sessionId"))

    @property
    def open_flows(self) -> int:
        return len(self._running)

    def tick(self, now_us: int) -> None:
        """Writes what is complete, and opens what goes on."""
        for page in self._journey.changed():
            self._sink.add_page(page)
        for running in list(self._running.values()):
            if is_complete(running, now_us):
                self._write(running)
            elif running.ended_us is None:
                self._open_if_long(running, now_us)

    def finish(self) -> None:
        """Writes everything, the unfinished as it stands. Let the fetcher settle first."""
        for page in self._journey.changed():
            self._sink.add_page(page)
        for running in list(self._running.values()):
            self._write(running)

    def opened(self, exchange: Exchange) -> None:
        exchange.page = self._journey.place(exchange)
        if self.is_paused or scheme_of(exchange.url) not in _NETWORK_SCHEMES:
            return
        running = Running(exchange, self._clock_us(), keeps=self._keeps_body(exchange.url))
        self._running[id(exchange)] = running
        if len(self._running) > _RUNNING:
            self._write(next(iter(self._running.values())))
        self._keep_sent(running)

    def answered(self, exchange: Exchange) -> None:
        running = self._running.get(id(exchange))
        if running is None:
            return
        if running.ticket is not None:
            self._sink.update(running.ticket, flow_of_running(running, cap_bytes=self._cap))
            self._stream(running)
        elif exchange.is_socket or announced_bytes(exchange) > self._cap:
            self._begin(running)

    def received(self, exchange: Exchange, data: bytes | None) -> None:
        running = self._running.get(id(exchange))
        if running is None or not data:
            return
        if self.is_paused:
            running.is_cut = True
        else:
            self._add_stream(running, data)

    def heard(self, exchange: Exchange, message: SocketMessage) -> None:
        running = self._running.get(id(exchange))
        if running is None or not running.keeps or self.is_paused:
            return
        if running.ticket is None:
            self._begin(running)
        if running.ticket is not None:
            self._sink.add_message(running.ticket, self._cut(running, message))

    def told(self, exchange: Exchange, event: EventMessage) -> None:
        running = self._running.get(id(exchange))
        if running is None or not running.keeps or running.streamed is not None:
            return
        running.told = running.told if running.told is not None else bytearray()
        if len(running.told) < self._cap:
            running.told += event_lines(event)

    def ended(self, exchange: Exchange) -> None:
        running = self._running.get(id(exchange))
        if running is None:
            return
        running.ended_us = self._clock_us()
        if running.keeps and running.sent is None and exchange.request.has_post_data:
            running.asked += 1  # a form with a file is put together only while it is sent
            self._fetcher.fetch_sent(exchange, self._take_sent)
        if running.is_streaming or running.streamed is not None:
            return
        if not running.keeps:
            running.missing = "out-of-scope" if exchange.has_content else ""
        elif has_body(exchange):
            running.asked += 1
            self._fetcher.fetch_answer(exchange, self._take_answer)

    def _leave(self, session: object) -> None:
        """A page that closed tells no more of what it had begun."""
        for running in self._running.values():
            if running.ended_us is None and running.exchange.session == session:
                running.ended_us, running.is_left = self._clock_us(), True

    def _keep_sent(self, running: Running) -> None:
        sent, is_whole = sent_body(running.exchange, cap_bytes=self._cap)
        if not running.keeps:
            running.sent_missing = "out-of-scope" if sent or not is_whole else ""
            return
        running.sent = sent
        if not is_whole:
            running.sent_missing = "files" if sent else "not-kept"
            running.asked += 1
            self._fetcher.fetch_sent(running.exchange, self._take_sent)

    def _take_sent(self, exchange: Exchange, body: Body | None, missing: str) -> None:
        running = self._running.get(id(exchange))
        if running is None:
            return
        running.asked -= 1
        if body is not None and body.data and (running.sent is None or len(body.data) > len(running.sent.data)):
            running.sent = body
            running.sent_missing = "files" if exchange.request.post_data_entries else ""
        elif running.sent is None:
            running.sent_missing = missing or "not-kept"

    def _take_answer(self, exchange: Exchange, body: Body | None, missing: str) -> None:
        running = self._running.get(id(exchange))
        if running is None:
            return
        running.asked -= 1
        running.received = body
        running.missing = missing or ("" if body is not None or not exchange.has_content else "not-kept")

    def _open_if_long(self, running: Running, now_us: int) -> None:
        if running.ticket is not None:
            return
        limit_us = _SILENT_AFTER_US if running.exchange.answer is None else OPEN_AFTER_US
        if now_us - running.opened_us >= limit_us:
            self._begin(running)

    def _begin(self, running: Running) -> None:
        running.ticket = self._sink.begin(flow_of_running(running, cap_bytes=self._cap))
        self.flows += 1
        self._stream(running)

    def _stream(self, running: Running) -> None:
        """From now on the content comes as it arrives."""
        exchange = running.exchange
        if running.keeps and not exchange.is_socket and exchange.answer is not None:
            running.is_streaming = True
            running.asked += 1
            self._fetcher.stream(exchange, self._take_stream)

    def _take_stream(self, exchange: Exchange, came: bytes | None) -> None:
        """What had come before the stream began goes first; bytes that overtook the answer follow it."""
        running = self._running.get(id(exchange))
        if running is None:
            return
        running.asked -= 1
        running.is_streaming = False
        overtook = running.take_stream()
        self._streamed_bytes -= len(overtook)
        came = b"" if came is None and overtook else came
        is_too_late = running.ended_us is not None and not came and not overtook
        if came is not None and not is_too_late:
            self._add_stream(running, came)
            self._add_stream(running, overtook)
        elif running.ended_us is not None and has_body(exchange):
            running.asked += 1
            self._fetcher.fetch_answer(exchange, self._take_answer)

    def _add_stream(self, running: Running, data: bytes) -> None:
        if running.streamed is None:
            running.streamed = bytearray()
        room = min(self._cap - len(running.streamed), _STREAMS_OF_CAP * self._cap - self._streamed_bytes)
        kept = data[: max(0, room)]
        running.is_cut = running.is_cut or len(kept) < len(data)
        running.streamed += kept
        self._streamed_bytes += len(kept)
        if kept and not running.is_streaming and running.ticket is not None:
            self._sink.add_part(running.ticket, Side.RESPONSE, kept)

    def _cut(self, running: Running, message: SocketMessage) -> SocketMessage:
        if len(message.data) <= self._cap:
            return message
        running.is_cut = True
        return msgspec.structs.replace(message, data=message.data[: self._cap])

    def _write(self, running: Running) -> None:
        self._running.pop(id(running.exchange), None)
        self._streamed_bytes -= len(running.streamed or b"")
        flow = flow_of_running(running, cap_bytes=self._cap)
        running.exchange.drop_posted()
        if running.ticket is not None:
            self._sink.close(running.ticket, flow)
        else:
            self.flows += 1
            self._sink.add(flow)
