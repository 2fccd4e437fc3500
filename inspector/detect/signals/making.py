"""Making a signal at a place of the flow that a detector looks at."""

from inspector.detect.context import FlowContext
from inspector.model.flow import Location, Side
from inspector.model.leaf import Place
from inspector.model.signal import Signal, SignalKind


def signal(
    kind: SignalKind,
    name: str,
    context: FlowContext,
    *,
    side: Side = Side.REQUEST,
    location: Location = Location.BODY,
    path: str = "",
    layers: tuple[str, ...] = (),
    facts: dict[str, str | int] | None = None,
) -> Signal:
    """A signal at a place of the flow that a detector looks at."""
    flow = context.facts
    place = Place(
        capture=flow.capture,
        flow=flow.id,
        entry=flow.entry,
        side=side,
        location=location,
        path=path,
        layers=layers,
    )
    return Signal(
        kind=kind,
        name=name,
        place=place,
        host=flow.host,
        site=context.site,
        first_party=context.first_party,
        at_us=flow.started_us,
        facts=facts or {},
    )
