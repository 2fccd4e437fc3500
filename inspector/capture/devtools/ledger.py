"""Puts the browser's network events together: one exchange per request and redirect."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import msgspec
import pybase64

from inspector.capture.devtools import events
from inspector.capture.devtools.exchange import Exchange, bare_url, bounded_initiator, resource_word
from inspector.model.flow import SocketMessage

_CHAINS = 6_000
_HOPS = 50
_WAITING = 2_000
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


class _Chain(msgspec.Struct):
    """The hops of one request number, and what was told of them; the two come in any order."""

    hops: list[Exchange]
    sent: list[events.RequestMore]
    answered: list[events.AnswerMore]

    def join(self) -> None:
        """The nth told belongs to the nth hop that has something told (protocol: `hasExtraInfo`)."""
        telling = [hop for hop in self.hops if hop.has_more is not False]
        for hop in self.hops:
            if hop.has_more is False:
                hop.sent_more = hop.answer_more = None
        for hop, sent in zip(telling, self.sent, strict=False):
            hop.sent_more = sent
        for hop, answer in zip(telling, self.answered, strict=False):
            hop.answer_more = answer


class Ledger:
    """Feed it every event; `odd` counts those of an unknown shape. Memory is bounded: the oldest requests are
    forgotten first."""

    def __init__(self, observer: Observer) -> None:
        self.odd = 0
        self._observer = observer
        self._chains: dict[str, _Chain] = {}
        self._waiting: dict[str, _Chain] = {}  # told before the request itself
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

    def open_exchanges(self) -> list[Exchange]:
        """Those that are not over, oldest first."""
        return [chain.hops[-1] for chain in self._chains.values() if chain.hops and not chain.hops[-1].is_over]

    def _last(self, request: str) -> Exchange | None:
        chain = self._chains.get(request)
        return chain.hops[-1] if chain and chain.hops else None

    def _send(self, session: str | None, event: events.RequestSent) -> None:
        chain = self._chains.get(event.request_id)
        before = chain.hops[-1] if chain is not None else None
        if before is not None and event.redirect_response is None:
            return  # the same request told in a second session
        if before is not None and event.redirect_response is not None:
            if before.is_over or before.hop >= _HOPS:
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
            document_url=event.document_url,
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
        self._chains[event.request_id].join()
        self._observer.ended(before)

    def _enter(self, exchange: Exchange) -> None:
        chain = self._chains.get(exchange.id)
        if chain is None:
            chain = self._waiting.pop(exchange.id, None) or _Chain([], [], [])
            self._chains[exchange.id] = chain
            if len(self._chains) > _CHAINS:
                self._forget_one()
        chain.hops.append(exchange)
        chain.join()
        self._observer.opened(exchange)

    def _forget_one(self) -> None:
        """The oldest that is over, if it is among the first ones; else the oldest."""
        eldest = list(islice(self._chains.items(), 100))
        over = (request for request, chain in eldest if chain.hops and chain.hops[-1].is_over)
        self._chains.pop(next(over, eldest[0][0]))

    def _told_of(self, request: str) -> _Chain:
        chain = self._chains.get(request) or self._waiting.get(request)
        if chain is None:
            chain = self._waiting[request] = _Chain([], [], [])
            if len(self._waiting) > _WAITING:
                self._waiting.pop(next(iter(self._waiting)))
        return chain

    def _send_more(self, _session: str | None, event: events.RequestMore) -> None:
        chain = self._told_of(event.request_id)
        if len(chain.sent) <= _HOPS:
            chain.sent.append(event)
            chain.join()

    def _answer_more(self, _session: str | None, event: events.AnswerMore) -> None:
        chain = self._told_of(event.request_id)
        if len(chain.answered) <= _HOPS:
            chain.answered.append(event)
            chain.join()

    def _answer(self, session: str | None, event: events.Answered) -> None:
        exchange = self._last(event.request_id)
        if exchange is None:
            return
        exchange.answer, exchange.has_more = event.response, event.has_extra_info
        exchange.answered_s, exchange.body_session = event.timestamp, session
        if event.type != "Other" or exchange.resource_type == "":
            exchange.resource_type = resource_word(event.type)
        self._chains[event.request_id].join()
        self._observer.answered(exchange)

    def _serve(self, _session: str | None, event: events.Named) -> None:
        exchange = self._last(event.request_id)
        if exchange is not None:
            exchange.from_memory = True

    def _receive(self, _session: str | None, event: events.Received) -> None:
        exchange = self._last(event.request_id)
        if exchange is not None and not exchange.is_over:
            exchange.received_bytes += max(0, round(event.data_length))
            self._observer.received(exchange, _decoded(event.data) if event.data else None)

    def _finish(self, session: str | None, event: events.Finished) -> None:
        exchange = self._last(event.request_id)
        if exchange is not None and not exchange.is_over:
            exchange.wire_bytes = max(0, round(event.encoded_data_length))
            exchange.body_session = session
            self._end(exchange, event.timestamp)

    def _fail(self, session: str | None, event: events.Failed) -> None:
        exchange = self._last(event.request_id)
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
        if len(self._sockets) > _WAITING:
            self._sockets.pop(next(iter(self._sockets)))

    def _ask_socket(self, _session: str | None, event: events.SocketAsked) -> None:
        self._zero_us = round((event.wall_time - event.timestamp) * 1_000_000)
        self._open_socket(event)

    def _open_socket(self, event: events.SocketAsked) -> None:
        first, created = self._sockets.pop(event.request_id, (None, None))
        if created is None or event.request_id in self._chains:
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
        exchange = self._last(event.request_id)
        if exchange is not None:
            exchange.answer, exchange.answered_s = event.response, event.timestamp
            self._observer.answered(exchange)

    def _hear_client(self, _session: str | None, event: events.SocketFrame) -> None:
        self._hear(event, is_client=True)

    def _hear_server(self, _session: str | None, event: events.SocketFrame) -> None:
        self._hear(event, is_client=False)

    def _hear(self, event: events.SocketFrame, *, is_client: bool) -> None:
        exchange = self._last(event.request_id)
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
        return self._last(request)

    def _close_socket(self, _session: str | None, event: events.SocketClosed) -> None:
        exchange = self._socket(event.request_id, event.timestamp)
        if exchange is not None and not exchange.is_over:
            if exchange.answer is None:
                exchange.error = exchange.error or "failed"
            self._end(exchange, event.timestamp)

    def _tell(self, _session: str | None, event: events.EventMessage) -> None:
        exchange = self._last(event.request_id)
        if exchange is not None:
            self._observer.told(exchange, event)


def _decoded(text: str) -> bytes:
    try:
        return pybase64.b64decode(text, validate=True)
    except ValueError:
        return text.encode("utf-8", "surrogatepass")
