"""Leaves to sensitive leaves: every leaf is passed once, only the few that may matter are looked at closely."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import pybase64

from inspector.decode.document import Decoded, Document, Leaf, Node, Notation, Unread
from inspector.detect.about import Whom
from inspector.detect.attention import Attention, is_nameless
from inspector.detect.context import FlowContext
from inspector.detect.joins import Join, Label, label_of_id, label_of_media, media_id
from inspector.detect.judgement import LONGEST_SPOKEN, Judgement, judge
from inspector.detect.names.aliases import Given
from inspector.detect.names.keys import KeyIndex
from inspector.detect.names.positional import named_in, names_given, with_aliases
from inspector.detect.names.reading import Reader, Reading
from inspector.detect.names.weights import ENOUGH_HEALTH, ENOUGH_TRADE, Weight
from inspector.detect.needles.floors import is_telling
from inspector.detect.opacity.opaque import may_be_opaque
from inspector.detect.packs import Packs
from inspector.detect.spots import UNJUDGED, Shape, Shapes, Spots
from inspector.detect.surroundings import Scene, folded, gather_names, is_about_health, scene_of, signs_of_trade
from inspector.detect.unnamed import judge_bytes, judge_cookie, judge_opaque
from inspector.detect.words.values import NO_HITS, Hits, Values, is_code
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Clue, Confidence, Needle, Place, Scalar, SensitiveLeaf
from inspector.model.struct import Record

type Opened = set[tuple[int, int, str | int]]

type Column = tuple[int, str, str | int]

_BARREN_AFTER = 6  # alike leaves of a list that said nothing about a person
_CROWD = (About.CATALOGUE, About.PRACTITIONER)
_SHORTEST_OPAQUE = 24
_BYTES_SHOWN = 48  # of ciphertext, in base64, as its value
_ANY_LENGTH = 1 << 30
MOST_OF_A_CROWD = 32
"""Leaves of one class that a flow ships to everybody (a catalogue, a directory): beyond these they are counted, not
listed."""


class Classification(Record, frozen=True, kw_only=True):
    """What one flow holds."""

    leaves: tuple[SensitiveLeaf, ...]
    leaf_count: int
    joins: tuple[Join, ...]
    unlisted: int = 0  # further leaves of long catalogues


class _Flow:
    """What is gathered while one flow is read."""

    __slots__ = (
        *("context", "elsewhere", "joining", "joins", "leaves", "opened", "scenes", "shelves"),
        "unlisted",
    )

    def __init__(self, decoded: Decoded, context: FlowContext, *, joining: bool) -> None:
        self.context = context
        self.joining = joining
        self.elsewhere = False
        self.opened = _opened(decoded)
        self.leaves: list[SensitiveLeaf] = []
        self.joins: list[Join] = []
        self.shelves: Counter[str] = Counter()
        self.unlisted = 0
        self.scenes: dict[tuple[Side, Location, tuple[str, ...], bool], Scene] = {}


class _Sheet:
    """One document while it is read."""

    __slots__ = ("document", "flow", "is_cookie", "longest", "scene", "spots")

    def __init__(self, document: Document, scene: Scene, shapes: Shapes, flow: _Flow, longest: int) -> None:
        self.document = document
        self.scene = scene
        self.spots = Spots(document, scene=scene, shapes=shapes)
        self.flow = flow
        self.longest = longest  # up to what length of a value words count
        self.is_cookie = scene.location is Location.COOKIE


class Classifier:
    """Classifies decoded flows. Verdicts on names and values are remembered from flow to flow, within bounds."""

    def __init__(self, packs: Packs, persona: Sequence[Needle] = ()) -> None:
        self._keys = KeyIndex(packs)
        self._names = gather_names(packs)
        reader = Reader(packs, keys=self._keys, names=self._names)
        self._attention = Attention(keys=self._keys, reader=reader, names=self._names)
        self._shapes = Shapes(reader, self._names)
        self._values = Values(packs, persona)

    def classify(self, decoded: Decoded, context: FlowContext, *, joining: bool = True) -> Classification:
        """The sensitive leaves of a flow, how many leaves there were, and, with `joining`, the ids that stand beside
        a label. Columns of long lists are passed over once a few of their leaves said nothing about a person, but
        for values that speak by themselves."""
        self._values.forget()
        self._shapes.forget()
        self._attention.forget()
        flow = _Flow(decoded, context, joining=joining)
        aliases = [names_given(document, self._keys) for document in decoded.documents]
        weights = [
            self._attention.weigh(document.survey.names | named_in(given) if given else document.survey.names)
            for document, given in zip(decoded.documents, aliases, strict=True)
        ]
        health = any(weight.health >= ENOUGH_HEALTH for weight in weights)
        flow.elsewhere = self._is_elsewhere(weights, context)
        longests = self._scan(decoded, weights, context)
        for document, weight, given, longest in zip(decoded.documents, weights, aliases, longests, strict=True):
            told = self._values.told(document.survey.values, longest=longest)
            picked = self._attention.candidates(document, weight=weight, told=told)
            if given:
                picked = with_aliases(picked, given)
            if picked:
                sheet = _Sheet(document, self._scene_of(document, flow, health=health), self._shapes, flow, longest)
                self._read(picked, sheet, given)
        for unread in decoded.unread:
            self._read_bytes(unread, flow, health=health)
        return Classification(
            leaves=tuple(flow.leaves),
            leaf_count=decoded.leaf_count(),
            joins=tuple(flow.joins),
            unlisted=flow.unlisted + sum(max(count - MOST_OF_A_CROWD, 0) for count in flow.shelves.values()),
        )

    def _is_elsewhere(self, weights: list[Weight], context: FlowContext) -> bool:
        """Whether a flow speaks of another trade, and of nobody's care."""
        most = max((weight.trade for weight in weights), default=0)
        if any(weight.cared for weight in weights) or is_about_health(context, self._names):
            return False
        if not context.first_party:
            return most > ENOUGH_TRADE  # the host is a vendor's: it says nothing of the trade
        return most + signs_of_trade(context, self._names) >= ENOUGH_TRADE

    def _scan(self, decoded: Decoded, weights: list[Weight], context: FlowContext) -> list[int]:
        """Looks at the values of a whole flow at once. Tells for each document up to what length of a value words can
        matter: in an answer whose names never speak of health, not at all (0); -1: nothing a value says matters."""
        values: set[Scalar] = set()
        worded: set[Scalar] = set()
        longests: list[int] = []
        about_health = is_about_health(context, self._names)
        for document, weight in zip(decoded.documents, weights, strict=True):
            longest = -1
            if not is_code(document, context):
                values |= document.survey.values
                longest = 0
                if weight.health > 0 or document.side is Side.REQUEST:
                    longest = _ANY_LENGTH
                    worded |= document.survey.values
                elif about_health:
                    longest = LONGEST_SPOKEN
                    worded.update(v for v in document.survey.values if v.__class__ is str and len(v) <= longest)
            longests.append(longest)
        self._values.scan(values, worded=worded)
        return longests

    def _scene_of(self, document: Document, flow: _Flow, *, health: bool) -> Scene:
        """The scene of a document: the same for all of a flow that stand alike."""
        way = (document.side, document.location, document.layers, document.origin is None)
        scene = flow.scenes.get(way)
        if scene is None:
            scene = flow.scenes[way] = scene_of(
                document, context=flow.context, names=self._names, health=health, elsewhere=flow.elsewhere
            )
        return scene

    def _read(self, picked: list[Leaf], sheet: "_Sheet", given: Given) -> None:
        """Looks closely at some leaves of a document, in order."""
        # Written flat on purpose: this runs once for every leaf that stands out.
        document, flow, longest = sheet.document, sheet.flow, sheet.longest
        renamed = document.origin if is_nameless(document) else None
        opened, hits_of = flow.opened, self._values.hits
        barren: Counter[Column] = Counter()
        last: Node | None = None
        base: tuple[int, str] | None = None
        for leaf in picked:
            node, key, value = leaf
            if value is None or value == "" or (opened and (id(document), id(node), key) in opened):
                continue
            if node is not last:
                last, base = node, _column(node)
            hits = hits_of(value, longest=longest)
            alias = given.get((id(node.value), key)) if given else None
            column = (*base, key) if base is not None else None
            if hits is None and alias is None and column is not None and barren[column] >= _BARREN_AFTER:
                flow.unlisted += 1
                continue
            if alias is not None:
                name, owner = alias[0], alias[1]
            elif key.__class__ is str and renamed is None and "#" not in key:
                name, owner = key, node
            else:
                name, owner = _named(*(renamed[:2] if renamed is not None else (node, key)))
            known = len(flow.joins)
            found = self._leaf(leaf, name, owner, hits, sheet)
            if found is not None:
                flow.leaves.append(found)
                if found.about not in _CROWD:
                    continue
            if column is not None and (len(flow.joins) == known or not flow.joining):
                barren[column] += 1

    def _read_bytes(self, unread: Unread, flow: _Flow, *, health: bool) -> None:
        """Bytes that no decoder knows are a leaf only where they look like ciphertext."""
        judgement = judge_bytes(unread.data, unread.mime)
        if judgement is None:
            return
        context = flow.context
        shell = Document(
            side=unread.side, location=unread.location, layers=unread.layers, notation=Notation.TEXT, leaves=[]
        )
        own = scene_of(shell, context=context, names=self._names, health=health).per_user
        facts = context.facts
        flow.leaves.append(
            SensitiveLeaf(
                place=Place(
                    capture=facts.capture,
                    flow=facts.id,
                    entry=facts.entry,
                    side=unread.side,
                    location=unread.location,
                    path=unread.prefix,
                    layers=unread.layers,
                ),
                class_=judgement.class_,
                about=About.ACCOUNT_HOLDER if own else About.UNKNOWN,
                about_why="account-path" if own else "no-sign",
                confidence=judgement.confidence,
                rule=judgement.rule,
                clues=judgement.clues,
                value=pybase64.b64encode(unread.data[:_BYTES_SHOWN]).decode("ascii"),
                host=facts.host,
                site=context.site,
                first_party=context.first_party,
            )
        )

    def _leaf(self, leaf: Leaf, name: str, owner: Node, hits: Hits | None, sheet: "_Sheet") -> SensitiveLeaf | None:
        spots, scene, flow = sheet.spots, sheet.scene, sheet.flow
        value = leaf[2]
        shape = spots.shape_of(owner)
        reading = shape.readings.get(name) or spots.read(name, shape)
        needle = self._values.planted(value)
        if needle is None:
            if reading.idle and hits is None and not sheet.is_cookie:
                return None
            judgement = self._judged(leaf, name=name, reading=reading, scene=scene, hits=hits, shape=shape)
        else:
            judgement = _planted(needle, reading) or self._judge(
                leaf, name=name, reading=reading, scene=scene, hits=hits
            )
        join = None
        if reading.joins is not None and scene.first_party and not scene.is_request:
            join = self._join(
                leaf, name=name, judgement=judgement, reading=reading, spots=spots, document=sheet.document,
                context=flow.context,
            )  # fmt: skip
            if join is not None:
                flow.joins.append(join)
        if judgement is None:
            return None
        if judgement.rule == "persona":
            whom = Whom(About.ACCOUNT_HOLDER, "persona")
        else:
            whom = spots.whom(judgement.class_, node=owner, shape=shape, reading=reading)
        if whom.about in _CROWD:
            flow.shelves[judgement.class_] += 1
            if flow.shelves[judgement.class_] > MOST_OF_A_CROWD:
                return None
        label = join.label if join is not None and join.kind == "id" else None
        context = flow.context
        return SensitiveLeaf(
            place=_place(leaf, sheet.document, context, spots),
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

    def _judged(
        self, leaf: Leaf, *, name: str, reading: Reading, scene: Scene, hits: Hits | None, shape: Shape
    ) -> Judgement | None:
        """As `_judge`; verdicts on texts are remembered with their shape, which with the name and what was recognised
        decides all else. Of what may be ciphertext the values beside it decide too."""
        value = leaf[2]
        if not isinstance(value, str) or (len(value) >= _SHORTEST_OPAQUE and may_be_opaque(value)):
            return self._judge(leaf, name=name, reading=reading, scene=scene, hits=hits)
        key = (name, value, hits is not None, hits is not None and hits.word is not None)
        known = shape.judged.get(key, UNJUDGED)
        if known is UNJUDGED:
            known = self._judge(leaf, name=name, reading=reading, scene=scene, hits=hits)
            shape.judged[key] = known
            self._shapes.judged += 1
        return known

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
        context: FlowContext,
    ) -> Join | None:
        """The id or image that stands beside a label in an answer of the first party."""
        node, _, value = leaf
        if isinstance(value, (bool, float)):
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


def _column(node: Node) -> tuple[int, str] | None:
    """What the alike objects of a list share, their names of leaves apart: the list and the innermost name. None where
    there is no list. Good while the document lives."""
    inner = node.key
    current: Node | None = node
    while current is not None and current.key.__class__ is not int:
        current = current.parent
    return (id(current.parent), inner if isinstance(inner, str) else "") if current is not None else None


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
