"""What is worked out once per object, or once for all objects alike, and shared by their leaves."""

from functools import lru_cache
from typing import Any, NamedTuple

from inspector.decode.document import Document, Leaf, Node, Notation, json_step
from inspector.detect.about import (
    RELATION_NAMES,
    Signs,
    Whom,
    decide_about,
    is_beside_patient,
    is_relative,
    may_name_patient,
    signs_of,
)
from inspector.detect.judgement import Judgement, judge_plain
from inspector.detect.names.keys import KeyIndex
from inspector.detect.names.reading import Reader, Reading
from inspector.detect.surroundings import (
    KIND_NAMES,
    MOST_SIBLINGS,
    Chain,
    Names,
    Scene,
    chain_of,
    folded,
    kind_of,
    siblings_of,
)
from inspector.detect.words.patterns import Patterns
from inspector.model.leaf import About, Confidence

_step = lru_cache(maxsize=65536)(json_step)
_SEVERAL = 3  # arrays of this many objects and more are alike
_MOST_SHAPES = 20_000
_MOST_JUDGED = 300_000

UNJUDGED = Judgement("", "", Confidence.TENTATIVE, (), revealing=False)
"""Stands for a text that was not judged yet."""
_SERVICE = Whom(About.UNKNOWN, "service-key")

type _Way = tuple[str | None, int, tuple[str, ...]]
type _Family = dict[_Way, Shape | dict[str | None, Shape]]


class Slot:
    """What all leaves of one name share in objects of one shape."""

    __slots__ = ("judged", "label_names", "plain", "reading", "whoms")

    def __init__(self, reading: Reading, *, plain: Judgement | None) -> None:
        self.reading = reading
        self.plain = plain  # the verdict on every plausible value in which nothing was recognised
        self.judged: dict[tuple[str, bool, bool], Judgement | None] = {}
        self.whoms: dict[tuple[str, Signs], Whom] = {}
        self.label_names: tuple[str, ...] | None = None  # those beside it that may hold its label


class Shape:
    """What all objects share that have the same names in them and above them, in alike documents."""

    __slots__ = ("attends", "chain", "children", "labelled", "plain", "relates", "selection", "siblings", "slots")

    def __init__(
        self, chain: Chain, siblings: tuple[str, ...], *, plain: Signs, selection: tuple[str, ...], attends: bool
    ) -> None:
        self.chain = chain
        self.siblings = siblings
        self.plain = plain  # the signs of an object that neither is marked nor says whose it is
        self.selection = selection  # the names that can mark it as the chosen one
        self.attends = attends  # it or an object around it has a name that speaks of a patient
        self.relates = not RELATION_NAMES.isdisjoint(siblings)
        self.slots: dict[str, Slot] = {}
        self.labelled: tuple[str, ...] | None = None  # the names of labels among the siblings
        self.children: _Family = {}


class Shapes:
    """The shapes seen so far, within bounds; kept from flow to flow."""

    def __init__(self, reader: Reader, names: Names, patterns: Patterns) -> None:
        self.reader = reader
        self.names = names
        self.patterns = patterns
        self.judged = 0  # verdicts remembered in all shapes together
        self._count = 0
        self._roots: dict[Scene, _Family] = {}

    def forget(self) -> None:
        """Lets go of everything where it has become too much; to be called between flows only."""
        if self._count > _MOST_SHAPES or self.judged > _MOST_JUDGED:
            self._roots.clear()
            self._count = self.judged = 0

    def stage(self, scene: Scene) -> "Stage":
        """The scene with the shapes seen in it; good until the next `forget`."""
        return Stage(scene, self._roots.setdefault(scene, {}))

    def root(self, node: Node, stage: "Stage") -> Shape:
        """The shape of a document's outermost object."""
        return self._find(stage.roots, node, None, stage.scene)

    def below(self, above: Shape, node: Node, scene: Scene) -> Shape:
        """The shape of an object inside another."""
        return self._find(above.children, node, above, scene)

    def _find(self, known: _Family, node: Node, above: Shape | None, scene: Scene) -> Shape:
        way = _way(node)
        found = known.get(way)
        if found is None:
            may_say = not KIND_NAMES.isdisjoint(way[2])
            found = known[way] = {} if may_say else self._make(node, above, scene)
        if isinstance(found, Shape):
            return found
        kind = kind_of(node)
        shape = found.get(kind)
        if shape is None:
            shape = found[kind] = self._make(node, above, scene)
        return shape

    def _make(self, node: Node, above: Shape | None, scene: Scene) -> Shape:
        self._count += 1
        chain, siblings = chain_of(node, above.chain if above is not None else None), siblings_of(node)
        signs = signs_of(node, chain=chain, scene=scene, names=self.names)
        selection = tuple(name for name in siblings if folded(name) in self.names.selection)
        plain = Signs(relative=False, selected=False, appointment=signs.appointment)
        attends = (above is not None and above.attends) or any(may_name_patient(name, self.names) for name in siblings)
        return Shape(chain, siblings, plain=plain, selection=selection, attends=attends)


