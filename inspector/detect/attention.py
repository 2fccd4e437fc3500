"""Which leaves of a document deserve a closer look: most do not, and this is where most time would go."""

from collections.abc import Container
from enum import Enum

from inspector.decode.document import Document, Leaf
from inspector.detect.joins import is_media_key
from inspector.detect.keys import KeyIndex
from inspector.detect.reading import Reader, Weight
from inspector.detect.surroundings import Names, folded
from inspector.model.flow import Location
from inspector.model.leaf import Scalar

_MOST_REMEMBERED = 200_000


class _Heat(Enum):
    COLD = 0
    HOT = 1
    GENERIC = 2  # only where another name can lend it a class
    MEDIA = 3  # only where a label can be joined


def is_nameless(document: Document) -> bool:
    """One bare value that came out of a leaf (base64 of a text ...): it goes by that leaf's name."""
    return document.origin is not None and len(document.leaves) == 1 and document.leaves[0][1] == ""


class Attention:
    """Remembers names from flow to flow, within bounds."""

    def __init__(self, *, keys: KeyIndex, reader: Reader, names: Names) -> None:
        self._keys = keys
        self._reader = reader
        self._names = names
        self._heat: dict[str, _Heat] = {}
        self._weights: dict[str, Weight] = {}

    def weigh(self, names: set[str]) -> Weight:
        """What all names of a document say together."""
        known = self._weights
        health, speaks, labels, bags = 0.0, False, False, False
        for name in names:
            weight = known.get(name)
            if weight is None:
                if len(known) > _MOST_REMEMBERED:
                    known.clear()
                weight = known[name] = self._reader.weigh(name)
            health += weight[0]
            speaks = speaks or weight[1]
            labels = labels or weight[2]
            bags = bags or weight[3]
        return Weight(health, speaks, labels, bags)

    def candidates(self, document: Document, *, weight: Weight, told: Container[Scalar]) -> list[Leaf]:
        """The leaves that stand out by their name, by the array they stand in, or by their value (`told`)."""
        leaves = document.leaves
        if document.location is Location.COOKIE or is_nameless(document):
            return leaves
        names = {leaf[1] for leaf in leaves}
        hot = {name for name in names if isinstance(name, str) and self._is_hot(name, weight)}
        found = [leaf for leaf in leaves if leaf[1] in hot or leaf[2] in told]
        if any(name.__class__ is int for name in names):
            numbered = (leaf for leaf in leaves if leaf[1].__class__ is int and leaf[2] not in told)
            found += [leaf for leaf in numbered if self._is_hot_array(leaf, weight)]
        if weight.bags:
            bagged = (leaf for leaf in leaves if self._reader.is_bag(str(leaf[0].key)))
            found += [leaf for leaf in bagged if leaf[1] not in hot and leaf[2] not in told]
        return found

    def _is_hot(self, key: str, weight: Weight) -> bool:
        """Whether a name deserves a closer look in a document of this weight."""
        heat = self._heat.get(key)
        if heat is None:
            if len(self._heat) > _MOST_REMEMBERED:
                self._heat.clear()
            heat = self._heat[key] = self._heat_of(key.partition("#")[0] or key)
        return heat is _Heat.HOT or (heat is _Heat.GENERIC and weight.speaks) or (heat is _Heat.MEDIA and weight.labels)

    def _heat_of(self, key: str) -> _Heat:
        if self._keys.verdict(key) is not None or "crypt" in key.lower():
            return _Heat.HOT
        if folded(key) in self._names.generic or self._keys.role(key) is not None:
            return _Heat.GENERIC
        return _Heat.MEDIA if is_media_key(key) else _Heat.COLD

    def _is_hot_array(self, leaf: Leaf, weight: Weight) -> bool:
        key = leaf[0].key
        return isinstance(key, str) and key != "" and self._is_hot(key, weight)
