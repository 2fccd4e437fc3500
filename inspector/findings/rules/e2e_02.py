"""E2E-02: a field that this tool cannot read, a positive observation."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation, of_leaf
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L1, fixed=Severity.INFO, identity=False, circumstances=False), facts=_facts)
    return findings_of(known, "E2E-02", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    opaque = case.leaves_on_wire(lambda kind: kind.class_ == "encrypted.opaque" and kind.first_party)
    return (of_leaf(case, leaf) for leaf in opaque)


def _facts(_case: Survey, observation: Observation) -> Facts:
    return {"length": len(observation.item.value)}
