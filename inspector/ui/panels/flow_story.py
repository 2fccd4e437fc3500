"""Everything the detail of a flow shows, read and decoded in one go by a worker. No Qt here."""

from dataclasses import dataclass, field
from pathlib import Path

from inspector.decode.document import Decoded, Document
from inspector.decode.flow import decode_flow
from inspector.model.consent import ConsentSignal, Standing
from inspector.model.finding import Finding
from inspector.model.flow import Delivery, FlowContent, FlowId, Location, Side
from inspector.model.leaf import Place, SensitiveLeaf, Sighting
from inspector.model.party import Recipient
from inspector.model.recording import Handshake, NameAnswer
from inspector.model.secrecy import Secrets
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowRow
from inspector.store.recorded import UnreadHost, handshakes, name_answers, unread_hosts
from inspector.store.signals import read_choices, read_consent_signals
from inspector.workspace.concealing import secrets_of

type LeafKey = tuple[Side, Location, str, tuple[str, ...]]

_ELSEWHERE_KEPT = 50


class FlowConsent(Record, frozen=True, kw_only=True):
    """The consent signals of a flow and its standing; `standing` is None where the analysis has not run."""

    signals: tuple[ConsentSignal, ...] = ()
    standing: Standing | None = None


@dataclass(slots=True, kw_only=True)
class FlowStory:
    """One flow with what was found in it. `elsewhere` maps a sensitive value to its sightings in other flows;
    `refusals` and `names` are what the recording told of the flow's host."""

    row: FlowRow
    content: FlowContent
    decoded: Decoded
    leaves: dict[LeafKey, SensitiveLeaf]
    elsewhere: dict[str, tuple[Sighting, ...]]
    findings: tuple[Finding, ...]
    recipient: Recipient | None
    nested: dict[LeafKey, list[Document]] = field(default_factory=dict)
    secrets: Secrets = field(default_factory=Secrets)
    refusals: tuple[Handshake, ...] = ()
    names: tuple[NameAnswer, ...] = ()
    unread: UnreadHost | None = None
    consent: FlowConsent = field(default_factory=FlowConsent)

    def marked(self, side: Side, *locations: Location) -> list[SensitiveLeaf]:
        """The sensitive leaves of these locations, in the order they were found."""
        return [leaf for leaf in self.leaves.values() if leaf.place.side is side and leaf.place.location in locations]

    def documents(self, side: Side, *locations: Location) -> list[Document]:
        """The outermost documents of these locations."""
        return [
            document
            for document in self.decoded.documents
            if document.parent is None and document.side is side and document.location in locations
        ]


def key_of(place: Place) -> LeafKey:
    return (place.side, place.location, place.path, place.layers)


def read_story(path: Path, flow: FlowId) -> FlowStory:
    """Reads and decodes a flow with a connection of its own; raises KeyError where there is no such flow."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        content = reader.content(flow)
        row = reader.flow_rows([flow])[0]
        leaves = {key_of(leaf.place): leaf for leaf in reader.leaves(flow=flow)}
        values = {leaf.value for leaf in leaves.values()}
        elsewhere = _sightings_elsewhere(reader, values=values, flow=flow) if values else {}
        recipient = next((r for r in reader.recipients() if r.site == row.site), None)
        findings = reader.findings_of_flow(flow)
        refusals = handshakes(reader, capture=content.facts.capture, host=content.facts.host)
        names = name_answers(reader, capture=content.facts.capture, host=content.facts.host)
        unread = _unread(reader, content)
        consent = _consent(reader, content)
    decoded = decode_flow(content)
    story = FlowStory(
        row=row, content=content, decoded=decoded, leaves=leaves, elsewhere=elsewhere, findings=findings,
        recipient=recipient, refusals=refusals, names=names, unread=unread, consent=consent,
        secrets=secrets_of(content, decoded, leaves.values()),
    )  # fmt: skip
    story.nested = _nested(decoded)
    return story


def _consent(reader: CaseReader, content: FlowContent) -> FlowConsent:
    signals = read_consent_signals(reader, flow=content.facts.id)
    line = read_choices(reader).get(content.facts.capture) if signals else None
    return FlowConsent(signals=signals, standing=line.at(content.facts.started_us) if line is not None else None)


def _unread(reader: CaseReader, content: FlowContent) -> UnreadHost | None:
    facts = content.facts
    if facts.delivery not in (Delivery.REFUSED, Delivery.UNREAD):
        return None
    found = (one for one in unread_hosts(reader) if (one.host, one.delivery) == (facts.host, facts.delivery))
    return next(found, None)


def _sightings_elsewhere(reader: CaseReader, *, values: set[str], flow: FlowId) -> dict[str, tuple[Sighting, ...]]:
    found: dict[str, list[Sighting]] = {}
    off_wire = reader.flows_off_wire()  # blocked, or from a cache: not sent there
    for sighting in reader.sightings():
        if sighting.place.flow in off_wire:
            continue
        value = sighting.needle.value
        if value in values and sighting.place.flow != flow:
            kept = found.setdefault(value, [])
            if len(kept) < _ELSEWHERE_KEPT:
                kept.append(sighting)
    return {value: tuple(sightings) for value, sightings in found.items()}


def _nested(decoded: Decoded) -> dict[LeafKey, list[Document]]:
    """Documents that came out of a leaf, by the place of that leaf."""
    found: dict[LeafKey, list[Document]] = {}
    for document in decoded.documents:
        parent, origin = document.parent, document.origin
        if parent is not None and origin is not None:
            key = (parent.side, parent.location, parent.path_of(origin), parent.layers)
            found.setdefault(key, []).append(document)
    return found
