"""SRC-01: what was typed into the service's search occurs at somebody else."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.observation import Observation, leaf_sent_away, of_leaf, of_sighting, sent_away
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import Side
from inspector.model.party import Role

_CLASS = "behaviour.search"
_SHORTEST_TERM = 3


def evaluate(case: CaseEvidence) -> list[Finding]:
    """High, but for those who answer searches and for companies of the service's own group: by the sum."""
    known = survey(case)
    told = list(_observations(known))
    high = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.HIGH))
    weighed = Shape(scale=Scale(rung=Rung.L2), variant=_variant)
    return [
        *findings_of(known, "SRC-01", observations=(seen for seen in told if not _variant(known, seen)), shape=high),
        *findings_of(known, "SRC-01", observations=(seen for seen in told if _variant(known, seen)), shape=weighed),
    ]


def _variant(case: Survey, observation: Observation) -> str:
    if case.role(observation.recipient) in (Role.SEARCH, Role.MAPS):
        return "provider"
    return sent_or_same_group(case, observation)


def _observations(case: Survey) -> Iterator[Observation]:
    for sighting in case.sightings:
        if sighting.needle.class_ == _CLASS and sent_away(case, sighting):
            yield of_sighting(sighting)
    typed = _typed_terms(case)
    for leaf in case.leaves:
        if leaf.class_ == _CLASS and leaf_sent_away(case, leaf) and leaf.value.casefold() in typed:
            yield of_leaf(case, leaf)


def _typed_terms(case: Survey) -> set[str]:
    """The search terms that the first party itself received."""
    return {
        leaf.value.casefold()
        for leaf in case.leaves
        if leaf.class_ == _CLASS
        and leaf.first_party
        and leaf.place.side is Side.REQUEST
        and len(leaf.value) >= _SHORTEST_TERM
    }
