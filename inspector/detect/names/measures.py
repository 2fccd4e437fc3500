"""Results by their structure: beside a unit of bodies, the numbers of an object, of its rows and of its curve are
somebody's, whatever their names.

`{"k": "LEU", "e": 12.4, "eh": "G/L"}`
"""

import re
from collections.abc import Iterator, Set
from itertools import islice
from typing import Any, NamedTuple

from inspector.decode.document import Node
from inspector.detect.names.aliases import Alias, Given
from inspector.detect.names.result_names import ABNORMAL, ASIDE, ASIDE_WORDS, BOUNDS, LABELS, SOLD, VALUES
from inspector.detect.names.units import (
    FLAGS,
    loose_units,
    reactions,
    results_in_words,
    signs_of_results,
    telling_results,
    units_of_bodies,
)
from inspector.detect.surroundings import folded
from inspector.model.leaf import Scalar

_SURE, _LOOSE, _MARK = "lab_value", "lab_reading", "lab_abnormal"
_NUMBER = re.compile(r"[<>≤≥~=]{0,2} ?-?\d{1,8}(?:[.,]\d{1,6})?\Z")
_LARGEST = 100_000_000  # what is larger numbers something, or is a moment
_LONGEST = 40
_LONGEST_NAME = 120
_WIDEST, _MOST_ROWS = 40, 500
_NARROW = 3  # names of a point of a curve: when, what, how marked
_OF_GERMS = frozenset(
    ("mic", "cmi", "mhk", "sir", "ris", "antibiogram", "antibiogramme", "antibiogramma", "antibiograma")
)
_CONCENTRATIONS = frozenset(("mic", "cmi", "mhk"))
_SUSCEPTIBLE = frozenset(("S", "I", "R", "SDD", "s", "i", "r"))


class Signs(NamedTuple):
    """Which values of a document tell of results."""

    units: Set[str]
    loose: Set[str]
    words: Set[str]
    germs: bool


def signs_in(names: Set[str], values: Set[Scalar]) -> Signs | None:
    """The units and the results in words among the values of a document; None for most documents."""
    texts: Any = values
    if signs_of_results().isdisjoint(texts) and _OF_GERMS.isdisjoint(names):
        return None
    return Signs(
        units_of_bodies() & texts,
        loose_units() & texts,
        telling_results() & texts,
        not _OF_GERMS.isdisjoint(names) and not _SUSCEPTIBLE.isdisjoint(texts),
    )


def results_in(nodes: Iterator[Node], signs: Signs) -> Given:
    """The results of a document by where they stand."""
    seeker = _Seeker(signs)
    for node in nodes:
        value: Any = node.value
        if value.__class__ is dict:
            seeker.look_in_object(node, value)
        elif value.__class__ is list and value:
            if value[0].__class__ is list:
                seeker.look_in_rows(node, value)
            elif value[0].__class__ is dict:
                seeker.look_in_lines(node, value)
    return seeker.given


