"""What the recorder hands to the writing thread."""

import threading
from typing import NamedTuple

from inspector.model.flow import FlowRecord, Marker, Page, Side, SocketMessage
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState, Ticket


class New(NamedTuple):
    ticket: Ticket
    flow: FlowRecord


class Part(NamedTuple):
    ticket: Ticket
    side: Side
    data: bytes


class Message(NamedTuple):
    ticket: Ticket
    message: SocketMessage


class Update(NamedTuple):
    ticket: Ticket
    flow: FlowRecord
    is_last: bool


class States(NamedTuple):
    states: tuple[PageState, ...]


class Environment(NamedTuple):
    environment: dict[str, str]


class Flush(NamedTuple):
    done: threading.Event


type Item = (
    New
    | Update
    | Part
    | Message
    | States
    | Environment
    | Flush
    | Handshake
    | NameAnswer
    | Marker
    | Page
    | Oddity
    | None
)


def size_of(item: Item) -> int:
    """About how many bytes it takes while it waits."""
    match item:
        case New() | Update():
            return _weight(item.flow)
        case Part():
            return len(item.data)
        case Message():
            return len(item.message.data)
        case States():
            return sum(len(state.data) for state in item.states)
    return 0


def _weight(flow: FlowRecord) -> int:
    sent, received = flow.request_body, flow.response_body
    return 2_000 + len(flow.url) + (len(sent.data) if sent else 0) + (len(received.data) if received else 0)
