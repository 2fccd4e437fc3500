"""A sink that keeps lists, a fetcher that answers at once, and events in the protocol's shape."""

from collections.abc import Sequence
from typing import Any

from inspector.capture.devtools.bodies import BodyTaker, StreamTaker
from inspector.capture.devtools.exchange import Exchange
from inspector.capture.sink import Ticket
from inspector.model.flow import Body, FlowRecord, Marker, Page, Side, SocketMessage
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState

WALL_S = 1_790_000_000.0
ZERO_S = 5_000.0  # the monotonic clock at WALL_S
TAB = "TAB1"
SESSION = "S1"

type Event = tuple[str | None, str, dict[str, Any]]


class Clock:
    def __init__(self) -> None:
        self.us = int(WALL_S * 1_000_000)

    def __call__(self) -> int:
        return self.us

    def pass_s(self, seconds: float) -> int:
        self.us += round(seconds * 1_000_000)
        return self.us


class ListSink:
    def __init__(self) -> None:
        self.added: list[FlowRecord] = []
        self.begun: dict[Ticket, FlowRecord] = {}
        self.updated: list[FlowRecord] = []
        self.closed: dict[Ticket, FlowRecord] = {}
        self.parts: dict[Ticket, bytes] = {}
        self.messages: list[tuple[Ticket, SocketMessage]] = []
        self.pages: dict[str, Page] = {}

    @property
    def flows(self) -> list[FlowRecord]:
        return [*self.added, *self.closed.values()]

    def at(self, path: str, method: str = "GET") -> FlowRecord:
        return next(flow for flow in self.flows if flow.url.endswith(path) and flow.method == method)

    def add(self, flow: FlowRecord) -> None:
        self.added.append(flow)

    def begin(self, flow: FlowRecord) -> Ticket:
        ticket = Ticket(len(self.begun) + 1)
        self.begun[ticket] = flow
        return ticket

    def update(self, ticket: Ticket, flow: FlowRecord) -> None:
        assert ticket in self.begun
        self.updated.append(flow)

    def add_part(self, ticket: Ticket, side: Side, data: bytes) -> None:
        assert side is Side.RESPONSE
        self.parts[ticket] = self.parts.get(ticket, b"") + data

    def add_message(self, ticket: Ticket, message: SocketMessage) -> None:
        self.messages.append((ticket, message))

    def close(self, ticket: Ticket, flow: FlowRecord) -> None:
        assert ticket not in self.closed
        self.closed[ticket] = flow

    def note_handshake(self, handshake: Handshake) -> None: ...

    def note_name(self, answer: NameAnswer) -> None: ...

    def note_marker(self, marker: Marker) -> None: ...

    def keep_state(self, states: Sequence[PageState]) -> None: ...

    def add_page(self, page: Page) -> None:
        self.pages[page.label] = page

    def warn(self, warning: Oddity) -> None: ...


class Bodies:
    """Answers with `bodies` by the end of the address; else with the reason `not-kept`."""

    def __init__(self, bodies: dict[str, Body] | None = None, *, streams: bool = True) -> None:
        self.bodies, self.streams = bodies or {}, streams

    def fetch_answer(self, exchange: Exchange, taker: BodyTaker) -> None:
        body = next((body for end, body in self.bodies.items() if exchange.url.endswith(end)), None)
        taker(exchange, body, "" if body else "not-kept")

    def fetch_sent(self, exchange: Exchange, taker: BodyTaker) -> None:
        self.fetch_answer(exchange, taker)

    def stream(self, exchange: Exchange, taker: StreamTaker) -> None:
        taker(exchange, b"" if self.streams else None)


def attached() -> Event:
    info = {"targetId": TAB, "type": "page", "title": "", "url": "about:blank"}
    return None, "Target.attachedToTarget", {"sessionId": SESSION, "targetInfo": info, "waitingForDebugger": True}


def sent(number: str, url: str, *, at_s: float = 0.0, method: str = "GET", **more: Any) -> Event:
    params = {
        "requestId": number,
        "loaderId": more.pop("loader", "L1"),
        "documentURL": "https://www.rdv.example/",
        "request": {"url": url, "method": method, "headers": {"User-Agent": "x"}, **more.pop("request", {})},
        "timestamp": ZERO_S + at_s,
        "wallTime": WALL_S + at_s,
        "initiator": more.pop("initiator", {"type": "other"}),
        "type": "Fetch",
        "frameId": TAB,
        **more,
    }
    return SESSION, "Network.requestWillBeSent", params


def document(request: str, url: str, *, at_s: float = 0.0) -> Event:
    return sent(request, url, at_s=at_s, loader=request, type="Document")


def sent_more(request: str, headers: dict[str, str] | None = None, *, cookies: Sequence[Any] = ()) -> Event:
    params = {"requestId": request, "headers": {"Host": "h"} | (headers or {}), "associatedCookies": list(cookies)}
    return SESSION, "Network.requestWillBeSentExtraInfo", params


def answer(url: str = "", **more: Any) -> dict[str, Any]:
    made = {"url": url, "status": 200, "statusText": "OK", "headers": {"Content-Type": "text/plain"}}
    return made | {"mimeType": "text/plain", "encodedDataLength": 100, "protocol": "h2"} | more


def answered(request: str, *, at_s: float = 0.1, has_more: bool = True, **more: Any) -> Event:
    params = {
        "requestId": request,
        "timestamp": ZERO_S + at_s,
        "type": "Fetch",
        "response": answer(**more),
        "hasExtraInfo": has_more,
    }
    return SESSION, "Network.responseReceived", params


def answered_more(request: str, *, status: int = 200, **more: Any) -> Event:
    params = {"requestId": request, "statusCode": status, "headers": {"content-type": "text/plain"}} | more
    return SESSION, "Network.responseReceivedExtraInfo", {"blockedCookies": [], **params}


def received(request: str, size: int, data: str | None = None) -> Event:
    params: dict[str, Any] = {"requestId": request, "timestamp": ZERO_S, "dataLength": size, "encodedDataLength": size}
    return SESSION, "Network.dataReceived", params | ({"data": data} if data else {})


def finished(request: str, *, at_s: float = 0.2, size: int = 100) -> Event:
    params = {"requestId": request, "timestamp": ZERO_S + at_s, "encodedDataLength": size}
    return SESSION, "Network.loadingFinished", params


def failed(request: str, *, at_s: float = 0.2, **more: Any) -> Event:
    params = {"requestId": request, "timestamp": ZERO_S + at_s, "type": "Fetch", "errorText": "", "canceled": False}
    return SESSION, "Network.loadingFailed", params | more
