"""Without interception: the browser's events become flows in the sink."""

import base64
import json
from typing import Any

from inspector.capture.devtools.recorder import BrowserRecorder
from inspector.model.flow import Body, BodyForm, Delivery, FlowRecord, Timings, decode_headers
from tests.capture.devtools.doubles import (
    SESSION,
    WALL_S,
    ZERO_S,
    Bodies,
    Clock,
    Event,
    ListSink,
    answer,
    answered,
    answered_more,
    attached,
    failed,
    finished,
    received,
    sent,
    sent_more,
)

URL = "https://api.rdv.example/search"
TEXT = Body(data=b'{"a":1}', form=BodyForm.TEXT)
START_US = int(WALL_S * 1_000_000)


class Recording:
    def __init__(self, *, bodies: Bodies | None = None, cap_bytes: int = 1_000, keeps: bool = True) -> None:
        self.clock, self.sink = Clock(), ListSink()
        self.recorder = BrowserRecorder(
            self.sink,
            clock_us=self.clock,
            fetcher=bodies or Bodies({"/search": TEXT}),
            body_cap_bytes=cap_bytes,
            keeps_body=lambda _url: keeps,
        )
        self.recorder.feed(*attached())

    def feed(self, *events: Event) -> "Recording":
        for event in events:
            self.recorder.feed(*event)
        return self

    def after(self, seconds: float) -> ListSink:
        self.recorder.tick(self.clock.pass_s(seconds))
        return self.sink

    def only(self) -> FlowRecord:
        (flow,) = self.after(0.1).flows
        return flow


def extra(flow: FlowRecord) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(flow.extra or b"{}")
    return found


def socket(*frames: tuple[str, int, str]) -> tuple[Event, ...]:
    asked = {"requestId": "1", "timestamp": ZERO_S, "wallTime": WALL_S, "request": {"headers": {"Host": "h"}}}
    head = answer(
        status=101, protocol=None, headersText="HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
    )
    told: list[Event] = [
        (SESSION, "Network.webSocketCreated", {"requestId": "1", "url": "wss://chat.example/ws", "initiator": {}}),
        (SESSION, "Network.webSocketWillSendHandshakeRequest", asked),
        (
            SESSION,
            "Network.webSocketHandshakeResponseReceived",
            {"requestId": "1", "timestamp": 5000.1, "response": head},
        ),
    ]
    for side, opcode, data in frames:
        frame = {"requestId": "1", "timestamp": ZERO_S + 1, "response": {"opcode": opcode, "payloadData": data}}
        told.append((SESSION, f"Network.webSocketFrame{side}", frame))
    return tuple(told)


def test_a_post_is_recorded_with_what_really_travelled():
    posted = {"postData": '{"q":1}', "hasPostData": True, "postDataEntries": [{"bytes": "eyJxIjoxfQ=="}]}
    more = answered_more("1", headersText="HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\n")
    flow = (
        Recording()
        .feed(
            sent("1", URL, method="POST", request=posted),
            sent_more("1", {"content-type": "application/json", "content-length": "7"}),
            more,
            answered("1", protocol="h2"),
            received("1", 7),
            finished("1", size=107),
        )
        .only()
    )
    assert (flow.method, flow.status, flow.http_version, flow.delivery) == ("POST", 200, "HTTP/2.0", Delivery.NETWORK)
    assert flow.request_body == Body(data=b'{"q":1}')
    assert (flow.request_mime, flow.response_body, flow.response_wire_size) == ("application/json", TEXT, 7)
    assert decode_headers(flow.response_headers) == (("Set-Cookie", "a=1"), ("set-cookie", "b=2"))
    assert (flow.started_us, flow.duration_us) == (START_US, 200_000)
    assert "_bodyMissing" not in extra(flow)


def test_phases_are_microseconds_and_unknown_where_nothing_happened():
    timing = {
        "requestTime": ZERO_S + 0.01,
        "dnsStart": 1,
        "dnsEnd": 3,
        "connectStart": 3,
        "connectEnd": 10,
        "sslStart": 5,
        "sslEnd": 10,
        "sendStart": 10,
        "sendEnd": 11,
        "receiveHeadersEnd": 60,
    }
    events = (sent("1", URL), sent_more("1"), answered_more("1"), answered("1", timing=timing), finished("1"))
    assert Recording().feed(*events).only().timings == Timings(
        blocked=11_000, dns=2_000, connect=7_000, tls=5_000, send=1_000, wait=49_000, receive=130_000
    )
    reused = timing | dict.fromkeys(("dnsStart", "dnsEnd", "connectStart", "connectEnd", "sslStart", "sslEnd"), -1)
    events = (sent("1", URL), sent_more("1"), answered_more("1"), answered("1", timing=reused), finished("1"))
    assert Recording().feed(*events).only().timings.connect is None


