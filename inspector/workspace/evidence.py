"""The case as the rules see it, read from the store."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from inspector.findings.evidence import Fingerprint, Head
from inspector.findings.fingerprints import read_fingerprints, shipped_fingerprints
from inspector.model.claim import Claim
from inspector.model.consent import ChoiceLine, ConsentSignal
from inspector.model.finding import Supports
from inspector.model.flow import (
    CaptureFacts,
    CaptureId,
    CaptureKind,
    Connection,
    FlowFacts,
    FlowId,
    Headers,
    Marker,
    Side,
)
from inspector.model.identifier import Identified
from inspector.model.leaf import SensitiveLeaf, Sighting
from inspector.model.party import FirstParty, Recipient
from inspector.model.recording import NameAnswer
from inspector.model.request import Request
from inspector.model.signal import Signal
from inspector.resources import resource_path
from inspector.store.claims import read_claims
from inspector.store.pictures import read_before
from inspector.store.queries import CaseReader
from inspector.store.recorded import background_flows, counted_supports, name_answers, tls_versions, transport_of
from inspector.store.requests import body_sha256, heads, requests

RECORDINGS = (CaptureKind.RECORDING, CaptureKind.BROWSER_RECORDING)
_CHOICES = ("consent-shown", "refused", "accepted")
_NOTHING = Identified()
_UNKNOWN = Supports(answers=0.0, cookies=False, images=False, consent=False, transport=False)


class Consent(NamedTuple):
    """`signals` in flow order; of a site's cookies only those that say something else than the one before."""

    signals: tuple[ConsentSignal, ...]
    lines: Mapping[CaptureId, ChoiceLine]


_NO_CONSENT = Consent((), {})


class StoredEvidence:
    """Implements `findings.evidence.CaseEvidence` over a case."""

    def __init__(
        self,
        reader: CaseReader,
        *,
        leaves: Sequence[SensitiveLeaf],
        sightings: Sequence[Sighting],
        recipients: Iterable[Recipient],
        first_party: FirstParty,
        identified: Identified | None = None,
        consent: Consent = _NO_CONSENT,
        signals: Sequence[Signal] = (),
    ) -> None:
        self.captures: Sequence[CaptureFacts] = reader.captures()
        self.supports: Mapping[CaptureId, Supports] = {
            capture.id: read_supports(reader, capture.id) for capture in self.captures
        }
        self.leaves: Sequence[SensitiveLeaf] = leaves
        self.sightings = sightings
        self.recipients: Mapping[str, Recipient] = {recipient.site: recipient for recipient in recipients}
        self.first_party = first_party
        self.identified = identified or _NOTHING
        self.has_identified = identified is not None
        self.consent_signals: Sequence[ConsentSignal] = consent.signals
        self.choices: Mapping[CaptureId, ChoiceLine] = consent.lines
        self.signals = signals
        self.claims: Sequence[Claim] = read_claims(reader)
        self.pictures_read = bool(read_before(reader))
        self.name_answers: Mapping[CaptureId, Sequence[NameAnswer]] = {
            capture.id: name_answers(reader, capture=capture.id) for capture in self.captures
        }
        self.markers: Mapping[CaptureId, Sequence[Marker]] = reader.markers()
        self.fingerprints: Sequence[Fingerprint] = known_fingerprints()
        self.background: AbstractSet[FlowId] = background_flows(reader)
        self._reader = reader

    def crowd(self, class_: str, path_fits: Callable[[str], bool]) -> Iterator[SensitiveLeaf]:
        return self._reader.crowd(class_, path_fits)

    def requests(self) -> Iterator[Request]:
        return requests(self._reader)

    def facts(self, flow: FlowId) -> FlowFacts:
        return self._reader.facts(flow)

    def headers(self, flow: FlowId, side: Side) -> Headers:
        return self._reader.headers(flow, side)

    def heads(self, flows: Iterable[FlowId], side: Side) -> Iterator[Head]:
        return (Head(flow, url, headers) for flow, url, headers in heads(self._reader, flows, side))

    def body_sha256(self, flow: FlowId, side: Side) -> str | None:
        return body_sha256(self._reader, flow, side)

    def connection(self, flow: FlowId) -> Connection | None:
        return transport_of(self._reader, flow)

    def tls_versions(self) -> Mapping[FlowId, str]:
        return tls_versions(self._reader)


def known_fingerprints() -> tuple[Fingerprint, ...]:
    """The shipped table and the sample's."""
    sample = tomllib.loads(resource_path("samples", "parties.toml").read_text(encoding="utf-8"))
    return (*shipped_fingerprints(), *read_fingerprints(sample.get("fingerprint", [])))


class _Extra(msgspec.Struct):
    supports: Supports = _UNKNOWN


def read_supports(reader: CaseReader, capture: CaptureId) -> Supports:
    """What the import found a capture able to support; nothing where it left no word. A recording that broke off is
    counted from its flows, and markers tell of a choice whenever they were set."""
    extra = reader.capture_extra(capture)
    if extra:
        supports = msgspec.json.decode(extra, type=_Extra).supports
    elif is_recording(reader, capture):
        supports = counted_supports(reader, capture)
    else:
        return _UNKNOWN
    if supports.consent:
        return supports
    kinds = {marker.kind for marker in reader.markers().get(capture, ())}
    return replace(supports, consent=not kinds.isdisjoint(_CHOICES))


def is_recording(reader: CaseReader, capture: CaptureId) -> bool:
    return any(known.id == capture and known.kind in RECORDINGS for known in reader.captures())
