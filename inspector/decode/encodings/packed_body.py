"""Bodies of raw deflate or Brotli without a header that says so."""

from inspector.decode.encodings.packed import stream_of_bytes
from inspector.decode.part import Part
from inspector.decode.payload import Payload

_VAGUE = ("", "application/octet-stream", "application/binary", "binary/octet-stream", "text/plain", "application/json")


def open_packed(payload: Payload) -> tuple[Part, ...] | None:
    """A whole stream of readable text."""
    if payload.mime not in _VAGUE or payload.is_cut:
        return None
    return stream_of_bytes(payload.data, ())
