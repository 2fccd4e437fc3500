"""REF-01: the Referer of a request to somebody else carries a first-party address that tells of health."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of, sent_or_same_group
from inspector.findings.observation import (
    Observation,
    is_page_part,
    is_personal,
    leaf_sent_away,
    of_leaf,
    of_sighting,
    sent_away,
)
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
    seen: set[FlowId] = set()
    for leaf in case.leaves:
        if not leaf_sent_away(case, leaf):
            continue
        if leaf.place.flow not in seen:
            seen.add(leaf.place.flow)
            yield from _page(case, leaf.place, host=leaf.host, site=leaf.site)
        if _is_in_referer(leaf.place) and is_personal(leaf.class_) and leaf.about.is_the_user:
            yield of_leaf(case, leaf)
    for sighting in case.sightings:
        if not sent_away(case, sighting):
            continue
        if sighting.place.flow not in seen:
            seen.add(sighting.place.flow)
            yield from _page(case, sighting.place, host=sighting.host, site=sighting.site)
        if _is_in_referer(sighting.place) and is_personal(sighting.needle.class_) and sighting.needle.about.is_the_user:
            yield of_sighting(sighting)


def _is_in_referer(place: Place) -> bool:
    named = place.location is Location.HEADER and place.path.partition(" > ")[0] == _NAME
    return named and not is_page_part(place)


def _page(case: Survey, place: Place, *, host: str, site: str) -> Iterator[Observation]:
    """The Referer of a flow, where it is a first-party page that tells of health. The header that was sent counts,
    not the policy that the page announced."""
    value = header_value(case.headers(place.flow, Side.REQUEST), _NAME) or ""
    if case.pages.telling_page(value) is None:
        return
    facts = case.facts(place.flow)
    spot = Place(
        capture=place.capture,
        flow=place.flow,
        entry=place.entry,
        side=Side.REQUEST,
        location=Location.HEADER,
        path=_NAME,
        layers=(),
    )
    item = EvidenceItem(place=spot, class_="behaviour.page", value=value, at_us=facts.started_us, host=host)
    yield Observation(recipient=site, class_="behaviour.page", item=item, confidence=Confidence.FIRM, inferred=True)
