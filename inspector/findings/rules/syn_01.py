"""SYN-01: an identifier came from one third party to another."""

from collections.abc import Iterator, Sequence

from inspector.findings.choosing import listed, with_totals
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.identifier_places import sent_id
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.identifier import Sync, Via
from inspector.model.leaf import Place

_MOST_FLOWS = 4  # of each way


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    by_target: dict[str, list[Sync]] = {}
    for sync in known.identified.syncs:
        if known.is_third_party(sync.source) and known.is_third_party(sync.target):
            by_target.setdefault(sync.target, []).append(sync)
    shape = Shape(scale=Scale(rung=Rung.L1, fixed=Severity.MEDIUM, identity=False, circumstances=False))
    observations = _observations(known, by_target)
    found = findings_of(known, "SYN-01", observations=observations, shape=shape)
    return [_whole(known, finding, by_target[finding.recipient]) for finding in found]


def _observations(case: Survey, by_target: dict[str, list[Sync]]) -> Iterator[Observation]:
    for target, syncs in by_target.items():
        for sync in syncs:
            for flow in sync.flows[:_MOST_FLOWS]:
                yield Observation(
                    recipient=target, class_=None, item=_item(case, sync, flow), confidence=sync.confidence
                )


def _item(case: Survey, sync: Sync, flow: FlowId) -> EvidenceItem:
    """The redirect of the source, or the request to the target with the value in it."""
    found = sent_id(case, flow, (sync.value,)) if sync.via is not Via.REDIRECT else None
    if found is not None:
        return found
    facts = case.facts(flow)
    is_redirect = sync.via is Via.REDIRECT
    place = Place(
        capture=facts.capture,
        flow=flow,
        entry=facts.entry,
        side=Side.RESPONSE if is_redirect else Side.REQUEST,
        location=Location.HEADER if is_redirect else Location.BODY,
        path="location" if is_redirect else sync.target_name,
        layers=(),
    )
    return EvidenceItem(place=place, class_=None, value=sync.value, at_us=facts.started_us, host=facts.host)


def _whole(case: Survey, finding: Finding, syncs: Sequence[Sync]) -> Finding:
    """With the source's own use of each value, and the surest way in words."""
    best = max(syncs, key=lambda sync: (sync.confidence == finding.confidence, sync.via is Via.REDIRECT, sync.count))
    totals: dict[CaptureId, int] = {capture: 0 for sync in syncs for capture in sync.captures}
    for capture in totals:
        totals[capture] = finding.occurrences.get(capture, 0) or 1
    facts: Facts = {
        "source": best.source,
        "source_name": best.source_name[:60],
        "target_name": best.target_name[:60],
        "via": best.via.value,
        "times": sum(sync.count for sync in syncs),
        "sources": listed(sync.source for sync in syncs),
        "identifiers": len({sync.value for sync in syncs}),
    }
    return with_totals(finding, totals, beside=tuple(_sources(case, syncs)), facts=facts)


def _sources(case: Survey, syncs: Sequence[Sync]) -> Iterator[EvidenceItem]:
    uses = {(one.site, one.value): one.uses for one in case.identified.identifiers}
    for source, value in dict.fromkeys((sync.source, sync.value) for sync in syncs):
        use = next(iter(uses.get((source, value), ())), None)
        if use is not None:
            facts = case.facts(use.place.flow)
            yield EvidenceItem(
                place=use.place,
                class_=None,
                value=value,
                at_us=facts.started_us,
                host=facts.host,
                role="origin",
            )
