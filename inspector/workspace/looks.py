"""What is done with one flow: a first look decodes and classifies it, a second one hunts what was learned elsewhere.

The same for the analysis of a whole case and for a recording that is followed flow by flow.
"""

from collections.abc import Iterable, Sequence

from inspector.decode.document import Decoded
from inspector.decode.flow import decode_flow, decode_side
from inspector.detect.classify import Classifier
from inspector.detect.context import FlowContext
from inspector.detect.hunt import Hunter
from inspector.detect.joins import Join
from inspector.detect.needles import learn
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


class FirstLook:
    """Decodes, classifies, and hunts what was entered; remembers the ids that the first party pairs with a label."""

    def __init__(self, entered: Sequence[Needle]) -> None:
        self._classifier = Classifier(load_packs(), persona=entered)
        self._hunters = _hunters(entered)
        self._joins: dict[tuple[str, str], Join] = {}

    def look(self, content: FlowContent, context: FlowContext) -> Seen:
        decoded = decode_flow(content)
        found = self._classifier.classify(decoded, context, joining=len(self._joins) < _MOST_JOINS)
        if context.first_party:
            for join in found.joins:
                self._joins.setdefault((join.class_, join.value), join)
        sightings = tuple(sighting for hunter in self._hunters for sighting in hunter.hunt(decoded, context))
        return Seen(decoded=decoded, leaves=found.leaves, sightings=sightings)

    def learn(self, leaves: Iterable[SensitiveLeaf]) -> tuple[Needle, ...]:
        """The values learned from these leaves of the first party, and from the pairs seen so far."""
        return tuple(learn(leaves, tuple(self._joins.values())))


class SecondLook:
    """Hunts learned values in what other sites were sent, and ids with a label at the first party too."""

    def __init__(self, learned: Sequence[Needle]) -> None:
        self.everywhere = Hunter(learned)
        self._joined = Hunter([needle for needle in learned if needle.joined])

    def look(self, decoded: Decoded, context: FlowContext) -> list[Sighting]:
        """`decoded` is what is to be searched: of the first party its requests only."""
        return (self._joined if context.first_party else self.everywhere).hunt(decoded, context)


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
    return Decoded(documents=documents, notes=decoded.notes)


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