def test_the_connection_tells_the_certificate_without_its_text():
    details = {
        "protocol": "TLS 1.3",
        "cipher": "AES_128_GCM",
        "subjectName": "rdv.example",
        "sanList": ["rdv.example"],
        "issuer": "Some CA",
        "validFrom": 1_700_000_000,
        "validTo": 1_800_000_000,
        "keyExchangeGroup": "X25519",
    }
    head = answered("1", securityDetails=details, remoteIPAddress="[2001:db8::1]", remotePort=443, connectionId=7)
    flow = Recording().feed(sent("1", URL), sent_more("1"), answered_more("1"), head, finished("1")).only()
    assert flow.connection is not None
    assert (flow.connection.server_address, flow.connection.server_port) == ("2001:db8::1", 443)
    assert (flow.connection.tls_version, flow.connection.cipher, flow.connection.alpn) == (
        "TLS 1.3",
        "AES_128_GCM",
        "h2",
    )
    assert json.loads(flow.connection.certificate or b"") == [
        {
            "subject": "rdv.example",
            "issuer": "Some CA",
            "valid_from_us": 1_700_000_000_000_000,
            "valid_to_us": 1_800_000_000_000_000,
            "names": ["rdv.example"],
        }
    ]


def test_a_body_that_cannot_be_had_is_said_with_the_reason():
    events = (sent("1", URL), sent_more("1"), answered_more("1"), answered("1"), received("1", 9), finished("1"))
    flow = Recording(bodies=Bodies()).feed(*events).only()
    assert (flow.response_body, extra(flow)["_bodyMissing"]) == (None, "not-kept")


def test_headers_that_were_only_meant_are_said_to_be_so():
    events = (sent("1", URL), answered("1", has_more=False), finished("1"))
    assert extra(Recording().feed(*events).only())["_provisionalHeaders"] is True


def test_what_was_told_late_is_waited_for_but_not_forever():
    recording = Recording().feed(sent("1", URL), answered("1"), finished("1"))
    assert recording.after(0.1).flows == []
    recording.feed(answered_more("1", status=304))
    (flow,) = recording.after(0.5).flows
    assert (flow.status, flow.delivery) == (304, Delivery.REVALIDATED)


def test_each_hop_of_a_redirect_is_a_flow():
    hop = answer(url=URL, status=302, statusText="Found")
    sink = (
        Recording()
        .feed(
            sent("1", URL),
            sent_more("1"),
            answered_more("1", status=302),
            sent("1", URL + "/next", at_s=0.1, redirectResponse=hop, redirectHasExtraInfo=True),
            sent_more("1"),
            answered_more("1"),
            answered("1"),
            finished("1"),
        )
        .after(0.1)
    )
    first, second = sink.flows
    assert (first.status, first.redirect_url) == (302, URL + "/next")
    assert (second.status, extra(second)["_redirectedFrom"]) == (200, URL)


def test_cached_blocked_and_failed_requests_say_so():
    sink = (
        Recording()
        .feed(
            *(sent("1", URL), answered("1", has_more=False, fromDiskCache=True), finished("1", size=0)),
            *(sent("2", URL), failed("2", blockedReason="mixed-content")),
            *(sent("3", URL), failed("3", errorText="net::ERR_CONNECTION_RESET")),
        )
        .after(0.6)
    )
    assert [flow.delivery for flow in sink.flows] == [Delivery.CACHE, Delivery.BLOCKED, Delivery.FAILED]


def test_messages_of_a_socket_come_as_they_happen():
    recording = Recording().feed(*socket(("Sent", 1, "bonjour"), ("Received", 2, "AAH/")))
    sink = recording.sink
    assert list(sink.begun) == [1]
    assert [(m.from_client, m.opcode, m.data) for _, m in sink.messages] == [
        (True, 1, b"bonjour"),
        (False, 2, b"\x00\x01\xff"),
    ]
    assert sink.messages[0][1].at_us == START_US + 1_000_000
    recording.feed((SESSION, "Network.webSocketClosed", {"requestId": "1", "timestamp": ZERO_S + 2}))
    (flow,) = recording.after(0.1).closed.values()
    assert (flow.url, flow.status, flow.http_version, flow.duration_us) == (
        "wss://chat.example/ws",
        101,
        "HTTP/1.1",
        2_000_000,
    )


def test_a_socket_that_never_opened_is_a_failure():
    created, _, _ = socket()
    error = {"requestId": "1", "timestamp": ZERO_S, "errorMessage": "net::ERR_CONNECTION_REFUSED"}
    recording = Recording().feed(
        sent("0", URL),
        created,
        (SESSION, "Network.webSocketFrameError", error),
        (SESSION, "Network.webSocketClosed", {"requestId": "1", "timestamp": ZERO_S + 1}),
    )
    (flow,) = recording.after(0.1).flows
    assert (flow.delivery, flow.error) == (Delivery.FAILED, "net::ERR_CONNECTION_REFUSED")


