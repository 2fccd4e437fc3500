"""Fonts of a page as the typesetter embeds them: two bytes a glyph, letters and width (ISO 32000-1, 9.7, 9.10)."""

import re
from collections.abc import Iterable
from typing import Any

from pypdf import PageObject

_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(?:<([0-9a-fA-F]+)>|\[([^\]]*)\])")
_PARTS = re.compile(rb"beginbf(char|range)(.*?)endbf", re.S)
_MOST_IN_RANGE = 65_536


class UnknownFont(Exception):
    """A font, or an operator, that is not of the expected kind."""


class Font:
    """The letters of each glyph; a glyph without any raises UnknownFont when it is met."""

    def __init__(self, letters: "Letters", widths: dict[int, float], usual: float) -> None:
        self.letters = letters
        self._widths, self._usual = widths, usual

    def width(self, code: int) -> float:
        """In thousandths of the size."""
        return self._widths.get(code, self._usual)


class Letters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        raise UnknownFont


class Fonts:
    """Reads each font of a document once."""

    def __init__(self) -> None:
        self._known: dict[int, Font] = {}

    def of_page(self, page: PageObject) -> dict[bytes, Font]:
        """By name. Raises UnknownFont for any other kind of font."""
        resources: Any = page.get("/Resources")
        named: Any = resources.get_object().get("/Font") if resources is not None else None
        if named is None:
            return {}
        return {name[1:].encode("latin-1"): self._font(named.get_object().raw_get(name)) for name in named.get_object()}

    def _font(self, reference: Any) -> Font:
        key = getattr(reference, "idnum", None)
        if key is None:
            raise UnknownFont
        if key not in self._known:
            self._known[key] = _read(reference.get_object())
        return self._known[key]


def _read(font: Any) -> Font:
    if font.get("/Encoding") != "/Identity-H" or "/ToUnicode" not in font:
        raise UnknownFont
    below = font["/DescendantFonts"][0].get_object()
    return Font(_letters(font["/ToUnicode"].get_data()), _widths(below.get("/W", ())), float(below.get("/DW", 1000)))


def _letters(table: bytes) -> Letters:
    letters = Letters()
    for kind, part in _PARTS.findall(table):
        if kind == b"char":
            letters.update((int(code, 16), _text(text)) for code, text in _PAIR.findall(part))
            continue
        for first, last, text, texts in _RANGE.findall(part):
            start, count = int(first, 16), min(int(last, 16) - int(first, 16) + 1, _MOST_IN_RANGE)
            listed = re.findall(rb"<([0-9a-fA-F]+)>", texts)
            for n in range(count):
                if listed:
                    letters[start + n] = _text(listed[n]) if n < len(listed) else ""
                else:
                    plain = _text(text)
                    letters[start + n] = plain[:-1] + chr(ord(plain[-1]) + n)
    return letters


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


def _widths(table: Iterable[Any]) -> dict[int, float]:
    """`c [w …]` and `first last w`."""
    widths: dict[int, float] = {}
    waiting: list[int] = []
    for entry in table:
        each = entry.get_object()
        if isinstance(each, list):
            widths.update((waiting[0] + n, float(wide)) for n, wide in enumerate(each))
            waiting = []
        elif len(waiting) == 2:
            widths.update(dict.fromkeys(range(waiting[0], waiting[1] + 1), float(each)))
            waiting = []
        else:
            waiting.append(int(each))
    return widths