def _way(node: Node) -> _Way:
    value: Any = node.value
    name = node.key if node.key.__class__ is str else None
    if value.__class__ is dict:
        return name, 0, tuple(value) if len(value) <= MOST_SIBLINGS else siblings_of(node)
    return name, min(len(value), _SEVERAL) if value.__class__ is list else -1, ()


class Stage(NamedTuple):
    """A scene, and the shapes of the outermost objects of its documents."""

    scene: Scene
    roots: _Family


class Spots:
    """The objects of one document, looked at when a leaf of theirs is."""

    def __init__(self, document: Document, *, stage: Stage, shapes: Shapes, keys: KeyIndex) -> None:
        self.scene = stage.scene
        self._stage = stage
        self._document = document
        self._shapes = shapes
        self._keys = keys
        self._known: dict[Node, Shape] = {}
        self._paths: dict[Node, str] = {}

    def shape_of(self, node: Node) -> Shape:
        """The shape of an object."""
        shape = self._known.get(node)
        if shape is None:
            above = node.parent
            if above is None:
                shape = self._shapes.root(node, self._stage)
            else:
                shape = self._shapes.below(self.shape_of(above), node, self.scene)
            self._known[node] = shape
        return shape

    def slot(self, name: str, shape: Shape) -> Slot:
        """What is known of the leaves of a name in objects of a shape."""
        slot = shape.slots.get(name)
        if slot is None:
            reading = self._shapes.reader.read(name, chain=shape.chain, siblings=shape.siblings, scene=self.scene)
            plain = judge_plain(reading, scene=self.scene, patterns=self._shapes.patterns)
            slot = shape.slots[name] = Slot(reading, plain=plain)
        return slot

    def labelled(self, node: Node) -> tuple[str, ...]:
        """The names of an object that hold labels."""
        shape = self.shape_of(node)
        if shape.labelled is None:
            shape.labelled = self._keys.labelled(shape.siblings)
        return shape.labelled

    def whom(self, class_: str, *, node: Node, shape: Shape, slot: Slot, listed: bool = False) -> Whom:
        """Whom a leaf of this class in an object concerns; `listed`: it is one of several in an array of texts."""
        reading = slot.reading
        if reading.service:
            return _SERVICE
        signs = _signs(node, shape) if shape.relates or shape.selection else shape.plain
        if shape.attends and not listed and is_beside_patient(node, self._shapes.names):
            signs = signs._replace(patient=True)
        whom = slot.whoms.get((class_, signs))
        if whom is None:
            whom = slot.whoms[(class_, signs)] = decide_about(
                class_, signs=signs, chain=shape.chain, role=reading.role, scene=self.scene, names=self._shapes.names
            )
        return whom

    def path_of(self, leaf: Leaf) -> str:
        """As `Document.path_of`, with the objects' own parts remembered."""
        node, key, _ = leaf
        if self._document.notation is not Notation.JSON:
            return self._document.path_of(leaf)
        return (self._paths.get(node) or self._path_of_node(node)) + _step(key)

    def _path_of_node(self, node: Node) -> str:
        path = self._paths.get(node)
        if path is None:
            if node.parent is None:
                path = f"{self._document.prefix} > $" if self._document.prefix else "$"
            else:
                path = self._path_of_node(node.parent) + _step(node.key)
            self._paths[node] = path
        return path


def _signs(node: Node, shape: Shape) -> Signs:
    """The signs of one object: those of its shape, but where its own values say more."""
    relative = shape.relates and is_relative(node)
    value = node.value
    selected = bool(shape.selection) and isinstance(value, dict) and any(value[n] is True for n in shape.selection)
    return Signs(relative, selected, shape.plain.appointment) if relative or selected else shape.plain
