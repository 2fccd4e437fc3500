"""SRC-01: what was typed into the service's search occurs at somebody else."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, leaves_sent_away, of_leaf, of_sighting, sent_away
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import CaptureId, Side
from inspector.model.leaf import SensitiveLeaf
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
    for leaf in leaves_sent_away(case, lambda kind: kind.class_ == _CLASS):
        if (leaf.place.capture, leaf.value.casefold()) in typed and _is_of_the_visit(case, leaf):
            yield of_leaf(case, leaf)


def _is_of_the_visit(case: Survey, leaf: SensitiveLeaf) -> bool:
    """What was asked of a search engine on the way to the service is no search of the service's."""
    request = case.request(leaf.place.flow)
    if request.at_us is None or leaf.place.capture not in case.visits.begun_us:
        return True
    return case.visits.holds(leaf.place.capture, page=request.page, at_us=request.at_us)


def _typed_terms(case: Survey) -> set[tuple[CaptureId, str]]:
    """The search terms that the first party itself received, by capture."""
    return {
        (leaf.place.capture, leaf.value.casefold())
        for leaf in case.leaves_that(_is_asked)
        if len(leaf.value) >= _SHORTEST_TERM
    }


def _is_asked(kind: Kind) -> bool:
    return kind.class_ == _CLASS and kind.first_party and kind.side is Side.REQUEST
