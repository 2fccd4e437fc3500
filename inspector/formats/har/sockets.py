"""WebSocket messages as Chrome exports them (`_webSocketMessages`)."""

import binascii

import msgspec
import pybase64
from msgspec import UNSET, Raw

from inspector.formats.har.instants import read_epoch
from inspector.formats.har.notes import Notes
from inspector.formats.har.shape import UNREADABLE, Kept, Overlay
from inspector.model.flow import SocketMessage

_SENT = ("send", "request", "outgoing", "client")


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    type: str = "receive"
    time: float | None = None
    opcode: int = 1
    data: str = ""


_DECODER = msgspec.json.Decoder(list[_Message] | None)


def read_messages(kept: Kept, overlay: Overlay, notes: Notes) -> tuple[SocketMessage, ...]:
    """The messages in order; times in the file are seconds. An unknown shape is kept in the overlay."""
    if kept is UNSET:
        return ()
    try:
        found = _DECODER.decode(kept)
    except UNREADABLE:
        notes.add("bad-messages")
        overlay["_webSocketMessages"] = Raw(bytes(kept))
        return ()
    return tuple(_message(message) for message in found or ())


def _message(message: _Message) -> SocketMessage:
    return SocketMessage(
        at_us=read_epoch(message.time) if message.time is not None else None,
        from_client=message.type.lower() in _SENT,
        opcode=message.opcode if -1 <= message.opcode <= 15 else 1,
        data=_data(message),
    )


def _data(message: _Message) -> bytes:
    if message.opcode == 2:
        try:
            return pybase64.b64decode(message.data, validate=True)
        except (binascii.Error, ValueError):
            pass
    return message.data.encode("utf-8", "surrogatepass")
