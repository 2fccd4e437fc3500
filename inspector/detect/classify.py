"""Leaves to sensitive leaves: every leaf is passed once, only the few that may matter are looked at closely."""

from collections.abc import Container, Iterator, Sequence
from typing import Literal, NamedTuple

from inspector.decode.document import Decoded, Document, Leaf, Node, Notation
from inspector.detect.about import Whom, decide_about
from inspector.detect.context import FlowContext
from inspector.detect.fold import tokens
from inspector.detect.joins import Join, Label, is_id_key, is_media_key, label_of_id, label_of_media, media_id
from inspector.detect.judgement import Judgement, judge
from inspector.detect.keys import KeyIndex
from inspector.detect.lexicon import Lexicon, WordHit
from inspector.detect.opaque import find_opaque, may_be_opaque
from inspector.detect.packs import Packs
from inspector.detect.patterns import PatternHit, Patterns
from inspector.detect.plausibility import entropy_bits, is_plausible
from inspector.detect.reading import Reader, Reading
from inspector.detect.spots import Spots
from inspector.detect.surroundings import Scene, folded, gather_names, scene_of, siblings_of
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Clue, Confidence, Needle, Place, Scalar, SensitiveLeaf
from inspector.model.struct import Record


class Classification(Record, frozen=True, kw_only=True):
    """What one flow holds."""

    leaves: tuple[SensitiveLeaf, ...]
    leaf_count: int
    joins: tuple[Join, ...]


class _Hits(NamedTuple):
    word: WordHit | None
    pattern: PatternHit | None


_NO_HITS = _Hits(None, None)
_LONGEST_REMEMBERED = 200
_MOST_REMEMBERED = 200_000
_LONGEST_VALUE = 100_000
_MOST_HELD = 16_000_000
_CODE_MIMES = ("javascript", "ecmascript", "css", "font", "wasm", "image/")
_RANDOM_COOKIE_BITS = 64
_SESSION_BITS = 40
_ENOUGH_HEALTH = 2
_MESSAGES = (Location.BODY, Location.WEBSOCKET, Location.SSE)


