"""LZ-string (pieroxy.net/blog/pages/lz-string): text compressed into base64, URL-safe or UTF-16 characters, or bytes.

Own reader within bounds: the packaged ones grow without limit on hostile input and read on after damage.
"""

import re
from collections.abc import Callable, Iterable

import pybase64

from inspector.decode.part import Part, Text
from inspector.decode.plausible import is_unpacked

_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_IN_BASE64 = re.compile(r"[A-Za-z0-9+/]*+\Z")
_IN_URL = re.compile(r"[A-Za-z0-9+-]*+\Z")
_MOST_CHARACTERS = 4_000_000
_MOST_UNITS = 300_000
_EXPANSION = 64  # these texts are kept in a cache
_MOST_PADDING = 40  # bits: the rest of the last unit, and of the base64 around it
_EIGHT, _SIXTEEN, _END = 0, 1, 2
_HEAD_BYTES, _HEAD_CODES = 24, 8  # a code has at most five bits here, and sixteen of its letter behind it
_FEWEST_CODES = 3  # after the first letter: with fewer, no text has four different letters
_NEXT_CODES = (0b000, 0b100, 0b110, 0b001)  # highest bit last
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))  # the lowest bit first
_LETTERS = frozenset(code for code in range(256) if chr(code).isprintable() or chr(code) in "\t\n\r")
_FIRST_LETTERS = frozenset(_TURNED[code] for code in _LETTERS)

WIDE_SIGN = r"[\u0080-\u3fff](?s:.{3})"
# The first code, two zero bits, announces a character of eight bits, no control; the next is one of 0, 1, 3 and 4.
_CHARACTER = tuple(c for index, c in enumerate(_STANDARD) if index >> 2 not in (1, 8, 9))
_ENDED = "".join(c for c in _CHARACTER if _STANDARD.index(c) % 4 == 0)
_HALVED = "".join(c for c in _CHARACTER if _STANDARD.index(c) & 2) + "-"
# Of the control characters only tab and the two of a line break pass.
_BEGINNING = re.compile(f"(?:[FJL](?=[A-D])|[A-P](?![A-D]))(?:[{_ENDED}]|[{_HALVED}][A-Za-f])")

# Behind its only one, the end mark of a text of three different letters or more has two zero bits at least.
_LAST = _STANDARD[::4]
# Short, but no chance behind an end mark in its place.
_DAY = re.compile(r"(?:19|20)\d\d([-/.])[01]\d\1[0-3]\d\Z|[0-3]\d([-/.])[01]\d\2(?:19|20)\d\d\Z")


class _Damaged(ValueError):
    pass


def open_lzstring(text: str) -> tuple[Part, ...] | None:
    """`compressToBase64`, `compressToEncodedURIComponent`."""
    if _BEGINNING.match(text) is None:
        return None
    body = text.rstrip("=$")
    if body[-1] not in _LAST:
        return None
    is_url = "-" in text or "$" in text
    if (_IN_URL if is_url else _IN_BASE64).match(body) is None:
        return None
    if is_url:
        body = body.replace("-", "/")
    data = pybase64.b64decode(body + "AAA"[: -len(body) % 4])
    if not _may_go_on(data):
        return None
    return _parts(_text_of_bits(_bits_of(data)[: 6 * len(body)], most=_EXPANSION * len(text)))


def open_wide_lzstring(text: str) -> tuple[Part, ...] | None:
    """`compressToUTF16`: fifteen bits in a character, each 32 higher, a space last; `compress`: sixteen bits."""
    if len(text) > _MOST_UNITS or (text.isprintable() and text[-1] != " "):
        return None
    most = _EXPANSION * len(text)
    if max(text) < "\u8020" and min(text) >= " ":
        parts = _parts(_text_of([ord(c) - 32 for c in text.removesuffix(" ")], 15, most=most))
        if parts:
            return parts
    return None if max(text) > "\uffff" else _parts(_text_of(map(ord, text), 16, most=most))


