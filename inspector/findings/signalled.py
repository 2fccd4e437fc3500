"""Observations that rest on a signal: what a flow shows of its kind, with the value that a leaf has at that place."""

from collections.abc import Iterable

from inspector.findings.observation import Observation
from inspector.findings.survey import Survey
from inspector.model.finding import EvidenceItem
from inspector.model.flow import FlowId, Location, Side
from inspector.model.leaf import Confidence, Place
from inspector.model.signal import Signal

type Values = dict[tuple[FlowId, Side, Location, str], str]


def of_signal(
    signal: Signal,
    *,
    class_: str | None,
    confidence: Confidence,
    values: Values | None = None,
    shown: str = "",
) -> Observation:
    """`shown` stands for the value where no leaf was recognised at that place."""
    place = signal.place
    item = EvidenceItem(
        place=place,
        class_=class_,
        value=(values or {}).get((place.flow, place.side, place.location, place.path), shown),
        at_us=signal.at_us,
        host=signal.host,
    )
    return Observation(recipient=signal.site, class_=class_, item=item, confidence=confidence)


def values_at(case: Survey, signals: Iterable[Signal]) -> Values:
    """The values of leaves that stand where signals do."""
    wanted = {_spot(signal.place) for signal in signals}
    around = {(side, location) for _, side, location, _ in wanted}
    found: Values = {}
    for leaf in case.leaves_that(lambda kind: (kind.side, kind.location) in around):
        spot = _spot(leaf.place)
        if spot in wanted:
            found[spot] = leaf.value
    return found


def _spot(place: Place) -> tuple[FlowId, Side, Location, str]:
    return place.flow, place.side, place.location, place.path
