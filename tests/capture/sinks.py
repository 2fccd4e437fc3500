"""What every sink of a test keeps, and what none looks at."""

from collections.abc import Sequence

from inspector.capture.sink import Ticket
from inspector.model.flow import FlowRecord, Marker, Page, Side, SocketMessage
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState


class ListSink:
    """Keeps flows, messages and pages."""

    def __init__(self) -> None:
        self.flows: list[FlowRecord] = []
        self.begun: dict[Ticket, FlowRecord] = {}
        self.messages: list[tuple[Ticket, SocketMessage]] = []
        self.pages: dict[str, Page] = {}

    def add(self, flow: FlowRecord) -> None:
        self.flows.append(flow)

    def begin(self, flow: FlowRecord) -> Ticket:
        ticket = Ticket(len(self.begun) + 1)
        self.begun[ticket] = flow
        return ticket

    def update(self, ticket: Ticket, flow: FlowRecord) -> None:
        self.begun[ticket] = flow

    def add_part(self, ticket: Ticket, side: Side, data: bytes) -> None: ...

    def add_message(self, ticket: Ticket, message: SocketMessage) -> None:
        self.messages.append((ticket, message))

    def close(self, ticket: Ticket, flow: FlowRecord) -> None:
        del self.begun[ticket]
        self.flows.append(flow)

    def note_handshake(self, handshake: Handshake) -> None: ...

    def note_name(self, answer: NameAnswer) -> None: ...

    def note_marker(self, marker: Marker) -> None: ...

    def keep_state(self, states: Sequence[PageState]) -> None: ...

    def add_page(self, page: Page) -> None:
        self.pages[page.label] = page

    def warn(self, warning: Oddity) -> None: ...
