"""Bodies of raw deflate or Brotli without a header that says so, or of UTF-16 without a mark."""

from inspector.decode.encodings.packed import stream_of_bytes, wide_text
from inspector.decode.part import Part, Text
from inspector.decode.payload import Payload

_VAGUE = ("", "application/octet-stream", "application/binary", "binary/octet-stream", "text/plain", "application/json")


def open_packed(payload: Payload) -> tuple[Part, ...] | None:
    """A whole stream of readable text, or such a text itself."""
    if payload.mime not in _VAGUE or payload.is_cut:
        return None
    if (text := wide_text(payload.data)) is not None:
        return (Part(Text(text), ("utf-16",)),)
    return stream_of_bytes(payload.data, ())
