"""Small hand-built evidence with boring defaults: a booking site, an advertising recipient, one capture."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from inspector.detect.consent.choices import CaptureWords, ChoiceCollector
from inspector.findings.evidence import Fingerprint, Head
from inspector.model.consent import ChoiceLine
from inspector.model.finding import Supports
from inspector.model.flow import (
    CaptureFacts,
    CaptureId,
    CaptureKind,
    Connection,
    Delivery,
    FlowFacts,
    FlowId,
    Headers,
    Location,
    Marker,
    Side,
    Timings,
)
from inspector.model.identifier import Identified
from inspector.model.leaf import About, Confidence, Needle, Origin, Place, SensitiveLeaf, Sighting
from inspector.model.party import FirstParty, Party, Recipient, Role, Source
from inspector.model.request import Request

OWN = "rdv.example"
ADS = "ads.example"
CAPTURE = CaptureId(1)


def flow(number: int = 1, **facts: Any) -> FlowFacts:
    """An HTTPS GET of the booking site, answered from the network at second `number`."""
    host = facts.pop("host", f"www.{OWN}")
    path = facts.pop("path", "/x")
    scheme = facts.pop("scheme", "https")
    default: dict[str, Any] = {
        "id": FlowId(number),
        "capture": CAPTURE,
        "entry": number - 1,
        "started_us": number * 1_000_000,
        "duration_us": 1000,
        "method": "GET",
        "url": facts.pop("url", f"{scheme}://{host}{path}"),
        "scheme": scheme,
        "host": host,
        "port": None,
        "path": path.partition("?")[0],
        "http_version": "http/2.0",
        "status": 200,
        "reason": "",
        "delivery": Delivery.NETWORK,
        "error": None,
        "request_mime": None,
        "response_mime": None,
        "request_size": 0,
        "response_size": 0,
        "response_wire_size": None,
        "has_request_body": False,
        "has_response_body": True,
        "server_address": None,
        "page": None,
        "initiator_kind": None,
        "initiator_url": None,
        "resource_type": None,
        "redirect_url": None,
        "timings": Timings(),
    }
    return FlowFacts(**{**default, **facts})


def place(number: int = 1, **facts: Any) -> Place:
    default: dict[str, Any] = {
        "capture": CAPTURE,
        "flow": FlowId(number),
        "entry": number - 1,
        "side": Side.REQUEST,
        "location": Location.QUERY,
        "path": "q",
        "layers": ("url",),
    }
    return Place(**{**default, **facts})


def response_body(number: int = 1, path: str = "$.a") -> Place:
    return place(number, side=Side.RESPONSE, location=Location.BODY, path=path, layers=("json",))


def request_body(number: int = 1, path: str = "$.a") -> Place:
    return place(number, location=Location.BODY, path=path, layers=("json",))


def leaf(where: Place, class_: str = "health.motive", **facts: Any) -> SensitiveLeaf:
    """A firm leaf about the account holder, at the booking site unless `site` says otherwise."""
    site = facts.pop("site", OWN)
    default: dict[str, Any] = {
        "place": where,
        "class_": class_,
        "about": About.ACCOUNT_HOLDER,
        "about_why": "test",
        "confidence": Confidence.FIRM,
        "rule": "fr/test",
        "clues": (),
        "value": "Annonce de résultats",
        "host": f"www.{site}",
        "site": site,
        "first_party": site == OWN,
    }
    return SensitiveLeaf(**{**default, **facts})


def needle(class_: str = "health.motive", **facts: Any) -> Needle:
    default: dict[str, Any] = {
        "name": "motif",
        "class_": class_,
        "value": "Annonce de résultats",
        "origin": Origin.LEARNED,
        "learned_from": response_body(1, "$.data.name"),
        "learned_us": 1_000_000,
    }
    return Needle(**{**default, **facts})


def sighting(where: Place, known: Needle | None = None, **facts: Any) -> Sighting:
    """A needle seen at the advertising site unless `site` says otherwise."""
    site = facts.pop("site", ADS)
    default: dict[str, Any] = {
        "needle": known or needle(),
        "place": where,
        "form": "plain",
        "at_us": where.flow * 1_000_000,
        "host": f"t.{site}",
        "site": site,
        "first_party": site == OWN,
    }
    return Sighting(**{**default, **facts})


def recipient(site: str = ADS, role: Role = Role.ADVERTISING, **facts: Any) -> Recipient:
    source = Source(name="Table of parties", date="2026-01-01", verified=facts.pop("verified", True))
    party = Party(site=site, operator="Mesure SA", role=role, sources={"operator": source})
    default: dict[str, Any] = {
        "site": site,
        "hosts": (f"t.{site}", f"www.{site}"),
        "party": party,
        "first_party": site == OWN,
        "same_group": False,
        "flows": 1,
        "bytes_sent": 1,
        "bytes_received": 1,
    }
    return Recipient(**{**default, **facts})


def capture(scenario: str | None = None) -> CaptureFacts:
    return CaptureFacts(
        id=CAPTURE,
        name="a.har",
        kind=CaptureKind.HAR,
        scenario=scenario,
        sha256="00",
        size_bytes=1,
        producer="test",
        browser="",
        har_version="1.2",
        entries=1,
        imported=1,
        sanitized=False,
        started_us=0,
        ended_us=1,
        environment={},
    )


def supports(**facts: Any) -> Supports:
    return Supports(**{"answers": 1.0, "cookies": True, "images": True, "consent": True, "transport": True, **facts})


def marker(second: float, kind: str) -> Marker:
    return Marker(at_us=round(second * 1_000_000), kind=kind)


def request_of(made: FlowFacts) -> Request:
    ended_us = None if made.started_us is None or made.duration_us is None else made.started_us + made.duration_us
    return Request(
        flow=made.id,
        capture=made.capture,
        entry=made.entry,
        at_us=made.started_us,
        ended_us=ended_us,
        method=made.method,
        scheme=made.scheme,
        host=made.host,
        path=made.path,
        status=made.status,
        on_wire=made.delivery.is_on_wire,
        delivery=made.delivery.value,
        kind=(made.resource_type or "").lower(),
        mime=(made.response_mime or "").lower(),
        page=made.page,
    )


class Evidence:
    """A case in memory. Flows that nobody names are ordinary flows of the booking site."""

    def __init__(self, **facts: Any) -> None:
        self.captures: Sequence[CaptureFacts] = facts.get("captures", (capture(facts.get("scenario")),))
        self.supports = facts.get("supports", {CAPTURE: supports()})
        self.leaves: Sequence[SensitiveLeaf] = facts.get("leaves", ())
        self.sightings: Sequence[Sighting] = facts.get("sightings", ())
        self.recipients = {made.site: made for made in facts.get("recipients", (recipient(),))}
        self.recipients.setdefault(OWN, recipient(OWN, Role.FIRST_PARTY))
        self.first_party = facts.get("first_party", FirstParty(sites=(OWN,), how="given", why="given"))
        self.identified = facts.get("identified", Identified())
        self.has_identified = facts.get("has_identified", True)
        self.markers = {CAPTURE: tuple(facts.get("markers", ()))}
        self.fingerprints: Sequence[Fingerprint] = facts.get("fingerprints", ())
        self.consent_signals = facts.get("consent_signals", ())
        self.signals = facts.get("signals", ())
        self.claims = facts.get("claims", ())
        self.pictures_read = facts.get("pictures_read", True)
        self.name_answers = facts.get("name_answers", {})
        self.choices = facts.get("choices") or {CAPTURE: self._choices(facts.get("scenario"))}
        self._flows: dict[FlowId, FlowFacts] = {made.id: made for made in facts.get("flows", ())}
        self._headers: dict[tuple[int, Side], Headers] = facts.get("headers", {})
        self.background = frozenset(made.id for made in self._flows.values() if made.background)
        self._connections: dict[int, Connection] = facts.get("connections", {})

    def _choices(self, scenario: str | None) -> ChoiceLine:
        """By the markers; a fresh profile with cookies."""
        words = CaptureWords(capture=CAPTURE, markers=self.markers[CAPTURE], scenario=scenario, fresh_profile=True)
        return ChoiceCollector().lines([words])[CAPTURE]

    def crowd(self, class_: str, path_fits: Callable[[str], bool]) -> Iterator[SensitiveLeaf]:
        return iter(())

    def requests(self) -> Iterator[Request]:
        for number in sorted(self._flows):
            yield request_of(self._flows[number])

    def facts(self, number: FlowId) -> FlowFacts:
        return self._flows.get(number) or flow(number)

    def headers(self, number: FlowId, side: Side) -> Headers:
        return self._headers.get((number, side), ())

    def heads(self, flows: Iterable[FlowId], side: Side) -> Iterator[Head]:
        for one in sorted(set(flows)):
            made = self._flows.get(one) or flow(one)
            yield Head(one, made.url, self._headers.get((one, side), ()))

    def body_sha256(self, number: FlowId, side: Side) -> str | None:
        return f"{number:064x}" if side is Side.RESPONSE else None

    def connection(self, number: FlowId) -> Connection | None:
        return self._connections.get(number)

    def tls_versions(self) -> Mapping[FlowId, str]:
        return {FlowId(flow): one.tls_version for flow, one in self._connections.items() if one.tls_version}