def text_of_lz_bytes(data: bytes, *, most: int) -> str | None:
    """`compressToUint8Array`: the readable text, or None."""
    if data[-1] & 3 or not _may_go_on(data):  # as of _LAST
        return None
    text = _text_of_bits(_bits_of(data), most=most)
    return text if text is not None and is_unpacked(text) else None


def _parts(text: str | None) -> tuple[Part, ...] | None:
    is_told = text is not None and (is_unpacked(text) or _DAY.match(text) is not None)
    return (Part(Text(text), ("lzstring",)),) if text is not None and is_told else None


def _text_of(units: Iterable[int], width: int, *, most: int) -> str | None:
    form = f"0{width}b"
    return _text_of_bits("".join([format(unit, form) for unit in units]), most=most)


def _may_go_on(data: bytes) -> bool:
    """Whether the first codes can be those of a readable text of several letters: told without making the text."""
    first = int.from_bytes(data[:2])
    if first > 0x3FFF or first >> 6 not in _FIRST_LETTERS or first >> 3 & 7 not in _NEXT_CODES:
        return False
    bits = int.from_bytes(data[:_HEAD_BYTES].translate(_TURNED), "little") >> 10
    known, width, room = 4, 3, 4
    for number in range(_HEAD_CODES):
        code = bits & (1 << width) - 1
        bits >>= width
        if code == _END or code > known:
            return code == _END and number >= _FEWEST_CODES
        if code == _EIGHT and bits & 255 not in _LETTERS:
            return False
        entries = 1
        if code in (_EIGHT, _SIXTEEN):
            bits >>= 8 if code == _EIGHT else 16
            entries = 2
        known, room = known + entries, room - entries
        if room <= 0:
            room, width = room + (1 << width), width + 1
    return True


def _bits_of(data: bytes) -> str:
    return bin(int.from_bytes(b"\1" + data))[3:]


def _text_of_bits(bits: str, *, most: int) -> str | None:
    if bits[:1] != "0":  # two more codes for a character; the end mark alone
        return None
    try:
        return decompressed(bits, most=min(most, _MOST_CHARACTERS))
    except ValueError:
        return None


def decompressed(bits: str, *, most: int) -> str:
    """The text of a stream of "0" and "1", at most `most` characters; raises ValueError where it is damaged, longer,
    or not at its end with the end mark."""
    take, at_end = _taker(bits)
    code = take(2)
    if code == _END:
        raise _Damaged
    previous = _character(code, take)
    if previous < " " and previous not in "\t\n\r":
        raise _Damaged
    entries: list[str] = ["", "", "", previous]
    output, size = [previous], 1
    width, room = 3, 4  # codes until they get one bit longer
    while (code := take(width)) != _END:
        if code in (_EIGHT, _SIXTEEN):
            entries.append(_character(code, take))
            code = len(entries) - 1
            room -= 1
            if room == 0:
                room, width = 1 << width, width + 1
        if code > len(entries):
            raise _Damaged
        entry = entries[code] if code < len(entries) else previous + previous[0]
        output.append(entry)
        size += len(entry)
        if size > most:
            raise _Damaged
        entries.append(previous + entry[0])
        previous = entry
        room -= 1
        if room == 0:
            room, width = 1 << width, width + 1
    if not at_end():
        raise _Damaged
    return "".join(output).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(code: int, take: Callable[[int], int]) -> str:
    if code not in (_EIGHT, _SIXTEEN):
        raise _Damaged
    return chr(take(8 if code == _EIGHT else 16))


def _taker(bits: str) -> tuple[Callable[[int], int], Callable[[], bool]]:
    """Reads numbers, lowest bit first; tells whether only padding is left."""
    backwards, left = bits[::-1], len(bits)

    def take(count: int) -> int:
        nonlocal left
        if count > left:
            raise _Damaged
        left -= count
        return int(backwards[left : left + count], 2)

    def at_end() -> bool:
        return left <= _MOST_PADDING and "1" not in backwards[:left]

    return take, at_end
