"""URL-02: the address of a first-party request carries what names a person or how to reach them."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_digest, of_leaf, of_sighting
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import Location, Side
from inspector.model.leaf import Confidence, Place

_ADDRESS = (Location.URL, Location.QUERY)
_NAMING = frozenset(
    ("identity.name", "identity.birthdate", "identity.national_id", "contact.email", "contact.phone", "contact.address")
)


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.HIGH))
    return findings_of(known, "URL-02", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for sighting in case.sightings:
        needle = sighting.needle
        is_own = sighting.first_party and needle.about.is_the_user and not is_digest(sighting.form)
        if is_own and needle.class_ in _NAMING and _stands_in_address(case, sighting.place):
            yield of_sighting(sighting)
    for leaf in case.leaves_on_wire(_is_told):
        yield of_leaf(case, leaf)


def _is_told(kind: Kind) -> bool:
    """A number whose key is right may be somebody's though no name says so: it stays tentative."""
    is_sure = kind.confidence is not Confidence.TENTATIVE or kind.class_ == "identity.national_id"
    is_own = kind.first_party and kind.about.is_the_user and is_sure
    return is_own and kind.class_ in _NAMING and kind.side is Side.REQUEST and kind.location in _ADDRESS


def _stands_in_address(case: Survey, place: Place) -> bool:
    return place.side is Side.REQUEST and place.location in _ADDRESS and case.was_on_wire(place)
