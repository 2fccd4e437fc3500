"""What a tree holds, told level by level without making a single leaf: its names, its distinct values, how many.

Most documents of a capture are looked at in this way only. The work is done by the set and the list, a level at a
time, because a capture has tens of millions of leaves.
"""

from itertools import chain
from typing import Any

import msgspec

from inspector.model.leaf import Scalar

_NESTED = frozenset((dict, list))


class Survey(msgspec.Struct):
    """`values` are the distinct scalars without fractions (1 and true count as one); `keys` counts the names with
    repeats. Numbers with a fraction, of which there are millions that say nothing, are counted only."""

    names: set[str]
    values: set[Scalar]
    count: int
    keys: int = 0
    fractions: int = 0
    cut: str = ""  # `depth` or `leaves`: the survey is then not whole


def survey_tree(value: object, *, nesting: int, leaves: int) -> Survey:
    """The survey of a JSON-like value, at most `nesting` containers deep and of about `leaves` leaves."""
    result = Survey(set(), set(), 0)
    if type(value) is dict:
        level: tuple[list[Any], list[Any]] = [value], []
    elif type(value) is list:
        level = [], [value]
    else:
        scalar: Any = value if isinstance(value, str | int | float | bool) or value is None else str(value)
        return Survey(set(), {scalar}, 1)
    for _ in range(nesting):
        level = _descend(*level, result)
        if not (level[0] or level[1]):
            return result
        if result.count > leaves:
            result.cut = "leaves"
            return result
    result.cut = "depth"
    return result


def _descend(dicts: list[dict[str, Any]], lists: list[list[Any]], into: Survey) -> tuple[list[Any], list[Any]]:
    """Takes one level in; returns the objects and the arrays of the next."""
    flat: list[Any] = []
    if dicts:
        into.names.update(*dicts)
        flat.extend(chain.from_iterable(map(dict.values, dicts)))
        into.keys += len(flat)
    if lists:
        flat.extend(chain.from_iterable(lists))
    kinds = set(map(type, flat))
    if float in kinds:
        whole = [item for item in flat if item.__class__ is not float]
        into.fractions += len(flat) - len(whole)
        into.count += len(flat) - len(whole)
        flat = whole
    if not kinds & _NESTED:
        into.values.update(flat)
        into.count += len(flat)
        return [], []
    inner = [item for item in flat if item.__class__ is dict] if dict in kinds else []
    arrays = [item for item in flat if item.__class__ is list] if list in kinds else []
    if len(inner) + len(arrays) < len(flat):
        into.values.update([item for item in flat if (kind := item.__class__) is not dict and kind is not list])
        into.count += len(flat) - len(inner) - len(arrays)
    return inner, arrays