class _Seeker:
    """Gathers the results of one document."""

    def __init__(self, signs: Signs) -> None:
        self.given: Given = {}
        self._units = signs.units
        self._all = signs.units | signs.loose
        self._words = signs.words
        self._germs = signs.germs

    def look_in_object(self, node: Node, value: dict[str, Any]) -> None:
        """A result: a unit with numbers beside it, in lists below it, or in those beside the object it stands in."""
        if len(value) > _WIDEST:
            return
        unit = self._unit_in(value)
        if unit is not None:
            self._give_line(node, value, self._name_of(unit))
        elif self._germs and not _OF_GERMS.isdisjoint(map(str.lower, value)):
            self._give_susceptibility(node, value)
        elif self._words and any(item.__class__ is str and item in self._words for item in value.values()):
            self._give_words(node, value)
        if unit is None and not _is_sold(value):
            self._give_curves_beside(node, value)

    def look_in_lines(self, node: Node, lines: list[Any]) -> None:
        """Among results with a unit, those without one: the same names hold their values."""
        keys: set[str] = set()
        for line in lines[:_WIDEST]:
            if (
                line.__class__ is dict
                and len(line) <= _WIDEST
                and self._unit_in(line) is not None
                and not _is_sold(line)
            ):
                keys.update(key for key, item in line.items() if _is_result(key, item))
        if not keys:
            return
        for index, line in enumerate(lines[:_MOST_ROWS]):
            if line.__class__ is dict and len(line) <= _WIDEST and self._unit_in(line) is None:
                held = [key for key in keys & line.keys() if line[key].__class__ is str and len(line[key]) <= _LONGEST]
                below = Node(node, index, line)
                self._give_all(below, line, held, _SURE)
                self._give_all(below, line, _verdicts_in(line) if held else [], _MARK)

    def look_in_rows(self, node: Node, rows: list[Any]) -> None:
        """Rows with a column of units: the cell before the unit is the result."""
        for index, row in enumerate(rows[:_MOST_ROWS]):
            if row.__class__ is not list:
                return
            column = next(
                (at for at, cell in enumerate(row[:_WIDEST]) if cell.__class__ is str and cell in self._units), 0
            )
            if column:
                self._give_column(node, rows, column)
                return
            if index == _WIDEST:
                return

    def _give_column(self, node: Node, rows: list[Any], unit: int) -> None:
        shown: list[Any] = next(row for row in rows if row.__class__ is list and self._has_unit(row, unit))
        column = unit - 1
        if not _is_number(shown[column]):
            column = next((at for at, cell in enumerate(shown) if _is_number(cell)), -1)
        for index, row in enumerate(rows[:_MOST_ROWS]):
            if row.__class__ is list and 0 <= column < len(row) and _is_outcome(row[column]):
                held = Node(node, index, row)
                self.given[(id(row), column)] = Alias(_SURE, held, (held, column, row[column]))

    def _has_unit(self, row: list[Any], column: int) -> bool:
        return len(row) > column and row[column].__class__ is str and row[column] in self._units

    def _unit_in(self, value: dict[str, Any]) -> str | None:
        if len(value) > _WIDEST:
            return None
        for key, item in value.items():
            if item.__class__ is str and item in self._all and folded(key) not in LABELS:
                return str(item)
        return None

    def _name_of(self, unit: str) -> str:
        return _SURE if unit in self._units else _LOOSE

    def _give_line(self, node: Node, value: dict[str, Any], name: str) -> None:
        if _is_sold(value):
            return
        results = [key for key, item in value.items() if _is_result(key, item)]
        labels = _labels_in(value)
        if results and (labels or _is_judged(value) or any(folded(key) in VALUES for key in results)):
            marks = [
                key for key, item in value.items() if item.__class__ is str and item in FLAGS and not _is_aside(key)
            ]
            self._give_all(node, value, [*results, *marks, *labels], name)
            self._give_all(node, value, _verdicts_in(value), _MARK)
        self._give_curves(node, value, name)

    def _give_words(self, node: Node, value: dict[str, Any]) -> None:
        """A result in words beside what was sought: weak, since programs detect things too."""
        labels = _labels_in(value)
        if labels and not _is_sold(value):
            told = [
                key
                for key, item in value.items()
                if item.__class__ is str and item in self._words and key not in labels
            ]
            marks = [
                key for key, item in value.items() if item.__class__ is str and item in FLAGS and not _is_aside(key)
            ]
            told_surely = self._words & reactions()
            is_sure = len(told_surely) > 1 or (bool(self._units) and any(value[key] in told_surely for key in told))
            self._give_all(node, value, [*told, *marks, *labels], _SURE if is_sure else _LOOSE)

    def _give_susceptibility(self, node: Node, value: dict[str, Any]) -> None:
        """An antibiotic, and whether a germ resists it (EUCAST: S, I, R)."""
        if any(
            _is_number(item) if key.lower() in _CONCENTRATIONS else item.__class__ is str and item in _SUSCEPTIBLE
            for key, item in value.items()
            if key.lower() in _OF_GERMS
        ):
            self._give_all(node, value, [key for key, item in value.items() if item.__class__ is not dict], _SURE)

    def _give_all(self, node: Node, value: dict[str, Any], keys: list[str], name: str) -> None:
        for key in keys:
            if value[key].__class__ not in (dict, list):
                self.given.setdefault((id(value), key), Alias(name, node, (node, key, value[key])))

    def _give_curves(self, node: Node, value: dict[str, Any], name: str) -> None:
        for key, item in value.items():
            if item.__class__ is list and item and not _is_aside(key):
                self._give_curve(Node(node, key, item), item, name)

    def _give_curves_beside(self, node: Node, value: dict[str, Any]) -> None:
        """Those of an object in which a part tells the unit, and has no value itself: `analyte` beside `points`."""
        for item in value.values():
            unit = self._unit_in(item) if item.__class__ is dict else None
            if unit is not None and not any(_is_result(key, inner) for key, inner in item.items()):
                self._give_curves(node, value, self._name_of(unit))
                return

    def _give_curve(self, node: Node, items: list[Any], name: str) -> None:
        """Numbers one after the other, rows of a moment and a number, objects of both."""
        for index, item in enumerate(items[:_MOST_ROWS]):
            if item.__class__ is list and len(item) <= _WIDEST:
                numbers = [at for at, cell in enumerate(item) if _is_number(cell) and (at or len(item) == 1)]
                if len(numbers) == 1:
                    held, at = Node(node, index, item), numbers[0]
                    self.given[(id(item), at)] = Alias(name, held, (held, at, item[at]))
            elif item.__class__ is dict and len(item) <= _WIDEST and self._unit_in(item) is None:
                points = [key for key in item if _is_number(item[key]) and _is_result(key, item[key])]
                points = [key for key in points if len(item) <= _NARROW or folded(key) in VALUES]
                self._give_all(Node(node, index, item), item, points, name)
            elif item.__class__ in (int, float) and _is_number(item):
                self.given[(id(items), index)] = Alias(name, node, (node, index, item))


