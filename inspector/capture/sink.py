"""Where flows go while they are recorded: the case's live writer, or a list in a test."""

from collections.abc import Sequence
from typing import Protocol

from inspector.model.flow import FlowRecord, Marker, Page, Side, SocketMessage
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState, Ticket

__all__ = ["Sink", "Ticket"]


class Sink(Protocol):
    """Takes what was recorded; never blocks for the disk. Everything is committed within half a second."""

    def add(self, flow: FlowRecord) -> None:
        """A flow that is complete."""

    def begin(self, flow: FlowRecord) -> Ticket:
        """A flow that goes on (a socket, an event stream, a download): its row can be read at once."""

    def update(self, ticket: Ticket, flow: FlowRecord) -> None:
        """More is known of a begun flow (its answer has begun); bodies and messages are not looked at."""

    def add_part(self, ticket: Ticket, side: Side, data: bytes) -> None:
        """Bytes of its body as they come."""

    def add_message(self, ticket: Ticket, message: SocketMessage) -> None:
        """A WebSocket message as it comes; `messages` of the closing record are not written again."""

    def close(self, ticket: Ticket, flow: FlowRecord) -> None:
        """The finished flow, bodies included: replaces the begun row and its parts."""

    def note_handshake(self, handshake: Handshake) -> None:
        """Inserts or updates by (host, port, client, refusal)."""

    def note_name(self, answer: NameAnswer) -> None: ...

    def note_marker(self, marker: Marker) -> None:
        """For a pause and other moments that the recorder itself marks."""

    def keep_state(self, states: Sequence[PageState]) -> None: ...

    def add_page(self, page: Page) -> None:
        """Inserts or updates by label."""

    def warn(self, warning: Oddity) -> None: ...
