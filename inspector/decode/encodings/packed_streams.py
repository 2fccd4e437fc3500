"""Compressions that programs know rather than browsers, inside a text: bzip2 and xz, each with a check of its own."""

import bz2
import lzma

from inspector.decode.coding import CodingFailed

_BZ2, _XZ = b"BZh", b"\xfd7zXZ\0"
_MEMORY_BYTES = 32_000_000


def rare_coding_of(data: bytes) -> str | None:
    """`bz2` or `xz`, by how it begins."""
    if data.startswith(_BZ2) and data[4:10] == b"1AY&SY":
        return "bz2"
    return "xz" if data.startswith(_XZ) else None


def expand_rarely(data: bytes, coding: str, *, most: int) -> bytes:
    """What is packed; raises CodingFailed where it is damaged, or gives more than `most` bytes."""
    stream = bz2.BZ2Decompressor() if coding == "bz2" else lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY_BYTES)
    try:
        plain = stream.decompress(data, most + 1)
    except (OSError, lzma.LZMAError, EOFError, ValueError):
        raise CodingFailed from None
    if not stream.eof or len(plain) > most:
        raise CodingFailed
    return plain
