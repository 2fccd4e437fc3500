"""What the WebSocket layer of mitmproxy 12 lacks for a recorder: a bound on a message. It gathers each one whole before
it lets it go on, however long that becomes.

A message beyond the bound goes on as it comes, in fragments (RFC 6455, 5.4); its beginning is told, with the size of
the whole. Applied once to the library's own classes, in the recorder's process only.
"""

from collections import deque
from collections.abc import Generator, Iterable
from typing import Any

from mitmproxy.http import HTTPFlow
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.layers import websocket
from mitmproxy.websocket import WebSocketMessage
from wsproto.connection import ConnectionState
from wsproto.events import BytesMessage, Event, Message, TextMessage
from wsproto.frame_protocol import Opcode

from inspector.capture.plan import BODY_CAP_BYTES

_MOST_HELD_BYTES = BODY_CAP_BYTES
_FRAGMENT_BYTES = 64
"""What gathering a fragment costs beside its content: a message of empty ones has a bound as well."""

type _Fragment = Message[Any]
type _Commands = Generator[commands.Command, Any, None]


def mend_sockets() -> None:
    """Idempotent."""
    layer: Any = websocket.WebsocketLayer
    if websocket.WebsocketConnection is not _BoundedConnection:
        websocket.WebsocketConnection = _BoundedConnection  # type: ignore[misc]
        layer.relay_messages = _relaying(layer.relay_messages)


def whole_size_of(message: WebSocketMessage) -> int:
    """The size of a message in bytes, of which the content may be the beginning only."""
    return int(getattr(message, "whole_bytes", len(message.content)))


class _LongMessage:
    """A message beyond the bound: its beginning, and how much came."""

    def __init__(self, opcode: Opcode) -> None:
        self.opcode = opcode
        self.kept = bytearray()
        self.size_bytes = 0

    def take(self, data: bytes) -> None:
        self.kept += data[: _MOST_HELD_BYTES - len(self.kept)]
        self.size_bytes += len(data)

    def told(self, *, from_client: bool) -> WebSocketMessage:
        message = WebSocketMessage(self.opcode, from_client, bytes(self.kept))
        message.whole_bytes = self.size_bytes  # type: ignore[attr-defined]
        return message


class _BoundedConnection(websocket.WebsocketConnection):
    """Gives its layer what fits; `passing` is what goes on at once: fragments, and word of each long message."""

    flow: HTTPFlow
    peer: "_BoundedConnection"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.passing: deque[commands.Command] = deque()
        self._long: _LongMessage | None = None
        self._held_bytes = 0
        super().__init__(*arguments, **named)

    def events(self) -> Generator[Event, None, None]:
        for event in super().events():
            if not isinstance(event, Message) or self._fits(event):
                yield event

    def break_off(self) -> None:
        """Nothing more comes: what came of a long message has gone on, and is told."""
        if self._long is not None:
            self._tell(self._long)
            self._long = None

    def _fits(self, event: _Fragment) -> bool:
        data = event.data.encode() if isinstance(event.data, str) else bytes(event.data)
        self._held_bytes += len(data) + _FRAGMENT_BYTES
        if self._long is None and self._held_bytes > _MOST_HELD_BYTES:
            self._long = self._let_go(is_text=isinstance(event.data, str))
        long = self._long
        if long is not None:
            long.take(data)
            self._send_on(event)
        if event.message_finished:
            self._held_bytes = 0
            self.break_off()
        return long is None

    def _let_go(self, *, is_text: bool) -> _LongMessage:
        """What was held of a message that has become too long goes on first."""
        long = _LongMessage(Opcode.TEXT if is_text else Opcode.BINARY)
        for held in self.frame_buf:
            long.take(held)
            self._send_on(_fragment(held, is_text=is_text))
        self.frame_buf = [b""]
        return long

    def _send_on(self, event: _Fragment) -> None:
        """Framed at once: by the time it goes, the layer may have closed the other side."""
        if self.peer.state is ConnectionState.OPEN:
            self.passing.append(self.peer.send2(event))

    def _tell(self, long: _LongMessage) -> None:
        """Listed at once, before the messages that follow it."""
        if self.flow.websocket is not None:
            self.flow.websocket.messages.append(long.told(from_client=not self.client))
            self.passing.append(websocket.WebsocketMessageHook(self.flow))


def _fragment(data: bytes, *, is_text: bool) -> _Fragment:
    if is_text:
        return TextMessage(data.decode(), message_finished=False)
    return BytesMessage(data, message_finished=False)


def _relaying(relay: Any) -> Any:
    """Before each thing that the layer does, what came before it and does not wait goes on."""

    def relay_messages(self: Any, event: events.Event) -> _Commands:
        sides: tuple[_BoundedConnection, _BoundedConnection] = (self.client_ws, self.server_ws)
        for side, peer in (sides, sides[::-1]):
            side.flow, side.peer = self.flow, peer
        work, reply = relay(self, event), None
        while True:
            try:
                command = work.send(reply)
            except StopIteration:
                break
            if isinstance(command, websocket.WebsocketEndHook):
                for side in sides:
                    side.break_off()
            yield from _passing(sides)
            reply = yield command
        yield from _passing(sides)

    return relay_messages


def _passing(sides: Iterable[_BoundedConnection]) -> _Commands:
    for side in sides:
        while side.passing:
            yield side.passing.popleft()
