"""TLS-01: response headers show an intermediary in front of a host whose messages carry health data of the user."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.fingerprints import matching
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation, is_personal, of_leaf
from inspector.findings.severity import data_points
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung
from inspector.model.flow import FlowId, Side
from inspector.model.leaf import Confidence, SensitiveLeaf

_LEAST_DATA = 3


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    scale = Scale(rung=Rung.L2, recipient=1, identity=False, circumstances=False)
    return findings_of(known, "TLS-01", observations=_observations(known), shape=Shape(scale=scale, facts=_facts))


def _observations(case: Survey) -> Iterator[Observation]:
    behind: dict[FlowId, bool] = {}
    for leaf in case.leaves:
        if not (_is_carried(leaf) and case.was_on_wire(leaf.place)):
            continue
        flow = leaf.place.flow
        if flow not in behind:
            behind[flow] = bool(matching(case.headers(flow, Side.RESPONSE), case.fingerprints))
        if behind[flow]:
            yield of_leaf(case, leaf)


def _is_carried(leaf: SensitiveLeaf) -> bool:
    grave = is_personal(leaf.class_) and data_points(leaf.class_) >= _LEAST_DATA
    return leaf.first_party and grave and leaf.about.is_the_user and leaf.confidence is not Confidence.TENTATIVE


def _facts(case: Survey, observation: Observation) -> Facts:
    marks = matching(case.headers(observation.item.place.flow, Side.RESPONSE), case.fingerprints)
    return {
        "provider": ", ".join(dict.fromkeys(mark.provider for mark in marks)),
        "headers": ", ".join(dict.fromkeys(mark.header for mark in marks)),
        "source": marks[0].source.name,
        "source_date": marks[0].source.date,
        "checked": "yes" if all(mark.source.verified for mark in marks) else "no",
    }
