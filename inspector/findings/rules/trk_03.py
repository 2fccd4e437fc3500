"""TRK-03: what is typed into a form, or how long it is, was told before the form was sent."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import (
    Observation,
    is_digest,
    is_error_report,
    is_page_part,
    is_personal,
    of_sighting,
    sent_away,
)
from inspector.findings.signalled import of_signal, values_at
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.leaf import Confidence, Origin, Sighting
from inspector.model.party import Role
from inspector.model.signal import Signal, SignalKind

_CLASS = "behaviour.event"
_PLACES = (Location.BODY, Location.QUERY, Location.WEBSOCKET)
_FUNCTIONAL = (Role.MAPS, Role.SEARCH, Role.IDENTITY, Role.PAYMENT, Role.CONSENT)
_HELP = re.compile(
    r"(?i)auto-?compl|geocod|/places?\b|suggest|typeahead|predict|valid|verif|lookup|/check|postcode|zipcode|adresse?s?/"
)
_SECOND_US = 1_000_000
_SENDING = ("POST", "PUT", "PATCH")


class _Sent(NamedTuple):
    """When the first party first had a value, and by which flow; `by_form`: the browser sent it."""

    at_us: int
    flow: FlowId
    by_form: bool


type Known = Mapping[tuple[CaptureId, str], _Sent]


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Completing an address and checking a field are what forms do: left alone, as are recordings (TRK-04). Where a
    site was told contents, the mere lengths of the same class are not told beside them."""
    known = survey(case)
    signals = list(known.signals_of(SignalKind.FIELD))
    typed = [one for one in known.sightings if _may_be_typed(known, one)]
    had = _known_values(known, typed, field_flows={one.place.flow for one in signals})
    told = list(_observations(known, signals, typed, had=had))
    lengths = {(one.place.flow, one.place.path) for one in signals if one.name == "length"}

    def is_length(seen: Observation) -> bool:
        return (seen.item.place.flow, seen.item.place.path) in lengths

    def is_worst(seen: Observation) -> bool:
        return known.is_third_party(seen.recipient) and not is_length(seen)

    def facts(_case: Survey, seen: Observation) -> Facts:
        return _moment(known, seen, had=had)

    def variant(_case: Survey, seen: Observation) -> str:
        what = "length" if is_length(seen) else "hashed" if is_digest(seen.item.form) else ""
        who = "first_party" if known.is_first_party(seen.recipient) else ""
        return "_".join(part for part in (what, who) if part)

    worst = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.HIGH), variant=variant, facts=facts)
    usual = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.MEDIUM), variant=variant, facts=facts)
    grave = {(seen.recipient, seen.class_) for seen in told if is_worst(seen)}
    others = (seen for seen in told if (seen.recipient, seen.class_) not in grave)
    return [
        *findings_of(known, "TRK-03", observations=filter(is_worst, told), shape=worst),
        *findings_of(known, "TRK-03", observations=others, shape=usual),
    ]


def _observations(case: Survey, signals: list[Signal], typed: list[Sighting], *, had: Known) -> Iterator[Observation]:
    """Values first, so that the telling occurrence of a content is one that is known."""
    fields = {(one.place.flow, one.place.path) for one in signals if one.name == "content"}
    classes = _classes(one for one in typed if (one.place.flow, one.place.path) in fields)
    for sighting in typed:
        is_field = (sighting.place.flow, sighting.place.path) in fields
        is_part = is_field and classes[sighting.site, sighting.place.path] != sighting.needle.class_
        if not is_part and (is_field or sent_away(case, sighting)):
            seen = _of_typed(case, sighting, had=had, is_field=is_field)
            if seen is not None:
                yield seen
    values = values_at(case, signals)
    for one in signals:
        class_ = classes.get((one.site, one.place.path), _CLASS) if one.name == "content" else _CLASS
        if one.name == "length" or not _is_help(case, one.place.flow, site=one.site):
            yield of_signal(one, class_=class_, confidence=Confidence.FIRM, values=values)


