"""What bytes may be, told by how they begin: the cheap "no" before the readers. Nearly all bytes that captured texts
encode are ids, drawn at random; whatever a reader might accept passes here.
"""

import re
import zlib

# How all begin that announces itself: compressed, pictures and PDF, JSON, protobuf, UTF-16 and UTF-32.
_ANNOUNCED = (
    rb"(?=[\x1f(xB\xfd\x89\xffG%IM\[{\n\xfe])"
    rb"(?:\x1f\x8b\x08|\(\xb5\x2f\xfd|x[\x01\x20\x3f\x5e\x7d\x9c\xbb\xda\xf9]|BZh|\xfd7zXZ|\x89PNG|\xff\xd8\xff|GIF8|%PDF-"
    rb"|II\*|MM\0\*|[\[{][ \t\r\n\"\[\]{}\d\-tfnNI]|\n|\xff\xfe|\xfe\xff)"
)
_WIDE = rb"[^\0-\x08]\0|\0(?:\0\0)?[^\0-\x08]"
# No control characters to the end, which rejects nearly all; then UTF-8, at least in front, or Latin-1 as in words.
_CLEAN = rb"(?=[^\0-\x08\x0b\x0c\x0e-\x1f\x7f]*+\Z)"
_UTF8 = rb"(?:[\t\n\r -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
_LATIN1 = rb"[\w .,;:@/'\"?!&=+()#%|<>{}\[\]\r\n\t\xab\xbb\xc0-\xd6\xd8-\xf6\xf8-\xff-]*+\Z"
_TEXT = _CLEAN + b"(?:" + _UTF8 + b"{8}|" + _UTF8 + rb"{,7}\Z|" + _LATIN1 + b")"
may_speak = re.compile(b"|".join((_ANNOUNCED, _WIDE, _TEXT))).match

# The fixed Huffman codes of RFC 1951, highest bit last, of what UTF-8 without control characters begins with.
_FIRST_CODES = frozenset(
    int(f"{code:08b}"[::-1], 2) for code in (0x39, 0x3A, 0x3D, *range(0x50, 0xAF), *range(0xE1, 0xFB))
)
# The share of all codes, in 128ths, that a code of so many bits takes.
_SHARES = bytes.maketrans(b"01234567", bytes((0, 64, 32, 16, 8, 4, 2, 1)))


def codings_of(data: bytes, *, most: int) -> tuple[str, ...]:
    """Raw deflate and Brotli, where their streams may begin with these bytes, of which there are six at least, and
    give readable text of at most so many bytes."""
    first = data[0]
    kind = first & 6
    if kind == 2:
        may_be = (first >> 3 | data[1] << 5) & 0xFF in _FIRST_CODES
    else:
        may_be = kind == 4 and first <= 0xEF and data[1] & 31 <= 29 and _are_codes(data)
    deflate = ("deflate",) if may_be and _inflates(data) else ()
    if first & 1 and first & 15 != 1 and first & 48 != 48 and _may_be_brotli(data, most):
        return (*deflate, "br")
    return deflate


def _inflates(data: bytes) -> bool:
    try:
        zlib.decompressobj(-15).decompress(data, 512)
    except zlib.error:
        return False
    return True


def _are_codes(data: bytes) -> bool:
    """RFC 1951 3.2.7: the codes that the lengths of the codes are written in use up all there are."""
    bits = int.from_bytes(data[1:10], "little") >> 5
    lengths = bits >> 4 & (1 << 3 * ((bits & 15) + 4)) - 1
    return sum(f"{lengths:o}".encode().translate(_SHARES)) == 128


def _may_be_brotli(data: bytes, most: int) -> bool:
    """RFC 7932 9.1 and 9.2: behind a window size of four bits a first block of not too many bytes; or one that is
    skipped, and not the last, with nought in the bits up to the next byte."""
    is_last = data[0] >> 4 & 1
    bits = int.from_bytes(data[:5], "little") >> 5 + is_last
    nibbles = bits & 3
    if nibbles < 3:
        return (bits >> 2 & (1 << 4 * (4 + nibbles)) - 1) < most
    return not is_last and not bits & 4 and data[1 + (bits >> 3 & 3)] < 4
