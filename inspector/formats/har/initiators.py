"""Who asked for a flow: Chrome's initiator object, or the plain address that browsertime writes."""

import msgspec
from msgspec import UNSET

from inspector.formats.har.shape import UNREADABLE, Kept


class _Frame(msgspec.Struct):
    url: str | None = None


class _Stack(msgspec.Struct):
    frames: list[_Frame] = msgspec.field(name="callFrames", default_factory=list)
    parent: "_Stack | None" = None


class _Initiator(msgspec.Struct):
    kind: str | None = msgspec.field(name="type", default=None)
    url: str | None = None
    stack: _Stack | None = None


_DECODER = msgspec.json.Decoder(_Initiator | str | None)


def read_initiator(kept: Kept) -> tuple[str | None, str | None, bytes | None]:
    """Kind, address and the JSON text of an initiator; the address is that of the innermost call with one."""
    if kept is UNSET:
        return None, None, None
    raw = bytes(kept)
    if raw in (b"null", b'""', b"{}"):
        return None, None, None
    text = msgspec.json.format(raw, indent=-1) if b"\n" in raw or b": " in raw else raw
    try:
        found = _DECODER.decode(raw)
    except UNREADABLE:
        return None, None, text
    if isinstance(found, _Initiator):
        return found.kind or None, found.url or _calling_url(found.stack), text
    return None, found, text


def _calling_url(stack: _Stack | None) -> str | None:
    while stack is not None:
        for frame in stack.frames:
            if frame.url:
                return frame.url
        stack = stack.parent
    return None
