"""Which leaves of a document deserve a closer look: most do not, and this is where most time would go."""

from collections.abc import Container, Set
from enum import Enum
from typing import Any

from inspector.decode.document import Document, Leaf, Node
from inspector.detect.joins import is_media_key
from inspector.detect.judgement import REQUEST_ONLY
from inspector.detect.names.fold import steps
from inspector.detect.names.keys import KeyIndex, KeyVerdict
from inspector.detect.names.reading import Reader
from inspector.detect.names.weights import ENOUGH_COMPANY, Weight, settled
from inspector.detect.surroundings import Names, folded
from inspector.model.flow import Location, Side
from inspector.model.leaf import Scalar

_MOST_REMEMBERED = 200_000

type Picked = list[tuple[Node, list[tuple[str | int, Scalar]]]]
"""Leaves in document order, those that stand together under their object or array."""

_NONE: Set[str | int] = frozenset()
_LIGHT = Weight(0, speaks=False, labels=False, bags=False)


class _Heat(Enum):
    COLD = 0
    HOT = 1
    GENERIC = 2  # only where another name can lend it a class
    MEDIA = 3  # only where a label can be joined
    PART = 4  # only inside what is named after a treatment, a diagnosis ...
    ASKED = 5  # only in what is sent: pages, searches, events
    RARE = 6  # only in records of somebody's health


def is_nameless(document: Document) -> bool:
    """One bare value that came out of a leaf (base64 of a text ...): it goes by that leaf's name."""
    return document.origin is not None and document.count == 1 and document.leaves[0][1] == ""


class Attention:
    """Remembers names from flow to flow, within bounds."""

    def __init__(self, *, keys: KeyIndex, reader: Reader, names: Names) -> None:
        self._keys = keys
        self._reader = reader
        self._names = names
        self._heat: dict[_Heat, set[str]] = {heat: set() for heat in _Heat}
        self._judged: set[str] = set()  # all of these
        self._weights: dict[str, Weight] = {}
        self._light: set[str] = set()  # names that say nothing of the document they stand in

    def forget(self) -> None:
        """Lets go of everything where it has become too much; to be called between flows only."""
        if len(self._weights) + len(self._light) + len(self._judged) > _MOST_REMEMBERED:
            self._weights.clear()
            self._light.clear()
            self._judged.clear()
            for known in self._heat.values():
                known.clear()

    def weigh(self, names: Set[str]) -> Weight:
        """What all names of a document say together."""
        known = self._weights
        health, speaks, labels, bags, trade, cared, traits, bodily = 0.0, False, False, False, 0, False, 0, 0.0
        for name in names - self._light:
            weight = known.get(name)
            if weight is None:
                weight = self._weigh_fresh(name)
            health += weight[0]
            speaks = speaks or weight[1]
            labels = labels or weight[2]
            bags = bags or weight[3]
            trade += weight[4]
            cared = cared or weight[5]
            traits += weight[6]
            bodily += weight[8]
        return settled(Weight(health, speaks, labels, bags, trade, cared, traits, bodily=bodily), len(names))

    def _weigh_fresh(self, name: str) -> Weight:
        weight = self._reader.weigh(name)
        if weight == _LIGHT:
            self._light.add(name)
        else:
            self._weights[name] = weight
        return weight

    def candidates(self, document: Document, *, weight: Weight, told: Container[Scalar]) -> Picked:
        """The leaves that stand out by their name, by the array they stand in, or by their value (`told`)."""
        if document.location is Location.COOKIE or is_nameless(document):
            return gathered(document.leaves)
        hot = self._hot_among(document.survey.names, weight, document.side)
        if not hot and not told and not weight.bags:
            return []
        picker = _Picker(hot=hot, told=told, is_bag=self._reader.is_bag if weight.bags and weight.health >= 1 else None)
        if document.tree is None:
            return gathered([leaf for leaf in document.leaves if picker.takes(leaf)])
        return picker.pick(document.tree)

    def _hot_among(self, names: Set[str], weight: Weight, side: Side) -> set[str]:
        """The names that deserve a closer look in a document of this weight and side."""
        heat = self._heat
        for name in names - self._judged:
            self._judge(name)
        hot = names & heat[_Heat.HOT]
        if side is Side.REQUEST:
            hot |= names & heat[_Heat.ASKED]
        if weight.speaks:
            hot |= names & heat[_Heat.GENERIC]
        if weight.labels:
            hot |= names & heat[_Heat.MEDIA]
            hot |= names & heat[_Heat.PART]
        if weight.health >= ENOUGH_COMPANY:
            hot |= names & heat[_Heat.RARE]
        return set(hot)

    def _judge(self, name: str) -> None:
        key = name.partition("#")[0] or name
        verdict = self._keys.verdict(key)
        heat = self._heat_of(key, verdict)
        self._heat[heat].add(name)
        if heat is not _Heat.HOT and verdict is not None:
            self._heat[_Heat.ASKED].add(name)
        self._judged.add(name)

    def _heat_of(self, key: str, verdict: KeyVerdict | None) -> _Heat:
        if "crypt" in key.lower() or (verdict is not None and not verdict.class_.startswith(REQUEST_ONLY)):
            return _Heat.HOT
        last = steps(key)[-1]
        if folded(last) in self._names.generic or self._keys.role(key) is not None or self._keys.in_company(last):
            return _Heat.GENERIC
        if is_media_key(key):
            return _Heat.MEDIA
        if self._reader.is_compound(key):
            return _Heat.PART
        return _Heat.RARE if self._reader.is_rare(key) else _Heat.COLD