def _is_sold(value: dict[str, Any]) -> bool:
    """Whether an object is offered: a test with its price, a food."""
    return not SOLD.isdisjoint(map(folded, islice(value, _WIDEST)))


def _is_judged(value: dict[str, Any]) -> bool:
    """Whether bounds or a mark stand in an object: `{"bi": 62, "bs": 106, "al": "H"}`."""
    bounds = sum(_is_number(item) and folded(key) in BOUNDS for key, item in value.items())
    return bounds > 0 or any(item.__class__ is str and item in FLAGS for item in value.values())


def _is_aside(key: str) -> bool:
    name = folded(key)
    return name in ASIDE or not ASIDE_WORDS.isdisjoint(name.split("_"))


def _is_result(key: str, item: Any) -> bool:
    return not _is_aside(key) and folded(key) not in LABELS and _is_outcome(item)


def _is_outcome(item: Any) -> bool:
    return _is_number(item) or (item.__class__ is str and item in results_in_words())


def _is_number(item: Any) -> bool:
    if item.__class__ is str:
        return len(item) <= _LONGEST and _NUMBER.match(item) is not None
    return item.__class__ in (int, float) and abs(item) < _LARGEST


def _verdicts_in(value: dict[str, Any]) -> list[str]:
    """What says yes or no of a result: `alterado`."""
    return [key for key, item in value.items() if item.__class__ is bool and folded(key) in ABNORMAL]


def _labels_in(value: dict[str, Any]) -> list[str]:
    return [
        key
        for key, item in value.items()
        if item.__class__ is str and 1 < len(item) <= _LONGEST_NAME and folded(key) in LABELS and item not in FLAGS
    ]
