"""IMG-02: words of health were read in the pixels of a picture that somebody else's server sent."""

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, of_leaf
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.leaf import Confidence


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Always tentative: words may be misread, and a page of results shows many pictures."""
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L1, fixed=Severity.MEDIUM), variant=sent_or_same_group)
    return findings_of(known, "IMG-02", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for leaf in case.leaves_on_wire(_is_read):
        yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE, inferred=True)


def _is_read(kind: Kind) -> bool:
    return "ocr" in kind.layers and kind.class_.startswith("health.") and not kind.first_party
