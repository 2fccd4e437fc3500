"""What a tree holds, told level by level without making a single leaf: its names, its distinct values, how many.

Most documents of a capture are looked at in this way only. The work is done by the set and the list, a level and a
column at a time, because a capture has tens of millions of leaves.
"""

from collections.abc import Collection
from itertools import chain
from typing import Any

import msgspec

from inspector.model.leaf import Scalar

LEAST_SPELLED = 6  # letters, in an array of them or of their codes
_SEVERAL = 16  # fewer objects than this are not worth their columns
_UNTOLD = frozenset((dict, list, float))

type Items = Collection[Any]


class Survey(msgspec.Struct):
    """`values` are the distinct scalars without fractions (1 and true count as one); `keys` counts the names with
    repeats. Numbers with a fraction, of which there are millions that say nothing, are counted only."""

    names: set[str]
    values: set[Scalar]
    count: int
    keys: int = 0
    fractions: int = 0
    cut: str = ""  # `depth` or `leaves`: the survey is then not whole
    integers: list[Items] = []  # groups of arrays in which there are any: one may spell something
    texts: list[Items] = []  # the same of texts


def survey_tree(value: object, *, nesting: int, leaves: int) -> Survey:
    """The survey of a JSON-like value, at most `nesting` containers deep and of about `leaves` leaves."""
    if type(value) is dict and nesting and _UNTOLD.isdisjoint(map(type, value.values())):
        return Survey(set(value), set(value.values()), len(value), len(value))
    result = Survey(set(), set(), 0)
    level = _Level()
    if type(value) is dict:
        level.objects.append((value,))
    elif type(value) is list:
        level.arrays.append((value,))
    else:
        scalar: Any = value if isinstance(value, str | int | float | bool) or value is None else str(value)
        return Survey(set(), {scalar}, 1)
    for _ in range(nesting):
        level = _descend(level, result)
        if not (level.objects or level.arrays):
            return result
        if result.count > leaves:
            result.cut = "leaves"
            return result
    result.cut = "depth"
    return result


class _Level:
    """The objects and the arrays of one level, in groups: those of a group stood under one name of alike objects."""

    __slots__ = ("arrays", "objects")

    def __init__(self) -> None:
        self.objects: list[Items] = []
        self.arrays: list[Items] = []


def _descend(level: _Level, into: Survey) -> _Level:
    """Takes one level in; returns the next."""
    below = _Level()
    for group in level.objects:
        _take_objects(group, into, below)
    for group in level.arrays:
        items = list(chain.from_iterable(group))
        kinds = set(map(type, items))
        if len(items) >= LEAST_SPELLED:
            if int in kinds:
                into.integers.append(group)
            if str in kinds:
                into.texts.append(group)
        _take(items, kinds, into, below)
    return below


def _take_objects(group: Items, into: Survey, below: _Level) -> None:
    """Objects of as many names go by columns: they are nearly always alike, and a column of one kind."""
    into.names.update(*group)
    if len(group) >= _SEVERAL and len(set(map(len, group))) == 1:
        columns: list[Items] = list(zip(*map(dict.values, group), strict=True))
    else:
        columns = [list(chain.from_iterable(map(dict.values, group)))]
    for column in columns:
        into.keys += len(column)
        _take(column, set(map(type, column)), into, below)


def _take(items: Items, kinds: set[type], into: Survey, below: _Level) -> None:
    if kinds.isdisjoint(_UNTOLD):
        into.values.update(items)
        into.count += len(items)
    elif len(kinds) == 1:
        _take_untold(kinds.pop(), items, into, below)
    else:
        for kind in kinds & _UNTOLD:
            _take_untold(kind, [item for item in items if item.__class__ is kind], into, below)
            items = [item for item in items if item.__class__ is not kind]
        into.values.update(items)
        into.count += len(items)


def _take_untold(kind: type, items: Items, into: Survey, below: _Level) -> None:
    if kind is dict:
        below.objects.append(items)
    elif kind is list:
        below.arrays.append(items)
    else:
        into.fractions += len(items)
        into.count += len(items)
