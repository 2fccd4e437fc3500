"""A case with the indexes that several rules ask for, made once for all of them.

What a browser does on its own account is left out here, so that no rule can take it for the site's.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from itertools import chain, islice

from inspector.decode.flow import cookie_pairs
from inspector.detect.identifiers.parts import LONGEST, identifying_parts
from inspector.findings.carriers import Carriers, carriers_of
from inspector.findings.evidence import CaseEvidence, Fingerprint
from inspector.findings.pages import PageBook, page_book
from inspector.findings.visits import Visits, visits_of
from inspector.model.claim import Claim
from inspector.model.consent import ChoiceLine, ConsentSignal, Known, Period, Standing
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
from inspector.model.mask import mask
from inspector.model.party import FirstParty, Recipient, Role
from inspector.model.recording import NameAnswer
from inspector.model.request import Request
from inspector.model.signal import Signal, SignalKind

_DIRECT = ("identity.account_id", "identity.name", "identity.national_id", "contact.email", "contact.phone")
_MONITORS = frozenset(
    ("sentry-envelope", "new-relic", "datadog", "bugsnag", "rollbar", "raygun", "airbrake", "trackjs", "honeybadger")
)
_LONGEST_COMPARED = 1_000
_LONGEST_STEP = 40
_MANY_DIGITS = 4
_MOST_KEPT = 400_000
_PSEUDONYM = ("device.advertising_id", "device.identifier", "credential.session")


class Survey:
    """A `CaseEvidence` that remembers what was asked of it. `survey(case)` makes one."""

    def __init__(self, case: CaseEvidence) -> None:
        self._case = case
        self.captures: Sequence[CaptureFacts] = case.captures
        self.supports: Mapping[CaptureId, Supports] = case.supports
        own = case.background
        self.background = own
        self.leaves: Sequence[SensitiveLeaf] = (
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
        self._requests: tuple[Request, ...] | None = None
        self._facts: dict[FlowId, FlowFacts] = {}
        self._carriers: dict[str, Carriers] = {}

    def facts(self, flow: FlowId) -> FlowFacts:
        known = self._facts.get(flow)
        if known is None:
            known = self._facts[flow] = self._case.facts(flow)
        return known

    def crowd(self, class_: str) -> Iterator[SensitiveLeaf]:
        return (leaf for leaf in self._case.crowd(class_) if leaf.place.flow not in self.background)

    def requests(self) -> Iterator[Request]:
        """Kept for the rules that come after, unless there are very many."""
        if self._requests is None:
            kept = tuple(islice(self._case.requests(), _MOST_KEPT + 1))
            if len(kept) > _MOST_KEPT:
                return self._case.requests()
            self._requests = kept
        return iter(self._requests)

    @cached_property
    def to_others(self) -> Mapping[str, Sequence[Request]]:
        """The requests that went over the network to sites that are neither first party nor of its group, by site."""
        found: dict[str, list[Request]] = {}
        for request in self.requests():
            site = self.site_of(request.host)
            if request.on_wire and self.is_third_party(site):
                found.setdefault(site, []).append(request)
        return found

    @cached_property
    def visits(self) -> Visits:
        """Which requests belong to the visit to the service."""
        return visits_of(
            self.requests(),
            is_own=lambda host: self.is_first_party(self.site_of(host)),
            is_foreign=lambda host: self.is_third_party(self.site_of(host)),
        )

    def signals_of(self, kind: SignalKind) -> Sequence[Signal]:
        return self._signals.get(kind, ())

    @cached_property
    def _signals(self) -> dict[SignalKind, list[Signal]]:
        found: dict[SignalKind, list[Signal]] = {}
        for signal in self.signals:
            found.setdefault(signal.kind, []).append(signal)
        return found

    @cached_property
    def error_reports(self) -> AbstractSet[FlowId]:
        """The flows in the shape of a known monitor's report, whoever receives them."""
        return {one.place.flow for one in self.signals_of(SignalKind.SHAPE) if one.name in _MONITORS}

    def choice_line(self, capture: CaptureId) -> ChoiceLine:
        """The choices about consent made in a capture; an empty line where nothing is known."""
        return self.choices.get(capture) or ChoiceLine(capture=capture)

    def standing(self, capture: CaptureId, at_us: int | None) -> Standing:
        """Where a moment stands to the choices of its capture."""
        return self.choice_line(capture).at(at_us)

    def is_before_choice_or_refused(self, capture: CaptureId, at_us: int | None) -> bool:
        """Whether consent had not been given at a moment, by a marker or a signal: the name of a scenario is no proof,
        and of a browser that brought an older choice along, or of a capture without cookies, nobody knows before."""
        standing = self.standing(capture, at_us)
        if standing.known not in (Known.MARKED, Known.INFERRED):
            return False
        is_open = standing.period is Period.BEFORE_CHOICE and self.choice_line(capture).obstacle is None
        return is_open or standing.period is Period.REFUSED

    def headers(self, flow: FlowId, side: Side) -> Headers:
        return self._case.headers(flow, side)

    def body_sha256(self, flow: FlowId, side: Side) -> str | None:
        return self._case.body_sha256(flow, side)

    def connection(self, flow: FlowId) -> Connection | None:
        return self._case.connection(flow)

    def capture(self, capture: CaptureId) -> CaptureFacts | None:
        return self._captures.get(capture)

    @cached_property
    def _captures(self) -> dict[CaptureId, CaptureFacts]:
        return {capture.id: capture for capture in self.captures}

    def scenario(self, capture: CaptureId) -> str | None:
        return self._scenarios.get(capture)

    @cached_property
    def _scenarios(self) -> dict[CaptureId, str | None]:
        return {capture.id: capture.scenario for capture in self.captures}

    def was_on_wire(self, place: Place) -> bool:
        """Whether the message that holds a place travelled: not from a cache or worker, not blocked, not failed."""
        delivery = self.facts(place.flow).delivery
        if delivery is Delivery.REVALIDATED and place.side is Side.RESPONSE:
            return place.location in (Location.HEADER, Location.COOKIE)
        return delivery.is_on_wire

    def site_of(self, host: str) -> str:
        """The site of a host of this case; the host itself where it is not known."""
        return self._sites.get(host, host)

    @cached_property
    def _sites(self) -> dict[str, str]:
        return {host: site for site, known in self.recipients.items() for host in known.hosts}

    def is_third_party(self, site: str) -> bool:
        """Neither the first party nor a company of its group."""
        return not self.is_first_party(site) and not self.is_same_group(site)

    def is_first_party(self, site: str) -> bool:
        known = self.recipients.get(site)
        return known.first_party if known else site in self.first_party.sites

    def is_same_group(self, site: str) -> bool:
        known = self.recipients.get(site)
        return bool(known and known.same_group and not known.first_party)

    def role(self, site: str) -> Role:
        known = self.recipients.get(site)
        return known.party.role if known else Role.UNKNOWN

    def identity_points(self, flow: FlowId) -> int:
        """2 where the request of a flow names a person or an account, 1 where it carries a pseudonymous id, else 0."""
        points = self._identities.get(flow, 0)
        if points:
            return points
        cookies = cookie_pairs(self.headers(flow, Side.REQUEST), Side.REQUEST)
        return int(any(identifying_parts(value[:LONGEST]) for _, value in cookies))

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

    @cached_property
    def _identities(self) -> dict[FlowId, int]:
        found: dict[FlowId, int] = {}
        for leaf in self.leaves:
            if leaf.place.side is Side.REQUEST:
                direct = leaf.class_ in _DIRECT and leaf.about.is_the_user and is_sure(leaf)
                points = 2 if direct else int(leaf.class_ in _PSEUDONYM)
                found[leaf.place.flow] = max(points, found.get(leaf.place.flow, 0))
        for sighting in self.sightings:
            if sighting.place.side is Side.REQUEST and sighting.needle.about.is_the_user:
                points = 2 if sighting.needle.class_ in _DIRECT else int(sighting.needle.class_ in _PSEUDONYM)
                found[sighting.place.flow] = max(points, found.get(sighting.place.flow, 0))
        return found

    def told_path(self, flow: FlowId) -> str:
        """The path of a flow's address as a sentence may name it: steps that were recognised as data, and those that
        look like an id, masked."""
        steps = self.facts(flow).path.split("/")
        hidden = self._told_steps.get(flow, ())
        shown = (mask(s) if s and (f"path[{n}]" in hidden or _is_like_an_id(s)) else s for n, s in enumerate(steps, -1))
        return "/".join(shown)

    @cached_property
    def _told_steps(self) -> dict[FlowId, set[str]]:
        found: dict[FlowId, set[str]] = {}
        for place in chain((leaf.place for leaf in self.leaves), (one.place for one in self.sightings)):
            if place.location is Location.URL and place.side is Side.REQUEST:
                found.setdefault(place.flow, set()).add(place.path.partition(" > ")[0])
        return found

    @cached_property
    def pages(self) -> PageBook:
        """The first party's pages whose address carries health data, and who was told of them."""
        return page_book(self)


