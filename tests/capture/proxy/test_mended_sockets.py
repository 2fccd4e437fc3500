"""WebSocket messages too long to be held: all of each goes on, its beginning is told, and nothing grows without end."""

import pytest
from mitmproxy.connection import Client, ConnectionState, Server
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import websocket
from mitmproxy.test.tflow import twebsocketflow
from mitmproxy.websocket import WebSocketMessage
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, CloseConnection, Event, Message, Ping, TextMessage
from wsproto.extensions import Extension, PerMessageDeflate

from inspector.capture.proxy import mended_sockets
from inspector.capture.proxy.mended_sockets import mend_sockets, whole_size_of

BOUND = 1_000
DEFLATE = PerMessageDeflate.name


def deflating() -> list[Extension]:
    extension = PerMessageDeflate()
    extension.finalize(DEFLATE)
    return [extension]


class Line:
    """A WebSocket through the proxy: `send` at one end, `arrived` at the other, `told` to the recorder."""

    def __init__(self, *, from_client: bool = True, is_deflated: bool = False) -> None:
        mend_sockets()
        self.flow = twebsocketflow()
        assert self.flow.websocket is not None
        self.messages_told = self.flow.websocket.messages
        self.messages_told.clear()
        client = Client(peername=("192.0.2.7", 50_000), sockname=("192.0.2.1", 8080), timestamp_start=0)
        self.context = Context(client, Options())
        self.context.server = Server(address=("www.clinic.example", 443))
        self.layer = websocket.WebsocketLayer(self.context, self.flow)
        self.context.client.state = self.context.server.state = ConnectionState.OPEN
        assert self.flow.response is not None
        self.flow.response.headers["Sec-WebSocket-Extensions"] = DEFLATE if is_deflated else ""
        ends = [Connection(kind, deflating() if is_deflated else []) for kind in ConnectionType]
        self.near, self.far = ends if from_client else ends[::-1]
        self.source = self.context.client if from_client else self.context.server
        self.told: list[WebSocketMessage] = []
        self.arrived: list[object] = []
        self._feed(events.Start())

    def send(self, *sent: Event) -> None:
        for one in sent:
            self._feed(events.DataReceived(self.source, self.near.send(one)))

    def send_at_once(self, *sent: Event) -> None:
        """What the proxy reads in one go."""
        self._feed(events.DataReceived(self.source, b"".join(map(self.near.send, sent))))

    def break_down(self) -> None:
        self._feed(events.ConnectionClosed(self.source))

    def _feed(self, event: events.Event) -> None:
        for command in self.layer.handle_event(event):
            if isinstance(command, commands.SendData) and command.connection is not self.source:
                self.far.receive_data(command.data)
                self.arrived.extend(self.far.events())
            elif isinstance(command, websocket.WebsocketMessageHook):
                self.told += self.messages_told
                self.messages_told.clear()
            if isinstance(command, commands.StartHook):
                self._feed(events.HookCompleted(command))

    def messages(self) -> list[str | bytes]:
        """What came out at the far end, fragments put together."""
        whole: list[str | bytes] = []
        parts: list[str | bytes] = []
        for one in self.arrived:
            if isinstance(one, Message):
                parts.append(one.data if isinstance(one.data, str) else bytes(one.data))
                if one.message_finished:
                    whole.append(type(parts[0])().join(parts))  # type: ignore[arg-type]
                    parts = []
        assert not parts
        return whole


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setattr(mended_sockets, "_MOST_HELD_BYTES", BOUND)
    return Line()


def fragments(data: bytes, size: int) -> list[BytesMessage]:
    cut = [data[start : start + size] for start in range(0, len(data), size)]
    return [BytesMessage(part, message_finished=n == len(cut)) for n, part in enumerate(cut, start=1)]


def test_a_message_within_the_bound_goes_on_as_it_was(line: Line):
    line.send(TextMessage("Bonjour"))
    (arrived,) = line.arrived
    assert isinstance(arrived, TextMessage)
    assert (arrived.data, arrived.message_finished) == ("Bonjour", True)
    assert [(message.content, whole_size_of(message)) for message in line.told] == [(b"Bonjour", 7)]


@pytest.mark.parametrize("size", [90, 450, 5_000])
def test_a_message_beyond_it_arrives_whole_and_is_told_in_part(line: Line, size: int):
    data = bytes(n % 251 for n in range(5_000))
    line.send(*fragments(data, size))
    assert line.messages() == [data]
    (told,) = line.told
    assert (told.content, whole_size_of(told), told.from_client) == (data[:BOUND], 5_000, True)


def test_it_goes_on_before_its_end_has_come(line: Line):
    *first, last = fragments(b"x" * 5_000, 500)
    line.send(*first)
    assert sum(len(one.data) for one in line.arrived if isinstance(one, Message)) == 4_500
    assert sum(map(len, line.layer.client_ws.frame_buf)) == 0
    assert line.told == []
    line.send(last)
    assert [whole_size_of(message) for message in line.told] == [5_000]


def test_fragments_of_nothing_are_not_gathered_without_end(line: Line):
    line.send(*[BytesMessage(b"", message_finished=False)] * 200)
    assert len(line.layer.client_ws.frame_buf) < 20
    line.send(BytesMessage(b"end"))
    assert line.messages() == [b"end"]


def test_what_stands_before_behind_and_between_keeps_its_order(line: Line):
    text = "é" * 700
    halves = TextMessage(text[:600], message_finished=False), TextMessage(text[600:])
    line.send(TextMessage("first"), halves[0], Ping(b"?"), halves[1], TextMessage("last"))
    assert line.messages() == ["first", text, "last"]
    assert [type(one) for one in line.arrived].count(Ping) == 1
    assert [whole_size_of(message) for message in line.told] == [5, 1_400, 4]


@pytest.mark.parametrize("from_client", [True, False])
@pytest.mark.parametrize("is_deflated", [True, False])
def test_what_comes_in_one_go_keeps_its_order_to_the_close(
    monkeypatch: pytest.MonkeyPatch, from_client: bool, is_deflated: bool
):
    monkeypatch.setattr(mended_sockets, "_MOST_HELD_BYTES", BOUND)
    line = Line(from_client=from_client, is_deflated=is_deflated)
    data = bytes(n % 251 for n in range(5_000))
    line.send_at_once(
        TextMessage("first"),
        *fragments(data, 450),
        TextMessage("é" * 700),
        BytesMessage(b"last"),
        CloseConnection(1000),
    )
    assert line.messages() == ["first", data, "é" * 700, b"last"]
    assert isinstance(line.arrived[-1], CloseConnection)
    assert [whole_size_of(message) for message in line.told] == [5, 5_000, 1_400, 4]
    assert {message.from_client for message in line.told} == {from_client}


def test_a_character_cut_between_two_reads_arrives_whole(line: Line):
    sent = line.near.send(TextMessage("é" * 700))
    for data in (sent[:801], sent[801:1_002], sent[1_002:]):
        line._feed(events.DataReceived(line.source, data))
    assert line.messages() == ["é" * 700]
    assert [message.content for message in line.told] == ["é".encode() * 500]


def test_what_went_on_of_a_message_that_never_ended_is_told(line: Line):
    line.send(*fragments(b"x" * 5_000, 500)[:-1])
    line.break_down()
    (told,) = line.told
    assert (told.content, whole_size_of(told)) == (b"x" * BOUND, 4_500)
    assert line.flow.websocket is not None
    assert line.flow.websocket.close_code == 1006
