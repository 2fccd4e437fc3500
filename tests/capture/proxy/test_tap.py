"""What the tap hands on of WebSocket messages: up to the cap for bodies, and that something was cut."""

import json

import pytest
from mitmproxy.http import HTTPFlow
from mitmproxy.test.tflow import twebsocketflow
from mitmproxy.websocket import WebSocketMessage
from wsproto.frame_protocol import Opcode

from inspector.capture.proxy.lives import FlowLives
from inspector.capture.proxy.scope import Scope
from inspector.capture.proxy.tap import Tap
from tests.capture.sinks import ListSink

CAP = 100


def spoken(*contents: bytes, whole_bytes: int = 0) -> ListSink:
    """The sink after a socket on which a client said this."""
    sink = ListSink()
    lives = FlowLives(sink, scope=Scope(()), cap_bytes=CAP)
    tap, flow = Tap(lives), talking()
    tap.requestheaders(flow)
    tap.response(flow)
    for content in contents:
        message = WebSocketMessage(Opcode.TEXT, True, content)
        if whole_bytes:
            message.whole_bytes = whole_bytes  # type: ignore[attr-defined]
        assert flow.websocket is not None
        flow.websocket.messages.append(message)
        tap.websocket_message(flow)
        assert flow.websocket.messages == []
    tap.websocket_end(flow)
    return sink


def talking() -> HTTPFlow:
    flow = twebsocketflow()
    assert flow.websocket is not None
    flow.websocket.messages.clear()
    return flow


@pytest.mark.parametrize(
    ("content", "whole_bytes", "is_cut"),
    [(b"x" * CAP, 0, False), (b"x" * (CAP + 1), 0, True), (b"beginning", 10**9, True)],
)
def test_a_message_is_kept_up_to_the_cap_and_the_flow_says_so(content: bytes, whole_bytes: int, is_cut: bool):
    sink = spoken(b"first", content, whole_bytes=whole_bytes)
    assert [message.data for _, message in sink.messages] == [b"first", content[:CAP]]
    (flow,) = sink.flows
    assert json.loads(flow.extra or b"{}").get("_messagesCut", False) is is_cut


def test_a_killed_recorder_leaves_the_word_of_a_cut_message():
    sink = ListSink()
    tap, flow = Tap(FlowLives(sink, scope=Scope(()), cap_bytes=CAP)), talking()
    tap.requestheaders(flow)
    tap.response(flow)
    assert flow.websocket is not None
    flow.websocket.messages.append(WebSocketMessage(Opcode.TEXT, True, b"x" * (CAP + 1)))
    tap.websocket_message(flow)
    (row,) = sink.begun.values()
    assert json.loads(row.extra or b"{}").get("_messagesCut") is True
    assert row.status == 101
