"""Opener: gzip or zlib whose bytes were written as characters, one each: a script's "binary string"."""

from inspector.decode.coding import coding_of_magic
from inspector.decode.encodings.packed import parts_of_bytes
from inspector.decode.part import Part

SIGN = r"\x1f\x8b\x08|x[\x01\x5e\x9c\xda](?s:.{7})"
STARTS = "\x1fx"
_MOST_CHARACTERS = 16_000_000


def open_binary_string(text: str) -> tuple[Part, ...] | None:
    """What the stream holds; None where a character is no byte, or the bytes are no stream."""
    data = bytes_of_binary_string(text)
    return parts_of_bytes(data, (), marked=True) if data and coding_of_magic(data) is not None else None


def bytes_of_binary_string(text: str) -> bytes | None:
    """The bytes that the characters stand for, one each."""
    try:
        return text.encode("latin-1") if len(text) <= _MOST_CHARACTERS else None
    except UnicodeEncodeError:
        return None
