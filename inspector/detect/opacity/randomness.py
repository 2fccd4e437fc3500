"""Whether bytes are as good as random, and whether they are so for another reason: compressed, media, structured."""

import math

from inspector.decode.coding import CodingFailed, expand

_SAMPLE = 4096
_MEDIA = (
    b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"7z\xbc\xaf", b"\x04\x22\x4d\x18", b"PK\x03\x04", b"Rar!",
    b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"%PDF", b"BM",
    b"II*\0", b"MM\0*", b"\0\0\1\0", b"\0\0\2\0", b"wOF", b"OTTO", b"ttcf", b"\0\1\0\0", b"ID3", b"OggS", b"fLaC",
    b"\x1aE\xdf\xa3", b"\0asm", b"\x7fELF", b"MZ", b"SQLite", b"\xff\x0a", b"\xef\xbb\xbf", b"FLV", b"IRIS",
)  # fmt: skip
_MOST_FIELDS = 64


def is_random(data: bytes) -> bool:
    """As many distinct byte values, and as many high bytes, as chance gives at this length; evenly spread if long."""
    sample = data[:_SAMPLE]
    length = len(sample)
    if length < 16:
        return False
    distinct = len(set(sample))
    expected = 256 * (1 - (255 / 256) ** length)
    if distinct < expected - 3.5 * math.sqrt(expected - expected * expected / 256 + 1):
        return False
    high = sum(byte >> 7 for byte in sample[:512])
    tried = min(length, 512)
    if abs(high - tried / 2) > 1.8 * math.sqrt(tried):
        return False
    return length < 512 or abs(_evenness(sample) - 255) < 6 * 23


def _evenness(sample: bytes) -> float:
    """Chi-squared of the byte values against equal shares: about 255, give or take 23, where chance made them."""
    share = len(sample) / 256
    counts = [0] * 256
    for byte in sample:
        counts[byte] += 1
    return sum((count - share) ** 2 for count in counts) / share


def is_known(data: bytes) -> bool:
    """Whether the bytes announce a compressed, media or program format."""
    return data.startswith(_MEDIA) or data[4:8] in (b"ftyp", b"moov")


def is_structured(data: bytes) -> bool:
    """Whether they are wrapped as a whole by a length, a DER value, MessagePack, CBOR or Protocol Buffers fields, or
    are compressed in a form that announces nothing."""
    return _is_wrapped(data) or _is_fields(data) or _is_compressed(data)


def _is_wrapped(data: bytes) -> bool:
    first, size = data[0], len(data)
    if first in (0x30, 0xC4, 0x58, 0x04, 0x0A):
        return _rest(data, 1, 1) or (first == 0x30 and data[1] == 0x81 and _rest(data, 2, 1)) or _is_long_der(data)
    if first in (0xC5, 0x59):
        return _rest(data, 1, 2)
    return size > 5 and first in (0, 0xC6, 0x5A) and _rest(data, 1, 4)


def _is_long_der(data: bytes) -> bool:
    return data[0] == 0x30 and (data[1] == 0x80 or (data[1] in (0x82, 0x83) and _rest(data, 2, data[1] - 0x80)))


def _rest(data: bytes, at: int, width: int) -> bool:
    return int.from_bytes(data[at : at + width]) == len(data) - at - width


def _is_fields(data: bytes) -> bool:
    """Protocol Buffers from end to end: field numbers below 512, known wire types, lengths that fit."""
    at = 0
    for _ in range(_MOST_FIELDS):
        if at >= len(data):
            return at == len(data)
        tag, at = _number(data, at)
        if not 8 <= tag < 4096:
            return False
        kind = tag & 7
        value, after = _number(data, at) if kind in (0, 2) else (0, at)
        size = {0: 0, 1: 8, 2: value, 5: 4}.get(kind, -1)
        if size < 0 or value < 0:
            return False
        at = after + size
    return at <= len(data)


def _number(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for place, byte in enumerate(data[at : at + 10]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, at + place + 1
    return -1, at


def _is_compressed(data: bytes) -> bool:
    """Raw deflate or Brotli that ends where the bytes end."""
    for coding in ("deflate", "br"):
        try:
            expanded = expand(data, coding, most=1 << 20)
        except CodingFailed:
            continue
        if not expanded.cut and len(expanded.data) > 16:
            return True
    return False
