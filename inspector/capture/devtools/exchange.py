"""One request with its answer, as the browser tells of it piece by piece."""

from typing import Any

import msgspec

from inspector.capture.devtools.events import Answer, AnswerMore, Request, RequestMore

_TYPES = {
    "SignedExchange": "signed-exchange",
    "CSPViolationReport": "csp-violation-report",
    "DirectSocket": "direct-socket",
}
_FRAMES = 40
_PARENTS = 8
_TEXT = 2_000


class Exchange(msgspec.Struct, kw_only=True, eq=False):
    """Filled by the ledger. Times named `_s` are seconds of the browser's monotonic clock; `wall_us` is when the
    request began. A redirect is an exchange of its own: `hop` counts them below one `id`."""

    id: str
    hop: int = 0
    session: str | None = None  # where it was seen first
    body_session: str | None = None  # where its body can be asked for
    url: str  # without fragment
    wall_us: int
    sent_s: float
    request: Request
    resource_type: str = "other"
    document_url: str = ""
    frame: str | None = None
    loader: str = ""
    initiator: dict[str, Any] = {}
    has_gesture: bool = False
    redirected_from: str | None = None
    redirected_to: str | None = None
    has_more: bool | None = None  # whether the browser tells what really travelled; None: not known yet
    sent_more: RequestMore | None = None
    answer: Answer | None = None
    answer_more: AnswerMore | None = None
    from_memory: bool = False
    answered_s: float | None = None
    over_s: float | None = None
    is_over: bool = False
    is_socket: bool = False
    received_bytes: int = 0
    wire_bytes: int | None = None  # with the answer's headers
    error: str | None = None
    blocked: str | None = None
    is_canceled: bool = False
    cors_error: str | None = None
    page: str | None = None

    @property
    def is_document(self) -> bool:
        """The navigation of a frame: its number is that of the loader."""
        return self.resource_type == "document" and self.id == self.loader

    @property
    def has_travelled(self) -> bool:
        """The browser told the headers that left."""
        return self.sent_more is not None or self.answer_more is not None

    @property
    def has_content(self) -> bool:
        """Bytes of a body came."""
        head = self.answer.encoded_data_length if self.answer else 0
        return self.received_bytes > 0 or (self.wire_bytes or 0) > head

    def drop_posted(self) -> None:
        """Forgets what was posted: the flow has it, and the exchange is still kept for a while."""
        self.request.post_data, self.request.post_data_entries = None, []

    def wall_of(self, moment_s: float) -> int:
        """A moment of the monotonic clock in microseconds since the Unix epoch."""
        return self.wall_us + round((moment_s - self.sent_s) * 1_000_000)


def resource_word(name: str) -> str:
    """HAR's `_resourceType` word for the protocol's."""
    return _TYPES.get(name) or name.lower()


def bare_url(url: str) -> str:
    return url.partition("#")[0]


def bounded_initiator(initiator: dict[str, Any]) -> dict[str, Any]:
    """The initiator with a stack of bounded depth and length, in the protocol's shape."""
    kept: dict[str, Any] = {
        name: _short(value) for name, value in initiator.items() if isinstance(value, (str, int, float))
    }
    stack = _bounded_stack(initiator.get("stack"), _PARENTS)
    if stack is not None:
        kept["stack"] = stack
    return kept


def _bounded_stack(stack: object, depth: int) -> dict[str, Any] | None:
    if not isinstance(stack, dict) or depth == 0:
        return None
    frames = stack.get("callFrames")
    kept: dict[str, Any] = {
        "callFrames": [
            {name: _short(value) for name, value in frame.items() if isinstance(value, (str, int, float))}
            for frame in (frames if isinstance(frames, list) else [])[:_FRAMES]
            if isinstance(frame, dict)
        ]
    }
    if isinstance(stack.get("description"), str):
        kept["description"] = _short(stack["description"])
    parent = _bounded_stack(stack.get("parent"), depth - 1)
    if parent is not None:
        kept["parent"] = parent
    return kept


def _short(value: str | float) -> str | float:
    return value[:_TEXT] if isinstance(value, str) else value
