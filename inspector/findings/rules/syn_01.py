"""SYN-01: an identifier came from one third party to another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from inspector.findings.choosing import listed, with_totals
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.identifier_places import sent_id
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import FlowId, Location, Side
from inspector.model.identifier import Sync, Via
from inspector.model.leaf import Place

_MOST_FLOWS = 4  # of each way


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    by_target: dict[str, list[Sync]] = {}
    for sync in known.identified.syncs:
        if known.is_third_party(sync.source) and known.is_third_party(sync.target):
            by_target.setdefault(sync.target, []).append(sync)
    handed = tuple(_handed(known, by_target))
    told = {(sync.target, item.place.flow, item.value): sync for sync, item in handed}
    shape = Shape(
        scale=Scale(rung=Rung.L1, fixed=Severity.MEDIUM, identity=False, circumstances=False),
        variant=lambda _, seen: "shared" if _of(told, seen).via is Via.SHARED else "",
        facts=lambda _, seen: _way(_of(told, seen)),
    )
    found = findings_of(known, "SYN-01", observations=_observations(handed), shape=shape)
    return [_whole(known, finding, by_target[finding.recipient]) for finding in found]


def _handed(case: Survey, by_target: Mapping[str, Sequence[Sync]]) -> Iterator[tuple[Sync, EvidenceItem]]:
    for syncs in by_target.values():
        for sync in syncs:
            for flow in sync.flows[:_MOST_FLOWS]:
                yield sync, _item(case, sync, flow)


def _observations(handed: Iterable[tuple[Sync, EvidenceItem]]) -> Iterator[Observation]:
    for sync, item in handed:
        yield Observation(recipient=sync.target, class_=None, item=item, confidence=sync.confidence)


def _of(told: Mapping[tuple[str, FlowId, str], Sync], seen: Observation) -> Sync:
    return told[seen.recipient, seen.item.place.flow, seen.item.value]


def _way(sync: Sync) -> Facts:
    return {
        "source": sync.source,
        "source_name": sync.source_name[:60],
        "target_name": sync.target_name[:60],
        "via": sync.via.value,
    }


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
    """With the source's own use of each value."""
    captures = sorted({capture for sync in syncs for capture in sync.captures})
    totals = {capture: finding.occurrences.get(capture, 0) or 1 for capture in captures}
    facts: Facts = {
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
