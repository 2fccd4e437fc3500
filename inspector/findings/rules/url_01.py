"""URL-01: the address of a first-party request carries health data."""

import re
from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, of_leaf, of_sighting
from inspector.findings.pages import TELLING, is_general, pages_of
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Confidence, Place

_ADDRESS = (Location.URL, Location.QUERY)
_CHOSEN = ("health.motive",)  # nobody is asked for a reason on a page that everybody opens
_NUMBER = re.compile(r"[\d,;|_-]+")
_ALONE, _COPIED = (Severity.LOW, Severity.INFO), (Severity.HIGH, Severity.MEDIUM)  # with and without a person
_NAMING = ("identity.", "contact.", "credential.password", "health.appointment", "financial.")


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Low by itself, high for the addresses that were also told to somebody else; a step lower where nothing in the
    capture ties the visit to a person. The two are not mixed: a class that occurs in both at one site is judged by the
    address that was told."""
    known = survey(case)
    observations = list(_observations(known))
    pages = pages_of(known, {seen.item.place.flow for seen in observations})
    copies = {flow for flow, page in pages.items() if page in known.pages.told}
    told = {(seen.recipient, seen.class_) for seen in observations if seen.item.place.flow in copies}
    alone = [seen for seen in observations if (seen.recipient, seen.class_) not in told]
    copied = [seen for seen in observations if (seen.recipient, seen.class_) in told]
    copied.sort(key=lambda seen: seen.item.place.flow not in copies)
    is_tied = _is_tied_to_a_person(known)
    found: list[Finding] = []
    for some, severities, variant in ((alone, _ALONE, ""), (copied, _COPIED, "copied")):
        for tied, severity in zip((True, False), severities, strict=True):
            shape = Shape(scale=Scale(rung=Rung.L2, fixed=severity), variant=partial(_same, variant))
            these = [seen for seen in some if (is_tied or _was_chosen(seen)) is tied]
            found += findings_of(known, "URL-01", observations=these, shape=shape)
    return found


def _same(variant: str, _case: Survey, _seen: Observation) -> str:
    return variant


def _was_chosen(seen: Observation) -> bool:
    """A number alone says nothing of what it stands for: town halls and hairdressers number their reasons as well."""
    is_number = _NUMBER.fullmatch(seen.item.value) is not None and seen.item.joined is None
    return seen.class_ in _CHOSEN and not is_number


def _is_tied_to_a_person(case: Survey) -> bool:
    """Whether the service also held a value that names the visitor: the address of a public page that anybody can
    open tells less."""
    return case.has_leaf_that(_names_visitor) or any(
        sighting.first_party and sighting.needle.about.is_the_user and sighting.needle.class_.startswith(_NAMING)
        for sighting in case.sightings
        if case.was_on_wire(sighting.place)
    )


def _names_visitor(kind: Kind) -> bool:
    """An appointment names somebody once it is kept: slots and places that an address asks for are anybody's."""
    is_told = kind.class_ != "health.appointment" or kind.location not in _ADDRESS
    return is_told and kind.on_wire and kind.first_party and kind.about.is_the_user and kind.class_.startswith(_NAMING)


def _observations(case: Survey) -> Iterator[Observation]:
    for leaf in case.leaves_on_wire(_may_tell):
        seen = of_leaf(case, leaf)
        is_ours = leaf.about.is_the_user and not is_general(case.request(leaf.place.flow).path)
        yield seen if is_ours else _as_tentative(seen)
    for sighting in case.sightings:
        if (
            sighting.needle.class_ in TELLING
            and sighting.needle.about.is_the_user
            and sighting.first_party
            and _stands_in_address(case, sighting.place)
        ):
            yield of_sighting(sighting)


def _may_tell(kind: Kind) -> bool:
    spoken_for = kind.about in (About.CATALOGUE, About.PRACTITIONER)
    in_address = kind.side is Side.REQUEST and kind.location in _ADDRESS
    return kind.class_ in TELLING and kind.first_party and not spoken_for and in_address


def _as_tentative(seen: Observation) -> Observation:
    return replace(seen, confidence=Confidence.TENTATIVE)


def _stands_in_address(case: Survey, place: Place) -> bool:
    return place.side is Side.REQUEST and place.location in _ADDRESS and case.was_on_wire(place)
