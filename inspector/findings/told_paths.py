"""Paths as a sentence may name them: steps that were recognised as data, and those that look like an id, masked."""

from collections.abc import Collection, Sequence
from itertools import chain

from inspector.findings.kinds import Kind, LeafIndex
from inspector.model.flow import FlowId, Location, Side
from inspector.model.leaf import Sighting
from inspector.model.mask import mask

_LONGEST_STEP = 40
_MANY_DIGITS = 4


def told_steps(leaves: LeafIndex, sightings: Sequence[Sighting]) -> dict[FlowId, set[str]]:
    """By flow, the steps of its path (`path[2]`) that were recognised as data."""
    found: dict[FlowId, set[str]] = {}
    for place in chain((leaf.place for leaf in leaves.that(_in_address)), (one.place for one in sightings)):
        if place.location is Location.URL and place.side is Side.REQUEST:
            found.setdefault(place.flow, set()).add(place.path.partition(" > ")[0])
    return found


def _in_address(kind: Kind) -> bool:
    return kind.location is Location.URL and kind.side is Side.REQUEST


def told_path(path: str, *, hidden: Collection[str]) -> str:
    steps = path.split("/")
    shown = (mask(s) if s and (f"path[{n}]" in hidden or _is_like_an_id(s)) else s for n, s in enumerate(steps, -1))
    return "/".join(shown)


def _is_like_an_id(step: str) -> bool:
    digits = sum(c.isdigit() for c in step)
    return digits >= _MANY_DIGITS or len(step) > _LONGEST_STEP or "@" in step or "%" in step
