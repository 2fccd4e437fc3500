"""IMG-01: the address of a picture at somebody else's carries words of health."""

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, leaves_sent_away, of_leaf, of_sighting, sent_away
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
    for leaf in leaves_sent_away(case, _may_name):
        if leaf.label is None and is_picture_flow(case, leaf.place.flow):
            yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)


def _may_name(kind: Kind) -> bool:
    return kind.class_ in TELLING and kind.location is Location.URL and kind.about is not About.PRACTITIONER


def _is_picture_address(case: Survey, place: Place) -> bool:
    return place.location is Location.URL and is_picture_flow(case, place.flow)


def is_picture_flow(case: Survey, flow: FlowId) -> bool:
    """Whether a flow asked for a picture, as far as its type or its answer tells."""
    request = case.request(flow)
    return request.kind in ("image", "imageset") or request.mime.startswith("image/")
