"""EXIF (CIPA DC-008, TIFF 6.0): the texts and the position in a picture, by the names of the standard.

An own reader, because a hostile block must cost no more than its size: entries may share and repeat bytes.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from inspector.decode.charset import is_readable
from inspector.model.leaf import Scalar

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8, 129: 1}
_TEXTS = (2, 129)
_RATIONAL = 5
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_XMP, _IPTC = 0x02BC, 0x83BB
_WINDOWS = frozenset(range(0x9C9B, 0x9CA0))  # XPTitle, XPComment ...: UTF-16
_PREFIXED = frozenset((0x9286, 0x1B, 0x1C))  # UserComment, GPSProcessingMethod, GPSAreaInformation
_CHARSETS = {b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}
_MOST_ENTRIES = 300
_MOST_BYTES = 1_000_000
_LONGEST = 100_000


class Exif(NamedTuple):
    """`values` by tag name, GPSLatitude and GPSLongitude in decimal degrees; the blocks of other standards in it."""

    values: tuple[tuple[str, Scalar], ...]
    xmp: bytes = b""
    iptc: bytes = b""


class _Entry(NamedTuple):
    tag: int
    kind: int
    data: bytes


def read_exif(data: bytes) -> Exif:
    """What a block says (with or without `Exif\\0\\0` in front); never raises, nothing for what is no TIFF."""
    data = data.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None or len(data) < 14:
        return Exif(())
    block = _Block(data, order)
    main = list(block.entries(block.number(data[4:8])))
    pointers = {entry.tag: block.number(entry.data) for entry in main if entry.tag in (_EXIF_IFD, _GPS_IFD)}
    detail = [*main, *(block.entries(pointers[_EXIF_IFD]) if _EXIF_IFD in pointers else ())]
    values: list[tuple[str, Scalar]] = [(_name(e.tag), text) for e in detail if (text := _text_of(e))]
    if _GPS_IFD in pointers:
        values += _position({e.tag: e for e in block.entries(pointers[_GPS_IFD])}, order)
    other = {e.tag: e.data for e in main if e.tag in (_XMP, _IPTC)}
    return Exif(tuple(values), other.get(_XMP, b""), other.get(_IPTC, b""))


class _Block:
    """The entries of a TIFF structure, at most so many bytes of them in all."""

    def __init__(self, data: bytes, order: str) -> None:
        self._data, self._order, self._left = data, order, _MOST_BYTES

    def number(self, raw: bytes) -> int:
        """An offset or a single count, of two or four bytes."""
        return int.from_bytes(raw[:4], "little" if self._order == "<" else "big")

    def entries(self, offset: int) -> Iterator[_Entry]:
        data = self._data
        count = self.number(data[offset : offset + 2])
        for at in range(offset + 2, offset + 2 + 12 * min(count, _MOST_ENTRIES), 12):
            if at + 12 > len(data):
                return
            tag, kind, number = struct.unpack_from(self._order + "HHI", data, at)
            size = _SIZES.get(kind, 0) * number
            start = at + 8 if size <= 4 else self.number(data[at + 8 : at + 12])
            if 0 < size <= min(self._left, len(data) - start):
                self._left -= size
                yield _Entry(tag, kind, data[start : start + size])


def _name(tag: int) -> str:
    from PIL.ExifTags import TAGS

    return TAGS.get(tag, f"0x{tag:04x}")


def _text_of(entry: _Entry) -> str:
    """The text of an entry, "" where it is none."""
    if entry.tag in (_XMP, _IPTC) or len(entry.data) > _LONGEST:
        return ""
    if entry.kind in _TEXTS:
        return readable_text(entry.data)
    if entry.tag in _WINDOWS:
        return _decoded(entry.data, "utf-16-le")
    if entry.tag in _PREFIXED and entry.kind in (1, 7):
        charset = _CHARSETS.get(entry.data[:8], "")
        if charset == "utf-16" and entry.data[8:10] not in (b"\xff\xfe", b"\xfe\xff"):
            # The byte order is the file's or the writer's own: Western text has its zeros on one side.
            charset += "-le" if entry.data[9::2].count(0) > entry.data[8::2].count(0) else "-be"
        return _decoded(entry.data[8:], charset) if charset else readable_text(entry.data[8:])
    return ""


def readable_text(data: bytes) -> str:
    """UTF-8, else Western; "" where it is not made of readable characters."""
    data = data.strip(b"\0 \r\n\t")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text if is_readable(text) else ""


def _decoded(data: bytes, charset: str) -> str:
    try:
        text = data.decode(charset).strip("\0 \r\n\t")
    except UnicodeError:
        return ""
    return text if is_readable(text) else ""


def _position(entries: dict[int, _Entry], order: str) -> Iterator[tuple[str, Scalar]]:
    """The GPS directory: degrees, metres, time, and its texts."""
    for tag, name, turn, most in ((2, "GPSLatitude", "S", 90), (4, "GPSLongitude", "W", 180)):
        parts = _rationals(entries.get(tag), order)
        if len(parts) == 3 and (degrees := parts[0] + parts[1] / 60 + parts[2] / 3600) <= most:
            yield name, round(-degrees if _reference(entries, tag - 1) == turn else degrees, 7)
    if altitude := _rationals(entries.get(6), order):
        yield "GPSAltitude", round(-altitude[0] if _reference(entries, 5) == "\1" else altitude[0], 2)
    if len(clock := _rationals(entries.get(7), order)) == 3:
        yield "GPSTimeStamp", ":".join(f"{int(part):02}" for part in clock)
    for tag, name in ((0x1D, "GPSDateStamp"), (0x1B, "GPSProcessingMethod"), (0x1C, "GPSAreaInformation")):
        if tag in entries and (text := _text_of(entries[tag])):
            yield name, text


def _reference(entries: dict[int, _Entry], tag: int) -> str:
    return entries[tag].data[:1].decode("latin-1") if tag in entries else ""


def _rationals(entry: _Entry | None, order: str) -> list[float]:
    if entry is None or entry.kind != _RATIONAL or len(entry.data) > 80:
        return []
    pairs = list(struct.iter_unpack(order + "II", entry.data))
    return [top / bottom for top, bottom in pairs] if all(bottom for _, bottom in pairs) else []
