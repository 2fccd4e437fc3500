"""HST-01: data about the user goes straight to a cloud storage or stream interface, known by its host or its shape."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_page_part, is_personal, of_leaf, of_sighting
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung
from inspector.model.flow import Location, Side
from inspector.model.leaf import Confidence, Place
from inspector.model.party import Role

_HOSTS = re.compile(
    r"(?:^|\.)(?:amazonaws\.com(?:\.cn)?|(?:blob|queue|table)\.core\.windows\.net|storage\.googleapis\.com"
    r"|storage\.cloud\.google\.com|digitaloceanspaces\.com|r2\.cloudflarestorage\.com|backblazeb2\.com)\Z"
)
_STREAM_RECORD = re.compile(r"\$\.(?:Record|Records\[\d+\])\.Data > ")
_PLACES = (Location.BODY, Location.QUERY, Location.URL)


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    scale = Scale(rung=Rung.L2, recipient=1, identity=False, circumstances=False)
    shape = Shape(scale=scale, variant=_variant)
    return findings_of(known, "HST-01", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for sighting in case.sightings:
        personal = is_personal(sighting.needle.class_) and sighting.needle.about.is_the_user
        if personal and _is_direct(case, sighting.place, host=sighting.host, site=sighting.site):
            yield _judged(case, of_sighting(sighting))
    for leaf in case.leaves_that(_is_told):
        if _is_direct(case, leaf.place, host=leaf.host, site=leaf.site):
            yield _judged(case, of_leaf(case, leaf))


def _is_told(kind: Kind) -> bool:
    is_placed = kind.side is Side.REQUEST and kind.location in _PLACES
    return is_placed and is_personal(kind.class_) and kind.about.is_the_user


def _is_direct(case: Survey, place: Place, *, host: str, site: str) -> bool:
    if place.side is not Side.REQUEST or place.location not in _PLACES or is_page_part(place):
        return False
    is_fit = _is_storage(case, host=host, site=site) or _has_stream_shape(place)
    return is_fit and case.was_on_wire(place)


def _is_storage(case: Survey, *, host: str, site: str) -> bool:
    return _is_storage_host(host) or case.role(site) is Role.STORAGE


@lru_cache(maxsize=1024)
def _is_storage_host(host: str) -> bool:
    return _HOSTS.search(host) is not None


def _has_stream_shape(place: Place) -> bool:
    return _STREAM_RECORD.match(place.path) is not None


def _judged(case: Survey, seen: Observation) -> Observation:
    """The shape alone, at a host that nothing else ties to a provider, is tentative."""
    if _is_storage(case, host=seen.item.host, site=seen.recipient):
        return seen
    return replace(seen, confidence=Confidence.TENTATIVE)


def _variant(case: Survey, observation: Observation) -> str:
    return "" if _is_storage(case, host=observation.item.host, site=observation.recipient) else "shape"
