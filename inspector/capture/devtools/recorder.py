"""Recording without interception: what the browser tells becomes flows."""

from collections.abc import Callable
from typing import Any

import msgspec

from inspector.capture.devtools.bodies import Fetcher
from inspector.capture.devtools.events import EventMessage
from inspector.capture.devtools.exchange import Exchange
from inspector.capture.devtools.flows import flow_of, request_headers_of, response_headers_of, sent_body
from inspector.capture.devtools.journey import Journey
from inspector.capture.devtools.ledger import Ledger, Observer
from inspector.capture.plan import BODY_CAP_BYTES
from inspector.capture.sink import Sink, Ticket
from inspector.formats.har.delivery import scheme_of
from inspector.model.flow import Body, BodyForm, Delivery, FlowRecord, Side, SocketMessage, header_value

OPEN_AFTER_US = 400_000
_SILENT_AFTER_US = 2_000_000
_TOLD_AFTER_US = 500_000
_RUNNING = 10_000
_STREAMS_OF_CAP = 8  # bodies of this many times the cap are held while they stream
_NETWORK_SCHEMES = ("http", "https", "ws", "wss")
_BODILESS = (204, 205)


def network_options(body_cap_bytes: int = BODY_CAP_BYTES) -> dict[str, Any]:
    """Parameters of `Network.enable` for `Targets`: bodies are kept for us, and survive the page they came from."""
    return {
        "maxPostDataSize": 65_536,
        "maxResourceBufferSize": body_cap_bytes,
        "maxTotalBufferSize": 8 * body_cap_bytes,
        "enableDurableMessages": True,
    }


