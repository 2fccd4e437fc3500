"""ERR-01: an error-monitoring payload carries personal data. The recipient is the endpoint, never the SDK."""

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import (
    SPEAKING,
    Observation,
    is_digest,
    is_error_report,
    is_page_part,
    is_personal,
    may_be_error_report,
    of_leaf,
    of_sighting,
)
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Confidence, Place, SensitiveLeaf

_PLACES = (Location.BODY, Location.QUERY, Location.WEBSOCKET)
_PAGE = "behaviour.page"
_NAMED_BY_FIELD = ("contact.email", "contact.phone", "contact.address", "identity.account_id")


def evaluate(case: CaseEvidence) -> list[Finding]:
    """A report that stays at the service weighs as the service does: nothing shows that anybody else gets it."""
    known = survey(case)
    told = list(_observations(known))
    away = [seen for seen in told if known.is_third_party(seen.recipient)]
    kept = [seen for seen in told if not known.is_third_party(seen.recipient)]
    monitor = Shape(scale=Scale(rung=Rung.L2, recipient=2, circumstances=False), variant=_variant)
    service = Shape(scale=Scale(rung=Rung.L2, circumstances=False), variant=_variant)
    return [
        *findings_of(known, "ERR-01", observations=away, shape=monitor),
        *findings_of(known, "ERR-01", observations=kept, shape=service),
    ]


def _observations(case: Survey) -> Iterator[Observation]:
    for sighting in case.sightings:
        personal = is_personal(sighting.needle.class_) and sighting.needle.about.is_the_user
        if personal and not is_digest(sighting.form) and _is_report(case, sighting.place, site=sighting.site):
            yield of_sighting(sighting)
    for leaf in case.leaves_on_wire(lambda kind: _may_stand_in_report(case, kind)):
        if is_page_part(leaf.place) or not is_error_report(case, leaf.place, site=leaf.site):
            continue
        if _is_about_somebody(leaf):
            seen = of_leaf(case, leaf)
            yield seen if leaf.about.is_the_user else replace(seen, confidence=Confidence.TENTATIVE)
        elif case.pages.telling_page(leaf.value):
            seen = of_leaf(case, leaf, class_=_PAGE)
            yield replace(seen, confidence=Confidence.FIRM, inferred=True)


def _may_stand_in_report(case: Survey, kind: Kind) -> bool:
    return kind.side is Side.REQUEST and kind.location in _PLACES and may_be_error_report(case, kind)


def _is_about_somebody(leaf: SensitiveLeaf) -> bool:
    if leaf.class_ not in SPEAKING and leaf.class_ not in _NAMED_BY_FIELD:
        return False
    return leaf.about.is_the_user or (leaf.about is About.UNKNOWN and leaf.confidence is not Confidence.TENTATIVE)


def _is_report(case: Survey, place: Place, *, site: str) -> bool:
    if place.side is not Side.REQUEST or place.location not in _PLACES or is_page_part(place):
        return False
    return is_error_report(case, place, site=site) and case.was_on_wire(place)


def _variant(case: Survey, observation: Observation) -> str:
    if case.is_same_group(observation.recipient):
        return "same_group"
    return "relayed" if case.is_first_party(observation.recipient) else ""
