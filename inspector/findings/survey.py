"""A case with the indexes that several rules ask for, made once for all of them.

What a browser does on its own account is left out here, so that no rule can take it for the site's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache

from inspector.decode.flow import cookie_pairs
from inspector.detect.identifiers.parts import LONGEST, identifying_parts
from inspector.findings.carriers import Carriers, carriers_of
from inspector.findings.courses import Course
from inspector.findings.evidence import CaseEvidence, Fingerprint, Head
from inspector.findings.fingerprints import FingerprintTable
from inspector.findings.identities import identities_of
from inspector.findings.kinds import Kind, LeafIndex
from inspector.findings.legible import legible
from inspector.findings.logins import LoginBook
from inspector.findings.other_people import OtherPeople
from inspector.findings.overshadowing import without_overshadowed
from inspector.findings.pages import PageBook, page_book
from inspector.findings.sites import Sites, Whose
from inspector.findings.told_paths import told_path, told_steps
from inspector.findings.traffic import Traffic
from inspector.findings.visits import Visits, visits_of
from inspector.model.claim import Claim
from inspector.model.consent import ChoiceLine, ConsentSignal, Standing
from inspector.model.finding import Supports
from inspector.model.flow import (
    CaptureFacts,
    CaptureId,
    Connection,
    Delivery,
    FlowFacts,
    FlowId,
    Headers,
    Location,
    Marker,
    Side,
)
from inspector.model.identifier import Identified, Identifier, IdentifierKind
from inspector.model.leaf import Confidence, Place, SensitiveLeaf, Sighting
from inspector.model.party import FirstParty, Recipient, Role
from inspector.model.recording import NameAnswer
from inspector.model.request import Request
from inspector.model.signal import Signal, SignalKind

_MONITORS = frozenset(
    ("sentry-envelope", "new-relic", "datadog", "bugsnag", "rollbar", "raygun", "airbrake", "trackjs", "honeybadger")
)
_MOST_FACTS = 20_000


class Survey:
    """A `CaseEvidence` that remembers what was asked of it. `survey(case)` makes one."""

    def __init__(self, case: CaseEvidence) -> None:
        self._case = case
        self.captures: Sequence[CaptureFacts] = case.captures
        self.supports: Mapping[CaptureId, Supports] = case.supports
        own = case.background
        self.background = own
        self.leaves: Sequence[SensitiveLeaf] = legible(
            [leaf for leaf in case.leaves if leaf.place.flow not in own] if own else case.leaves
        )
        self.sightings: Sequence[Sighting] = without_overshadowed(
            [sighting for sighting in case.sightings if sighting.place.flow not in own] if own else case.sightings
        )
        self.recipients: Mapping[str, Recipient] = case.recipients
        self.first_party: FirstParty = case.first_party
        self.identified: Identified = case.identified
        self.has_identified: bool = case.has_identified
        self.markers: Mapping[CaptureId, Sequence[Marker]] = case.markers
        self.fingerprints: Sequence[Fingerprint] = case.fingerprints
        self.consent_signals: Sequence[ConsentSignal] = case.consent_signals
        self.choices: Mapping[CaptureId, ChoiceLine] = case.choices
        self.signals: Sequence[Signal] = case.signals
        self.claims: Sequence[Claim] = case.claims
        self.pictures_read: bool = case.pictures_read
        self.name_answers: Mapping[CaptureId, Sequence[NameAnswer]] = case.name_answers
        self.facts: Callable[[FlowId], FlowFacts] = lru_cache(maxsize=_MOST_FACTS)(case.facts)
        self._sites = Sites(case.recipients, case.first_party)
        self._courses: dict[CaptureId, Course] = {}
        self._carriers: dict[str, Carriers] = {}

    # leaves and what was signalled

    def leaves_that(self, fits: Callable[[Kind], bool]) -> Sequence[SensitiveLeaf]:
        """The leaves of every kind that fits, in flow order."""
        return self._index.that(fits)

    def has_leaf_that(self, fits: Callable[[Kind], bool]) -> bool:
        return any(map(fits, self._index))

    def leaves_on_wire(self, fits: Callable[[Kind], bool]) -> Sequence[SensitiveLeaf]:
        """Those of them whose message travelled."""
        return self._index.that(lambda kind: kind.on_wire and fits(kind))

    @cached_property
    def _index(self) -> LeafIndex:
        return LeafIndex(self.leaves, was_on_wire=self.was_on_wire)

    @cached_property
    def other_people(self) -> OtherPeople:
        """Which fields of lists seem to concern somebody else than the account holder."""
        return OtherPeople(self._index)

    def crowd(self, class_: str, path_fits: Callable[[str], bool]) -> Iterator[SensitiveLeaf]:
        return (leaf for leaf in self._case.crowd(class_, path_fits) if leaf.place.flow not in self.background)

    def signals_of(self, kind: SignalKind) -> Sequence[Signal]:
        return self._signals.get(kind, ())

    @cached_property
    def _signals(self) -> dict[SignalKind, list[Signal]]:
        found: dict[SignalKind, list[Signal]] = {}
        for signal in self.signals:
            found.setdefault(signal.kind, []).append(signal)
        return found

    @cached_property
    def shows_health(self) -> bool:
        """Whether a field of the service's own messages is about health, whoever it concerns."""
        return self.has_leaf_that(
            lambda kind: (
                kind.first_party
                and kind.class_.startswith("health.")
                and kind.class_ != "health.measurement"
                and kind.confidence is not Confidence.TENTATIVE
            )
        )

    @cached_property
    def error_reports(self) -> AbstractSet[FlowId]:
        """The flows in the shape of a known monitor's report, whoever receives them."""
        return {one.place.flow for one in self.signals_of(SignalKind.SHAPE) if one.name in _MONITORS}

    @cached_property
    def pages(self) -> PageBook:
        """The first party's pages whose address carries health data, and who was told of them."""
        return page_book(self)

    # flows

    @cached_property
    def _traffic(self) -> Traffic:
        return Traffic(self._case)

    def requests(self) -> Iterator[Request]:
        return self._traffic.requests()

    def request(self, flow: FlowId) -> Request:
        """The few words that a leaf asks of its flow; `facts` tells all, and is dearer."""
        return self._traffic.of(flow)

    def heads(self, flows: Iterable[FlowId], side: Side) -> Iterator[Head]:
        return self._case.heads(flows, side)

    def headers(self, flow: FlowId, side: Side) -> Headers:
        return self._case.headers(flow, side)

    def body_sha256(self, flow: FlowId, side: Side) -> str | None:
        return self._case.body_sha256(flow, side)

    def connection(self, flow: FlowId) -> Connection | None:
        return self._case.connection(flow)

    def tls_versions(self) -> Mapping[FlowId, str]:
        return self._case.tls_versions()

    def was_on_wire(self, place: Place) -> bool:
        """Whether the message that holds a place travelled: not from a cache or worker, not blocked, not failed."""
        if place.flow in self._traffic.plainly_sent:
            return True
        request = self._traffic.of(place.flow)
        if request.delivery == Delivery.REVALIDATED and place.side is Side.RESPONSE:
            return place.location in (Location.HEADER, Location.COOKIE)
        return request.on_wire

    @cached_property
    def to_others(self) -> Mapping[str, Sequence[Request]]:
        """The requests that went over the network to sites that are neither first party nor of its group, by site."""
        found: dict[str, list[Request]] = {}
        for request in self.requests():
            whose = self._sites.whose(request.host)
            if request.on_wire and whose.is_third_party:
                found.setdefault(whose.site, []).append(request)
        return found

    @cached_property
    def visits(self) -> Visits:
        """Which requests belong to the visit to the service."""
        return visits_of(
            self.requests(),
            is_own=lambda host: self.whose(host).is_first_party,
            is_foreign=lambda host: self.whose(host).is_third_party,
        )

    @cached_property
    def logins(self) -> LoginBook:
        """When somebody was logged in, by markers, by the scenario or by what the requests show."""
        return LoginBook(self)

    @cached_property
    def marks(self) -> FingerprintTable:
        """The headers that give away who answers in front of a server."""
        return FingerprintTable(self.fingerprints)

    # captures and choices

    def capture(self, capture: CaptureId) -> CaptureFacts | None:
        return self._captures.get(capture)

    @cached_property
    def _captures(self) -> dict[CaptureId, CaptureFacts]:
        return {capture.id: capture for capture in self.captures}

    def scenario(self, capture: CaptureId) -> str | None:
        known = self._captures.get(capture)
        return known.scenario if known else None

    def course(self, capture: CaptureId) -> Course:
        """The choices about consent made in a capture; an empty course where nothing is known."""
        known = self._courses.get(capture)
        if known is None:
            line = self.choices.get(capture) or ChoiceLine(capture=capture)
            known = self._courses[capture] = Course(line)
        return known

    def standing(self, capture: CaptureId, at_us: int | None) -> Standing:
        """Where a moment stands to the choices of its capture."""
        return self.course(capture).at(at_us)

    # sites

    def whose(self, host: str) -> Whose:
        return self._sites.whose(host)

    def site_of(self, host: str) -> str:
        """The site of a host of this case; the host itself where it is not known."""
        return self._sites.of(host)

    def is_third_party(self, site: str) -> bool:
        """Neither the first party nor a company of its group."""
        return not self.is_first_party(site) and not self.is_same_group(site)

    def is_first_party(self, site: str) -> bool:
        return self._sites.is_first_party(site)

    def is_same_group(self, site: str) -> bool:
        return self._sites.is_same_group(site)

    def role(self, site: str) -> Role:
        return self._sites.role(site)

    # who somebody is

    def identity_points(self, flow: FlowId) -> int:
        """2 where the request of a flow names a person or an account, 1 where it carries a pseudonymous id, else 0."""
        points = self._identities.get(flow, 0)
        if points:
            return points
        cookies = cookie_pairs(self.headers(flow, Side.REQUEST), Side.REQUEST)
        return int(any(identifying_parts(value[:LONGEST]) for _, value in cookies))

    @cached_property
    def _identities(self) -> dict[FlowId, int]:
        return identities_of(self._index, self.sightings)

    @cached_property
    def browser_ids(self) -> Mapping[str, Mapping[str, Identifier]]:
        """What tells one browser from others, by the site that was sent it and by its telling part."""
        found: dict[str, dict[str, Identifier]] = {}
        for one in self.identified.identifiers:
            if one.kind is IdentifierKind.BROWSER and one.value:
                found.setdefault(one.site, {}).setdefault(one.value, one)
        return found

    def carriers(self, site: str) -> Carriers:
        """Which of the requests to a third party carried what identifies the browser there."""
        known = self._carriers.get(site)
        if known is None:
            wanted = self.browser_ids.get(site, {})
            known = self._carriers[site] = carriers_of(self, self.to_others.get(site, ()), wanted=wanted)
        return known

    def told_path(self, flow: FlowId) -> str:
        """The path of a flow's address as a sentence may name it, with what was recognised as data masked."""
        return told_path(self.request(flow).path, hidden=self._told_steps.get(flow, ()))

    @cached_property
    def _told_steps(self) -> Mapping[FlowId, set[str]]:
        return told_steps(self._index, self.sightings)


def survey(case: CaseEvidence) -> Survey:
    return case if isinstance(case, Survey) else Survey(case)
