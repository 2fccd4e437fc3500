"""CNS-01: a third party was contacted before any choice about consent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from inspector.findings.choosing import MOST_TOLD, confidence_of, crossing, request_item, with_totals
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation
from inspector.findings.severity import recipient_points
from inspector.findings.survey import Survey, survey
from inspector.model.consent import Choice, Known, Period
from inspector.model.finding import EvidenceItem, Finding, Rung
from inspector.model.flow import CaptureId
from inspector.model.party import Role
from inspector.model.request import Request

_MOST_BESIDE = 10


@dataclass(slots=True)
class _Contacts:
    """The requests to one site that came before a choice, those under way when it was made (no part of the others),
    and how many came around it."""

    before: dict[CaptureId, list[Request]] = field(default_factory=dict)
    crossing: list[Request] = field(default_factory=list)
    around: int = 0


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Companies of the first party's group do not count. Technical recipients weigh by their role alone."""
    known = survey(case)
    contacts = {site: _contacts(known, requests) for site, requests in known.to_others.items()}
    light = {site for site in contacts if recipient_points(known.recipients.get(site))[0] <= 1}
    found = _findings(known, {site: contacts[site] for site in contacts if site in light}, identity=False)
    found += _findings(known, {site: contacts[site] for site in contacts if site not in light}, identity=True)
    return [_whole(finding, contacts[finding.recipient]) for finding in found]


def _contacts(case: Survey, requests: Iterable[Request]) -> _Contacts:
    found = _Contacts()
    for request in requests:
        if case.course(request.capture).obstacle is not None:
            continue
        if not case.visits.holds(request.capture, page=request.page, at_us=request.at_us):
            continue
        period = case.standing(request.capture, request.at_us).period
        if period is Period.AROUND_CHOICE:
            found.around += 1
        elif period is Period.BEFORE_CHOICE and crossing(case, request) is not None:
            found.crossing.append(request)
        elif period is Period.BEFORE_CHOICE:
            found.before.setdefault(request.capture, []).append(request)
    return found


def _findings(case: Survey, contacts: dict[str, _Contacts], *, identity: bool) -> list[Finding]:
    shape = Shape(scale=Scale(rung=Rung.L1, identity=identity), variant=_variant, facts=_facts)
    return findings_of(case, "CNS-01", observations=_observations(case, contacts), shape=shape)


def _observations(case: Survey, contacts: dict[str, _Contacts]) -> Iterator[Observation]:
    for site, some in contacts.items():
        for capture, requests in some.before.items():
            for request in requests[:MOST_TOLD]:
                known = case.standing(capture, request.at_us).known
                yield Observation(
                    recipient=site, class_=None, item=request_item(request), confidence=confidence_of(known)
                )


def _whole(finding: Finding, contacts: _Contacts) -> Finding:
    beside: Sequence[EvidenceItem] = [
        request_item(request, role="contrast") for request in contacts.crossing[:_MOST_BESIDE]
    ]
    totals = {capture: len(requests) for capture, requests in contacts.before.items()}
    facts: Facts = {"flows": sum(totals.values()), "crossing": len(contacts.crossing), "unsure": contacts.around}
    facts |= {"apart": "some" if contacts.crossing else "", "between": "some" if contacts.around else ""}
    return with_totals(finding, totals, beside=beside, facts=facts)


def _variant(case: Survey, observation: Observation) -> str:
    role = case.role(observation.recipient)
    if role is Role.CONSENT:
        return "manager"
    return "technical" if recipient_points(case.recipients.get(observation.recipient))[0] <= 1 else ""


def _facts(case: Survey, observation: Observation) -> Facts:
    """`period` says on what it rests that nothing had been chosen; `before_s` how long before the choice."""
    item = observation.item
    known = case.standing(item.place.capture, item.at_us).known
    choice = next(iter(case.course(item.place.capture).made), None)
    facts: Facts = {"period": "baseline" if choice is None and known is Known.MARKED else known.value}
    if choice is not None and item.at_us is not None:
        facts |= {"before_s": _seconds(choice, item.at_us), "signal": choice.name or choice.product}
    return facts


def _seconds(choice: Choice, at_us: int) -> int:
    return max(choice.after_us - at_us, 0) // 1_000_000
