"""The text of a page as the typesetter writes it: glyphs by number, placed by matrices (ISO 32000-1, 9.4). A page that
holds anything else is not read here: a general reader takes its time over it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pypdf import PageObject

from inspector.report.page_font import Font, Fonts, UnknownFont

_FLAT = rb"[^\\()]++|\\."
_STRING = rb"(?:\((?:%b|\((?:%b|\((?:%b)*\))*\))*\)|<[0-9a-fA-F\s]*>)" % (_FLAT, _FLAT, _FLAT)  # brackets in pairs
_OPERATORS = re.compile(
    rb"""<<(?:[^<>]|<[^<>]*>)*>>                          # what a stretch means: no text of the page
    |(?:\[((?:[-+.\d\s]++|%b)*)\]\s*TJ|(%b)\s*Tj)\b         # 1, 2: glyphs
    |/([^\s/<>\[\]()]+)\s+([-+.\d]+)\s+Tf\b               # 3, 4: font and size
    |((?:[-+.\d]+\s+){6})(cm|Tm)\b                        # 5, 6: a matrix
    |\b(BT|q|Q)\b                                         # 7"""
    % (_STRING, _STRING),
    re.X | re.S,
)
_DRAWN = re.compile(  # the rest of a page: lines, colours, marks of its structure; nothing that shows text
    rb"""(?:\s++|[-+.\d]++|\[[-+.\d\s]*+\]|/[^\s/<>\[\](){}%]++
    |(?:w|J|j|M|d|ri|i|gs|m|l|c|v|y|h|re|S|s|[fBb]\*?|F|n|W\*?|CS|cs|SCN?|scn?|G|g|RG|rg|K|k|BMC|BDC|EMC|MP|DP|ET|Tr)
     (?![A-Za-z\d*'"]))*+""",
    re.X,
)
_PARTS = re.compile(rb"(%b)|([-+.\d]+)" % _STRING, re.S)
_ESCAPES = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.S)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_LINE = 0.4  # of the size of letters: how far off its line a stretch may stand
_GAP = 0.12  # from here on a blank is read

type Matrix = tuple[float, float, float, float, float, float]

_UNCHANGED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _Stretch(NamedTuple):
    """Text from one point to another; `high` is the size of its letters."""

    text: str
    start: tuple[float, float]
    end: tuple[float, float]
    high: float


def page_text(page: PageObject, fonts: Fonts) -> str | None:
    """The lines of a page from top to bottom as they were written; None where it holds what is not expected."""
    contents = page.get_contents()
    try:
        return read_text(contents.get_data() if contents is not None else b"", fonts.of_page(page))
    except UnknownFont:
        return None


def read_text(data: bytes, fonts: Mapping[bytes, Font]) -> str:
    """As `page_text`, of the operators of a page. Raises UnknownFont where any of them is not understood."""
    try:
        return "".join(_joined(_stretches(data, fonts)))
    except ValueError as error:  # no number, or half a glyph
        raise UnknownFont from error


def _stretches(data: bytes, fonts: Mapping[bytes, Font]) -> Iterator[_Stretch]:
    ctm, text_matrix, font, size = _UNCHANGED, _UNCHANGED, None, 0.0
    kept: list[tuple[Matrix, Font | None, float]] = []
    for found in _understood(data):
        several, single, name, number, matrix, kind, mark = found.groups()
        glyphs = several if several is not None else single
        if glyphs is not None:
            if font is None:
                raise UnknownFont
            text, along = _shown(glyphs, font, size=size)
            start, text_matrix = text_matrix, _times((1.0, 0.0, 0.0, 1.0, along, 0.0), text_matrix)
            yield _stretch(text, _times(start, ctm), _times(text_matrix, ctm), size=size)
        elif kind == b"cm":
            ctm = _times(_matrix(matrix), ctm)
        elif kind == b"Tm":
            text_matrix = _matrix(matrix)
        elif name is not None:
            font, size = fonts.get(name), float(number)
        elif mark == b"q":
            kept.append((ctm, font, size))
        elif mark == b"Q":
            ctm, font, size = kept.pop() if kept else (_UNCHANGED, None, 0.0)
        elif mark == b"BT":
            text_matrix = _UNCHANGED


def _understood(data: bytes) -> Iterator[re.Match[bytes]]:
    """The operators that matter here. Raises UnknownFont as soon as anything else could show text."""
    at = 0
    for found in _OPERATORS.finditer(data):
        if not _DRAWN.fullmatch(data, at, found.start()):
            raise UnknownFont
        yield found
        at = found.end()
    if not _DRAWN.fullmatch(data, at):
        raise UnknownFont


def _matrix(numbers: bytes) -> Matrix:
    a, b, c, d, e, f = map(float, numbers.split())
    return a, b, c, d, e, f


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, l = two  # noqa: E741 - the letters of a matrix
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l


def _shown(glyphs: bytes, font: Font, *, size: float) -> tuple[str, float]:
    """The letters of a string or an array, and how far they reach."""
    parts, wide = [], 0.0
    for letters, shift in _PARTS.findall(glyphs):
        if shift:
            wide -= float(shift)
            continue
        codes = _codes(letters)
        for high, low in zip(codes[::2], codes[1::2], strict=True):
            code = high << 8 | low
            parts.append(font.letters[code])
            wide += font.width(code)
    return "".join(parts), wide * size / 1000


def _stretch(text: str, start: Matrix, end: Matrix, *, size: float) -> _Stretch:
    return _Stretch(text, start[4:], end[4:], abs(size) * max(abs(start[2]) + abs(start[3]), 1e-6))


def _codes(string: bytes) -> bytes:
    """The bytes of a string. The first of each two is mostly zero, written as an escape: those go in one step."""
    letters = string[1:-1]
    if string.startswith(b"<"):
        return bytes.fromhex(letters.decode("ascii"))
    if rb"\\" not in letters:
        letters = letters.replace(rb"\000", b"\0")
    return _ESCAPES.sub(_unescaped, letters) if b"\\" in letters else letters


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8) & 255]) if sign[:1].isdigit() else _LETTERS.get(sign, sign)


def _joined(stretches: Iterable[_Stretch]) -> Iterator[str]:
    """The stretches with what stands between them: nothing, a blank or the end of a line."""
    before: _Stretch | None = None
    for one in stretches:
        if before is not None:
            yield _between(before, one)
        yield one.text
        before = one


def _between(before: _Stretch, one: _Stretch) -> str:
    way = (before.end[0] - before.start[0], before.end[1] - before.start[1])
    length = max((way[0] ** 2 + way[1] ** 2) ** 0.5, 1e-9)
    to = (one.start[0] - before.end[0], one.start[1] - before.end[1])
    along = (to[0] * way[0] + to[1] * way[1]) / length
    across = abs(to[0] * way[1] - to[1] * way[0]) / length
    high = max(before.high, one.high)
    if across > _LINE * high or along < -high:
        return "\n"
    return " " if along > _GAP * high else ""
