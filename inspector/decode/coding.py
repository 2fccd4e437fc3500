"""Compression undone within bounds: gzip (RFC 1952), deflate (RFC 1950, 1951), Brotli (RFC 7932), zstd (RFC 8878)."""

import zlib
from collections.abc import Callable
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]
import zstandard

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ALIASES = {"x-gzip": "gzip", "x-deflate": "deflate", "x-zstd": "zstd"}
_CHUNK = 1 << 20
_WINDOW = 1 << 27


class CodingFailed(ValueError):
    """The bytes are not what the coding says, from the first byte on."""


class Expanded(NamedTuple):
    """Decompressed bytes; `cut` says why they are not all (`size`, `truncated`), "" where they are."""

    data: bytes
    cut: str


def coding_names(header: str | None) -> tuple[str, ...]:
    """The codings of a Content-Encoding value, outermost (last applied) first; identity left out."""
    names = [part.strip().lower() for part in (header or "").split(",")]
    return tuple(_ALIASES.get(name, name) for name in reversed(names) if name not in ("", "identity", "none"))


def coding_of_magic(data: bytes) -> str | None:
    """The coding that the first bytes announce; Brotli and raw deflate announce nothing."""
    if data.startswith(_GZIP):
        return "gzip" if _starts(data, 31) is not None else None
    if data.startswith(_ZSTD):
        return "zstd"
    # RFC 1950: deflate with a window of 32 KiB, a check of five bits; some texts begin so too.
    if data[:1] == b"x" and len(data) > 8 and (0x7800 | data[1]) % 31 == 0 and _starts(data, 15):
        return "deflate"
    return None


def _starts(data: bytes, window: int) -> bytes | None:
    """What the first bytes give, None where they are no such stream."""
    try:
        return zlib.decompressobj(window).decompress(data[:512], 512)
    except zlib.error:
        return None


def expand(data: bytes, coding: str, *, most: int) -> Expanded:
    """`data` without the coding, at most `most` bytes; raises CodingFailed where nothing can be read."""
    reader = _READERS.get(coding)
    if reader is None:
        raise CodingFailed
    return reader(data, most)


def expand_exactly(data: bytes, coding: str, *, most: int) -> bytes:
    """As `expand`, for raw deflate and Brotli that nothing announces: raises CodingFailed unless the stream ends with
    the last byte and within `most`."""
    if coding == "deflate":
        output = bytearray()
        if _inflate(data, -15, most, output=output) != b"":
            raise CodingFailed
        return bytes(output)
    expanded = expand(data, coding, most=most)
    if expanded.cut:
        raise CodingFailed
    return expanded.data


def _gzip(data: bytes, most: int) -> Expanded:
    output = bytearray()
    while data.startswith(_GZIP):
        piece = _inflate(data, 31, most - len(output), output=output)
        if piece is None or len(output) >= most:
            break
        data = piece.lstrip(b"\0")
        if not data:
            return Expanded(bytes(output), "")
    if not output:
        raise CodingFailed
    return Expanded(bytes(output), "size" if len(output) >= most else "truncated")


def _deflate(data: bytes, most: int) -> Expanded:
    for window in (15, -15):
        output = bytearray()
        rest = _inflate(data, window, most, output=output)
        if rest is not None or len(output) >= most:
            return Expanded(bytes(output), "" if rest is not None else "size")
        if len(output) > 64:
            return Expanded(bytes(output), "truncated")
    raise CodingFailed


def _inflate(data: bytes, window: int, most: int, *, output: bytearray) -> bytes | None:
    """Appends to `output`; the bytes after the stream's end, None where the end was not reached."""
    stream = zlib.decompressobj(window)
    rest = data
    try:
        while not stream.eof and most > 0 and (rest or not stream.unconsumed_tail):
            piece = stream.decompress(rest, min(_CHUNK, most))
            output += piece
            most -= len(piece)
            rest = stream.unconsumed_tail
            if not piece and not rest:
                break
    except zlib.error:
        return None
    return stream.unused_data if stream.eof else None


def _brotli(data: bytes, most: int) -> Expanded:
    stream = brotli.Decompressor()
    output = bytearray()
    rest = data
    try:
        while not stream.is_finished() and len(output) < most:
            piece = stream.process(rest, output_buffer_limit=min(_CHUNK, most - len(output)))
            output += piece
            rest = b""
            if not piece and stream.can_accept_more_data():
                break
    except brotli.error:
        if not output:
            raise CodingFailed from None
        return Expanded(bytes(output[:most]), "truncated")
    if not output and not stream.is_finished():
        raise CodingFailed
    cut = "" if stream.is_finished() else "size" if len(output) >= most else "truncated"
    return Expanded(bytes(output[:most]), cut)


def _zstd(data: bytes, most: int) -> Expanded:
    output = bytearray()
    reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(data, read_across_frames=True)
    try:
        while len(output) < most:
            piece = reader.read(min(_CHUNK, most - len(output)))
            if not piece:
                return _whole_or_failed(output)
            output += piece
    except zstandard.ZstdError:
        if not output:
            raise CodingFailed from None
        return Expanded(bytes(output), "truncated")
    return Expanded(bytes(output), "size")


def _whole_or_failed(output: bytearray) -> Expanded:
    if not output:
        raise CodingFailed
    return Expanded(bytes(output), "")


_READERS: dict[str, Callable[[bytes, int], Expanded]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
