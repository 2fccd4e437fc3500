"""WSS-01: a WebSocket message or server event carries data about the user."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_personal, of_leaf, of_sighting
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung
from inspector.model.flow import Location
from inspector.model.leaf import Confidence

_STREAMS = (Location.WEBSOCKET, Location.SSE)


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    scale = Scale(rung=Rung.L2, identity=False, circumstances=False)
    shape = Shape(scale=scale, variant=_variant, facts=_facts)
    return findings_of(known, "WSS-01", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    for sighting in case.sightings:
        is_streamed = sighting.place.location in _STREAMS and case.was_on_wire(sighting.place)
        if is_streamed and is_personal(sighting.needle.class_) and sighting.needle.about.is_the_user:
            yield of_sighting(sighting)
    for leaf in case.leaves_on_wire(_is_told):
        yield of_leaf(case, leaf)


def _is_told(kind: Kind) -> bool:
    told = is_personal(kind.class_) and kind.about.is_the_user and kind.confidence is not Confidence.TENTATIVE
    return told and kind.location in _STREAMS


def _variant(case: Survey, seen: Observation) -> str:
    return "first_party" if case.is_first_party(seen.recipient) else ""


def _facts(_case: Survey, seen: Observation) -> Facts:
    return {"side": seen.item.place.side.value, "frame": seen.item.place.path.partition(" > ")[0].lstrip("#")[:12]}
