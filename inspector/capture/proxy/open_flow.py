"""A flow that goes on, and what is to be expected of its bodies."""

from typing import TYPE_CHECKING

from inspector.capture.flow_record import Copy
from inspector.capture.proxy.bodies import BodyCopy
from inspector.capture.proxy.joining import Facts
from inspector.capture.sink import Ticket

if TYPE_CHECKING:
    from mitmproxy.http import HTTPFlow


class OpenFlow:
    """A flow that goes on."""

    __slots__ = ("flow", "has_cut_messages", "host", "is_told", "joined", "received", "sent", "since", "ticket")

    def __init__(self, flow: "HTTPFlow", host: str, since: float) -> None:
        self.flow = flow
        self.host = host
        self.since = since
        self.sent: BodyCopy | None = None
        self.received: BodyCopy | None = None
        self.ticket: Ticket | None = None
        self.joined: Facts | None = None
        self.is_told = False  # its row tells the status, and of messages that were cut
        self.has_cut_messages = False

    def release(self) -> None:
        """Its bodies have been handed on."""
        for copy in (self.sent, self.received):
            if copy is not None:
                copy.release()


def has_body(fields: tuple[tuple[bytes, bytes], ...], buffered_bytes: int, *, is_request: bool) -> bool:
    """Whether a body is to be expected that is large or of unknown length: it then streams past."""
    for name, value in fields:
        lowered = name.lower()
        if lowered == b"content-length":
            return not value.isdigit() or len(value) > 18 or int(value) > buffered_bytes
        if lowered == b"transfer-encoding":
            return True
    return not is_request or any(name.lower() == b"content-type" for name, _ in fields)


def is_event_stream(fields: tuple[tuple[bytes, bytes], ...]) -> bool:
    return any(name.lower() == b"content-type" and b"event-stream" in value for name, value in fields)


def copied(copy: BodyCopy | None) -> Copy | None:
    if copy is None or (not copy.size_bytes and copy.on_part is None):
        return None
    return Copy(data=copy.kept, size_bytes=copy.size_bytes, sha256=copy.whole_sha256)
