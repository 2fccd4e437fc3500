"""Every detector of signals, and the one function that asks them all about a flow."""

from collections.abc import Callable, Iterator
from itertools import islice

from inspector.decode.document import Decoded
from inspector.detect.context import FlowContext
from inspector.detect.signals.consents import consents
from inspector.detect.signals.devices import devices
from inspector.detect.signals.events import events
from inspector.detect.signals.fields import fields
from inspector.detect.signals.mobile import mobile_ids
from inspector.detect.signals.recorders import recorders
from inspector.detect.signals.scripts import scripts
from inspector.detect.signals.shapes import shapes
from inspector.detect.signals.tokens import tokens
from inspector.model.flow import FlowContent
from inspector.model.signal import Signal

type Detector = Callable[[FlowContent, Decoded, FlowContext], Iterator[Signal]]

_MOST = 100  # of one detector in one flow
DETECTORS: tuple[Detector, ...] = (
    shapes,
    tokens,
    events,
    fields,
    recorders,
    devices,
    mobile_ids,
    scripts,
    consents,
)


def signals_of(content: FlowContent, decoded: Decoded, context: FlowContext) -> tuple[Signal, ...]:
    """What the detectors say of a flow that went over the network; nothing of the browser's own traffic."""
    facts = content.facts
    if facts.background or not facts.delivery.is_on_wire:
        return ()
    return tuple(found for detect in DETECTORS for found in islice(detect(content, decoded, context), _MOST))
