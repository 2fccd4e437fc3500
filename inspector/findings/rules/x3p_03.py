"""X3P-03: the address of a health page of the first party was sent to somebody else, outside the Referer."""

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.observation import (
    Observation,
    is_error_report,
    leaves_sent_away,
    of_leaf,
    of_sighting,
    sent_away,
)
from inspector.findings.pages import is_general
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung
from inspector.model.flow import Location
from inspector.model.leaf import Confidence

_CLASS = "behaviour.page"
_PLACES = (Location.QUERY, Location.BODY, Location.URL, Location.WEBSOCKET)


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L2, identity=False, circumstances=False), variant=sent_or_same_group)
    return findings_of(known, "X3P-03", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for leaf in leaves_sent_away(case, lambda kind: kind.location in _PLACES):
        page = case.pages.telling_page(leaf.value)
        if page and not is_error_report(case, leaf.place, site=leaf.site):
            yield _page(of_leaf(case, leaf, class_=_CLASS), page, Confidence.FIRM)
    for sighting in case.sightings:
        page = case.pages.telling_page(sighting.needle.value)
        if sighting.place.location not in _PLACES or page is None:
            continue
        if sent_away(case, sighting) and not is_error_report(case, sighting.place, site=sighting.site):
            yield _page(of_sighting(sighting, class_=_CLASS), page, Confidence.CERTAIN)


def _page(seen: Observation, page: str, confidence: Confidence) -> Observation:
    return replace(seen, confidence=Confidence.TENTATIVE if is_general(page) else confidence, inferred=True)
