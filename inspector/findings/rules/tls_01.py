"""TLS-01: response headers show an intermediary in front of a host whose messages carry health data of the user."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_personal, of_leaf
from inspector.findings.severity import data_points
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung
from inspector.model.flow import Side
from inspector.model.leaf import Confidence

_LEAST_DATA = 3


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    scale = Scale(rung=Rung.L2, recipient=1, identity=False, circumstances=False)
    return findings_of(known, "TLS-01", observations=_observations(known), shape=Shape(scale=scale, facts=_facts))


def _observations(case: Survey) -> Iterator[Observation]:
    carried = case.leaves_on_wire(_is_carried)
    heads = case.heads({leaf.place.flow for leaf in carried}, Side.RESPONSE)
    behind = {head.flow for head in heads if case.marks.matching(head.headers)}
    return (of_leaf(case, leaf) for leaf in carried if leaf.place.flow in behind)


def _is_carried(kind: Kind) -> bool:
    grave = is_personal(kind.class_) and data_points(kind.class_) >= _LEAST_DATA
    return kind.first_party and grave and kind.about.is_the_user and kind.confidence is not Confidence.TENTATIVE


def _facts(case: Survey, observation: Observation) -> Facts:
    marks = case.marks.matching(case.headers(observation.item.place.flow, Side.RESPONSE))
    return {
        "provider": ", ".join(dict.fromkeys(mark.provider for mark in marks)),
        "headers": ", ".join(dict.fromkeys(mark.header for mark in marks)),
        "source": marks[0].source.name,
        "source_date": marks[0].source.date,
        "checked": "yes" if all(mark.source.verified for mark in marks) else "no",
    }