class Classifier:
    """Classifies decoded flows. Verdicts on names and values are remembered from flow to flow, within bounds."""

    def __init__(self, packs: Packs, persona: Sequence[Needle] = ()) -> None:
        self._keys = KeyIndex(packs)
        self._names = gather_names(packs)
        self._reader = Reader(packs, keys=self._keys, names=self._names)
        self._lexicon = Lexicon(packs)
        self._patterns = Patterns(packs)
        self._persona = {needle.value.strip().casefold(): needle for needle in persona}
        self._persona_numbers = {int(text) for text in self._persona if text.isascii() and text.isdigit()}
        self._hot: dict[str, bool] = {}
        self._health: dict[str, int] = {}
        self._seen: set[str] = set()
        self._hits: dict[str, _Hits] = {}
        self._held = 0  # characters in `_hits`

    def classify(self, decoded: Decoded, context: FlowContext) -> Classification:
        """The sensitive leaves of a flow, how many leaves there were, and the ids that stand beside a label."""
        self._forget()
        leaves: list[SensitiveLeaf] = []
        joins: list[Join] = []
        health = any(self._speaks_of_health(document) for document in decoded.documents)
        for document in decoded.documents:
            scene = scene_of(document, context=context, names=self._names, health=health)
            spots = Spots(document, scene=scene, reader=self._reader)
            for leaf in self._candidates(document, context):
                found = self._leaf(leaf, document=document, scene=scene, context=context, spots=spots, joins=joins)
                if found is not None:
                    leaves.append(found)
        return Classification(leaves=tuple(leaves), leaf_count=decoded.leaf_count(), joins=tuple(joins))

    def _forget(self) -> None:
        if len(self._seen) > _MOST_REMEMBERED or self._held > _MOST_HELD:
            self._seen.clear()
            self._hits.clear()
            self._held = 0

    def _speaks_of_health(self, document: Document) -> bool:
        """One name that leaves no doubt, or two that go together (`patient`, `doctor`)."""
        told = 0
        for key in {leaf[1] for leaf in document.leaves}:
            if isinstance(key, str):
                told += self._weigh_health(key)
                if told >= _ENOUGH_HEALTH:
                    return True
        return False

    def _weigh_health(self, key: str) -> int:
        known = self._health.get(key)
        if known is None:
            if len(self._health) > _MOST_REMEMBERED:
                self._health.clear()
            known = _ENOUGH_HEALTH if self._reader.is_health_name(key) else int(folded(key) in self._names.health)
            self._health[key] = known
        return known

    def _candidates(self, document: Document, context: FlowContext) -> list[Leaf]:
        """The leaves worth a closer look: by their name, by the array they stand in, by their value."""
        leaves = document.leaves
        if document.location is Location.COOKIE:
            self._scan_values(document, context)
            return leaves
        names = {leaf[1] for leaf in leaves}
        hot = {name for name in names if isinstance(name, str) and self._is_hot(name)}
        told: Container[Scalar] = self._scan_values(document, context)
        if self._persona_numbers:
            told = {*self._scan_values(document, context), *self._persona_numbers}
        found = [leaf for leaf in leaves if leaf[1] in hot or leaf[2] in told]
        if any(name.__class__ is int for name in names):
            numbered = (leaf for leaf in leaves if leaf[1].__class__ is int and leaf[2] not in told)
            found += [leaf for leaf in numbered if self._is_hot_array(leaf)]
        return found

    def _is_hot(self, key: str) -> bool:
        known = self._hot.get(key)
        if known is None:
            if len(self._hot) > _MOST_REMEMBERED:
                self._hot.clear()
            base = key.partition("#")[0]
            generic = folded(base) in self._names.generic
            known = generic or self._keys.verdict(base) is not None or is_media_key(base) or "crypt" in base.lower()
            self._hot[key] = known
        return known

    def _is_hot_array(self, leaf: Leaf) -> bool:
        key = leaf[0].key
        return isinstance(key, str) and key != "" and self._is_hot(key)

    def _scan_values(self, document: Document, context: FlowContext) -> dict[str, _Hits]:
        """The distinct text values of a document in which something was recognised."""
        values = {value for _, _, value in document.leaves if isinstance(value, str)}
        fresh = [value for value in values - self._seen if 2 < len(value) <= _LONGEST_VALUE]
        if fresh and not self._is_code(document, context):
            self._remember(fresh)
        return {value: self._hits[value] for value in values & self._hits.keys()}

    def _is_code(self, document: Document, context: FlowContext) -> bool:
        """Scripts, styles and fonts: names in them are a program's, not a person's."""
        mime = context.facts.response_mime or ""
        is_body = document.side is Side.RESPONSE and document.location is Location.BODY
        return is_body and document.notation is Notation.TEXT and any(kind in mime for kind in _CODE_MIMES)

    def _remember(self, fresh: list[str]) -> None:
        words = self._lexicon.find(fresh)
        patterns = self._patterns.find(fresh)
        for value in (*words, *patterns, *self._noticed(fresh)):
            self._hits[value] = _Hits(words.get(value), patterns.get(value))
            self._held += len(value)
        self._seen.update(value for value in fresh if len(value) <= _LONGEST_REMEMBERED)

    def _noticed(self, fresh: list[str]) -> Iterator[str]:
        """Values of the persona, and values long and dense enough to be ciphertext."""
        for value in fresh:
            if (len(value) >= 32 and may_be_opaque(value)) or (
                self._persona and value.strip().casefold() in self._persona
            ):
                yield value

    def _leaf(
        self,
        leaf: Leaf,
        *,
        document: Document,
        scene: Scene,
        context: FlowContext,
        spots: Spots,
        joins: list[Join],
    ) -> SensitiveLeaf | None:
        node, key, value = leaf
        if value is None or value == "":
            return None
        name, node = _named(node, key)
        hits = self._hits.get(value) if isinstance(value, str) else None
        spot = spots.of(node)
        reading = spots.read(name, spot)
        if reading.idle and hits is None and scene.location is not Location.COOKIE and not self._persona:
            return None
        hits = hits or _NO_HITS
        judgement = self._judge(leaf, name=name, reading=reading, scene=scene, hits=hits)
        join = self._join(
            leaf, name=name, judgement=judgement, spots=spots, document=document, scene=scene, context=context
        )
        if join is not None:
            joins.append(join)
        if judgement is None:
            return None
        label = join.label if join is not None and join.kind == "id" else None
        needle = self._persona.get(str(value).strip().casefold())
        whom = (
            Whom(About.ACCOUNT_HOLDER, "persona")
            if needle is not None
            else decide_about(
                judgement.class_, node=node, chain=spot.chain, role=reading.role, scene=scene, names=self._names
            )
        )
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
            revealing=judgement.revealing or (label is not None and self._is_revealing(label)),
        )

    def _judge(self, leaf: Leaf, *, name: str, reading: Reading, scene: Scene, hits: _Hits) -> Judgement | None:
        value = leaf[2]
        if self._persona:
            needle = self._persona.get(str(value).strip().casefold())
            if needle is not None:
                clue = Clue(kind="persona", what=needle.name, weight=1.0)
                return Judgement(needle.class_, "persona", Confidence.CERTAIN, (clue,), needle.revealing)
        word, pattern = hits
        found = judge(value, reading=reading, scene=scene, word=word, pattern=pattern, patterns=self._patterns)
        if found is not None:
            return None if found.class_ == "contact.email" and self._is_desk(value, scene) else found
        return _opaque(leaf, name, scene) or self._cookie(name, value, scene)

    def _is_desk(self, value: Scalar, scene: Scene) -> bool:
        """An address of a service rather than of a person, in an answer: support@, contact@."""
        local = str(value).strip().partition("@")[0].removeprefix("mailto:")
        return not scene.is_request and folded(local) in self._names.desks

    def _cookie(self, name: str, value: Scalar, scene: Scene) -> Judgement | None:
        """A cookie of unknown name: a session by a part of its name, an identifier by its randomness."""
        if scene.location is not Location.COOKIE or not isinstance(value, str):
            return None
        part = next((part for part in tokens(name.lstrip("_")) if part in self._names.session_cookies), None)
        secret = is_plausible("credential.session", value) and entropy_bits(value[:512]) >= _SESSION_BITS
        if part is not None and secret:
            clue = Clue(kind="key", what=part, weight=0.8)
            return Judgement("credential.session", "any/session-cookie", Confidence.FIRM, (clue,), revealing=False)
        return _random_cookie(value, scene)

    def _join(
        self,
        leaf: Leaf,
        *,
        name: str,
        judgement: Judgement | None,
        spots: Spots,
        document: Document,
        scene: Scene,
        context: FlowContext,
    ) -> Join | None:
        """The id or image that stands beside a label in an answer of the first party."""
        node, _, value = leaf
        if not scene.first_party or scene.is_request or isinstance(value, (bool, float)):
            return None
        kind: Literal["id", "media"] = "id"
        label: Label | None = None
        written: str | None = text_of(value)
        if judgement is not None and is_id_key(name, self._names):
            label = label_of_id(node, name, class_=judgement.class_, names=self._names)
        elif is_media_key(name):
            label, written, kind = label_of_media(node, keys=self._keys), media_id(value), "media"
        if label is None or not written or written == label.text:
            return None
        return Join(
            value=written,
            label=label.text,
            class_=label.class_,
            place=_place(leaf, document, context, spots),
            revealing=self._is_revealing(label.text),
            kind=kind,
        )

    def _is_revealing(self, label: str) -> bool:
        if label not in self._hits and label not in self._seen:
            self._remember([label])
        word = self._hits.get(label, _NO_HITS).word
        return word is not None and word.revealing


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
    return (str(key).partition("#")[0] if isinstance(key, str) else "", node)


def _opaque(leaf: Leaf, name: str, scene: Scene) -> Judgement | None:
    value = leaf[2]
    if not isinstance(value, str) or scene.location not in _MESSAGES or scene.html:
        return None
    hit = find_opaque(name, value, frozenset(siblings_of(leaf[0])))
    if hit is None:
        return None
    clues = [Clue(kind="value", what=hit.what, weight=0.6)]
    if hit.named:
        clues.append(Clue(kind="key", what="encrypted", weight=0.6))
    confidence = Confidence.FIRM if hit.named or hit.what == "jwe" else Confidence.TENTATIVE
    return Judgement("encrypted.opaque", "any/encrypted.opaque", confidence, tuple(clues), revealing=False)


def _random_cookie(value: str, scene: Scene) -> Judgement | None:
    """A third party's cookie of unknown name that is random enough to tell one browser from all others."""
    if scene.first_party:
        return None
    if not 16 <= len(value) <= 512 or " " in value or entropy_bits(value) < _RANDOM_COOKIE_BITS:
        return None
    clue = Clue(kind="value", what="entropy", weight=0.4)
    return Judgement("device.identifier", "any/random-cookie", Confidence.TENTATIVE, (clue,), revealing=False)


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
