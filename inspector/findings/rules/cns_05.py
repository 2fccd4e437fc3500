"""CNS-05: no third party was contacted before the choice about consent. Speaks for the service."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.findings.choosing import confidence_of, listed, request_item
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey, survey
from inspector.model.consent import Known, Period, Start
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import CaptureFacts, CaptureId, Delivery
from inspector.model.party import Role
from inspector.model.request import Request

_SHORTEST_US = 2_000_000  # a choice made sooner leaves a page no time to contact anybody
_NOT_LEFT = (Period.BEFORE_CHOICE, Period.AROUND_CHOICE)


@dataclass(slots=True)
class _Opening:
    """What one capture shows up to the choice. `managers`: consent managers, which ask the question."""

    own: list[Request] = field(default_factory=list)
    own_count: int = 0
    latest_us: int = 0
    others: int = 0
    blocked: int = 0
    managers: dict[str, None] = field(default_factory=dict)


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Only from a capture that was declared to begin with an empty profile and in which nothing was blocked; silent
    where another capture shows the contrary."""
    known = survey(case)
    openings = _openings(known)
    shape = Shape(
        scale=Scale(rung=Rung.L1, fixed=Severity.INFO, identity=False, circumstances=False),
        variant=lambda _, seen: "manager" if openings[seen.item.place.capture].managers else "",
        facts=lambda case, seen: _facts(case, openings[seen.item.place.capture], seen),
    )
    return findings_of(known, "CNS-05", observations=_observations(known, openings), shape=shape)


def _openings(case: Survey) -> dict[CaptureId, _Opening]:
    found: dict[CaptureId, _Opening] = {}
    for request in case.requests():
        line = case.course(request.capture)
        if request.at_us is None or line.obstacle is not None or line.at(request.at_us).period not in _NOT_LEFT:
            continue
        if not case.visits.holds(request.capture, page=request.page, at_us=request.at_us):
            continue
        opening = found.setdefault(request.capture, _Opening())
        whose = case.whose(request.host)
        if request.delivery == Delivery.BLOCKED:
            opening.blocked += 1
        elif not request.on_wire:
            continue
        elif not whose.is_third_party:
            _note_own(opening, request, is_first_party=whose.is_first_party)
        elif case.role(whose.site) is Role.CONSENT:
            opening.managers[whose.site] = None
        else:
            opening.others += 1
    return found


def _note_own(opening: _Opening, request: Request, *, is_first_party: bool) -> None:
    opening.own_count += is_first_party
    opening.latest_us = max(opening.latest_us, request.at_us or 0)
    if is_first_party and not opening.own:
        opening.own.append(request)


def _observations(case: Survey, openings: dict[CaptureId, _Opening]) -> Iterator[Observation]:
    if any(opening.others for opening in openings.values()):
        return
    for capture in case.captures:
        opening = openings.get(capture.id)
        if opening is None or not opening.own or opening.blocked or not _is_declared(case, capture):
            continue
        known = case.standing(capture.id, opening.own[0].at_us).known
        if known in (Known.MARKED, Known.INFERRED) and _length_us(case, opening) >= _SHORTEST_US:
            yield Observation(
                recipient=case.site_of(opening.own[0].host),
                class_=None,
                item=request_item(opening.own[0]),
                confidence=confidence_of(known),
            )


def _is_declared(case: Survey, capture: CaptureFacts) -> bool:
    environment = capture.environment
    is_fresh = environment.get("profile") == "fresh" and case.course(capture.id).start is Start.FRESH
    return is_fresh and environment.get("extensions", "none") == "none"


def _length_us(case: Survey, opening: _Opening) -> int:
    first = opening.own[0]
    choice = next(iter(case.course(first.capture).made), None)
    return (choice.after_us if choice else opening.latest_us) - (first.at_us or 0)


def _facts(case: Survey, opening: _Opening, seen: Observation) -> Facts:
    capture = seen.item.place.capture
    known = case.standing(capture, seen.item.at_us).known
    return {
        "own": opening.own_count,
        "length_s": _length_us(case, opening) // 1_000_000,
        "managers": listed(opening.managers),
        "period": known.value if case.course(capture).made else "baseline",
    }
