"""IMG-01: the address of a picture at somebody else's carries words of health."""

from collections.abc import Iterator
from dataclasses import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.observation import Observation, leaf_sent_away, of_leaf, of_sighting, sent_away
from inspector.findings.pages import TELLING
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import FlowId, Location
from inspector.model.leaf import About, Confidence, Place


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Tentative unless the words are known to be about the person: pictures are loaded for what a page shows. Only the
    path names a picture; what a query carries is told by X3P-01 and X3P-03."""
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.MEDIUM), variant=sent_or_same_group)
    return findings_of(known, "IMG-01", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for sighting in case.sightings:
        needle = sighting.needle
        told = needle.class_ in TELLING and needle.joined is None and _is_picture_address(case, sighting.place)
        if told and sent_away(case, sighting):
            seen = of_sighting(sighting)
            yield seen if needle.about.is_the_user else replace(seen, confidence=Confidence.TENTATIVE)
    for leaf in case.leaves:
        told = leaf.class_ in TELLING and leaf.label is None and _is_picture_address(case, leaf.place)
        if told and leaf.about is not About.PRACTITIONER and leaf_sent_away(case, leaf):
            yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)


def _is_picture_address(case: Survey, place: Place) -> bool:
    return place.location is Location.URL and is_picture_flow(case, place.flow)


def is_picture_flow(case: Survey, flow: FlowId) -> bool:
    """Whether a flow asked for a picture, as far as its type or its answer tells."""
    facts = case.facts(flow)
    return (facts.resource_type or "").lower() in ("image", "imageset") or (
        (facts.response_mime or "").lower().startswith("image/")
    )
