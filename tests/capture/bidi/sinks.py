"""A sink that keeps everything in lists, and how a story in a real browser is run."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from inspector.capture.sink import Ticket
from inspector.model.flow import FlowRecord, Marker, Page, Side, SocketMessage
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState


class ListSink:
    def __init__(self) -> None:
        self.flows: list[FlowRecord] = []
        self.begun: dict[Ticket, FlowRecord] = {}
        self.pages: dict[str, Page] = {}

    def add(self, flow: FlowRecord) -> None:
        self.flows.append(flow)

    def begin(self, flow: FlowRecord) -> Ticket:
        ticket = Ticket(len(self.begun) + 1)
        self.begun[ticket] = flow
        return ticket

    def add_part(self, ticket: Ticket, side: Side, data: bytes) -> None:
        raise AssertionError("BiDi tells no parts")

    def add_message(self, ticket: Ticket, message: SocketMessage) -> None:
        raise AssertionError("BiDi tells no messages")

    def update(self, ticket: Ticket, flow: FlowRecord) -> None:
        self.begun[ticket] = flow

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

    def paths(self) -> dict[str, FlowRecord]:
        """The last flow of each path, without host and query."""
        return {
            "/" + flow.url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0]: flow
            for flow in self.flows
            if flow.url.startswith("http")
        }


def run(story: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(90):
            await story

    asyncio.run(bounded())
