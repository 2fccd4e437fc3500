"""What the WebSocket layer of mitmproxy 12 lacks for a recorder: a bound on a message. It gathers each one whole before
it lets it go on, however long that becomes.

A message beyond the bound goes on as it comes, in fragments (RFC 6455, 5.4); its beginning is told, with the size of
the whole. Applied once to the library's own classes, in the recorder's process only.
"""

from collections import deque
from collections.abc import Generator, Iterator
from typing import Any

from mitmproxy.proxy import commands, events
from mitmproxy.proxy.layers import websocket
from mitmproxy.websocket import WebSocketMessage
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
    """Gives its layer what fits; `passing` is what goes on at once: fragments, and each long message at its end."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.passing: deque[_Fragment | _LongMessage] = deque()
        self._long: _LongMessage | None = None
        self._held_bytes = 0
        super().__init__(*arguments, **named)

    def events(self) -> Generator[Event, None, None]:
        for event in super().events():
            if not isinstance(event, Message) or self._fits(event):
                yield event

    def _fits(self, event: _Fragment) -> bool:
        data = event.data.encode() if isinstance(event.data, str) else bytes(event.data)
        self._held_bytes += len(data) + _FRAGMENT_BYTES
        if self._long is None and self._held_bytes > _MOST_HELD_BYTES:
            self._long = self._let_go(is_text=isinstance(event.data, str))
        long = self._long
        if long is not None:
            long.take(data)
            self.passing.append(event)
        if event.message_finished:
            self._long, self._held_bytes = None, 0
            if long is not None:
                self.passing.append(long)
        return long is None

    def _let_go(self, *, is_text: bool) -> _LongMessage:
        """What was held of a message that has become too long goes on first."""
        long = _LongMessage(Opcode.TEXT if is_text else Opcode.BINARY)
        for held in self.frame_buf:
            long.take(held)
            self.passing.append(_fragment(held, is_text=is_text))
        self.frame_buf = [b""]
        return long


def _fragment(data: bytes, *, is_text: bool) -> _Fragment:
    if is_text:
        return TextMessage(data.decode(), message_finished=False)
    return BytesMessage(data, message_finished=False)


def _relaying(relay: Any) -> Any:
    """Before each thing that the layer does, what came before it and does not wait goes on."""

    def relay_messages(self: Any, event: events.Event) -> _Commands:
        work, reply = relay(self, event), None
        while True:
            try:
                command = work.send(reply)
            except StopIteration:
                break
            yield from _pass(self)
            reply = yield command
        yield from _pass(self)

    return relay_messages


def _pass(layer: Any) -> _Commands:
    for source, target in ((layer.client_ws, layer.server_ws), (layer.server_ws, layer.client_ws)):
        for one in _taken(source.passing):
            if isinstance(one, _LongMessage):
                layer.flow.websocket.messages.append(one.told(from_client=source is layer.client_ws))
                yield websocket.WebsocketMessageHook(layer.flow)
            else:
                yield target.send2(one)


def _taken[T](waiting: deque[T]) -> Iterator[T]:
    while waiting:
        yield waiting.popleft()
