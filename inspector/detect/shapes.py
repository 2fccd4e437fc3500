"""What is worked out once for all objects alike, and shared by their leaves, from flow to flow."""

from typing import Any, NamedTuple

from inspector.decode.document import Node
from inspector.detect.about import (
    RELATION_NAMES,
    Signs,
    Whom,
    decide_about,
    may_name_patient,
    signs_of,
)
from inspector.detect.judgement import Judgement, judge_plain
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

_SEVERAL = 3  # arrays of this many objects and more are alike
_MOST_SHAPES = 20_000
_MOST_JUDGED = 300_000

UNJUDGED = Judgement("", "", Confidence.TENTATIVE, (), revealing=False)
"""Stands for a text that was not judged yet."""
RELATIVE, SELECTED, PATIENT = 1, 2, 4
"""What the values of one object say (`about.Signs`), as bits."""

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
        self.whoms: dict[tuple[str, int], Whom] = {}
        self.label_names: tuple[str, ...] | None = None  # those beside it that may hold its label


class Shape:
    """What all objects share that have the same names in them and above them, in alike documents."""

    __slots__ = (
        "appointment",
        "attends",
        "chain",
        "children",
        "is_alike",
        "labelled",
        "patients",
        "relates",
        "selection",
        "siblings",
        "slots",
    )

    def __init__(
        self,
        chain: Chain,
        siblings: tuple[str, ...],
        *,
        appointment: bool,
        selection: tuple[str, ...],
        patients: tuple[str, ...],
        attends: bool,
    ) -> None:
        self.chain = chain
        self.siblings = siblings
        self.appointment = appointment  # it belongs to an appointment
        self.selection = selection  # the names that can mark it as the chosen one
        self.patients = patients  # the names that speak of a patient
        self.attends = attends or bool(patients)  # it or an object around it has such a name
        self.relates = not RELATION_NAMES.isdisjoint(siblings)
        self.is_alike = not (self.relates or selection or self.attends)  # no value can change the signs
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

    def slot(self, name: str, shape: Shape, scene: Scene) -> Slot:
        """What is known of the leaves of a name in objects of a shape."""
        slot = shape.slots.get(name)
        if slot is None:
            reading = self.reader.read(name, chain=shape.chain, siblings=shape.siblings, scene=scene)
            plain = judge_plain(reading, scene=scene, patterns=self.patterns)
            slot = shape.slots[name] = Slot(reading, plain=plain)
        return slot

    def whom(self, class_: str, *, shape: Shape, slot: Slot, bits: int, scene: Scene) -> Whom:
        """Whom a leaf of this class concerns in an object of a shape; `bits` is what its own values say."""
        if slot.reading.service:
            return _SERVICE
        whom = slot.whoms.get((class_, bits))
        if whom is None:
            signs = Signs(bool(bits & RELATIVE), bool(bits & SELECTED), shape.appointment, bool(bits & PATIENT))
            role = slot.reading.role
            whom = decide_about(class_, signs=signs, chain=shape.chain, role=role, scene=scene, names=self.names)
            slot.whoms[class_, bits] = whom
        return whom

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
        patients = tuple(name for name in siblings if may_name_patient(name, self.names))
        attends = above is not None and above.attends
        return Shape(
            chain,
            siblings,
            appointment=signs.appointment,
            selection=selection,
            patients=patients,
            attends=attends,
        )


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
