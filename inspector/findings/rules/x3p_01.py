"""X3P-01: a value about the account holder, known from the persona or the first party, occurs at somebody else."""

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
    is_picture,
    leaves_sent_away,
    of_leaf,
    of_sighting,
)
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Confidence, Place, SensitiveLeaf, Sighting

_LOOKS = ("stylesheet", "font")


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L2), variant=_variant)
    return findings_of(known, "X3P-01", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for sighting in case.sightings:
        if _is_at_other(case, sighting):
            yield of_sighting(sighting)
    for leaf in leaves_sent_away(case, _speaks_by_itself):
        place = leaf.place
        if not (is_page_part(place) or _asks_for_looks(case, place) or is_error_report(case, place, site=leaf.site)):
            yield _of_unlearned(case, leaf)


def _is_at_other(case: Survey, sighting: Sighting) -> bool:
    """Hashes (X3P-02), pages (X3P-03), pictures (IMG-03), Referers (REF-01) and error reports (ERR-01) have rules of
    their own. Answers count too: the site that sent one could read it; but not for the ids of a catalogue, which
    anybody's list may hold."""
    if case.is_first_party(sighting.site) or not is_personal(sighting.needle.class_):
        return False
    if is_digest(sighting.form) or is_picture(case, sighting) or _is_referer(sighting) or is_page_part(sighting.place):
        return False
    if sighting.place.side is Side.REQUEST and is_error_report(case, sighting.place, site=sighting.site):
        return False
    needle = sighting.needle
    to_everybody = sighting.place.side is Side.RESPONSE and (needle.joined is not None or not needle.about.is_the_user)
    return not to_everybody and case.was_on_wire(sighting.place)


def _is_referer(sighting: Sighting) -> bool:
    return sighting.place.location is Location.HEADER and sighting.place.path.startswith("referer")


def _speaks_by_itself(kind: Kind) -> bool:
    """A field whose name and value say what it is, though the value was not met at the first party."""
    if kind.class_ not in SPEAKING or kind.confidence is Confidence.TENTATIVE:
        return False
    if kind.location not in (Location.QUERY, Location.BODY, Location.WEBSOCKET):
        return False
    return kind.about.is_the_user or kind.about is About.UNKNOWN


def _asks_for_looks(case: Survey, place: Place) -> bool:
    """A request for a style sheet or a font: what it names are fonts (« Oncology Sans »)."""
    return case.request(place.flow).kind in _LOOKS


def _of_unlearned(case: Survey, leaf: SensitiveLeaf) -> Observation:
    seen = of_leaf(case, leaf)
    return replace(seen, confidence=Confidence.FIRM if leaf.about.is_the_user else Confidence.TENTATIVE)


def _variant(case: Survey, observation: Observation) -> str:
    if case.is_same_group(observation.recipient):
        return "same_group"
    if observation.item.place.side is Side.RESPONSE:
        return "returned"
    return "joined" if observation.item.joined else ""