def test_an_answer_that_goes_on_is_open_and_streams_up_to_the_cap():
    recording = Recording(cap_bytes=10).feed(sent("1", URL), sent_more("1"), answered_more("1"), answered("1"))
    assert recording.after(0.3).begun == {}
    sink = recording.after(0.2)
    assert [flow.status for flow in sink.begun.values()] == [200]
    for piece in (b"abcd", b"efgh", b"ijkl"):
        recording.feed(received("1", 4, base64.b64encode(piece).decode()))
    recording.feed(finished("1"))
    (flow,) = recording.after(0.1).closed.values()
    assert sink.parts == {1: b"abcdefghij"}
    assert flow.response_body == Body(data=b"abcdefghij", truncated=True)
    assert flow.response_body_size == 12


def test_a_body_announced_larger_than_the_cap_is_streamed_from_the_start():
    head = answered_more("1", headers={"Content-Length": "5000"})
    sink = Recording().feed(sent("1", URL), sent_more("1"), head, answered("1")).sink
    assert list(sink.begun) == [1]


def test_events_of_a_stream_that_cannot_be_had_are_written_as_told():
    told = {"requestId": "1", "timestamp": ZERO_S, "eventName": "tick", "eventId": "7", "data": "a\nb"}
    recording = Recording(bodies=Bodies(streams=False)).feed(sent("1", URL), sent_more("1"), answered_more("1"))
    recording.feed(answered("1")).after(0.5)
    recording.feed((SESSION, "Network.eventSourceMessageReceived", told), finished("1"))
    (flow,) = recording.after(0.1).closed.values()
    assert flow.response_body == Body(data=b"event: tick\nid: 7\ndata: a\ndata: b\n\n", form=BodyForm.TEXT)


def test_outside_the_scope_no_body_and_no_message_is_kept():
    posted = {"postData": "secret", "hasPostData": True, "postDataEntries": [{"bytes": "c2VjcmV0"}]}
    recording = Recording(keeps=False).feed(
        sent("9", URL, method="POST", request=posted),
        sent_more("9"),
        answered_more("9"),
        answered("9"),
        received("9", 7),
        finished("9"),
        *socket(("Sent", 1, "secret")),
    )
    (flow,) = recording.after(0.1).added
    assert (flow.request_body, flow.response_body) == (None, None)
    assert (extra(flow)["_bodyMissing"], extra(flow)["_requestBodyMissing"]) == ("out-of-scope", "out-of-scope")
    assert recording.sink.messages == []


def test_at_the_end_the_unfinished_is_written_as_it_stands():
    recording = Recording().feed(sent("1", URL), sent_more("1"), answered("1"), sent("2", URL + "/2"))
    recording.after(0.5)
    recording.recorder.finish()
    assert [flow.url for flow in recording.sink.closed.values()] == [URL]
    assert [flow.url for flow in recording.sink.added] == [URL + "/2"]
    assert all(extra(flow)["_unfinished"] for flow in recording.sink.flows)
    assert recording.recorder.open_flows == 0


def test_an_answer_that_comes_late_makes_the_open_row_complete():
    recording = Recording().feed(sent("1", URL), sent_more("1"))
    assert [flow.status for flow in recording.after(2.1).begun.values()] == [None]
    recording.feed(answered_more("1"), answered("1"))
    assert [flow.status for flow in recording.sink.updated] == [200]


def test_what_a_closed_page_had_begun_is_written_as_unfinished():
    recording = Recording().feed(sent("1", URL), sent_more("1"))
    recording.feed((None, "Target.detachedFromTarget", {"sessionId": SESSION}))
    (flow,) = recording.after(0.1).flows
    assert (flow.delivery, extra(flow)["_unfinished"]) == (Delivery.NETWORK, True)


def test_many_streams_at_once_hold_a_bounded_amount():
    recording = Recording(cap_bytes=100)
    for number in "abcdefghijkl":
        recording.feed(sent(number, URL), sent_more(number), answered_more(number), answered(number))
    recording.after(0.5)
    for number in "abcdefghijkl":
        recording.feed(received(number, 100, base64.b64encode(b"x" * 100).decode()), finished(number))
    flows = recording.after(0.1).flows
    kept = [len(flow.response_body.data) if flow.response_body else 0 for flow in flows]
    assert (len(kept), sum(kept)) == (12, 800)
    assert all(flow.response_body is not None or extra(flow)["_bodyMissing"] for flow in flows)


def test_nothing_begun_during_a_pause_is_recorded():
    recording = Recording()
    recording.recorder.is_paused = True
    recording.feed(sent("1", URL))
    recording.recorder.is_paused = False
    recording.feed(answered("1"), finished("1"))
    assert recording.after(1).flows == []