class _Running(msgspec.Struct, eq=False):
    """A flow on its way into the sink."""

    exchange: Exchange
    opened_us: int
    keeps: bool
    ended_us: int | None = None
    ticket: Ticket | None = None
    sent: Body | None = None
    sent_missing: str = ""
    received: Body | None = None
    missing: str = ""
    asked: int = 0  # bodies that are on their way
    streamed: bytearray | None = None
    is_streaming: bool = False
    is_cut: bool = False
    is_left: bool = False  # its page closed before it ended
    told: bytearray | None = None  # server-sent events, where the stream itself cannot be had


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
        self._running: dict[int, _Running] = {}  # by identity of the exchange, oldest first

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
            if running.ended_us is None:
                self._open_if_long(running, now_us)
            elif self._is_complete(running, now_us):
                self._write(running)

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
        running = _Running(exchange, self._clock_us(), keeps=self._keeps_body(exchange.url))
        self._running[id(exchange)] = running
        if len(self._running) > _RUNNING:
            self._write(next(iter(self._running.values())))
        self._keep_sent(running)

    def answered(self, exchange: Exchange) -> None:
        running = self._running.get(id(exchange))
        if running is None:
            return
        if running.ticket is not None:
            self._sink.update(running.ticket, self._flow(running))
            self._stream(running)
        elif exchange.is_socket or self._is_too_long(exchange):
            self._begin(running)

    def received(self, exchange: Exchange, data: bytes | None) -> None:
        running = self._running.get(id(exchange))
        if running is not None and data:
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
            running.told += _event_lines(event)

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
        elif _has_body(exchange):
            running.asked += 1
            self._fetcher.fetch_answer(exchange, self._take_answer)

    def _is_too_long(self, exchange: Exchange) -> bool:
        """A body above the cap can be had only as it comes."""
        length = header_value(response_headers_of(exchange), "content-length") or ""
        return length.isdecimal() and len(length) < 16 and int(length) > self._cap

    def _leave(self, session: object) -> None:
        """A page that closed tells no more of what it had begun."""
        for running in self._running.values():
            if running.ended_us is None and running.exchange.session == session:
                running.ended_us, running.is_left = self._clock_us(), True

    def _keep_sent(self, running: _Running) -> None:
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

    def _open_if_long(self, running: _Running, now_us: int) -> None:
        if running.ticket is not None:
            return
        limit_us = _SILENT_AFTER_US if running.exchange.answer is None else OPEN_AFTER_US
        if now_us - running.opened_us >= limit_us:
            self._begin(running)

    def _begin(self, running: _Running) -> None:
        running.ticket = self._sink.begin(self._flow(running))
        self.flows += 1
        self._stream(running)

    def _stream(self, running: _Running) -> None:
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
        overtook, running.streamed = running.streamed, None
        came = b"" if came is None and overtook else came
        is_too_late = running.ended_us is not None and not came and not overtook
        if came is not None and not is_too_late:
            self._add_stream(running, came)
            self._add_stream(running, bytes(overtook or b""))
        elif running.ended_us is not None and _has_body(exchange):
            running.asked += 1
            self._fetcher.fetch_answer(exchange, self._take_answer)

    def _add_stream(self, running: _Running, data: bytes) -> None:
        if running.streamed is None:
            running.streamed = bytearray()
        room = min(self._cap - len(running.streamed), _STREAMS_OF_CAP * self._cap - self._streamed_bytes)
        kept = data[: max(0, room)]
        running.is_cut = running.is_cut or len(kept) < len(data)
        running.streamed += kept
        self._streamed_bytes += len(kept)
        if kept and not running.is_streaming and running.ticket is not None:
            self._sink.add_part(running.ticket, Side.RESPONSE, kept)

    def _cut(self, running: _Running, message: SocketMessage) -> SocketMessage:
        if len(message.data) <= self._cap:
            return message
        running.is_cut = True
        return msgspec.structs.replace(message, data=message.data[: self._cap])

    def _is_complete(self, running: _Running, now_us: int) -> bool:
        exchange, waited_us = running.exchange, now_us - (running.ended_us or 0)
        if running.asked:
            return False
        is_told = exchange.has_more is False or (exchange.sent_more is not None and exchange.answer_more is not None)
        return is_told or running.is_left or exchange.is_socket or waited_us >= _TOLD_AFTER_US

    def _write(self, running: _Running) -> None:
        self._running.pop(id(running.exchange), None)
        self._streamed_bytes -= len(running.streamed or b"")
        flow = self._flow(running)
        if running.ticket is not None:
            self._sink.close(running.ticket, flow)
        else:
            self.flows += 1
            self._sink.add(flow)

    def _received(self, running: _Running) -> Body | None:
        if running.received is not None:
            return running.received
        if running.streamed:
            is_whole = running.exchange.is_over and len(running.streamed) >= running.exchange.received_bytes
            return Body(data=bytes(running.streamed), truncated=running.is_cut or not is_whole)
        if running.told:
            return Body(data=bytes(running.told[: self._cap]), form=BodyForm.TEXT, truncated=running.is_cut)
        return None

    def _flow(self, running: _Running) -> FlowRecord:
        is_over = running.exchange.is_over
        received = self._received(running)
        if received is None and running.keeps and running.exchange.has_content and is_over:
            running.missing = running.missing or "not-kept"
        length = _length(running.exchange) if running.sent is not None else 0
        if running.sent is not None and not running.sent_missing and len(running.sent.data) < min(length, self._cap):
            running.sent_missing = "files"
        told = {
            "_bodyMissing": running.missing if received is None else "",
            "_requestBodyMissing": running.sent_missing,
            "_messagesCut": running.is_cut and running.exchange.is_socket,
            "_unfinished": not is_over,
        }
        extra = {name: value for name, value in told.items() if value}
        flow = flow_of(running.exchange, sent=running.sent, received=received, extra=extra)
        if not is_over and flow.delivery is Delivery.FAILED and running.exchange.has_travelled:
            return msgspec.structs.replace(flow, delivery=Delivery.NETWORK)
        return flow


def _has_body(exchange: Exchange) -> bool:
    """Whether asking for a body can help; a redirect's cannot be had."""
    if exchange.is_socket or exchange.answer is None or exchange.redirected_to is not None:
        return False
    return exchange.has_content and exchange.answer.status not in _BODILESS


def _event_lines(event: EventMessage) -> bytes:
    """The event as a stream would carry it (HTML Living Standard, 9.2)."""
    name = f"event: {event.event_name}\n" if event.event_name not in ("", "message") else ""
    number = f"id: {event.event_id}\n" if event.event_id else ""
    lines = "".join(f"data: {line}\n" for line in event.data.split("\n"))
    return f"{name}{number}{lines}\n".encode("utf-8", "replace")


def _length(exchange: Exchange) -> int:
    """What the request said it would post; 0 where it did not say."""
    text = header_value(request_headers_of(exchange), "content-length") or ""
    return int(text) if text.isdecimal() and len(text) < 16 else 0
