"""A flow that is being put together from what the browser tells."""

import msgspec

from inspector.capture.devtools.events import EventMessage
from inspector.capture.devtools.exchange import Exchange
from inspector.capture.devtools.flows import flow_of, request_headers_of, response_headers_of
from inspector.capture.sink import Ticket
from inspector.model.flow import Body, BodyForm, Delivery, FlowRecord, Headers, header_value

_TOLD_AFTER_US = 500_000
_BODILESS = (204, 205)


class Running(msgspec.Struct, eq=False):
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

    def take_stream(self) -> bytes:
        """What was streamed so far, no longer kept here."""
        streamed, self.streamed = self.streamed, None
        return bytes(streamed or b"")


def is_complete(running: Running, now_us: int) -> bool:
    """Whether nothing more is to be waited for: bodies that were asked for, and what really travelled."""
    exchange, waited_us = running.exchange, now_us - (running.ended_us or 0)
    if running.asked or running.ended_us is None:
        return False
    is_told = exchange.has_more is False or (exchange.sent_more is not None and exchange.answer_more is not None)
    return is_told or running.is_left or exchange.is_socket or waited_us >= _TOLD_AFTER_US


def flow_of_running(running: Running, *, cap_bytes: int) -> FlowRecord:
    """The flow as it stands, with a word for each body that could not be had."""
    exchange, received = running.exchange, _received(running, cap_bytes)
    flow = flow_of(exchange, sent=running.sent, received=received, extra=_told(running, received, cap_bytes))
    if not exchange.is_over and flow.delivery is Delivery.FAILED and exchange.has_travelled:
        return msgspec.structs.replace(flow, delivery=Delivery.NETWORK)
    return flow


def has_body(exchange: Exchange) -> bool:
    """Whether asking for a body can help; a redirect's cannot be had."""
    if exchange.is_socket or exchange.answer is None or exchange.redirected_to is not None:
        return False
    return exchange.has_content and exchange.answer.status not in _BODILESS


def announced_bytes(exchange: Exchange) -> int:
    """The length of the body that the answer announces; 0 where it does not."""
    return _length(response_headers_of(exchange))


def event_lines(event: EventMessage) -> bytes:
    """The event as a stream would carry it (HTML Living Standard, 9.2)."""
    name = f"event: {event.event_name}\n" if event.event_name not in ("", "message") else ""
    number = f"id: {event.event_id}\n" if event.event_id else ""
    lines = "".join(f"data: {line}\n" for line in event.data.split("\n"))
    return f"{name}{number}{lines}\n".encode("utf-8", "replace")


def _received(running: Running, cap_bytes: int) -> Body | None:
    if running.received is not None:
        return running.received
    if running.streamed:
        is_whole = running.exchange.is_over and len(running.streamed) >= running.exchange.received_bytes
        return Body(data=bytes(running.streamed), truncated=running.is_cut or not is_whole)
    if running.told:
        return Body(data=bytes(running.told[:cap_bytes]), form=BodyForm.TEXT, truncated=running.is_cut)
    return None


def _told(running: Running, received: Body | None, cap_bytes: int) -> dict[str, str | bool]:
    exchange, missing, sent_missing = running.exchange, running.missing, running.sent_missing
    if running.keeps and exchange.has_content and exchange.is_over:
        missing = missing or "not-kept"
    if running.sent is not None and not sent_missing:
        announced = _length(request_headers_of(exchange))
        sent_missing = "files" if len(running.sent.data) < min(announced, cap_bytes) else ""
    told: dict[str, str | bool] = {
        "_bodyMissing": missing if received is None else "",
        "_requestBodyMissing": sent_missing,
        "_messagesCut": running.is_cut and exchange.is_socket,
        "_unfinished": not exchange.is_over,
    }
    return {name: value for name, value in told.items() if value}


def _length(headers: Headers) -> int:
    text = header_value(headers, "content-length") or ""
    return int(text) if text.isdecimal() and len(text) < 16 else 0
