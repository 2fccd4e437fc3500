"""Leaves by what rules ask of them first: which class, about whom, where it stands, who could read it.

A large case has hundreds of thousands of leaves and some hundred kinds: a rule judges each kind once, and looks at the
leaves of those that fit.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Confidence, Place, SensitiveLeaf


class Kind(NamedTuple):
    """What leaves of one kind have in common; named as in `SensitiveLeaf` and `Place`. `on_wire`: the message that they
    stand in travelled."""

    class_: str
    about: About
    confidence: Confidence
    side: Side
    location: Location
    layers: tuple[str, ...]
    host: str
    site: str
    first_party: bool
    on_wire: bool


class LeafIndex:
    """The leaves of a case, to be asked for by kind."""

    def __init__(self, leaves: Sequence[SensitiveLeaf], *, was_on_wire: Callable[[Place], bool]) -> None:
        self._leaves = leaves
        self._positions = _positions_by_kind(leaves, was_on_wire)

    def __iter__(self) -> Iterator[Kind]:
        """Every kind of which there is a leaf."""
        return iter(self._positions)

    def that(self, fits: Callable[[Kind], bool]) -> list[SensitiveLeaf]:
        """The leaves of every kind that fits, in the order of the case."""
        fitting = [positions for kind, positions in self._positions.items() if fits(kind)]
        positions = sorted(chain.from_iterable(fitting)) if len(fitting) > 1 else chain.from_iterable(fitting)
        return [self._leaves[position] for position in positions]


def _positions_by_kind(leaves: Sequence[SensitiveLeaf], was_on_wire: Callable[[Place], bool]) -> dict[Kind, array[int]]:
    found: dict[tuple[object, ...], array[int]] = {}
    for position, leaf in enumerate(leaves):
        place = leaf.place
        key = (
            leaf.class_,
            leaf.about,
            leaf.confidence,
            place.side,
            place.location,
            place.layers,
            leaf.host,
            leaf.site,
            leaf.first_party,
            was_on_wire(place),
        )
        known = found.get(key)
        if known is None:
            known = found[key] = array("q")
        known.append(position)
    return {Kind._make(key): positions for key, positions in found.items()}