def _classes(sightings: Iterable[Sighting]) -> dict[tuple[str, str], str]:
    """What is typed into each field: the class of the longest value, as the first letters of an address are a name."""
    longest: dict[tuple[str, str], tuple[int, str]] = {}
    for one in sightings:
        key = (one.site, one.place.path)
        longest[key] = max(longest.get(key, (0, "")), (len(one.needle.value), one.needle.class_))
    return {key: class_ for key, (_, class_) in longest.items()}


def _may_be_typed(case: Survey, sighting: Sighting) -> bool:
    needle, place = sighting.needle, sighting.place
    from_form = needle.origin is not Origin.LEARNED or (
        needle.learned_from is not None and needle.learned_from.side is Side.REQUEST
    )
    if not from_form or needle.joined is not None or not is_personal(needle.class_):
        return False
    if place.side is not Side.REQUEST or place.location not in _PLACES or "rrweb" in place.layers:
        return False
    return not (is_page_part(place) or is_error_report(case, place, site=sighting.site))


def _of_typed(case: Survey, sighting: Sighting, *, had: Known, is_field: bool) -> Observation | None:
    """None where the service had the value already, or nothing says that it was being typed."""
    place, at_us = sighting.place, sighting.at_us
    if at_us is None or _is_help(case, place.flow, site=sighting.site):
        return None
    sent = had.get((place.capture, sighting.needle.value))
    if sent is not None and sent.at_us <= at_us:
        return None
    seen = of_sighting(sighting)
    if is_field or (sent is not None and sent.by_form):
        return seen
    booking = _booking_after(case, place.capture, at_us)
    return replace(seen, confidence=Confidence.TENTATIVE) if sent is None and booking is not None else None


def _is_help(case: Survey, flow: FlowId, *, site: str) -> bool:
    return case.role(site) in _FUNCTIONAL or _HELP.search(case.request(flow).path) is not None


def _known_values(
    case: Survey, typed: Iterable[Sighting], *, field_flows: set[FlowId]
) -> dict[tuple[CaptureId, str], _Sent]:
    """When each of the values was first at the first party: sent to it in a body, or answered by it."""
    found: dict[tuple[CaptureId, str], _Sent] = {}
    wanted = {one.needle.value for one in typed}
    for sighting in case.sightings if wanted else ():
        if sighting.needle.value not in wanted:
            continue
        if sighting.first_party and sighting.at_us is not None and sighting.place.flow not in field_flows:
            _had(case, found, place_flow=sighting.place.flow, side=sighting.place.side, value=sighting.needle.value)
        needle = sighting.needle
        if needle.learned_from is not None and needle.learned_from.flow not in field_flows:
            origin = needle.learned_from
            _had(case, found, place_flow=origin.flow, side=origin.side, value=needle.value)
    return found


def _had(
    case: Survey, found: dict[tuple[CaptureId, str], _Sent], *, place_flow: FlowId, side: Side, value: str
) -> None:
    request = case.request(place_flow)
    if request.at_us is None or not request.on_wire:
        return
    by_form = side is Side.REQUEST
    if by_form and (request.method not in _SENDING or _HELP.search(request.path)):
        return
    key = (request.capture, value)
    if key not in found or request.at_us < found[key].at_us:
        found[key] = _Sent(request.at_us, place_flow, by_form)


def _booking_after(case: Survey, capture: CaptureId, at_us: int) -> int | None:
    later = [marker.at_us for marker in case.markers.get(capture, ()) if marker.kind == "booking"]
    return min((moment for moment in later if moment > at_us), default=None)


def _moment(case: Survey, seen: Observation, *, had: Known) -> Facts:
    """How long before the form was sent: by the first party's own request, or by the marker of a booking."""
    place, at_us = seen.item.place, seen.item.at_us
    sent = had.get((place.capture, seen.item.value))
    if at_us is None:
        return {"sent": "unknown"}
    if sent is not None and sent.by_form and sent.at_us > at_us:
        lead_us = sent.at_us - at_us
        code = "later" if lead_us >= _SECOND_US else "soon"
        return {"sent": code, "lead_s": round(lead_us / _SECOND_US), "sent_flow": sent.flow}
    booking = _booking_after(case, place.capture, at_us)
    if booking is not None:
        return {"sent": "marked", "lead_s": round((booking - at_us) / _SECOND_US)}
    return {"sent": "unknown"}