def is_sure(leaf: SensitiveLeaf) -> bool:
    """A name is often the name of an event or a product: it counts only where it is certain."""
    least = (Confidence.CERTAIN,) if leaf.class_ == "identity.name" else (Confidence.CERTAIN, Confidence.FIRM)
    return leaf.confidence in least


def _is_like_an_id(step: str) -> bool:
    digits = sum(c.isdigit() for c in step)
    return digits >= _MANY_DIGITS or len(step) > _LONGEST_STEP or "@" in step or "%" in step


def without_overshadowed(sightings: Sequence[Sighting]) -> list[Sighting]:
    """The sightings without those that are only part of a longer value at the same place: the first name inside the
    e-mail address, the specialty inside the motive."""
    at_place: dict[tuple[object, ...], dict[str, None]] = {}
    for sighting in sightings:
        at_place.setdefault(_spot(sighting), {})[letters_of(sighting.needle.value)] = None
    texts = {spot: "\0".join(values) for spot, values in at_place.items() if len(values) > 1}
    return [sighting for sighting in sightings if not _is_overshadowed(sighting, texts.get(_spot(sighting), ""))]


@lru_cache(maxsize=4096)
def letters_of(text: str) -> str:
    """Letters and digits only, without case or accents: what two spellings of one value have in common."""
    return "".join(c for c in unicodedata.normalize("NFKD", text[:_LONGEST_COMPARED]).casefold() if c.isalnum())


def _spot(sighting: Sighting) -> tuple[object, ...]:
    place = sighting.place
    return place.flow, place.side, place.location, place.path, place.layers


def _is_overshadowed(sighting: Sighting, text: str) -> bool:
    """`text` holds every value of the place once: one that occurs twice stands in a longer one."""
    value = letters_of(sighting.needle.value)
    return bool(value) and text.count(value) > 1


def survey(case: CaseEvidence) -> Survey:
    return case if isinstance(case, Survey) else Survey(case)
