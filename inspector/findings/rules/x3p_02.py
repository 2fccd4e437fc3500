"""X3P-02: the hash of a known value occurs at somebody else. Proved by computing it again, never by its looks."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.observation import Observation, is_digest, is_personal, of_sighting, sent_away
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L1, fixed=Severity.HIGH), variant=sent_or_same_group)
    return findings_of(known, "X3P-02", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for sighting in case.sightings:
        if is_digest(sighting.form) and is_personal(sighting.needle.class_) and sent_away(case, sighting):
            yield of_sighting(sighting)
