"""WebSocket messages too long to be held: all of each goes on, its beginning is told, and nothing grows without end."""

import pytest
from mitmproxy.connection import Client, Server
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import websocket
from mitmproxy.test.tflow import twebsocketflow
from mitmproxy.websocket import WebSocketMessage
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, Message, Ping, TextMessage

from inspector.capture.proxy import mended_sockets
from inspector.capture.proxy.mended_sockets import mend_sockets, whole_size_of

BOUND = 1_000


class Line:
    """A WebSocket through the proxy: `send` as the client, `arrived` at the server, `told` to the recorder."""

    def __init__(self) -> None:
        mend_sockets()
        self.flow = twebsocketflow()
        assert self.flow.websocket is not None
        self.messages_told = self.flow.websocket.messages
        self.messages_told.clear()
        client = Client(peername=("192.0.2.7", 50_000), sockname=("192.0.2.1", 8080), timestamp_start=0)
        self.context = Context(client, Options())
        self.context.server = Server(address=("www.clinic.example", 443))
        self.layer = websocket.WebsocketLayer(self.context, self.flow)
        self.near, self.far = Connection(ConnectionType.CLIENT), Connection(ConnectionType.SERVER)
        self.told: list[WebSocketMessage] = []
        self.arrived: list[object] = []
        self._feed(events.Start())

    def send(self, *sent: Message | Ping) -> None:
        for one in sent:
            self._feed(events.DataReceived(self.context.client, self.near.send(one)))

    def _feed(self, event: events.Event) -> None:
        for command in self.layer.handle_event(event):
            if isinstance(command, commands.SendData):
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
