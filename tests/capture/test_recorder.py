"""What a client does through the proxy is in the case as it was, while it happens."""

import contextlib
import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import h2.config
import h2.connection
import h2.events
import pytest
import wsproto
import wsproto.events as ws

from inspector.capture import talk
from inspector.model.flow import Delivery, FlowContent, header_value
from tests.capture.recorded import LIMIT_S, Origin, Tape, later, read_exactly, read_head
from tests.clinic import Clinic
from tests.clinic.catalogue import sample_drafts
from tests.clinic.hosts import SALON
from tests.clinic.live import NOTIFICATIONS
from tests.data.booking import WWW

HOST = "www.rdv-sante.example"
ORIGIN = "http://origin.example"
BRUT = "http://brut.rdv-sante.example"
LATE_S = 15  # half a second where nothing else is at work
GO, SENT = threading.Event(), threading.Event()


def pieces(wire: socket.socket, _head: bytes) -> None:
    """The second chunk waits until the test has seen the first."""
    wire.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n3\r\none\r\n")
    GO.wait(LIMIT_S)
    wire.sendall(b"3\r\ntwo\r\n0\r\n\r\n")


def drip(wire: socket.socket, _head: bytes) -> None:
    """A small body of known length, in two pieces."""
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Type: text/plain\r\n\r\none")
    GO.wait(LIMIT_S)
    wire.sendall(b"two")


