"""Where picture files keep their metadata: the blocks of JPEG, PNG, WebP, GIF, TIFF, HEIF and AVIF, undecoded.

Each reader walks from header to header and stops at the first damage.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

from inspector.decode.coding import CodingFailed, expand
from inspector.decode.documents.exif import readable_text
from inspector.decode.pairs import readable

_MOST_STEPS = 20_000
_MOST_INFLATED = 1_000_000
_MOST_BLOCK = 4_000_000
_XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_PNG = "XML:com.adobe.xmp"
_RAW_PROFILE = "Raw profile type "
_EXIF_SIGN = re.compile(rb"Exif\0\0(?=II\*\0|MM\0\*)")
_HEAD = 64_000


class BlockKind(StrEnum):
    EXIF = "exif"
    XMP = "xmp"
    IPTC = "iptc"
    TEXT = "text"


class Block(NamedTuple):
    """`text` under its `name` for the kind TEXT, else undecoded `data`."""

    kind: BlockKind
    data: bytes = b""
    name: str = ""
    text: str = ""


def blocks_of(data: bytes) -> list[Block] | None:
    """The blocks of a picture in the order of the file; None where the first bytes are no known picture's."""
    reader = _READERS.get(data[:4]) or _READERS.get(data[:3])
    if reader is None and ((data[4:8] == b"ftyp" and data[8:12] in _BRANDS) or data[4:8] == b"JXL "):
        reader = _boxes
    return None if reader is None else list(reader(data))


def _jpeg(data: bytes) -> Iterator[Block]:
    """Segments up to the first scan (ITU T.81, annex B)."""
    position = 2
    for _ in range(_MOST_STEPS):
        if data[position : position + 1] != b"\xff" or position + 4 > len(data):
            return
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        size = data[position + 2] << 8 | data[position + 3]
        if marker in (0xD9, 0xDA) or size < 2:
            return
        if marker in (0xE1, 0xED, 0xFE):
            yield from _segment(marker, data[position + 4 : position + 2 + size])
        position += 2 + size


def _segment(marker: int, body: bytes) -> Iterator[Block]:
    if marker == 0xFE:
        yield from _text("Comment", readable_text(body))
    elif marker == 0xED:
        yield Block(BlockKind.IPTC, body)
    elif body.startswith(b"Exif\0\0"):
        yield Block(BlockKind.EXIF, body)
    elif body.startswith(_XMP_MARK):
        yield Block(BlockKind.XMP, body[len(_XMP_MARK) :])


def _text(name: str, text: str) -> Iterator[Block]:
    if text:
        yield Block(BlockKind.TEXT, name=name, text=text)


def _png(data: bytes) -> Iterator[Block]:
    """Chunks (W3C PNG, section 11.3)."""
    position, end = 8, len(data)
    for _ in range(_MOST_STEPS):
        if position + 8 > end:
            return
        size = int.from_bytes(data[position : position + 4])
        kind = data[position + 4 : position + 8]
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield from _png_text(kind, data[position + 8 : position + 8 + min(size, _MOST_BLOCK)])
        elif kind == b"eXIf":
            yield Block(BlockKind.EXIF, data[position + 8 : position + 8 + min(size, _MOST_BLOCK)])
        elif kind == b"IEND" or not kind.isalpha():
            return
        position += 12 + size


def _png_text(kind: bytes, body: bytes) -> Iterator[Block]:
    keyword, _, rest = body.partition(b"\0")
    name = keyword[:79].decode("latin-1")
    is_packed = kind == b"zTXt"
    if kind == b"iTXt":
        is_packed = rest[:1] == b"\1"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    elif is_packed:
        rest = rest[1:]
    if is_packed:
        try:
            rest = expand(rest, "deflate", most=_MOST_INFLATED).data
        except CodingFailed:
            return
    if name == _XMP_PNG:
        yield Block(BlockKind.XMP, rest)
    elif name.startswith(_RAW_PROFILE):
        yield from _raw_profile(name.removeprefix(_RAW_PROFILE), rest)
    else:
        yield from _text(name, readable(rest).strip("\0 \r\n\t"))


def _raw_profile(kind: str, rest: bytes) -> Iterator[Block]:
    """What ImageMagick writes: a name, a length, and the block in hexadecimal lines."""
    try:
        block = bytes.fromhex("".join(rest.decode("latin-1").split()[2:]))
    except ValueError:
        return
    kinds = {"exif": BlockKind.EXIF, "APP1": BlockKind.EXIF, "iptc": BlockKind.IPTC, "xmp": BlockKind.XMP}
    if kind in kinds:
        yield Block(BlockKind.XMP if block.lstrip().startswith(b"<") else kinds[kind], block)


def _webp(data: bytes) -> Iterator[Block]:
    """RIFF chunks; only the extended form (VP8X) holds metadata, and says so in its flags."""
    if data[8:16] != b"WEBPVP8X" or not data[20:21] or not data[20] & 0x0C:
        return
    position = 12
    for _ in range(_MOST_STEPS):
        kind, size = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "little")
        if len(kind) < 4:
            return
        if kind in (b"EXIF", b"XMP "):
            body = data[position + 8 : position + 8 + min(size, _MOST_BLOCK)]
            yield Block(BlockKind.EXIF if kind == b"EXIF" else BlockKind.XMP, body)
        position += 8 + size + size % 2


def _gif(data: bytes) -> Iterator[Block]:
    """Extensions (GIF89a) before the first image, and XMP where Adobe's extension announces it."""
    position = 13 + (3 << (data[10] & 7) + 1 if len(data) > 10 and data[10] & 0x80 else 0)
    for _ in range(100):
        if data[position : position + 1] != b"!":
            break
        label = data[position + 1 : position + 2]
        pieces: list[bytes] = []
        position += 2
        while position < len(data) and data[position] and len(pieces) < 1000:
            pieces.append(data[position + 1 : position + 1 + data[position]])
            position += 1 + data[position]
        position += 1
        if label == b"\xfe":
            yield from _text("Comment", readable_text(b"".join(pieces)))
        elif pieces[:1] == [b"XMP DataXMP"]:
            break
    yield from _xmp_between(data[:_MOST_BLOCK], data.find(b"XMP DataXMP", 0, _HEAD))


def _boxes(data: bytes) -> Iterator[Block]:
    """HEIF, AVIF and JPEG XL: the blocks stand somewhere between the boxes, whole."""
    if (match := _EXIF_SIGN.search(data)) is not None:
        yield Block(BlockKind.EXIF, data[match.start() : match.start() + _MOST_BLOCK])
    yield from _xmp_between(data, data.find(b"<x:xmpmeta"))


def _xmp_between(data: bytes, start: int) -> Iterator[Block]:
    begin = data.find(b"<", start) if start >= 0 else -1
    end = data.find(b"</x:xmpmeta>", begin, begin + _MOST_BLOCK) if begin >= 0 else -1
    if end > 0:
        yield Block(BlockKind.XMP, data[begin : end + 12])


def _tiff(data: bytes) -> Iterator[Block]:
    yield Block(BlockKind.EXIF, data)


_READERS: dict[bytes, Callable[[bytes], Iterator[Block]]] = {
    b"\xff\xd8\xff": _jpeg,
    b"\x89PNG": _png,
    b"RIFF": _webp,
    b"GIF8": _gif,
    b"II*\0": _tiff,
    b"MM\0*": _tiff,
}
_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"))
