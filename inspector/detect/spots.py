"""The objects of one document, each worked out once, when a leaf of it is looked at."""

from functools import lru_cache
from typing import Any

from inspector.decode.document import Document, Leaf, Node, Notation, json_step
from inspector.detect.about import RECORD_DEPTH, is_relative, names_patient
from inspector.detect.names.keys import KeyIndex
from inspector.detect.shapes import PATIENT, RELATIVE, SELECTED, Shape, Shapes, Stage
from inspector.detect.surroundings import Names

_step = lru_cache(maxsize=65536)(json_step)

type Barren = dict[str | int, int]


class Spot:
    """An object or array, and what goes for all of its leaves."""

    __slots__ = ("_bits", "_path", "_patient", "above", "barren", "named", "node", "shape")

    def __init__(self, node: Node, *, above: "Spot | None", shape: Shape, barren: Barren | None) -> None:
        self.node = node
        self.above = above
        self.shape = shape
        self.barren = barren  # leaves that said nothing, by name, of all alike objects of a list; None: of no list
        self.named: tuple[str, Spot] | None = None  # the name and the object its nameless leaves go by
        self._bits: int | None = None
        self._path: str | None = None
        self._patient: bool | None = None

    def bits(self, names: Names) -> int:
        """What its own values say: RELATIVE, SELECTED, PATIENT."""
        if self._bits is None:
            self._bits = 0 if self.shape.is_alike else self._weigh(names)
        return self._bits

    def path(self, root: str) -> str:
        """Where it stands, below the document's root."""
        if self._path is None:
            self._path = self.above.path(root) + _step(self.node.key) if self.above is not None else root
        return self._path

    def _weigh(self, names: Names) -> int:
        node, shape = self.node, self.shape
        value: Any = node.value
        bits = RELATIVE if shape.relates and is_relative(node) else 0
        if shape.selection and any(value[name] is True for name in shape.selection):
            bits |= SELECTED
        return bits | PATIENT if shape.attends and self._is_beside_patient(names) else bits

    def _is_beside_patient(self, names: Names) -> bool:
        """As `about.is_beside_patient`, by the names that shapes remember."""
        spot: Spot | None = self
        for _ in range(RECORD_DEPTH):
            if spot is None or spot.node.value.__class__ is not dict:
                return False
            if spot.shape.patients and spot._names_patient(names):
                return True
            spot = spot.above if spot.node.key.__class__ is not int else None
        return False

    def _names_patient(self, names: Names) -> bool:
        if self._patient is None:
            value: Any = self.node.value
            self._patient = any(names_patient(name, value[name], names) for name in self.shape.patients)
        return self._patient


class Spots:
    """All objects of a document that were looked at."""

    def __init__(self, document: Document, *, stage: Stage, shapes: Shapes, keys: KeyIndex) -> None:
        self.scene = stage.scene
        self._stage = stage
        self._document = document
        self._shapes = shapes
        self._keys = keys
        self._known: dict[Node, Spot] = {}
        self._barren: dict[tuple[int, str], Barren] = {}
        self._root = f"{document.prefix} > $" if document.prefix else "$"
        self._is_json = document.notation is Notation.JSON

    def at(self, node: Node) -> Spot:
        """What is known of an object."""
        spot = self._known.get(node)
        if spot is None:
            if node.parent is None:
                above, shape = None, self._shapes.root(node, self._stage)
            else:
                above = self.at(node.parent)
                shape = self._shapes.below(above.shape, node, self.scene)
            spot = self._known[node] = Spot(node, above=above, shape=shape, barren=self._barren_of(node))
        return spot

    def labelled(self, node: Node) -> tuple[str, ...]:
        """The names of an object that hold labels."""
        shape = self.at(node).shape
        if shape.labelled is None:
            shape.labelled = self._keys.labelled(shape.siblings)
        return shape.labelled

    def path_of(self, leaf: Leaf, spot: Spot | None = None) -> str:
        """As `Document.path_of`, with the objects' own parts remembered; `spot` is that of its object."""
        if not self._is_json:
            return self._document.path_of(leaf)
        return (spot or self.at(leaf[0])).path(self._root) + _step(leaf[1])

    def _barren_of(self, node: Node) -> Barren | None:
        column = _column(node)
        return self._barren.setdefault(column, {}) if column is not None else None


def _column(node: Node) -> tuple[int, str] | None:
    """What the alike objects of a list share, their names of leaves apart: the list and the innermost name. None where
    there is no list. Good while the document lives."""
    inner = node.key
    current: Node | None = node
    while current is not None and current.key.__class__ is not int:
        current = current.parent
    return (id(current.parent), inner if isinstance(inner, str) else "") if current is not None else None
