"""TRK-02: a motive or specialty that was only chosen, not booked, was sent in an interaction event."""

import re
from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.observation import Observation, is_error_report, is_page_part, of_leaf, of_sighting
from inspector.findings.phases import has_booked
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.leaf import About, Place
from inspector.model.signal import SignalKind

_CHOICES = ("health.motive", "health.specialty")
_GESTURES = ("behaviour.event",)
_EVENT_SIGNS = ("behaviour.event", "behaviour.page", "device.identifier")
_EVENT_PLACES = (Location.BODY, Location.QUERY, Location.WEBSOCKET)
_BOOKING_PATH = re.compile(r"/(?:appointments?|bookings?|reservations?|rendez-?vous|rdv|termine?|citas?)(?:[./]|$)")


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Every availability call carries the motive too and is left alone: an event is a request that also says what was
    clicked, on which page, or by which session."""
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L2, floor=Severity.MEDIUM), variant=_variant)
    return findings_of(known, "TRK-02", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    events = _event_flows(case)
    booked = _first_bookings(case, events)
    for sighting in case.sightings:
        told = sighting.needle.class_ in _CHOICES and (sighting.first_party or sighting.needle.joined is not None)
        if told and _is_choice(case, sighting.place, events=events, booked=booked):
            yield of_sighting(sighting)
    for leaf in case.leaves:
        told = leaf.class_ in _CHOICES and leaf.first_party and leaf.about is not About.CATALOGUE
        if told and _is_choice(case, leaf.place, events=events, booked=booked):
            yield of_leaf(case, leaf)


def _is_choice(case: Survey, place: Place, *, events: set[FlowId], booked: dict[CaptureId, int]) -> bool:
    if place.flow not in events or place.side is not Side.REQUEST or place.location not in _EVENT_PLACES:
        return False
    if is_page_part(place):
        return False
    at_us, markers = case.facts(place.flow).started_us, case.markers.get(place.capture, ())
    if at_us is None:  # nobody knows whether it came before
        is_late = place.capture in booked or any(marker.kind == "booking" for marker in markers)
    else:
        is_late = at_us >= booked.get(place.capture, at_us + 1) or has_booked(markers, at_us)
    return not is_late and case.was_on_wire(place)


def _event_flows(case: Survey) -> set[FlowId]:
    """At the service itself the call that asks for slots may name the page or the session too: there a field that
    names a gesture is asked for."""
    signalled = {signal.place.flow for kind in (SignalKind.EVENT, SignalKind.FIELD) for signal in case.signals_of(kind)}
    return signalled | {
        leaf.place.flow
        for leaf in case.leaves
        if leaf.class_ in (_GESTURES if leaf.first_party else _EVENT_SIGNS)
        and leaf.place.side is Side.REQUEST
        and leaf.place.location in _EVENT_PLACES
        and not is_error_report(case, leaf.place, site=leaf.site)
    }


def _first_bookings(case: Survey, events: set[FlowId]) -> dict[CaptureId, int]:
    """When the first request that books was sent, by capture: a POST or PUT of health data to a booking address."""
    first: dict[CaptureId, int] = {}
    for leaf in case.leaves:
        asked = leaf.first_party and leaf.place.side is Side.REQUEST and leaf.place.flow not in events
        if asked and leaf.class_.startswith("health."):
            facts = case.facts(leaf.place.flow)
            if facts.method in ("POST", "PUT") and _BOOKING_PATH.search(facts.path) and facts.started_us is not None:
                known = first.get(leaf.place.capture, facts.started_us)
                first[leaf.place.capture] = min(known, facts.started_us)
    return first


def _variant(case: Survey, observation: Observation) -> str:
    kind = "first_party" if case.is_first_party(observation.recipient) else "sent"
    return f"{kind}_joined" if observation.item.joined else kind
