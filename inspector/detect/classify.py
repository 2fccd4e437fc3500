"""Leaves to sensitive leaves: every leaf is passed once, only the few that may matter are looked at closely."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from inspector.decode.document import Decoded, Document, Leaf, Node
from inspector.detect.about import Whom
from inspector.detect.attention import Attention, is_nameless
from inspector.detect.context import FlowContext
from inspector.detect.floors import is_telling
from inspector.detect.joins import Join, Label, label_of_id, label_of_media, media_id
from inspector.detect.judgement import Judgement, judge
from inspector.detect.keys import KeyIndex
from inspector.detect.packs import Packs
from inspector.detect.reading import ENOUGH_HEALTH, Reader, Reading
from inspector.detect.spots import Spots
from inspector.detect.surroundings import Scene, folded, gather_names, names_in, scene_of
from inspector.detect.unnamed import judge_cookie, judge_opaque
from inspector.detect.values import NO_HITS, Hits, Values
from inspector.model.flow import Location
from inspector.model.leaf import About, Clue, Confidence, Needle, Place, Scalar, SensitiveLeaf
from inspector.model.struct import Record

type Opened = set[tuple[int, int, str | int]]

type Column = tuple[int, str, str | int]

_BARREN_AFTER = 6  # alike leaves of a list that said nothing about a person
_CROWD = (About.CATALOGUE, About.PRACTITIONER)
MOST_OF_A_CROWD = 12
"""Leaves of one class that a flow ships to everybody (a catalogue, a directory): beyond these they are counted, not
listed."""


class Classification(Record, frozen=True, kw_only=True):
    """What one flow holds."""

    leaves: tuple[SensitiveLeaf, ...]
    leaf_count: int
    joins: tuple[Join, ...]
    unlisted: int = 0  # further leaves of long catalogues


class Classifier:
    """Classifies decoded flows. Verdicts on names and values are remembered from flow to flow, within bounds."""

    def __init__(self, packs: Packs, persona: Sequence[Needle] = ()) -> None:
        self._keys = KeyIndex(packs)
        self._names = gather_names(packs)
        self._reader = Reader(packs, keys=self._keys, names=self._names)
        self._attention = Attention(keys=self._keys, reader=self._reader, names=self._names)
        self._values = Values(packs, persona)

    def classify(self, decoded: Decoded, context: FlowContext, *, joining: bool = True) -> Classification:
        """The sensitive leaves of a flow, how many leaves there were, and, with `joining`, the ids that stand beside
        a label. Columns of long lists are passed over once a few of their leaves said nothing about a person, but
        for values that speak by themselves."""
        self._values.forget()
        opened = _opened(decoded)
        leaves: list[SensitiveLeaf] = []
        joins: list[Join] = []
        shelves: Counter[str] = Counter()
        barren: Counter[Column] = Counter()
        unlisted = 0
        weights = [self._attention.weigh(names_in(document)) for document in decoded.documents]
        health = any(weight.health >= ENOUGH_HEALTH for weight in weights)
        for document, weight in zip(decoded.documents, weights, strict=True):
            scene = scene_of(document, context=context, names=self._names, health=health)
            told = self._values.scan(document, context, worded=weight.health > 0 or scene.is_request)
            spots = Spots(document, scene=scene, reader=self._reader, names=self._names)
            for leaf in self._attention.candidates(document, weight=weight, told=told):
                column = _column(leaf)
                if barren[column] >= _BARREN_AFTER and self._values.hits(leaf[2]) is None:
                    unlisted += 1
                    continue
                known = len(joins)
                found = self._leaf(
                    leaf,
                    document=document,
                    scene=scene,
                    context=context,
                    spots=spots,
                    joins=joins,
                    opened=opened,
                    shelves=shelves,
                )
                if found is not None:
                    leaves.append(found)
                if (found is None or found.about in _CROWD) and (not joining or len(joins) == known):
                    barren[column] += 1
        return Classification(
            leaves=tuple(leaves),
            leaf_count=decoded.leaf_count(),
            joins=tuple(joins),
            unlisted=unlisted + sum(max(count - MOST_OF_A_CROWD, 0) for count in shelves.values()),
        )

    def _leaf(
        self,
        leaf: Leaf,
        *,
        document: Document,
        scene: Scene,
        context: FlowContext,
        spots: Spots,
        joins: list[Join],
        opened: Opened,
        shelves: Counter[str],
    ) -> SensitiveLeaf | None:
        node, key, value = leaf
        if value is None or value == "":
            return None
        if (id(document), id(node), key) in opened:
            return None
        if document.origin is not None and is_nameless(document):
            node, key, _ = document.origin
        name, node = _named(node, key)
        hits = self._values.hits(value)
        spot = spots.of(node)
        reading = spots.read(name, spot)
        needle = self._values.planted(value)
        if reading.idle and hits is None and needle is None and scene.location is not Location.COOKIE:
            return None
        judgement = _planted(needle, reading) or self._judge(leaf, name=name, reading=reading, scene=scene, hits=hits)
        join = self._join(
            leaf,
            name=name,
            judgement=judgement,
            reading=reading,
            spots=spots,
            document=document,
            scene=scene,
            context=context,
        )
        if join is not None:
            joins.append(join)
        if judgement is None:
            return None
        label = join.label if join is not None and join.kind == "id" else None
        if judgement.rule == "persona":
            whom = Whom(About.ACCOUNT_HOLDER, "persona")
        else:
            whom = spots.whom(judgement.class_, node=node, spot=spot, reading=reading)
        if whom.about in _CROWD:
            shelves[judgement.class_] += 1
            if shelves[judgement.class_] > MOST_OF_A_CROWD:
                return None
        return SensitiveLeaf(
            place=_place(leaf, document, context, spots),
            class_=judgement.class_,
            about=whom.about,
            about_why=whom.why,
            confidence=judgement.confidence,
            rule=judgement.rule,
            clues=judgement.clues,
            value=text_of(value),
            host=context.facts.host,
            site=context.site,
            first_party=context.first_party,
            label=label,
            revealing=judgement.revealing or (label is not None and self._values.is_revealing(label)),
        )

    def _judge(self, leaf: Leaf, *, name: str, reading: Reading, scene: Scene, hits: Hits | None) -> Judgement | None:
        value = leaf[2]
        word, pattern = hits or NO_HITS
        found = judge(value, reading=reading, scene=scene, word=word, pattern=pattern, patterns=self._values.patterns)
        if found is not None:
            return None if found.class_ == "contact.email" and self._is_desk(value, scene) else found
        opaque = judge_opaque(leaf, name=name, scene=scene)
        return opaque or judge_cookie(name, value, scene=scene, names=self._names)

    def _is_desk(self, value: Scalar, scene: Scene) -> bool:
        """An address of a service rather than of a person, in an answer: support@, contact@."""
        local = str(value).strip().partition("@")[0].removeprefix("mailto:")
        return not scene.is_request and folded(local) in self._names.desks

    def _join(
        self,
        leaf: Leaf,
        *,
        name: str,
        judgement: Judgement | None,
        reading: Reading,
        spots: Spots,
        document: Document,
        scene: Scene,
        context: FlowContext,
    ) -> Join | None:
        """The id or image that stands beside a label in an answer of the first party."""
        node, _, value = leaf
        if reading.joins is None or not scene.first_party or scene.is_request or isinstance(value, (bool, float)):
            return None
        kind: Literal["id", "media"] = "id"
        label: Label | None = None
        written: str | None = text_of(value)
        if judgement is not None and reading.joins == "id":
            label = label_of_id(node, name, class_=judgement.class_, names=self._names)
        elif reading.joins == "media" and (label := label_of_media(node, keys=self._keys)) is not None:
            written, kind = media_id(value), "media"
        if label is None or not written or written == label.text:
            return None
        return Join(
            value=written,
            label=label.text,
            class_=label.class_,
            place=_place(leaf, document, context, spots),
            revealing=self._values.is_revealing(label.text),
            kind=kind,
        )


def _column(leaf: Leaf) -> Column:
    """What the alike objects of a list share: the list and the two innermost names."""
    node, key, _ = leaf
    inner = node.key
    current: Node | None = node
    while current is not None and not isinstance(current.key, int):
        current = current.parent
    return (id(current.parent) if current is not None else 0), inner if isinstance(inner, str) else "", key


def _opened(decoded: Decoded) -> Opened:
    """The leaves whose whole value was one encoded text, which speaks for them (percent-coding may be of a part)."""
    return {
        (id(document.parent), id(document.origin[0]), document.origin[1])
        for document in decoded.documents
        if document.origin is not None and is_nameless(document) and document.layers[-1:] != ("url",)
    }


def _planted(needle: Needle | None, reading: Reading) -> Judgement | None:
    """A value of the persona is itself wherever it stands; a common one only under a field of its class."""
    if needle is None or not (is_telling(needle) or reading.class_ == needle.class_):
        return None
    clue = Clue(kind="persona", what=needle.name, weight=1.0)
    return Judgement(needle.class_, "persona", Confidence.CERTAIN, (clue,), needle.revealing)


def text_of(value: Scalar) -> str:
    """A scalar as the text that is stored: `true`, `9000042`, `48.8566`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _named(node: Node, key: str | int) -> tuple[str, Node]:
    """The name a leaf goes by, and the object it belongs to: an array's elements go by the array's name."""
    current: Node | None = node
    while isinstance(key, int) and current is not None:
        key, node, current = current.key, current.parent or current, current.parent
    return ((key.partition("#")[0] or key) if isinstance(key, str) else "", node)


def _place(leaf: Leaf, document: Document, context: FlowContext, spots: Spots) -> Place:
    facts = context.facts
    return Place(
        capture=facts.capture,
        flow=facts.id,
        entry=facts.entry,
        side=document.side,
        location=document.location,
        path=spots.path_of(leaf),
        layers=document.layers,
    )
