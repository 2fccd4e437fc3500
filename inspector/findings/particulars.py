"""What surrounds the telling occurrence of a finding: the act it follows, the identifiers beside it, where the value
was first seen, what was checked, and in which runs it came back."""

from collections.abc import Mapping

from inspector.findings.journeys.steps import act_before
from inspector.findings.observation import Observation
from inspector.findings.repeats import scenario_groups
from inspector.findings.survey import Survey
from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.identifier import Identifier, IdentifierKind
from inspector.model.journey import StepKind
from inspector.model.mask import mask
from inspector.model.request import Request

_MOST_SEARCHED = 300
_LONGEST = 60

type Facts = dict[str, str | int]


def particulars(case: Survey, seen: Observation, occurrences: Mapping[CaptureId, int]) -> Facts:
    """Facts for the sentences of `particular_texts`; captured values in them are masked."""
    return {
        **_act(case, seen),
        **_identifier(case, seen),
        **_origin(case, seen),
        **_checks(case, seen),
        **_runs(case, occurrences),
    }


def _act(case: Survey, seen: Observation) -> Facts:
    """The marker that a request follows within half a minute, with its number in the capture."""
    place, at_us = seen.item.place, seen.item.at_us
    markers = sorted(case.markers.get(place.capture, ()), key=lambda marker: marker.at_us)
    kind = act_before(markers, at_us, StepKind.SEARCH if seen.class_ == "behaviour.search" else StepKind.CHOICE)
    if not kind or at_us is None or place.side is not Side.REQUEST:
        return {}
    number = max(n for n, marker in enumerate(markers, 1) if marker.kind == kind and marker.at_us <= at_us)
    marker = markers[number - 1]
    return {"act": kind, "act_number": number, "act_us": marker.at_us, "act_delay_ms": (at_us - marker.at_us) // 1000}


def _identifier(case: Survey, seen: Observation) -> Facts:
    """The identifying value that came to the recipient in the same request, and in how many earlier ones."""
    place = seen.item.place
    if place.side is not Side.REQUEST or not case.is_third_party(seen.recipient):
        return {}
    for one in case.identified.identifiers:
        if one.site == seen.recipient and one.kind is IdentifierKind.BROWSER and _carries(case, place.flow, one.value):
            use = next((use for use in one.uses if use.location is Location.COOKIE), one.uses[0])
            return {
                "beside_name": use.name[:_LONGEST],
                "beside_where": use.location.value,
                "beside_value": mask(one.value),
                "beside_earlier": _earlier(case, seen, one),
            }
    return {}


def _earlier(case: Survey, seen: Observation, one: Identifier) -> int:
    before = [request for request in case.to_others.get(seen.recipient, ()) if _is_before(request, seen)]
    return sum(_carries(case, request.flow, one.value) for request in before[-_MOST_SEARCHED:])


def _is_before(request: Request, seen: Observation) -> bool:
    at_us = seen.item.at_us
    return request.flow != seen.item.place.flow and (
        request.at_us <= at_us if request.at_us is not None and at_us is not None else False
    )


def _carries(case: Survey, flow: FlowId, value: str) -> bool:
    headers = case.headers(flow, Side.REQUEST)
    return bool(value) and (value in case.facts(flow).url or any(value in text for _, text in headers))


def _origin(case: Survey, seen: Observation) -> Facts:
    """The address and the SHA-256 of the message in which the value was first seen."""
    origin = seen.item.origin
    if origin is None:
        return {}
    facts = case.facts(origin.flow)
    found: Facts = {"origin_host": facts.host, "origin_address": facts.path[:_LONGEST]}
    digest = case.body_sha256(origin.flow, origin.side) if origin.location is Location.BODY else None
    return found | ({"origin_sha256": digest} if digest else {})


def _checks(case: Survey, seen: Observation) -> Facts:
    """What was checked of a request to somebody else without anybody's help."""
    known = case.recipients.get(seen.recipient)
    if seen.item.place.side is not Side.REQUEST or known is None or not case.is_third_party(seen.recipient):
        return {}
    source = known.party.sources.get("operator")
    found: Facts = {"checked": "site"}
    if known.party.operator and source:
        found |= {
            "checked": "entity",
            "checked_operator": known.party.operator,
            "checked_source": source.name,
            "checked_date": source.date,
        }
    return found


def _runs(case: Survey, occurrences: Mapping[CaptureId, int]) -> Facts:
    """`accepted 2/2 refused 0/2`: scenario by scenario, in how many of its captures the finding occurs."""
    groups = [(name, captures) for name, captures in scenario_groups(case.captures) if name]
    if sum(len(captures) for _, captures in groups) < 2:
        return {}
    told = (
        f"{name[:_LONGEST]}\t{sum(bool(occurrences.get(one)) for one in some)}/{len(some)}" for name, some in groups
    )
    return {"runs": "\n".join(told)}
