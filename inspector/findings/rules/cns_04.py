"""CNS-04: content about health was sent to a third party after consent was given: what did the notice say of it?"""

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.findings.choosing import confidence_of
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import (
    SPEAKING,
    Observation,
    is_page_part,
    is_picture,
    leaves_sent_away,
    of_leaf,
    of_sighting,
    sent_away,
)
from inspector.findings.survey import Survey, survey
from inspector.model.consent import Known, Period
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import Location
from inspector.model.leaf import About, Confidence

_GROUPS = ("health.", "special.")
_GIVEN = (Period.ACCEPTED, Period.PARTLY)
_PLACES = (Location.QUERY, Location.BODY, Location.WEBSOCKET)


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Pairs what was sent with the acceptance that came before it; whether the one covers the other is for people."""
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.HIGH), variant=_variant, facts=_facts)
    return findings_of(known, "CNS-04", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for seen in _contents(case):
        standing = case.standing(seen.item.place.capture, seen.item.at_us)
        if standing.period in _GIVEN and case.is_third_party(seen.recipient):
            yield replace(seen, confidence=confidence_of(standing.known, seen.confidence))


def _contents(case: Survey) -> Iterator[Observation]:
    """What is known to be about the account holder, in whatever form, pages (X3P-03) and pictures (IMG-03) apart."""
    for sighting in case.sightings:
        needle = sighting.needle
        if not _is_content(needle.class_, needle.about) or is_page_part(sighting.place) or is_picture(case, sighting):
            continue
        if sent_away(case, sighting):
            yield of_sighting(sighting)
    for leaf in leaves_sent_away(case, _speaks):
        if not is_page_part(leaf.place):
            yield of_leaf(case, leaf)


def _speaks(kind: Kind) -> bool:
    is_clear = kind.class_ in SPEAKING and kind.confidence is not Confidence.TENTATIVE
    return is_clear and kind.location in _PLACES and _is_content(kind.class_, kind.about)


def _is_content(class_: str, about: About) -> bool:
    return class_.startswith(_GROUPS) and about.is_the_user


def _variant(_case: Survey, observation: Observation) -> str:
    return "joined" if observation.item.joined else ""


def _facts(case: Survey, observation: Observation) -> Facts:
    item = observation.item
    standing = case.standing(item.place.capture, item.at_us)
    made = [one for one in case.course(item.place.capture).made if one.at_us <= (item.at_us or 0)]
    facts: Facts = {"period": standing.known.value, "given": standing.period.value}
    if made and item.at_us is not None and standing.known is not Known.NAMED:
        facts |= {"after_s": (item.at_us - made[-1].at_us) // 1_000_000, "signal": made[-1].name or made[-1].product}
    return facts
