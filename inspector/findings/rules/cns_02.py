"""CNS-02: an identifier was kept in the browser, or read from it, for a purpose that needs consent, without consent."""

from collections.abc import Iterator
from typing import NamedTuple

from inspector.detect.identifiers.parts import identifying_parts
from inspector.findings.choosing import TRACKERS, confidence_of, listed, with_totals
from inspector.findings.cookie_purposes import Purpose, purpose_of
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.identifier_places import sent_id
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey, survey
from inspector.model.consent import Known, Period
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import FlowId, Location, Side
from inspector.model.identifier import Cookie, Identifier, IdentifierKind
from inspector.model.leaf import Confidence, Place
from inspector.model.party import Role

_UNSURE = frozenset((Role.ERROR_MONITORING, Role.MEDIA, Role.SUPPORT, Role.MAPS, Role.UNKNOWN))
_SURE = (Confidence.CERTAIN, Confidence.FIRM)
_WITHOUT = (Period.BEFORE_CHOICE, Period.REFUSED)


class _Kept(NamedTuple):
    """One storing or reading without consent, and what it was called."""

    name: str
    period: Period
    known: Known
    seen: Observation


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Strictly necessary cookies are left apart and counted. Only captures that began without cookies count."""
    known = survey(case)
    kept = [*_cookies(known), *_identifiers(known)]
    shape = Shape(scale=Scale(rung=Rung.L1, fixed=Severity.HIGH, identity=False), variant=_variant, facts=_facts)
    found = findings_of(known, "CNS-02", observations=(one.seen for one in kept), shape=shape)
    return [_whole(known, finding, kept) for finding in found]


# cookies


def _cookies(case: Survey) -> Iterator[_Kept]:
    for cookie in case.identified.cookies:
        if case.course(cookie.capture).obstacle is not None:
            continue
        trust = _trust(case, cookie)
        if trust is None or not identifying_parts(cookie.value):
            continue
        for flow, side in _uses(cookie):
            kept = _kept(case, cookie, flow, side=side, trust=trust)
            if kept is not None:
                yield kept


def _uses(cookie: Cookie) -> Iterator[tuple[FlowId, Side]]:
    """Where it was first set, first sent, and first met after a refusal."""
    if cookie.set_flow is not None:
        yield cookie.set_flow, Side.RESPONSE
    if cookie.sent_flow is not None:
        yield cookie.sent_flow, Side.REQUEST
    if cookie.refusal is not None and cookie.refusal.flow not in (cookie.set_flow, cookie.sent_flow):
        yield cookie.refusal.flow, Side.REQUEST


def _trust(case: Survey, cookie: Cookie) -> Confidence | None:
    """How sure it is that consent is needed; None where it is not, or nothing says so."""
    purpose = purpose_of(cookie.name)
    if purpose is Purpose.TRACKER:
        return Confidence.CERTAIN
    if purpose is Purpose.NECESSARY or case.is_same_group(cookie.site):
        return None
    if case.is_first_party(cookie.site):
        is_shared = any(case.is_third_party(site) and case.role(site) in TRACKERS for site in cookie.also_at)
        is_audience = purpose is Purpose.AUDIENCE
        return Confidence.CERTAIN if is_shared else Confidence.TENTATIVE if is_audience else None
    role = case.role(cookie.site)
    return Confidence.CERTAIN if role in TRACKERS else Confidence.TENTATIVE if role in _UNSURE else None


def _kept(case: Survey, cookie: Cookie, flow: FlowId, *, side: Side, trust: Confidence) -> _Kept | None:
    facts = case.facts(flow)
    standing = case.standing(cookie.capture, facts.started_us)
    in_visit = case.visits.holds(cookie.capture, page=facts.page, at_us=facts.started_us)
    if standing.period not in _WITHOUT or not in_visit:
        return None
    place = Place(
        capture=cookie.capture,
        flow=flow,
        entry=facts.entry,
        side=side,
        location=Location.COOKIE,
        path=cookie.name,
        layers=(),
    )
    item = EvidenceItem(place=place, class_=None, value=cookie.value, at_us=facts.started_us, host=facts.host)
    confidence = confidence_of(standing.known, trust)
    seen = Observation(recipient=cookie.site, class_=None, item=item, confidence=confidence)
    return _Kept(cookie.name, standing.period, standing.known, seen)


# identifiers that are kept otherwise and sent as parameters


def _identifiers(case: Survey) -> Iterator[_Kept]:
    for one in case.identified.identifiers:
        is_told = one.kind is IdentifierKind.BROWSER and one.confidence in _SURE and not one.first_party
        if is_told and case.is_third_party(one.site) and case.role(one.site) in TRACKERS:
            yield from _readings(case, one)


def _readings(case: Survey, one: Identifier) -> Iterator[_Kept]:
    told = {use.place.flow: use.name for use in one.uses if use.side is Side.REQUEST}
    for flow in dict.fromkeys((*told, *(refusal.flow for refusal in one.refusals))):
        facts = case.facts(flow)
        standing = case.standing(facts.capture, facts.started_us)
        if standing.period not in _WITHOUT or case.course(facts.capture).obstacle is not None:
            continue
        item = sent_id(case, flow, (one.value,))
        in_visit = case.visits.holds(facts.capture, page=facts.page, at_us=facts.started_us)
        if item is not None and in_visit and item.place.location is not Location.COOKIE and facts.delivery.is_on_wire:
            confidence = confidence_of(standing.known, one.confidence)
            seen = Observation(recipient=one.site, class_=None, item=item, confidence=confidence)
            yield _Kept(item.place.path.partition("#")[0], standing.period, standing.known, seen)


# words


def _whole(case: Survey, finding: Finding, kept: list[_Kept]) -> Finding:
    mine = [one for one in kept if one.seen.recipient == finding.recipient]
    before = [one.name for one in mine if one.period is Period.BEFORE_CHOICE]
    refused = [one.name for one in mine if one.period is Period.REFUSED]
    apart = {cookie.name for cookie in case.identified.cookies if _is_apart(case, cookie, finding.recipient)}
    facts: Facts = {
        "names": listed(one.name for one in mine),
        "names_before": listed(before),
        "names_refused": listed(refused),
        "before": "some" if before else "",
        "refused": "some" if refused else "",
        "apart": len(apart),
        "left": "some" if apart else "",
    }
    return with_totals(finding, finding.occurrences, facts=facts)


def _is_apart(case: Survey, cookie: Cookie, site: str) -> bool:
    return cookie.site == site and _trust(case, cookie) is None


def _variant(case: Survey, observation: Observation) -> str:
    if case.is_first_party(observation.recipient):
        return "own"
    return "unsure" if case.role(observation.recipient) in _UNSURE else ""


def _facts(case: Survey, observation: Observation) -> Facts:
    item = observation.item
    standing = case.standing(item.place.capture, item.at_us)
    made = case.course(item.place.capture).made
    action = "set" if item.place.side is Side.RESPONSE else "sent"
    return {"period": standing.known.value, "action": action, "signal": made[0].name if made else ""}
