"""What is done with one flow: a first look decodes and classifies it, a second one hunts what was learned elsewhere.

The same for the analysis of a whole case and for a recording that is followed flow by flow.
"""

from collections.abc import Iterable, Sequence

from inspector.decode.document import Decoded
from inspector.decode.flow import decode_flow, decode_side
from inspector.detect.classify import Classifier
from inspector.detect.context import FlowContext
from inspector.detect.joins import Join
from inspector.detect.mutes import Mutes
from inspector.detect.needles.hunt import Hunter
from inspector.detect.needles.learning import learn
from inspector.detect.packs import load_packs
from inspector.model.flow import FlowContent, Side
from inspector.model.leaf import Needle, Origin, SensitiveLeaf, Sighting
from inspector.model.struct import Record

_MOST_JOINS = 20_000  # ids with a label: beyond these none is learned
ECHO_LIMIT_BYTES = 262_144
"""Answers of other sites up to this size are searched as well."""


class Seen(Record, frozen=True, kw_only=True):
    """What the first look at a flow found."""

    decoded: Decoded
    leaves: tuple[SensitiveLeaf, ...]
    sightings: tuple[Sighting, ...]
    joins: tuple[Join, ...] = ()  # ids that the first party pairs with a label
    muted: tuple[SensitiveLeaf, ...] = ()  # left out because the investigator said so
    was_cut: bool = False  # there are more sightings than these


class FirstLook:
    """Decodes, classifies, and hunts what was entered."""

    def __init__(self, entered: Sequence[Needle], *, mutes: Mutes | None = None) -> None:
        self._mutes = mutes or Mutes()
        self._classifier = Classifier(load_packs(), persona=entered)
        self._hunters = _hunters(entered)

    def look(self, content: FlowContent, context: FlowContext) -> Seen:
        decoded = decode_flow(content)
        found = self._classifier.classify(decoded, context)
        joins = tuple(join for join in found.joins if not self._is_muted(join, context)) if context.first_party else ()
        sightings = tuple(sighting for hunter in self._hunters for sighting in hunter.hunt(decoded, context))
        was_cut = any(hunter.was_cut for hunter in self._hunters)
        if not self._mutes:
            return Seen(decoded=decoded, leaves=found.leaves, sightings=sightings, joins=joins, was_cut=was_cut)
        keeps = self._mutes.keeps
        return Seen(
            decoded=decoded,
            leaves=tuple(filter(keeps, found.leaves)),
            sightings=tuple(filter(keeps, sightings)),
            joins=joins,
            muted=tuple(leaf for leaf in found.leaves if not keeps(leaf)),
            was_cut=was_cut,
        )

    def _is_muted(self, join: Join, context: FlowContext) -> bool:
        find, host = self._mutes.find, context.facts.host
        return any(find(join.place, host=host, value=value) is not None for value in (join.value, join.label))


class Lessons:
    """The pairs of ids and labels that were seen, the first of each kept, and what can be learned with them."""

    def __init__(self) -> None:
        self._joins: dict[tuple[str, str], Join] = {}

    def take(self, joins: Iterable[Join]) -> None:
        for join in joins:
            if len(self._joins) < _MOST_JOINS:
                self._joins.setdefault((join.class_, join.value), join)

    def learn(self, leaves: Iterable[SensitiveLeaf]) -> tuple[Needle, ...]:
        """The values learned from these leaves of the first party, and from the pairs seen so far."""
        return tuple(learn(leaves, tuple(self._joins.values())))


class SecondLook:
    """Hunts learned values in what other sites were sent, and ids with a label at the first party too."""

    def __init__(self, learned: Sequence[Needle], *, mutes: Mutes | None = None) -> None:
        self._mutes = mutes or Mutes()
        self.everywhere = Hunter(learned)
        self._joined = Hunter([needle for needle in learned if needle.joined])
        self.was_cut = False  # the flow that was looked at last holds more

    def look(self, decoded: Decoded, context: FlowContext) -> list[Sighting]:
        """`decoded` is what is to be searched: of the first party its requests only."""
        hunter = self._joined if context.first_party else self.everywhere
        found, self.was_cut = hunter.hunt(decoded, context), hunter.was_cut
        return list(filter(self._mutes.keeps, found)) if self._mutes else found


def decoded_to_search(content: FlowContent, context: FlowContext) -> Decoded:
    """What a second look searches, of a flow read with `CaseReader.sent_contents`."""
    if context.first_party or content.response_body is None:
        return decode_side(content, Side.REQUEST)
    return decode_flow(content)


def sent_of(decoded: Decoded, content: FlowContent, context: FlowContext) -> Decoded:
    """Of a flow that was decoded whole, what a second look searches: what was sent, and what another site answered
    where that is short text (`CaseReader.sent_contents`)."""
    is_echo = not context.first_party and _is_short_text(content)
    documents = [document for document in decoded.documents if is_echo or document.side is Side.REQUEST]
    unread = [one for one in decoded.unread if is_echo or one.side is Side.REQUEST]
    return Decoded(documents=documents, notes=decoded.notes, unread=unread)


def _is_short_text(content: FlowContent) -> bool:
    mime = (content.facts.response_mime or "").lower()
    texty = "json" in mime or mime.startswith("text/")
    return content.response_body is not None and texty and content.facts.response_size <= ECHO_LIMIT_BYTES


def _hunters(entered: Sequence[Needle]) -> tuple[Hunter, ...]:
    """Persona values need floors (a town, a gender), what a person chose is taken as it is."""
    persona = [needle for needle in entered if needle.origin is Origin.PERSONA]
    chosen = [needle for needle in entered if needle.origin is Origin.CHOSEN]
    made = [Hunter(persona)] if persona else []
    return (*made, Hunter(chosen, floors=False)) if chosen else tuple(made)
