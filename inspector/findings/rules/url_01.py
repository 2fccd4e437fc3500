"""URL-01: the address of a first-party request carries health data."""

from collections.abc import Iterator
from dataclasses import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.observation import Observation, of_leaf, of_sighting
from inspector.findings.pages import TELLING, page_of
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Confidence, Place

_ADDRESS = (Location.URL, Location.QUERY)


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Low by itself, high for the addresses that were also told to somebody else. The two are not mixed: a class that
    occurs in both is judged by the address that was told."""
    known = survey(case)
    observations = list(_observations(known))
    told = {seen.class_ for seen in observations if _is_told(known, seen)}
    alone = [seen for seen in observations if seen.class_ not in told]
    copied = [seen for seen in observations if seen.class_ in told]
    low = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.LOW))
    high = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.HIGH), variant=lambda _case, _seen: "copied")
    copied.sort(key=lambda seen: not _is_told(known, seen))
    return [
        *findings_of(known, "URL-01", observations=alone, shape=low),
        *findings_of(known, "URL-01", observations=copied, shape=high),
    ]


def _observations(case: Survey) -> Iterator[Observation]:
    for leaf in case.leaves:
        spoken_for = leaf.about in (About.CATALOGUE, About.PRACTITIONER)
        if leaf.class_ in TELLING and leaf.first_party and not spoken_for and _stands_in_address(case, leaf.place):
            seen = of_leaf(case, leaf)
            yield seen if leaf.about.is_the_user else _as_tentative(seen)
    for sighting in case.sightings:
        if (
            sighting.needle.class_ in TELLING
            and sighting.needle.about.is_the_user
            and sighting.first_party
            and _stands_in_address(case, sighting.place)
        ):
            yield of_sighting(sighting)


def _as_tentative(seen: Observation) -> Observation:
    return replace(seen, confidence=Confidence.TENTATIVE)


def _stands_in_address(case: Survey, place: Place) -> bool:
    return place.side is Side.REQUEST and place.location in _ADDRESS and case.was_on_wire(place)


def _is_told(case: Survey, seen: Observation) -> bool:
    page = page_of(case.facts(seen.item.place.flow).url, sites=case.first_party.sites)
    return page in case.pages.told
