"""MIN-01: an answer carries data that the page seems not to need: door codes, professional numbers, other people."""

import re
from collections.abc import Iterator
from dataclasses import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.observation import Observation, of_leaf
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Confidence, SensitiveLeaf

_FOREIGN = re.compile(
    r"(?:^|[._\[' ])(?:door_?codes?|digicodes?|code[12]|intercom|interphone|entry_?code|access_?code|rpps|adeli|lanr"
    r"|bsnr|gln|big_?number|num_?colegiado)(?:_?(?:number|id|numero|code))?(?:$|[\]' #])",
    re.IGNORECASE,
)
_OTHERS = ("health", "identity", "contact", "special")


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Low and tentative: whether a later screen needs the data is for a person to say."""
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.LOW), variant=_variant)
    return findings_of(known, "MIN-01", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for leaf in case.leaves:
        in_answer = leaf.place.side is Side.RESPONSE and leaf.place.location is Location.BODY and leaf.first_party
        if in_answer and (_is_foreign(leaf) or _is_of_others(leaf)) and case.was_on_wire(leaf.place):
            yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)


def _is_foreign(leaf: SensitiveLeaf) -> bool:
    return leaf.class_ == "health.practitioner" and _FOREIGN.search(leaf.place.path) is not None


def _is_of_others(leaf: SensitiveLeaf) -> bool:
    """A relative, another patient: not the account holder."""
    named = leaf.class_.partition(".")[0] in _OTHERS and leaf.class_ != "identity.relative"
    return leaf.about is About.OTHER_PERSON and named and leaf.confidence is not Confidence.TENTATIVE


def _variant(_case: Survey, seen: Observation) -> str:
    return "foreign" if _FOREIGN.search(seen.item.place.path) else ""
