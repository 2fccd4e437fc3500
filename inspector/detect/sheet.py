"""One document while it is read: which of the leaves that stand out are sensitive."""

from typing import TypeGuard

from inspector.decode.document import Document, Leaf, Node
from inspector.detect.attention import Picked, is_nameless
from inspector.detect.finds import FlowFinds
from inspector.detect.judgement import Judgement, judge, may_be
from inspector.detect.listing import Listing, Tools
from inspector.detect.names.aliases import Given
from inspector.detect.names.reading import Reading
from inspector.detect.needles.floors import is_telling
from inspector.detect.opacity.opaque import may_be_opaque
from inspector.detect.shapes import UNJUDGED, Slot, Stage
from inspector.detect.spots import Spot, Spots
from inspector.detect.surroundings import folded
from inspector.detect.unnamed import judge_cookie, judge_opaque
from inspector.detect.words.values import NO_HITS, Hits
from inspector.model.flow import Location
from inspector.model.leaf import Clue, Confidence, Needle, Scalar

_BARREN_AFTER = 6  # alike leaves of a list that said nothing about a person
_SHORTEST_OPAQUE = 24
_LONGEST_JUDGED = 300  # characters of the texts whose verdicts are remembered: the text is kept with its verdict


class Sheet:
    """Reads one document."""

    __slots__ = ("_document", "_finds", "_is_cookie", "_listing", "_longest", "_scene", "_spots", "_told", "_tools")

    def __init__(
        self, document: Document, finds: FlowFinds, stage: Stage, tools: Tools, *, told: set[Scalar], longest: int
    ) -> None:
        self._document = document
        self._finds = finds
        self._scene = stage.scene
        self._tools = tools
        self._spots = Spots(document, stage=stage, shapes=tools.shapes, keys=tools.keys)
        self._listing = Listing(document, finds, spots=self._spots, tools=tools)
        self._told = told  # the values that say something by themselves
        self._longest = longest  # up to what length of a value words count
        self._is_cookie = document.location is Location.COOKIE

    def read(self, picked: Picked, given: Given) -> None:
        """Looks closely at some leaves, in order. Columns of long lists are passed over once a few of their leaves said
        nothing about a person, but for values that speak by themselves."""
        origin = self._document.origin if is_nameless(self._document) else None
        opened = self._finds.opened.get(id(self._document))
        for node, leaves in picked:
            if opened:
                leaves = [leaf for leaf in leaves if (id(node.value), leaf[0]) not in opened]
            self._read_object(self._spots.at(node), leaves, given, origin)

    def _read_object(
        self, spot: Spot, leaves: list[tuple[str | int, Scalar]], given: Given, origin: Leaf | None
    ) -> None:
        # Written flat on purpose: this runs once for every leaf that stands out.
        finds, told, listing = self._finds, self._told, self._listing
        shapes, values = self._tools.shapes, self._tools.values
        longest, has_persona, node, barren = self._longest, values.has_persona, spot.node, spot.barren
        for key, value in leaves:
            if value is None or value == "":
                continue
            hits = values.hits(value, longest=longest) if value in told else None
            alias = given.get((id(node.value), key)) if given else None
            if barren is not None and hits is None and alias is None and barren.get(key, 0) >= _BARREN_AFTER:
                finds.unlisted += 1
                continue
            if alias is not None:
                name, owner = alias[0], self._spots.at(alias[1])
            elif key.__class__ is str and origin is None and "#" not in key:
                name, owner = key, spot
            else:
                name, owner = self._named(spot, key) if origin is None else self._named_after(origin)
            shape = owner.shape
            slot = shape.slots.get(name) or shapes.slot(name, shape, self._scene)
            leaf, plain, join = (node, key, value), slot.plain, None
            planted = values.planted(value) if has_persona else None
            if planted is not None:
                judgement = _planted(planted, slot.reading) or self._judge(leaf, name, slot.reading, hits)
            elif hits is None and plain is not None and may_be(plain.class_, value):
                judgement = plain
            elif hits is None and slot.reading.idle and not self._is_cookie:
                judgement = None
            else:
                judgement = self._judged(leaf, name, slot, hits)
            if listing.joins and slot.reading.joins is not None:
                join = listing.join(leaf, name, judgement, slot, spot=spot, owner=owner)
            if judgement is not None and listing.add(leaf, judgement, slot, spot=spot, owner=owner, join=join):
                continue
            if barren is not None and (join is None or not finds.joining):
                barren[key] = barren.get(key, 0) + 1

    def _named(self, spot: Spot, key: str | int) -> tuple[str, Spot]:
        """For leaves of arrays, and names that come twice."""
        if isinstance(key, str):
            return key.partition("#")[0] or key, spot
        if spot.named is None:
            name, owner = _name_of(spot.node, key)
            spot.named = name, self._spots.at(owner)
        return spot.named

    def _named_after(self, origin: Leaf) -> tuple[str, Spot]:
        name, owner = _name_of(*origin[:2])
        return name, self._spots.at(owner)

    def _judged(self, leaf: Leaf, name: str, slot: Slot, hits: Hits | None) -> Judgement | None:
        """As `_judge`; verdicts on texts are remembered with the name and the shape around it, which with what was
        recognised decide all else. Of what may be ciphertext the values beside it decide too."""
        value = leaf[2]
        if not _is_remembered(value):
            return self._judge(leaf, name, slot.reading, hits)
        key = (value, hits is not None, hits is not None and hits.word is not None)
        known = slot.judged.get(key, UNJUDGED)
        if known is UNJUDGED:
            known = slot.judged[key] = self._judge(leaf, name, slot.reading, hits)
            self._tools.shapes.judged += 1
        return known

    def _judge(self, leaf: Leaf, name: str, reading: Reading, hits: Hits | None) -> Judgement | None:
        value, scene, patterns = leaf[2], self._scene, self._tools.values.patterns
        word, pattern = hits or NO_HITS
        found = judge(value, reading=reading, scene=scene, word=word, pattern=pattern, patterns=patterns)
        if found is not None:
            return None if found.class_ == "contact.email" and self._is_desk(value) else found
        opaque = judge_opaque(leaf, name=name, scene=scene)
        return opaque or judge_cookie(name, value, scene=scene, names=self._tools.shapes.names)

    def _is_desk(self, value: Scalar) -> bool:
        """An address of a service rather than of a person, in an answer: support@, contact@."""
        local = str(value).strip().partition("@")[0].removeprefix("mailto:")
        return not self._scene.is_request and folded(local) in self._tools.shapes.names.desks


def _planted(needle: Needle, reading: Reading) -> Judgement | None:
    """A value of the persona is itself wherever it stands; a common one only under a field of its class."""
    if not (is_telling(needle) or reading.class_ == needle.class_):
        return None
    clue = Clue(kind="persona", what=needle.name, weight=1.0)
    return Judgement(needle.class_, "persona", Confidence.CERTAIN, (clue,), needle.revealing)


def _is_remembered(value: Scalar) -> TypeGuard[str]:
    if not isinstance(value, str) or len(value) > _LONGEST_JUDGED:
        return False
    return len(value) < _SHORTEST_OPAQUE or not may_be_opaque(value)


def _name_of(node: Node, key: str | int) -> tuple[str, Node]:
    """The name a leaf goes by, and the object it belongs to: an array's elements go by the array's name."""
    current: Node | None = node
    while isinstance(key, int) and current is not None:
        key, node, current = current.key, current.parent or current, current.parent
    return ((key.partition("#")[0] or key) if isinstance(key, str) else "", node)
