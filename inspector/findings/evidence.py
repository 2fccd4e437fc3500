"""What the rules may look at: the sightings and leaves of a case, and what is known around them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol

from inspector.model.claim import Claim
from inspector.model.consent import ChoiceLine, ConsentSignal
from inspector.model.finding import Finding, NotAssessable, RuleFailure, Supports
from inspector.model.flow import CaptureFacts, CaptureId, Connection, FlowFacts, FlowId, Headers, Marker, Side
from inspector.model.identifier import Identified
from inspector.model.leaf import SensitiveLeaf, Sighting
from inspector.model.party import FirstParty, Recipient, Source, Weight
from inspector.model.recording import NameAnswer
from inspector.model.request import Request
from inspector.model.signal import Signal
from inspector.model.struct import Record


class Fingerprint(Record, frozen=True, kw_only=True):
    """A response header that gives away who answers in front of a server. `value` is a regular expression (RE2);
    `weight` is medium where others write the header as well."""

    header: str
    value: str
    provider: str
    source: Source
    weight: Weight = Weight.STRONG


class Head(NamedTuple):
    """The address of a flow, and the headers of one of its sides."""

    flow: FlowId
    url: str
    headers: Headers


class CaseEvidence(Protocol):
    """A case as the rules see it. Leaves and sightings come in flow order; look-ups are by flow id.

    Members are read only: plain attributes of any fitting type satisfy them.
    """

    @property
    def captures(self) -> Sequence[CaptureFacts]: ...

    @property
    def supports(self) -> Mapping[CaptureId, Supports]: ...

    @property
    def leaves(self) -> Sequence[SensitiveLeaf]: ...

    @property
    def sightings(self) -> Sequence[Sighting]: ...

    @property
    def recipients(self) -> Mapping[str, Recipient]: ...  # by site

    @property
    def first_party(self) -> FirstParty: ...

    @property
    def markers(self) -> Mapping[CaptureId, Sequence[Marker]]: ...

    @property
    def fingerprints(self) -> Sequence[Fingerprint]: ...  # `shipped_fingerprints()` and those of a party book

    @property
    def identified(self) -> Identified: ...  # identifiers, syncs and cookies

    @property
    def has_identified(self) -> bool: ...  # False while a recording goes on: they are sought at its end

    @property
    def consent_signals(self) -> Sequence[ConsentSignal]: ...  # told by cookies and addresses, in flow order

    @property
    def choices(self) -> Mapping[CaptureId, ChoiceLine]: ...  # every capture has one

    @property
    def signals(self) -> Sequence[Signal]: ...  # in flow order

    @property
    def claims(self) -> Sequence[Claim]: ...  # what the service says in public, as the investigator entered it

    @property
    def pictures_read(self) -> bool: ...  # whether words were read in any picture, which is done on request only

    @property
    def name_answers(self) -> Mapping[CaptureId, Sequence[NameAnswer]]: ...  # names that were looked up

    @property
    def background(self) -> AbstractSet[FlowId]: ...  # flows of the browser itself: no rule looks at them

    def crowd(self, class_: str, path_fits: Callable[[str], bool]) -> Iterator[SensitiveLeaf]:
        """Leaves that are nobody's own, in answers that also tell of the user."""
        ...

    def requests(self) -> Iterator[Request]: ...  # all of them in flow order, the browser's own left out

    def facts(self, flow: FlowId) -> FlowFacts: ...

    def headers(self, flow: FlowId, side: Side) -> Headers: ...

    def heads(self, flows: Iterable[FlowId], side: Side) -> Iterator[Head]: ...  # of many at once, in flow order

    def body_sha256(self, flow: FlowId, side: Side) -> str | None: ...  # in hex, of the stored body; None without one

    def connection(self, flow: FlowId) -> Connection | None: ...  # None where the capture says nothing of it

    def tls_versions(self) -> Mapping[FlowId, str]: ...  # of connections to servers, where recorded


class Evaluation(Record, frozen=True, kw_only=True):
    """What the rules said, worst finding first."""

    findings: tuple[Finding, ...]
    not_assessable: tuple[NotAssessable, ...]
    failures: tuple[RuleFailure, ...] = ()
