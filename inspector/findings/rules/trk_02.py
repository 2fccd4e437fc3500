"""TRK-02: a motive or specialty that was only chosen, not booked, was sent in an interaction event."""

import re
from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.kinds import Kind
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
    for leaf in case.leaves_that(_may_be_choice):
        if _is_choice(case, leaf.place, events=events, booked=booked):
            yield of_leaf(case, leaf)


def _may_be_choice(kind: Kind) -> bool:
    is_sent = kind.side is Side.REQUEST and kind.location in _EVENT_PLACES
    return is_sent and kind.class_ in _CHOICES and kind.first_party and kind.about is not About.CATALOGUE


def _is_choice(case: Survey, place: Place, *, events: set[FlowId], booked: dict[CaptureId, int]) -> bool:
    if place.flow not in events or place.side is not Side.REQUEST or place.location not in _EVENT_PLACES:
        return False
    if is_page_part(place):
        return False
    at_us, markers = case.request(place.flow).at_us, case.markers.get(place.capture, ())
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
        leaf.place.flow for leaf in case.leaves_that(_is_sign) if not is_error_report(case, leaf.place, site=leaf.site)
    }


def _is_sign(kind: Kind) -> bool:
    is_sent = kind.side is Side.REQUEST and kind.location in _EVENT_PLACES
    return is_sent and kind.class_ in (_GESTURES if kind.first_party else _EVENT_SIGNS)


def _first_bookings(case: Survey, events: set[FlowId]) -> dict[CaptureId, int]:
    """When the first request that books was sent, by capture: a POST or PUT of health data to a booking address."""
    first: dict[CaptureId, int] = {}
    for leaf in case.leaves_that(_is_asked):
        request = case.request(leaf.place.flow)
        is_booking = request.method in ("POST", "PUT") and _BOOKING_PATH.search(request.path) is not None
        if is_booking and request.at_us is not None and request.flow not in events:
            first[request.capture] = min(first.get(request.capture, request.at_us), request.at_us)
    return first


def _is_asked(kind: Kind) -> bool:
    return kind.class_.startswith("health.") and kind.first_party and kind.side is Side.REQUEST


def _variant(case: Survey, observation: Observation) -> str:
    kind = "first_party" if case.is_first_party(observation.recipient) else "sent"
    return f"{kind}_joined" if observation.item.joined else kind
