"""Which characters the bundled fonts can print; all others are written by their code point."""

import struct
from functools import cache

from inspector.figures.drawing import visible
from inspector.resources import resource_path


def printable(text: str) -> str:
    """The text with controls, bidirectional marks and characters without a glyph as `[U+1F600]`."""
    if text.isascii() and text.isprintable():
        return text
    covered = coverage()
    return "".join(c if ord(c) in covered or c == "\n" else f"[U+{ord(c):04X}]" for c in visible(text))


@cache
def coverage() -> frozenset[int]:
    """The code points of the bundled families (text falls back from one to the other)."""
    fonts = (resource_path("fonts", name) for name in ("IBMPlexSans-Regular.ttf", "IBMPlexMono-Regular.ttf"))
    return frozenset().union(*(_code_points(font.read_bytes()) for font in fonts))


def _code_points(font: bytes) -> frozenset[int]:
    """The `cmap` of a TrueType font, subtables of format 4 (OpenType 1.9, cmap)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    count = struct.unpack_from(">H", font, start + 2)[0]
    subtables = {struct.unpack_from(">L", font, start + 8 + 8 * i)[0] for i in range(count)}
    points: set[int] = set()
    for offset in subtables:
        if struct.unpack_from(">H", font, start + offset)[0] == 4:
            points |= _segments(font, start + offset)
    return frozenset(points - {0xFFFF})


def _segments(font: bytes, at: int) -> set[int]:
    segments = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
    return {point for first, last in zip(starts, ends, strict=True) for point in range(first, last + 1)}