def silent(wire: socket.socket, _head: bytes) -> None:
    """No answer until the test says so."""
    GO.wait(LIMIT_S)
    wire.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def echo(wire: socket.socket, head: bytes) -> None:
    """Reads a chunked or sized body, and says how many bytes it was."""
    data = b""
    if b"chunked" in head.lower():
        while not data.endswith(b"0\r\n\r\n") and b"\r\n0\r\n" not in data:
            data += wire.recv(65_536)
        if b"X-Check" in head and not data.endswith(b"\r\n\r\n"):
            data += read_head(wire)
    else:
        data = read_exactly(wire, int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok")
    RECEIVED.append(data)


RECEIVED: list[bytes] = []


def old(wire: socket.socket, _head: bytes) -> None:
    wire.sendall(b"HTTP/1.0 200 Fine\r\nContent-Type: text/plain\r\n\r\nuntil the end")


def early(wire: socket.socket, _head: bytes) -> None:
    """An interim answer before the real one."""
    wire.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: text/plain\r\n\r\nreal")


@pytest.fixture(scope="module")
def clinic() -> Iterator[Clinic]:
    with Clinic() as clinic:
        yield clinic


@pytest.fixture(scope="module")
def tape(clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tape]:
    speakers = {speak.__name__: speak for speak in (pieces, drip, silent, echo, old, early)}
    with Origin(**speakers) as origin:
        hosts = {name: {"address": address, "port": port} for name, (address, port) in clinic.host_map.items()}
        hosts["origin.example"] = origin.target
        folder = tmp_path_factory.mktemp("recorder")
        with Tape(folder, host_map=hosts, upstream_ca=str(clinic.ca_file)) as tape:
            assert tape.ready
            yield tape
            ended = tape.stop()
            assert (ended.code, ended.imported) == ("", len(tape.flows()))
            assert tape.state() == "complete"


@pytest.fixture(autouse=True)
def _anew() -> None:
    GO.clear()
    RECEIVED.clear()


def body(content: FlowContent) -> bytes:
    return content.response_body.data if content.response_body else b""


# -- heads and bodies as on the wire ----------------------------------------------------------------------


def test_headers_keep_their_order_and_letter_case(tape: Tape):
    with contextlib.closing(socket.create_connection(tape.address, timeout=LIMIT_S)) as wire:
        wire.sendall(
            f"GET {BRUT}/cased HTTP/1.1\r\nHost: brut.rdv-sante.example\r\nX-B: 1\r\nx-a: 2\r\nX-B: 3\r\n\r\n".encode()
        )
        head = read_head(wire)
    content = tape.content(f"{BRUT}/cased")
    assert content.request_headers == (
        ("Host", "brut.rdv-sante.example"),
        ("X-B", "1"),
        ("x-a", "2"),
        ("X-B", "3"),
    )
    assert [name for name, _ in content.response_headers[:3]] == ["X-CamelCase", "x-lower", "X-CamelCase"]
    assert content.response_headers[-1] == ("content-LENGTH", "2")
    assert b"content-LENGTH: 2" in head


def test_trailers_of_http_1_reach_the_client_and_the_case(tape: Tape):
    with contextlib.closing(socket.create_connection(tape.address, timeout=LIMIT_S)) as wire:
        wire.sendall(f"GET {BRUT}/trailers HTTP/1.1\r\nHost: brut.rdv-sante.example\r\n\r\n".encode())
        said = read_head(wire) + read_exactly(wire, len(b"2\r\n{}\r\n0\r\nX-Total: 1\r\n\r\n"))
    assert said.endswith(b"0\r\nX-Total: 1\r\n\r\n")
    content = tape.content(f"{BRUT}/trailers")
    assert content.facts.error is None
    assert body(content) == b"{}"
    assert json.loads(content.extra or b"{}")["response"]["_trailers"] == [["X-Total", "1"]]


def test_trailers_of_a_request_are_kept_and_sent_on(tape: Tape):
    with contextlib.closing(socket.create_connection(tape.address, timeout=LIMIT_S)) as wire:
        wire.sendall(
            f"POST {ORIGIN}/echo?trailers HTTP/1.1\r\nHost: origin.example\r\nTransfer-Encoding: chunked\r\nX-Check: 1\r\n\r\n"
            "4\r\nbody\r\n0\r\nX-Sum: 9\r\n\r\n".encode()
        )
        assert b" 200 " in read_head(wire)
    content = tape.content(f"{ORIGIN}/echo?trailers")
    assert json.loads(content.extra or b"{}")["request"]["_trailers"] == [["X-Sum", "9"]]
    assert RECEIVED == [b"4\r\nbody\r\n0\r\nX-Sum: 9\r\n\r\n"]


@pytest.mark.parametrize("size", [0, 5, 200_000, 1_000_000])
@pytest.mark.parametrize("way", ["sized", "chunked"])
def test_bodies_of_requests_are_kept_whole(tape: Tape, size: int, way: str):
    if way == "chunked" and size == 0:
        pytest.skip("no body at all")
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    connection = tape.plain()
    url = f"{ORIGIN}/echo?{way}={size}"
    if way == "sized":
        connection.request("POST", url, body=data)
    else:
        parts = [data[at : at + 50_000] for at in range(0, size, 50_000)]
        connection.request("POST", url, body=iter(parts), encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
    assert connection.getresponse().read() == b"ok"
    connection.close()
    content = tape.content(url)
    kept = content.request_body.data if content.request_body else b""
    assert sha256(kept).digest() == sha256(data).digest()
    assert content.facts.request_size == size


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_coded_bodies_are_kept_as_on_the_wire(tape: Tape, coding: str):
    path = "/search_results/lyon.json" if coding == "gzip" else "/account/appointments.json"
    connection = tape.secure(HOST)
    connection.request("GET", f"{path}?{coding}", headers={"Accept-Encoding": coding})
    answer = connection.getresponse()
    received = answer.read()
    connection.close()
    content = tape.content(f"{WWW}{path}?{coding}")
    assert answer.getheader("content-encoding") == coding
    assert body(content) == received
    assert content.content_coded
    if coding == "gzip":
        assert json.loads(gzip.decompress(received))


def test_a_not_modified_answer_was_sent_and_carries_no_body(tape: Tape):
    parts = urlsplit(next(draft.url for draft in sample_drafts() if draft.name == "i18n"))
    connection = tape.secure(parts.hostname or "")
    connection.request("GET", f"{parts.path}?again", headers={"If-None-Match": '"fr-5d20"'})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (304, b"")
    connection.close()
    content = tape.content(f"https://{parts.hostname}{parts.path}?again")
    assert content.facts.delivery is Delivery.REVALIDATED
    assert body(content) == b""


@pytest.mark.parametrize(("kind", "version"), [("old", "HTTP/1.0"), ("echo", "HTTP/1.1")])
def test_the_version_of_the_answer_is_told(tape: Tape, kind: str, version: str):
    connection = tape.plain()
    connection.request("POST", f"{ORIGIN}/{kind}?version", body=b"1")
    assert connection.getresponse().read() in (b"until the end", b"ok")
    connection.close()
    assert tape.flow(f"{ORIGIN}/{kind}?version").http_version == version


def test_an_interim_answer_is_not_the_answer(tape: Tape):
    status, data = tape.get(f"{ORIGIN}/early")
    assert (status, data) == (200, b"real")
    assert tape.flow(f"{ORIGIN}/early").status == 200


# -- HTTP/2 -----------------------------------------------------------------------------------------------


def fetch_h2(tape: Tape, path: str, *headers: tuple[str, str], host: str = HOST) -> tuple[list, bytes, list]:
    """Head, body and trailers over HTTP/2."""
    head: list = []
    data, trailers, is_over = b"", [], False
    with tape.encrypted(host, alpn="h2") as wire:
        assert wire.selected_alpn_protocol() == "h2"
        http2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        http2.initiate_connection()
        asked = [(":method", "GET"), (":scheme", "https"), (":authority", host), (":path", path), *headers]
        http2.send_headers(1, asked, end_stream=True)
        while not is_over:
            wire.sendall(http2.data_to_send())
            received = wire.recv(65_536)
            assert received
            for event in http2.receive_data(received):
                if isinstance(event, h2.events.ResponseReceived):
                    head = list(event.headers or ())
                elif isinstance(event, h2.events.TrailersReceived):
                    trailers = list(event.headers or ())
                elif isinstance(event, h2.events.DataReceived):
                    data += event.data
                    http2.acknowledge_received_data(event.flow_controlled_length, 1)
                elif isinstance(event, h2.events.StreamEnded | h2.events.StreamReset):
                    is_over = True
    return head, data, trailers


def test_http_2_is_recorded_with_its_trailers(tape: Tape):
    head, data, trailers = fetch_h2(tape, "/faults/trailers", ("te", "trailers"))
    assert trailers
    content = tape.content(f"{WWW}/faults/trailers")
    assert content.facts.http_version == "HTTP/2"
    assert body(content) == data
    assert json.loads(content.extra or b"{}")["response"]["_trailers"] == [list(pair) for pair in trailers]
    assert header_value(content.response_headers, "content-type") == dict(head)["content-type"]


def test_the_connection_is_described_both_ways(tape: Tape):
    fetch_h2(tape, "/?facts")
    connection = tape.content(f"{WWW}/?facts").connection
    assert connection is not None
    assert (connection.tls_version, connection.alpn, connection.sni) == ("TLSv1.3", "h2", HOST)
    assert (connection.client_tls_version, connection.client_alpn) == ("TLSv1.3", "h2")
    assert connection.cipher
    assert connection.client_address == "127.0.0.1"
    leaf, authority = json.loads(connection.certificate or b"[]")
    assert HOST in leaf["names"]
    assert "Clinic test authority" in authority["subject"]
    assert leaf["pem"].startswith("-----BEGIN CERTIFICATE")


def test_phases_are_plausible(tape: Tape):
    began_us = time.time_ns() // 1000
    connection = tape.secure(HOST)
    connection.request("GET", "/?timed")
    connection.getresponse().read()
    connection.request("GET", "/?again")
    connection.getresponse().read()
    connection.close()
    first, second = tape.flow(f"{WWW}/?timed"), tape.flow(f"{WWW}/?again")
    assert first.started_us is not None
    assert second.started_us is not None
    assert began_us <= first.started_us <= second.started_us <= time.time_ns() // 1000
    assert first.timings.connect is not None
    assert first.timings.tls is not None
    assert 0 < first.timings.tls <= first.timings.connect
    assert second.timings.connect is None
    for flow in (first, second):
        assert flow.duration_us is not None
        assert flow.timings.wait is not None
        assert 0 < flow.timings.wait <= flow.duration_us


# -- while it goes on -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pieces", "drip"])
def test_nothing_is_held_back(tape: Tape, kind: str):
    with contextlib.closing(socket.create_connection(tape.address, timeout=LIMIT_S)) as wire:
        wire.sendall(f"GET {ORIGIN}/{kind} HTTP/1.1\r\nHost: origin.example\r\n\r\n".encode())
        read_head(wire)
        data = b""
        while b"one" not in data:  # the second piece has not been sent yet
            data += wire.recv(100)
        assert not GO.is_set()
        GO.set()
        while b"two" not in data:
            data += wire.recv(100)
    assert body(tape.content(f"{ORIGIN}/{kind}")) == b"onetwo"


def test_a_slow_answer_has_a_row_before_it_comes(tape: Tape):
    connection = tape.plain()
    connection.request("GET", f"{ORIGIN}/silent")
    asked_s = time.monotonic()
    flow = tape.flow(f"{ORIGIN}/silent", is_over=False)
    assert time.monotonic() - asked_s < LATE_S
    assert (flow.status, flow.duration_us) == (None, None)
    GO.set()
    assert connection.getresponse().status == 204
    connection.close()
    assert tape.flow(f"{ORIGIN}/silent").id == flow.id
    assert tape.flow(f"{ORIGIN}/silent").status == 204
    assert len(tape.rows_to(f"{ORIGIN}/silent")) == 1


def test_an_event_stream_is_read_while_it_comes(tape: Tape):
    connection = tape.secure(HOST)
    connection.request("GET", "/account/notifications/stream")
    answer = connection.getresponse()
    first = answer.read1(10_000)
    url = f"{WWW}/account/notifications/stream"
    flow = tape.flow(url, is_over=False)
    assert (flow.status, flow.duration_us) == (200, None)
    received = first
    while b"id: 3" not in received:
        received += answer.read1(10_000)
    heard_s = time.monotonic()
    tape.until(lambda: b"id: 3" in tape.parts(flow))
    assert time.monotonic() - heard_s < LATE_S
    assert b"chimioth" in tape.parts(flow)
    assert len(NOTIFICATIONS) == 3
    answer.close()
    connection.close()
    content = tape.content(url)
    assert content.facts.id == flow.id
    assert body(content).startswith(b"retry")
    assert content.response_body is not None
    assert content.response_body.truncated  # the client left before the end
    assert tape.parts(flow) == b""


def test_a_socket_is_recorded_both_ways_as_it_speaks(tape: Tape):
    talking = wsproto.WSConnection(wsproto.ConnectionType.CLIENT)
    with tape.encrypted(SALON) as wire:
        wire.sendall(talking.send(ws.Request(host=SALON, target="/salon/4410")))
        said: list[ws.Event] = []

        def hear(kind: type) -> None:
            while not any(isinstance(event, kind) for event in said):
                talking.receive_data(wire.recv(65_536))
                said.extend(talking.events())

        hear(ws.TextMessage)
        url = f"https://{SALON}/salon/4410"
        tape.until(lambda: [tape.reader.messages(flow.id) for flow in tape.rows_to(url)] not in ([], [()]))
        assert tape.flow(url, is_over=False).duration_us is None
        said.clear()
        wire.sendall(talking.send(ws.TextMessage(data='{"type":"message","text":"chimiothérapie"}')))
        wire.sendall(talking.send(ws.BytesMessage(data=b"\x00\x01\x02")))
        hear(ws.BytesMessage)
        said.clear()
        wire.sendall(talking.send(ws.TextMessage(data='{"type":"bye"}')))
        hear(ws.CloseConnection)
        closing = next(event for event in said if isinstance(event, ws.CloseConnection))
        wire.sendall(talking.send(closing.response()))
    content = tape.content(url)
    assert content.facts.status == 101
    sent = [message.data for message in content.messages if message.from_client]
    assert sent == ['{"type":"message","text":"chimiothérapie"}'.encode(), b"\x00\x01\x02", b'{"type":"bye"}']
    assert [message.opcode for message in content.messages if message.from_client] == [1, 2, 1]
    assert any(b"carcinome" in message.data for message in content.messages if not message.from_client)
    assert json.loads(content.extra or b"{}")["_webSocketClose"]["code"] == 1000
    assert [message.at_us for message in content.messages] == sorted(message.at_us or 0 for message in content.messages)


def test_an_aborted_flow_is_kept_with_what_came(tape: Tape):
    connection = tape.secure(HOST)
    connection.request("GET", "/faults/endless?aborted")
    answer = connection.getresponse()
    answer.read(200_000)
    answer.close()
    connection.close()
    flow = tape.flow(f"{WWW}/faults/endless?aborted")
    assert flow.status == 200
    assert flow.error
    assert flow.response_size >= 200_000


def test_a_host_that_cannot_be_reached_is_a_failed_row(tape: Tape):
    status, _ = tape.get("http://nowhere.invalid/lost")
    assert status == 502
    flow = tape.flow("http://nowhere.invalid/lost")
    assert (flow.delivery, flow.status, flow.host) == (Delivery.FAILED, None, "nowhere.invalid")
    assert flow.error


def test_a_tunnel_to_nowhere_is_a_failed_row(tape: Tape):
    with contextlib.closing(socket.create_connection(tape.address, timeout=LIMIT_S)) as wire:
        wire.sendall(b"CONNECT nowhere.invalid:443 HTTP/1.1\r\nHost: nowhere.invalid\r\n\r\n")
        head = read_head(wire)
        if b" 200 " in head:  # the proxy connects only once the client has spoken
            with contextlib.suppress(OSError):
                tape.context().wrap_socket(wire, server_hostname="nowhere.invalid")
    flow = tape.until(lambda: tape.rows_to("https://nowhere.invalid/"))[-1]
    assert (flow.delivery, flow.host) == (Delivery.FAILED, "nowhere.invalid")


# -- signs and pauses -------------------------------------------------------------------------------------


def test_repeated_challenges_raise_a_suspicion(tape: Tape):
    for _ in range(3):
        connection = tape.secure(HOST)
        connection.request("GET", "/faults/challenge")
        assert connection.getresponse().status == 403
        connection.close()
    (suspicion,) = tape.until(lambda: tape.heard(talk.Suspicion))
    assert (suspicion.host, suspicion.count) == (HOST, 3)


def test_the_tally_counts_what_was_recorded(tape: Tape):
    tape.get(f"{ORIGIN}/counted")
    tape.flow(f"{ORIGIN}/counted")
    flows = len(tape.flows())
    tally = tape.until(lambda: [one for one in tape.heard(talk.Tally) if one.flows >= flows])[-1]
    assert tally.hosts >= 2
    assert tally.bytes_received > 0


def test_a_pause_records_nothing_and_says_so(tape: Tape):
    streaming = tape.plain()
    streaming.request("GET", f"{ORIGIN}/pieces?paused")
    answer = streaming.getresponse()
    assert answer.read1(10) == b"one"
    flow = tape.flow(f"{ORIGIN}/pieces?paused", is_over=False)
    tape.until(lambda: tape.parts(flow) == b"one")
    tape.recording.send(talk.Pause())
    tape.until(lambda: [one for one in tape.heard(talk.Tally) if one.paused])
    tape.said.clear()
    assert tape.get(f"{ORIGIN}/unseen") == (200, b"ok")
    GO.set()
    assert answer.read() == b"two"
    streaming.close()
    tape.recording.send(talk.Resume())
    tape.until(lambda: [one for one in tape.heard(talk.Tally) if not one.paused])
    assert tape.get(f"{ORIGIN}/seen-again") == (200, b"ok")
    tape.flow(f"{ORIGIN}/seen-again")
    assert not tape.rows_to(f"{ORIGIN}/unseen")
    content = tape.content(f"{ORIGIN}/pieces?paused")
    assert content.response_body is not None
    assert (content.response_body.data, content.response_body.truncated) == (b"one", True)
    markers = tape.reader.markers()[tape.capture().id]
    assert [marker.label for marker in markers if marker.kind == "note"] == ["pause", "resume"]


def test_many_at_once_are_all_there(tape: Tape):
    def fetch(start: int) -> None:
        connection = tape.plain()
        for number in range(start, start + 25):
            connection.request("GET", f"{ORIGIN}/many/{number}")
            connection.getresponse().read()
        connection.close()

    with contextlib.ExitStack() as stack:
        for start in range(0, 200, 25):
            stack.enter_context(later(lambda start=start: fetch(start)))  # type: ignore[misc]
    tape.until(lambda: len(tape.rows_to(f"{ORIGIN}/many/")) == 200)
    assert {flow.url for flow in tape.rows_to(f"{ORIGIN}/many/")} == {f"{ORIGIN}/many/{n}" for n in range(200)}


def test_the_profile_folder_and_the_home_hold_no_authority(tape: Tape):
    assert not (Path.home() / ".mitmproxy").exists()
    folder = Path(tape.ready.ca).parent
    assert folder.name.endswith(".private")
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