def gathered(leaves: list[Leaf]) -> Picked:
    """Leaves with their neighbours of the same object."""
    groups: Picked = []
    group: list[tuple[str | int, Scalar]] = []
    last: Node | None = None
    for node, key, value in leaves:
        if node is not last:
            last, group = node, []
            groups.append((node, group))
        group.append((key, value))
    return groups


def scattered(picked: Picked) -> list[Leaf]:
    """The same as a plain list."""
    return [(node, key, value) for node, group in picked for key, value in group]


def _own_name(node: Node) -> str:
    """The name an object goes by: in an array, that of the array."""
    if node.key.__class__ is int and node.parent is not None:
        return str(node.parent.key)
    return str(node.key)


class _Picker:
    """Takes the leaves whose name is hot, whose array's name is, whose value was told, or that stand in a bag."""

    def __init__(self, *, hot: set[str], told: Container[Scalar], is_bag: Any) -> None:
        self._hot: Set[str | int] = hot
        self._told = told
        self._is_bag = is_bag

    def takes(self, leaf: Leaf) -> bool:
        node, key, value = leaf
        if key in self._hot or value in self._told:
            return True
        if key.__class__ is int and node.key in self._hot:
            return True
        return self._is_bag is not None and bool(self._is_bag(_own_name(node)))

    def pick(self, tree: object) -> Picked:
        """From a tree, without making the leaves that nobody asks for."""
        hot, told, is_bag = self._hot, self._told, self._is_bag
        picked: Picked = []

        def visit(node: Node, container: Any) -> None:
            group: list[tuple[str | int, Scalar]] | None = None
            items: Any
            if container.__class__ is dict:
                items, taken = container.items(), is_bag is not None and is_bag(_own_name(node))
                names = hot
            else:
                items, taken = enumerate(container), node.key in hot or (is_bag is not None and is_bag(str(node.key)))
                names = _NONE
            for key, child in items:
                kind = child.__class__
                if kind is dict or kind is list:
                    if child:
                        visit(Node(node, key, child), child)
                        group = None  # what comes after it comes later in the document
                elif taken or key in names or child in told:
                    if group is None:
                        group = []
                        picked.append((node, group))
                    group.append((key, child))

        visit(Node(None, "", tree if isinstance(tree, dict | list) else None), tree)
        return picked
