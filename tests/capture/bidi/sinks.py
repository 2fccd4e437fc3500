"""A sink for what BiDi tells, and how a story in a real browser is run."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from inspector.capture.sink import Ticket
from inspector.model.flow import FlowRecord, Side, SocketMessage
from tests.capture.sinks import ListSink


class BidiSink(ListSink):
    def add_part(self, ticket: Ticket, side: Side, data: bytes) -> None:
        raise AssertionError("BiDi tells no parts")

    def add_message(self, ticket: Ticket, message: SocketMessage) -> None:
        raise AssertionError("BiDi tells no messages")

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
