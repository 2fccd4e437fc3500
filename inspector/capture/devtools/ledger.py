"""Puts the browser's network events together: one exchange per request and redirect."""

from collections.abc import Callable
from typing import Any

import msgspec
import pybase64

from inspector.capture.devtools import events
from inspector.capture.devtools.chains import MOST_HOPS, Chains
from inspector.capture.devtools.exchange import Exchange, bare_url, bounded_initiator, resource_word
from inspector.model.flow import SocketMessage

_SOCKETS = 2_000
_ADDRESS = 8_000
type Members = dict[str, Any]


class Observer:
    """Told what happens to an exchange, in order. Overwrite what matters."""

    def opened(self, exchange: Exchange) -> None:
        """A request was begun."""

    def answered(self, exchange: Exchange) -> None:
        """The head of its answer came."""

    def received(self, exchange: Exchange, data: bytes | None) -> None:
        """Bytes came; `data` only where the content is streamed."""

    def heard(self, exchange: Exchange, message: SocketMessage) -> None:
        """A WebSocket message."""

    def told(self, exchange: Exchange, event: events.EventMessage) -> None:
        """A server-sent event."""

    def ended(self, exchange: Exchange) -> None:
        """Finished, redirected or failed. What really travelled may still come a moment later."""


class Ledger:
    """Feed it every event; `odd` counts those of an unknown shape. Memory is bounded: the oldest requests are
    forgotten first."""

    def __init__(self, observer: Observer) -> None:
        self.odd = 0
        self._observer = observer
        self._chains = Chains()
        self._sockets: dict[str, tuple[str | None, events.SocketCreated]] = {}
        self._zero_us: int | None = None  # where the monotonic clock stands at zero
        self._takers: dict[str, tuple[type[Any], Callable[[str | None, Any], None]]] = {
            "Network.requestWillBeSent": (events.RequestSent, self._send),
            "Network.requestWillBeSentExtraInfo": (events.RequestMore, self._send_more),
            "Network.responseReceived": (events.Answered, self._answer),
            "Network.responseReceivedExtraInfo": (events.AnswerMore, self._answer_more),
            "Network.requestServedFromCache": (events.Named, self._serve),
            "Network.dataReceived": (events.Received, self._receive),
            "Network.loadingFinished": (events.Finished, self._finish),
            "Network.loadingFailed": (events.Failed, self._fail),
            "Network.webSocketCreated": (events.SocketCreated, self._create_socket),
            "Network.webSocketWillSendHandshakeRequest": (events.SocketAsked, self._ask_socket),
            "Network.webSocketHandshakeResponseReceived": (events.SocketAnswered, self._answer_socket),
            "Network.webSocketFrameSent": (events.SocketFrame, self._hear_client),
            "Network.webSocketFrameReceived": (events.SocketFrame, self._hear_server),
            "Network.webSocketFrameError": (events.SocketFailed, self._fail_socket),
            "Network.webSocketClosed": (events.SocketClosed, self._close_socket),
            "Network.eventSourceMessageReceived": (events.EventMessage, self._tell),
        }

    def feed(self, session: str | None, method: str, params: Members) -> None:
        taker = self._takers.get(method)
        if taker is None:
            return
        shape, take = taker
        try:
            event = msgspec.convert(params, shape)
        except (msgspec.ValidationError, RecursionError):
            self.odd += 1
            return
        take(session, event)

    def _send(self, session: str | None, event: events.RequestSent) -> None:
        if event.request.url[:5].lower() == "data:":
            return  # no request, and the address is the content
        before = self._chains.last(event.request_id)
        if before is not None and event.redirect_response is None:
            return  # the same request told in a second session
        if before is not None and event.redirect_response is not None:
            if before.is_over or before.hop >= MOST_HOPS:
                return
            self._redirect(before, event)
        self._zero_us = round((event.wall_time - event.timestamp) * 1_000_000)
        exchange = Exchange(
            id=event.request_id,
            hop=before.hop + 1 if before else 0,
            session=session,
            body_session=session,
            url=bare_url(event.request.url),
            wall_us=round(event.wall_time * 1_000_000),
            sent_s=event.timestamp,
            request=event.request,
            resource_type=resource_word(event.type),
            document_url=event.document_url[:_ADDRESS],
            frame=event.frame_id,
            loader=event.loader_id,
            initiator=before.initiator if before else bounded_initiator(event.initiator),
            has_gesture=event.has_user_gesture,
            redirected_from=before.url if before else None,
        )
        self._enter(exchange)

    def _redirect(self, before: Exchange, event: events.RequestSent) -> None:
        before.answer = event.redirect_response
        before.has_more = event.redirect_has_extra_info
        before.redirected_to = event.request.url
        before.answered_s = before.over_s = event.timestamp
        if event.redirect_response is not None:
            before.wire_bytes = round(event.redirect_response.encoded_data_length)
        before.is_over = True
        self._chains.join(event.request_id)
        self._observer.ended(before)

    def _enter(self, exchange: Exchange) -> None:
        self._chains.enter(exchange)
        self._observer.opened(exchange)

    def _send_more(self, _session: str | None, event: events.RequestMore) -> None:
        self._chains.tell_sent(event)

    def _answer_more(self, _session: str | None, event: events.AnswerMore) -> None:
        self._chains.tell_answered(event)

    def _answer(self, session: str | None, event: events.Answered) -> None:
        exchange = self._chains.last(event.request_id)
        if exchange is None:
            return
        exchange.answer, exchange.has_more = event.response, event.has_extra_info
        exchange.answered_s, exchange.body_session = event.timestamp, session
        if event.type != "Other" or exchange.resource_type == "":
            exchange.resource_type = resource_word(event.type)
        self._chains.join(event.request_id)
        self._observer.answered(exchange)

    def _serve(self, _session: str | None, event: events.Named) -> None:
        exchange = self._chains.last(event.request_id)
        if exchange is not None:
            exchange.from_memory = True

    def _receive(self, _session: str | None, event: events.Received) -> None:
        exchange = self._chains.last(event.request_id)
        if exchange is not None and not exchange.is_over:
            exchange.received_bytes += max(0, round(event.data_length))
            self._observer.received(exchange, _decoded(event.data) if event.data else None)

    def _finish(self, session: str | None, event: events.Finished) -> None:
        exchange = self._chains.last(event.request_id)
        if exchange is not None and not exchange.is_over:
            exchange.wire_bytes = max(0, round(event.encoded_data_length))
            exchange.body_session = session
            self._end(exchange, event.timestamp)

    def _fail(self, session: str | None, event: events.Failed) -> None:
        exchange = self._chains.last(event.request_id)
        if exchange is None or exchange.is_over:
            return
        exchange.blocked, exchange.is_canceled = event.blocked_reason, event.canceled
        exchange.cors_error = event.cors_error_status.cors_error if event.cors_error_status else None
        exchange.error = event.error_text or (f"blocked:{event.blocked_reason}" if event.blocked_reason else "failed")
        exchange.body_session = session
        self._end(exchange, event.timestamp)

    def _end(self, exchange: Exchange, moment_s: float) -> None:
        exchange.over_s = moment_s
        exchange.is_over = True
        self._observer.ended(exchange)

    def _create_socket(self, session: str | None, event: events.SocketCreated) -> None:
        self._sockets[event.request_id] = (session, event)
        if len(self._sockets) > _SOCKETS:
            self._sockets.pop(next(iter(self._sockets)))

    def _ask_socket(self, _session: str | None, event: events.SocketAsked) -> None:
        self._zero_us = round((event.wall_time - event.timestamp) * 1_000_000)
        self._open_socket(event)

    def _open_socket(self, event: events.SocketAsked) -> None:
        first, created = self._sockets.pop(event.request_id, (None, None))
        if created is None or self._chains.last(event.request_id) is not None:
            return
        self._enter(
            Exchange(
                id=event.request_id,
                session=first,
                body_session=first,
                url=bare_url(created.url),
                wall_us=round(event.wall_time * 1_000_000),
                sent_s=event.timestamp,
                request=events.Request(url=created.url, headers=event.request.headers),
                resource_type="websocket",
                initiator=bounded_initiator(created.initiator),
                is_socket=True,
            )
        )

    def _answer_socket(self, _session: str | None, event: events.SocketAnswered) -> None:
        exchange = self._chains.last(event.request_id)
        if exchange is not None:
            exchange.answer, exchange.answered_s = event.response, event.timestamp
            self._observer.answered(exchange)

    def _hear_client(self, _session: str | None, event: events.SocketFrame) -> None:
        self._hear(event, is_client=True)

    def _hear_server(self, _session: str | None, event: events.SocketFrame) -> None:
        self._hear(event, is_client=False)

    def _hear(self, event: events.SocketFrame, *, is_client: bool) -> None:
        exchange = self._chains.last(event.request_id)
        frame = event.response
        if exchange is None or frame.opcode not in (0, 1, 2):
            return
        is_text = frame.opcode == 1
        data = frame.payload_data.encode("utf-8", "surrogatepass") if is_text else _decoded(frame.payload_data)
        exchange.received_bytes += 0 if is_client else len(data)
        at_us = exchange.wall_of(event.timestamp)
        message = SocketMessage(at_us=at_us, from_client=is_client, opcode=frame.opcode, data=data)
        self._observer.heard(exchange, message)

    def _fail_socket(self, _session: str | None, event: events.SocketFailed) -> None:
        exchange = self._socket(event.request_id, event.timestamp)
        if exchange is not None:
            exchange.error = event.error_message[:500] or "failed"

    def _socket(self, request: str, moment_s: float) -> Exchange | None:
        """The socket's exchange; one that never asked is opened at this moment."""
        if request in self._sockets and self._zero_us is not None:
            wall_time = self._zero_us / 1_000_000 + moment_s
            asked = events.SocketAsked(request, events.SocketHeaders(), timestamp=moment_s, wall_time=wall_time)
            self._open_socket(asked)
        return self._chains.last(request)

    def _close_socket(self, _session: str | None, event: events.SocketClosed) -> None:
        exchange = self._socket(event.request_id, event.timestamp)
        if exchange is not None and not exchange.is_over:
            if exchange.answer is None:
                exchange.error = exchange.error or "failed"
            self._end(exchange, event.timestamp)

    def _tell(self, _session: str | None, event: events.EventMessage) -> None:
        exchange = self._chains.last(event.request_id)
        if exchange is not None:
            self._observer.told(exchange, event)


def _decoded(text: str) -> bytes:
    try:
        return pybase64.b64decode(text, validate=True)
    except ValueError:
        return text.encode("utf-8", "surrogatepass")
