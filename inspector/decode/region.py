"""Bytes that remember where in the stored bytes they came from."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from inspector.decode.encodings.base64_text import bytes_of_base64

_JSON_ESCAPE = re.compile(rb"(?:\\u[0-9a-fA-F]{4})+|\\.", re.DOTALL)
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
_PERCENT_PLUS = re.compile(rb"%[0-9A-Fa-f]{2}|\+")
_PLAIN = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"f": b"\f"}

_HEX_PAIR = re.compile(r"(?!0[xX])[0-9a-fA-F]{2}")
_HEX_BETWEEN = re.compile(r"0[xX]|\\x|[ :,-]|\A[xX]'|'\Z")

type Span = tuple[int, int]


@dataclass(slots=True)
class Region:
    """`data[i]` came from the stored bytes `starts[i]` up to `ends[i]`; where these are None, from `base + i`."""

    data: bytes
    base: int = 0
    starts: list[int] | None = None
    ends: list[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """The stored half-open range behind `data[start:end]`."""
        if self.starts is None or self.ends is None:
            return self.base + start, self.base + end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else self.base)
            return at, at
        first, last = start, end - 1
        return min(self.starts[first], self.starts[last]), max(self.ends[first], self.ends[last])

    def slice(self, start: int, end: int) -> "Region":
        """`data[start:end]` with its origins."""
        if self.starts is None or self.ends is None:
            return Region(self.data[start:end], self.base + start)
        return Region(self.data[start:end], self.span(start, start)[0], self.starts[start:end], self.ends[start:end])

    def whole(self) -> Span:
        return self.span(0, len(self.data))


def json_unescaped(region: Region) -> Region:
    """The UTF-8 of a JSON string's characters, from the bytes between its quotes."""
    return _replaced(region, _JSON_ESCAPE, _unescape)


def percent_decoded_region(region: Region, *, plus_is_space: bool) -> Region:
    """Percent-decoded once."""
    return _replaced(region, _PERCENT_PLUS if plus_is_space else _PERCENT, _unpercent)


def base64_decoded(region: Region, *, backwards: bool = False) -> Region | None:
    """Either base64 alphabet, also in lines, in a data: URL or after `Basic`: each byte comes from the characters that
    hold its bits."""
    text = region.data.decode("latin-1")
    start = text.find(",") + 1 if text.startswith("data:") else 6 if text.startswith("Basic ") else 0
    places = [at for at in range(start, len(text)) if not text[at].isspace()]
    if backwards:
        places.reverse()
    data = bytes_of_base64("".join([text[at] for at in places]))
    if data is None:
        return None
    chosen = (places[index * 8 // 6 : -(-(index + 1) * 8 // 6)] for index in range(len(data)))
    return _from_spans(region, data, [(min(of), max(of) + 1) for of in chosen])


def hex_decoded(region: Region) -> Region | None:
    """Pairs of hexadecimal digits, with or without `0x` and separators; None for anything else among them."""
    text = region.data.decode("latin-1")
    pairs = [match.span() for match in _HEX_PAIR.finditer(text)]
    if _HEX_PAIR.sub("", _HEX_BETWEEN.sub("", text)) or not pairs:
        return None
    data = bytes.fromhex("".join([text[start:end] for start, end in pairs]))
    return _from_spans(region, data, pairs)


def written_backwards(region: Region) -> Region:
    """From the last byte to the first."""
    places = range(len(region.data) - 1, -1, -1)
    return _from_spans(region, region.data[::-1], [(at, at + 1) for at in places])


def spelled_region(region: Region, items: list[tuple[object, Span]]) -> Region:
    """The letters, or the codes of bytes or letters, that stand at these places."""
    codes = [ord(item) if isinstance(item, str) else int(str(item)) for item, _ in items]
    pieces = [chr(code).encode("utf-8", "replace") for code in codes]
    if max(codes) < 256 and not isinstance(items[0][0], str) and _is_utf8(bytes(codes)):
        pieces = [bytes((code,)) for code in codes]
    spans = [span for piece, (_, span) in zip(pieces, items, strict=True) for _ in piece]
    return _from_spans(region, b"".join(pieces), spans)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _from_spans(region: Region, data: bytes, spans: list[Span]) -> Region:
    """`data` whose bytes come from these stretches of the region."""
    stored = [region.span(start, end) for start, end in spans]
    return Region(data, region.base, [start for start, _ in stored], [end for _, end in stored])


def _replaced(region: Region, pattern: re.Pattern[bytes], replace: Callable[[bytes], bytes]) -> Region:
    if pattern.search(region.data) is None:
        return region
    output = bytearray()
    starts: list[int] = []
    ends: list[int] = []

    def take(piece: bytes, start: int, end: int) -> None:
        first, last = region.span(start, end)
        output.extend(piece)
        starts.extend([first] * len(piece))
        ends.extend([last] * len(piece))

    position = 0
    for match in [*pattern.finditer(region.data), None]:
        until = match.start() if match else len(region.data)
        for index in range(position, until):
            take(region.data[index : index + 1], index, index + 1)
        if match:
            take(replace(match[0]), match.start(), match.end())
            position = match.end()
    return Region(bytes(output), region.base, starts, ends)


def _unescape(escape: bytes) -> bytes:
    if escape[1:2] != b"u":
        return _PLAIN.get(escape[1:2], escape[1:2])
    units = b"".join(bytes.fromhex(piece.decode()) for piece in escape.split(b"\\u")[1:])
    return units.decode("utf-16-be", "replace").encode()


def _unpercent(piece: bytes) -> bytes:
    return b" " if piece == b"+" else bytes.fromhex(piece[1:].decode())
