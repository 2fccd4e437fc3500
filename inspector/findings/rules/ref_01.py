"""REF-01: the Referer of a request to somebody else carries a first-party address that tells of health."""

from collections.abc import Iterable, Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.observation import (
    Observation,
    is_page_part,
    is_personal,
    leaves_sent_away,
    of_leaf,
    of_sighting,
    sent_away,
)
from inspector.findings.pages import is_general
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung
from inspector.model.flow import FlowId, Location, Side, header_value
from inspector.model.leaf import Confidence, Place

_NAME = "referer"


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L2, identity=False, circumstances=False), variant=sent_or_same_group)
    return findings_of(known, "REF-01", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    leaves = leaves_sent_away(case, lambda _: True)
    sightings = [sighting for sighting in case.sightings if sent_away(case, sighting)]
    flows = {leaf.place.flow for leaf in leaves} | {sighting.place.flow for sighting in sightings}
    pages = _telling_referers(case, flows)
    for leaf in leaves:
        if page := pages.pop(leaf.place.flow, None):
            yield _page(case, leaf.place, page, host=leaf.host, site=leaf.site)
        if _is_in_referer(leaf.place) and is_personal(leaf.class_) and leaf.about.is_the_user:
            yield of_leaf(case, leaf)
    for sighting in sightings:
        if page := pages.pop(sighting.place.flow, None):
            yield _page(case, sighting.place, page, host=sighting.host, site=sighting.site)
        if _is_in_referer(sighting.place) and is_personal(sighting.needle.class_) and sighting.needle.about.is_the_user:
            yield of_sighting(sighting)


def _telling_referers(case: Survey, flows: Iterable[FlowId]) -> dict[FlowId, str]:
    """The Referers that are a first-party page that tells of health. The header that was sent counts, not the policy
    that the page announced."""
    sent = ((head.flow, header_value(head.headers, _NAME) or "") for head in case.heads(flows, Side.REQUEST))
    return {flow: value for flow, value in sent if case.pages.telling_page(value)}


def _is_in_referer(place: Place) -> bool:
    named = place.location is Location.HEADER and place.path.partition(" > ")[0] == _NAME
    return named and not is_page_part(place)


def _page(case: Survey, place: Place, value: str, *, host: str, site: str) -> Observation:
    spot = Place(
        capture=place.capture,
        flow=place.flow,
        entry=case.request(place.flow).entry,
        side=Side.REQUEST,
        location=Location.HEADER,
        path=_NAME,
        layers=(),
    )
    at_us = case.request(place.flow).at_us
    item = EvidenceItem(place=spot, class_="behaviour.page", value=value, at_us=at_us, host=host)
    confidence = Confidence.TENTATIVE if is_general(value) else Confidence.FIRM
    return Observation(recipient=site, class_="behaviour.page", item=item, confidence=confidence, inferred=True)
