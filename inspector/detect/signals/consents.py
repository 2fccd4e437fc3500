"""Consent strings in what a request sends (a bid request, a batch of events): their purposes, without the string."""

from collections.abc import Iterator

from inspector.decode.document import Decoded, Document
from inspector.decode.tokens.consent_cookies import consent_state
from inspector.detect.context import FlowContext
from inspector.detect.signals.making import signal
from inspector.model.consent import ConsentState
from inspector.model.flow import FlowContent, Location, Side
from inspector.model.signal import Signal, SignalKind

_BODIES = (Location.BODY, Location.WEBSOCKET)


def consents(_content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """One signal a string of the framework (TCF); `granted` and `refused` are its purposes, with commas between."""
    for document in decoded.documents:
        is_sent = document.side is Side.REQUEST and document.location in _BODIES
        if is_sent and document.layers[-1:] == ("tcf",) and (state := _state_of(document)) is not None:
            yield signal(
                SignalKind.CONSENT,
                state.product,
                context,
                location=document.location,
                path=document.prefix,
                layers=document.layers,
                facts={"granted": ",".join(state.granted), "refused": ",".join(state.refused)},
            )


def state_of_signal(found: Signal) -> ConsentState:
    """The state that such a signal tells."""
    granted, refused = (str(found.facts.get(word, "")) for word in ("granted", "refused"))
    return ConsentState(product=found.name, granted=_purposes(granted), refused=_purposes(refused))


def _state_of(document: Document) -> ConsentState | None:
    value = document.origin[2] if document.origin is not None else None
    return consent_state("", value) if isinstance(value, str) else None


def _purposes(text: str) -> tuple[str, ...]:
    return tuple(purpose for purpose in text.split(",") if purpose)
