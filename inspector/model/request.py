"""One request in few words: what rules that look at all the traffic ask of it."""

from typing import NamedTuple

from inspector.model.flow import CaptureId, FlowId


class Request(NamedTuple):
    """A flow without its messages. `ended_us` is None where its end is not known; `kind` is the resource type, lower
    case, "" where the capture does not say."""

    flow: FlowId
    capture: CaptureId
    entry: int | None
    at_us: int | None
    ended_us: int | None
    method: str
    scheme: str
    host: str
    path: str
    status: int | None
    on_wire: bool
    delivery: str
    kind: str
    mime: str
    page: str | None
