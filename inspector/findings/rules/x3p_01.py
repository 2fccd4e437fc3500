"""X3P-01: a value about the account holder, known from the persona or the first party, occurs at somebody else."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from inspector.findings.choosing import TRACKERS
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
    may_be_chance,
    of_leaf,
    of_sighting,
)
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Confidence, Place, SensitiveLeaf, Sighting

_LOOKS = ("stylesheet", "font")
_SAID = (Location.QUERY, Location.BODY, Location.WEBSOCKET)
_POSITION = "location.coordinates"
_PRECISE = re.compile(r"\d\.\d{3}")


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
        if is_page_part(place) or _asks_for_looks(case, place) or may_be_chance(case, leaf):
            continue
        if not is_error_report(case, place, site=leaf.site):
            yield _of_unlearned(case, leaf)
    yield from _positions(case)


def _positions(case: Survey) -> Iterator[Observation]:
    """Precise coordinates sent to those who advertise or measure, where they stand in no answer of the service as those
    of a practice do (whoever draws a map is sent the place of the map). Tentative: nothing in a request says whose
    place they are."""
    sent = [
        leaf
        for leaf in leaves_sent_away(case, _is_position)
        if case.role(leaf.site) in TRACKERS and _PRECISE.search(leaf.value)
    ]
    if not sent:
        return
    answered = case.leaves_that(
        lambda kind: kind.class_ == _POSITION and kind.side is Side.RESPONSE and kind.first_party
    )
    shown = {leaf.value for leaf in (*answered, *case.crowd(_POSITION, lambda _path: True))}
    for leaf in sent:
        if leaf.value not in shown and not is_error_report(case, leaf.place, site=leaf.site):
            yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)


def _is_position(kind: Kind) -> bool:
    is_told = kind.location in _SAID and kind.confidence is not Confidence.TENTATIVE
    return kind.class_ == _POSITION and is_told and (kind.about.is_the_user or kind.about is About.UNKNOWN)


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
    if kind.location not in _SAID:
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
    if observation.class_ == _POSITION and observation.origin is None:
        return "position"
    return "joined" if observation.item.joined else ""
