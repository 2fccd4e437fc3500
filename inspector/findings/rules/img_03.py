"""IMG-03: the opaque id in a picture's address stands beside a health label in the service's own answers."""

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.observation import Observation, is_picture, of_sighting, sent_away
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.leaf import Confidence

_LONG_ID = 10


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L1, fixed=Severity.MEDIUM), variant=sent_or_same_group)
    return findings_of(known, "IMG-03", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for sighting in case.sightings:
        if sent_away(case, sighting) and is_picture(case, sighting) and sighting.needle.class_.startswith("health."):
            yield _by_length(of_sighting(sighting))


def _by_length(seen: Observation) -> Observation:
    """The join is about a picture, not a person: a long id is firm, a short one may be chance."""
    long_enough = len(seen.item.value) >= _LONG_ID
    return replace(seen, confidence=Confidence.FIRM if long_enough else Confidence.TENTATIVE, inferred=True)
