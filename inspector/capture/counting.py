"""Live figures of a recording, and a sink that takes them where no proxy counts."""

from collections.abc import Sequence

from inspector.capture.sink import Sink
from inspector.formats.har.supports import SupportTally
from inspector.model.flow import FlowRecord, Marker, Page, Side, SocketMessage
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState, Ticket

_MOST_HOSTS = 100_000


class FlowCounts:
    """Live figures over flows that are over."""

    def __init__(self) -> None:
        self.flows = 0
        self.background = 0
        self.bytes_received = 0
        self.hosts: set[str] = set()
        self.support = SupportTally()

    def add(self, flow: FlowRecord) -> None:
        self.support.add(flow)
        self.flows += 1
        self.background += flow.background
        self.bytes_received += flow.response_wire_size or 0
        if len(self.hosts) < _MOST_HOSTS:
            self.hosts.add(flow.url.partition("://")[2].partition("/")[0])


class CountingSink:
    """Hands everything on, unchanged."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.counts = FlowCounts()

    def begin(self, flow: FlowRecord) -> Ticket:
        return self._sink.begin(flow)

    def update(self, ticket: Ticket, flow: FlowRecord) -> None:
        self._sink.update(ticket, flow)

    def add(self, flow: FlowRecord) -> None:
        self.counts.add(flow)
        self._sink.add(flow)

    def close(self, ticket: Ticket, flow: FlowRecord) -> None:
        self.counts.add(flow)
        self._sink.close(ticket, flow)

    def add_part(self, ticket: Ticket, side: Side, data: bytes) -> None:
        self._sink.add_part(ticket, side, data)

    def add_message(self, ticket: Ticket, message: SocketMessage) -> None:
        self._sink.add_message(ticket, message)

    def note_handshake(self, handshake: Handshake) -> None:
        self._sink.note_handshake(handshake)

    def note_name(self, answer: NameAnswer) -> None:
        self._sink.note_name(answer)

    def note_marker(self, marker: Marker) -> None:
        self._sink.note_marker(marker)

    def keep_state(self, states: Sequence[PageState]) -> None:
        self._sink.keep_state(states)

    def add_page(self, page: Page) -> None:
        self._sink.add_page(page)

    def warn(self, warning: Oddity) -> None:
        self._sink.warn(warning)
