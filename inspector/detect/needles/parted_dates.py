"""A date of birth in parts: `birth_day`, `birth_month` and `birth_year`, `dob: {y, m, d}`, `birthdate: [1987, 3, 14]`,
and digests of the parts, as Meta's advanced matching sends them (`dobd`, `dobm`, `doby`).

A day, a month and a year are everywhere; together they count under names of a birth, or that say all three in words.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from inspector.decode.document import Document, Leaf, Node
from inspector.detect.names.fold import steps
from inspector.detect.needles.birth_names import DAY, MONTH, YEAR, read_name
from inspector.detect.needles.moments import split_day
from inspector.model.leaf import Needle, Scalar

_ALGORITHMS = ("md5", "sha1", "sha256", "sha512")
_ORDERS = ((YEAR, MONTH, DAY), (DAY, MONTH, YEAR), (MONTH, DAY, YEAR))
_PARTS = 3
_HOPS = 2
_MOST_NAMES = 65_536


class _Part(NamedTuple):
    """What a value may be: a part of the date of this needle, written in this form."""

    needle: int
    part: str
    form: str


class PartedDates:
    """Looks for the dates of birth among some needles, in parts."""

    def __init__(self, needles: Sequence[Needle]) -> None:
        self._parts: dict[str, list[_Part]] = {}
        self._years: set[Scalar] = set()
        self._first_days: set[int] = set()  # where calendars begin
        self._told: dict[str, bool] = {}  # names, and whether they are worth a look
        for number, needle in enumerate(needles):
            is_birth = needle.class_ == "identity.birthdate" and needle.joined is None
            split = split_day(needle.value.strip()) if is_birth else None
            if split is not None:
                self._learn(number, *split)

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_told": {}}

    def find(self, document: Document) -> Iterator[tuple[Leaf, int, str]]:
        """The leaves that are parts of a date, each with the number of the needle and the form."""
        survey = document.survey
        if self._years.isdisjoint(survey.values) or not self._is_worth_a_look(survey.names):
            return
        groups: dict[tuple[int, tuple[str, ...]], list[Leaf]] = {}
        for leaf in document.leaves:
            if _text(leaf[2]) in self._parts:
                outer = steps(leaf[1])[:-1] if isinstance(leaf[1], str) else ()
                groups.setdefault((id(leaf[0]), outer), []).append(leaf)
        for leaves in groups.values():
            if len(leaves) >= _PARTS:
                yield from self._together(leaves)

    def _learn(self, number: int, year: str, month: str, day: str) -> None:
        for part, text in ((YEAR, year), (MONTH, month), (DAY, day)):
            for written in dict.fromkeys((text, text.lstrip("0"))):
                for known, form in _written(written):
                    self._parts.setdefault(known, []).append(_Part(number, part, form))
                    if part == YEAR:
                        self._years |= {known, known.upper()}
        self._years.add(int(year))
        if (month, day) == ("01", "01"):
            self._first_days.add(number)

    def _is_worth_a_look(self, names: Iterable[str]) -> bool:
        """Whether one of these names is of a birth, or says year in a word."""
        if len(self._told) > _MOST_NAMES:
            self._told.clear()
        for name in names:
            told = self._told.get(name)
            if told is None:
                said = read_name(name)
                told = self._told[name] = said.of_birth or (said.part == YEAR and said.worded)
            if told:
                return True
        return False

    def _together(self, leaves: list[Leaf]) -> Iterator[tuple[Leaf, int, str]]:
        """Those leaves of one object, or array, that are all three parts of a date in one form."""
        found: dict[tuple[int, str], dict[str, list[Leaf]]] = {}
        for leaf in leaves:
            for needle, part, form in self._parts[_text(leaf[2])]:
                if _does_fit(leaf, part, is_first_day=needle in self._first_days):
                    found.setdefault((needle, form), {}).setdefault(part, []).append(leaf)
        for (needle, form), parts in found.items():
            if len(parts) == _PARTS:
                yield from ((leaf, needle, form) for leaf in _in_one_order(parts))


def _in_one_order(parts: dict[str, list[Leaf]]) -> list[Leaf]:
    """The leaves of the three parts, of an array only those that stand in one order; empty where they do not."""
    placed = {(part, leaf[1]): leaf for part, some in parts.items() for leaf in some if isinstance(leaf[1], int)}
    if not placed:
        return [some[0] for some in parts.values()]
    for order in _ORDERS:
        if all((part, place) in placed for place, part in enumerate(order)):
            return [placed[part, place] for place, part in enumerate(order)]
    return []


def _written(text: str) -> Iterator[tuple[str, str]]:
    yield text, "normalised"
    for name in _ALGORITHMS:
        yield hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest(), name


def _does_fit(leaf: Leaf, part: str, *, is_first_day: bool) -> bool:
    """Whether a leaf stands where this part of a date of birth does."""
    node, key, _ = leaf
    if isinstance(key, int):
        is_triple = isinstance(node.value, list) and len(node.value) == _PARTS
        return is_triple and read_name(str(node.key)).of_birth and any(order[key] == part for order in _ORDERS)
    said = read_name(key)
    return said.part == part and (said.of_birth or (said.worded and not is_first_day) or _is_of_birth(node))


def _is_of_birth(node: Node) -> bool:
    current: Node | None = node
    for _ in range(_HOPS):
        if current is not None:
            if read_name(str(current.key)).of_birth:
                return True
            current = current.parent
    return False


def _text(value: Scalar) -> str:
    if value.__class__ is str:
        return str(value).strip().lower()
    return str(value) if value.__class__ is int else ""
