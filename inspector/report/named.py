"""Values where the names of their fields stand before them: parameters, forms, JSON, XML, headers. So a value is found
at its place that is too common or too short to be looked for everywhere."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from inspector.report.reading import fold

_ASSIGNED = re.compile(r"""(?:\[\d*\])?["']?\]?\s*[:=]\s*(\[?)\s*["']?""")
_INSIDE = re.compile(r"(?:\s[^<>]{0,500})?>\s*(?:<!\[cdata\[\s*)?")  # of an XML element
_IN_PARTS = re.compile(
    r"""["']?(?:;\s?filename="[^"]{0,300}")?(?:\s+content-[a-z-]+:\s*\S+(?:\s?charset=\S+)?)*\s+(?:value=["']?)?"""
)
_PART_BEFORE = re.compile(r"""(?<!\w)name=["']?\Z""")
_ITEM = re.compile(r"""\s*(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|[^,"'\[\]{}]*+)\s*,""")
_OPENING = re.compile(r"""\s*["']?""")
_MOST_ITEMS = 1_000
_DECIMALS = re.compile(r"\.\d")


class Named(NamedTuple):
    """A value (by its index) in a folded text. `start` is where the name begins, `at` where the value does. `is_told`:
    in the way of a sentence (`name: value`) or of XML, as the report's own words and metadata may have it."""

    value: int
    start: int
    at: int
    end: int
    is_told: bool


class NamedValues:
    """Looks for values behind names; build once, use often."""

    def __init__(self, values: Iterable[tuple[int, str, str]]) -> None:
        """`values`: index, text and name of each."""
        self._of: dict[str, dict[str, int]] = {}
        for index, text, name in values:
            plain, field = fold(text).strip(), fold(name).strip()
            if plain and field:
                known = self._of.setdefault(field, {})
                known.setdefault(plain, index)
                known.setdefault(plain.replace(" ", "+"), index)
        self._names = list(self._of)
        self._lengths = [sorted({len(text) for text in known}, reverse=True) for known in self._of.values()]
        self._automaton = AhoCorasick(self._names) if self._names else None

    def find(self, text: str) -> Iterator[Named]:
        """Where they can be read in a folded text."""
        if self._automaton is None:
            return
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if text[start - 1 : start].isalnum():
                continue
            for at, is_told in _places(text, start, end):
                if found := self._value_at(text, at, number):
                    index, until = found
                    yield Named(index, start, at, until, is_told)

    def _value_at(self, text: str, at: int, number: int) -> tuple[int, int] | None:
        known = self._of[self._names[number]]
        for length in self._lengths[number]:
            index = known.get(text[at : at + length])
            if index is not None and _ends(text, at + length):
                return index, at + length
        return None


def _ends(text: str, end: int) -> bool:
    """Neither a longer word nor a longer number."""
    return not text[end : end + 1].isalnum() and not (text[end - 1].isdigit() and _DECIMALS.match(text, end))


def _places(text: str, start: int, end: int) -> Iterator[tuple[int, bool]]:
    """Where a value of the field that is named here may begin, and whether it is told rather than captured."""
    if found := _ASSIGNED.match(text, end):
        yield found.end(), found[0].strip() == ":"
        if found[1]:
            yield from ((at, False) for at in _items(text, found.end(1)))
    elif text[start - 1 : start] in ("<", ":") and start and (found := _INSIDE.match(text, end)):
        yield found.end(), True
    elif _PART_BEFORE.search(text, max(start - 7, 0), start) and (found := _IN_PARTS.match(text, end)):
        yield found.end(), False


def _items(text: str, at: int) -> Iterator[int]:
    """Where the further elements of an array begin."""
    for _ in range(_MOST_ITEMS):
        item = _ITEM.match(text, at)
        if item is None:
            return
        at = item.end()
        opening = _OPENING.match(text, at)
        yield opening.end() if opening else at
