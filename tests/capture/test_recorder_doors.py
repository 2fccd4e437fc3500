"""Who may be reached, who refused our certificate, what passed unread: told apart, and nothing else said."""

import contextlib
import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from hashlib import sha256

import pytest

from inspector.capture import talk
from inspector.capture.proxy.scope import CHECK_HOST
from inspector.model.flow import Delivery
from inspector.model.recording import Refusal
from tests.capture.recorded import LIMIT_S, Origin, Tape, read_all, read_exactly, read_head
from tests.clinic import Clinic
from tests.clinic.hosts import SALON
from tests.data.booking import SITE, WWW

HOST = "www.rdv-sante.example"
UNREAD = "balise.mesure-pub.example"
PINNED, DROPPING = "js.alerte-erreurs.example", "tuiles.carte-libre.example"
IDLE, LAST = "ingest.eu.flux-evenements.example", "www.mesure-audience.example"
STATIC = f"static.{SITE}"
CAP = 1_000


def echo(wire: socket.socket, _head: bytes) -> None:
    """Bytes that are no HTTP, told back in capitals."""
    while data := wire.recv(1_000):
        wire.sendall(data.upper())


@pytest.fixture(scope="module")
def clinic() -> Iterator[Clinic]:
    with Clinic() as clinic:
        yield clinic


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with Origin() as origin:
        origin.raw = echo
        yield origin


def mapped(clinic: Clinic, origin: Origin) -> dict[str, dict]:
    hosts = {name: {"address": address, "port": port} for name, (address, port) in clinic.host_map.items()}
    return {**hosts, "raw.example": origin.target}


@pytest.fixture(scope="module")
def tapes(clinic: Clinic, origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tape, Tape]]:
    """Two at once: one with a scope and a small cap, one that knows no authority but the usual ones."""
    folder = tmp_path_factory.mktemp("doors")
    hosts = mapped(clinic, origin)
    scoped_folder, bare_folder = folder / "scoped", folder / "bare"
    scoped_folder.mkdir()
    bare_folder.mkdir()
    with (
        Tape(
            scoped_folder,
            host_map=hosts,
            upstream_ca=str(clinic.ca_file),
            scope=(HOST,),
            pass_unread=(UNREAD,),
            body_cap_bytes=CAP,
        ) as scoped,
        Tape(bare_folder, host_map={PINNED: hosts[HOST]}) as bare,
    ):
        assert scoped.ready
        assert bare.ready
        yield scoped, bare
        for tape in (scoped, bare):
            assert tape.stop().code == ""


@pytest.fixture
def tape(tapes: tuple[Tape, Tape]) -> Tape:
    return tapes[0]


@pytest.fixture
def bare(tapes: tuple[Tape, Tape]) -> Tape:
    return tapes[1]


def read(tape: Tape, host: str, path: str = "/") -> bytes:
    connection = tape.secure(host)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


# -- scope and cap ----------------------------------------------------------------------------------------


def test_a_body_beyond_the_cap_is_kept_in_part_and_measured_whole(tape: Tape):
    data = read(tape, HOST, "/faults/large?bytes=500000")
    content = tape.content(f"{WWW}/faults/large?bytes=500000")
    assert content.response_body is not None
    assert (content.response_body.data, content.response_body.truncated) == (data[:CAP], True)
    assert content.facts.response_wire_size == 500_000
    told = json.loads(content.extra or b"{}")["response"]
    assert (told["_wholeSize"], told["_wholeSha256"]) == (500_000, sha256(data).hexdigest())


def test_a_body_of_a_request_beyond_the_cap_too(tape: Tape):
    connection = tape.secure(HOST)
    connection.request("POST", "/upload", body=b"u" * 50_000)
    connection.getresponse().read()
    connection.close()
    content = tape.content(f"{WWW}/upload")
    assert content.request_body is not None
    assert (len(content.request_body.data), content.request_body.truncated) == (CAP, True)
    assert json.loads(content.extra or b"{}")["request"]["_wholeSha256"] == sha256(b"u" * 50_000).hexdigest()


def test_small_bodies_beyond_the_cap_are_cut_too(tape: Tape):
    data = read(tape, HOST, "/faults/large?bytes=3000")
    content = tape.content(f"{WWW}/faults/large?bytes=3000")
    assert content.response_body is not None
    assert (content.response_body.data, content.response_body.truncated) == (data[:CAP], True)


def test_outside_the_scope_only_metadata_is_kept(tape: Tape):
    host = LAST
    for size in (10, 100_000):
        connection = tape.secure(host)
        connection.request("POST", f"/faults/large?bytes={size}", body=b"secret" * size)
        assert len(connection.getresponse().read()) == size
        connection.close()
        content = tape.content(f"https://{host}/faults/large?bytes={size}")
        assert (content.request_body, content.response_body) == (None, None)
        assert content.facts.response_wire_size == size
        assert content.request_headers
        assert json.loads(content.extra or b"{}")["_outOfScope"] is True


def test_outside_the_scope_messages_of_a_socket_are_not_kept(tape: Tape):
    import wsproto
    import wsproto.events as ws

    talking = wsproto.WSConnection(wsproto.ConnectionType.CLIENT)
    with tape.encrypted(SALON) as wire:
        wire.sendall(talking.send(ws.Request(host=SALON, target="/salon/4410")))
        heard: list[ws.Event] = []
        while not any(isinstance(event, ws.TextMessage) for event in heard):
            talking.receive_data(wire.recv(65_536))
            heard += talking.events()
        wire.sendall(talking.send(ws.TextMessage(data='{"type":"bye"}')))
        while not any(isinstance(event, ws.CloseConnection) for event in heard):
            talking.receive_data(wire.recv(65_536))
            heard += talking.events()
    content = tape.content(f"https://{SALON}/salon/4410")
    assert content.facts.status == 101
    assert content.messages == ()


# -- the check page ---------------------------------------------------------------------------------------


def test_the_check_page_is_answered_without_a_connection_to_anybody(tape: Tape):
    page = read(tape, CHECK_HOST)
    assert "✓".encode() in page
    assert tape.until(lambda: tape.heard(talk.Checked))[0].readable
    assert not tape.rows_to(f"https://{CHECK_HOST}")


# -- passing unread ---------------------------------------------------------------------------------------


def untrusting(tape: Tape, clinic: Clinic, host: str) -> ssl.SSLSocket:
    """A client that takes the site's own certificate and no other."""
    context = ssl.create_default_context(cafile=str(clinic.ca_file))
    return context.wrap_socket(tape.tunnel(host), server_hostname=host)


def test_a_host_passes_unread_and_can_be_read_again(tape: Tape, clinic: Clinic):
    with untrusting(tape, clinic, UNREAD) as wire:
        wire.sendall(f"GET /secret HTTP/1.1\r\nHost: {UNREAD}\r\nConnection: close\r\n\r\n".encode())
        received = read_all(wire)
    assert received.startswith(b"HTTP/1.1 404")
    flow = tape.flow(f"https://{UNREAD}/")
    assert flow.delivery is Delivery.UNREAD
    assert flow.response_wire_size is not None
    assert flow.response_wire_size > len(received)
    content = tape.reader.content(flow.id)
    assert (content.request_body, content.response_body, content.request_headers) == (None, None, ())
    assert not tape.rows_to(f"https://{UNREAD}/secret")
    tape.recording.send(talk.PassUnread(host=UNREAD, read=True))
    tape.until(lambda: "host_read_again" in tape.told())
    assert read(tape, UNREAD, "/now-read")
    assert tape.flow(f"https://{UNREAD}/now-read").status == 404
    tape.recording.send(talk.PassUnread(host=UNREAD))
    tape.until(lambda: "host_passes_unread" in tape.told())
    with untrusting(tape, clinic, UNREAD):
        pass


def test_what_is_no_http_is_a_row_with_its_bytes(tape: Tape):
    with tape.tunnel("raw.example", 7777) as wire:
        wire.sendall(b"\x01\x02hello")
        assert read_exactly(wire, 7) == b"\x01\x02HELLO"
        flow = tape.flow("https://raw.example:7777/", is_over=False)
        assert flow.delivery is Delivery.UNREAD
    content = tape.content("https://raw.example:7777/")
    assert (content.facts.id, content.facts.response_wire_size) == (flow.id, 7)
    assert content.response_body is None


# -- refusals ---------------------------------------------------------------------------------------------


def refuse(tape: Tape, host: str) -> None:
    """A client that knows nothing of our authority."""
    with pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(tape.tunnel(host), server_hostname=host)


def drop(tape: Tape, host: str) -> None:
    """A client that looks at the certificate once the handshake is done, and leaves."""
    tape.encrypted(host).close()


def test_a_refused_certificate_is_one_row_and_a_count(tape: Tape):
    read(tape, HOST)
    refuse(tape, PINNED)
    refused = tape.until(lambda: tape.rows_to(f"https://{PINNED}/"))
    assert [(flow.delivery, flow.error) for flow in refused] == [(Delivery.REFUSED, "certificate-refused")]
    (first,) = tape.until(lambda: tape.handshakes(PINNED))
    assert (first.refusal, first.count, first.likely_pinned) == (Refusal.CERTIFICATE_REFUSED, 1, False)
    refuse(tape, PINNED)
    tape.until(lambda: tape.handshakes(PINNED)[0].count == 2)
    (again,) = tape.handshakes(PINNED)
    assert again.likely_pinned
    assert again.last_us > again.first_us
    assert len(tape.rows_to(f"https://{PINNED}/")) == 1
    assert {one.handshake.host for one in tape.until(lambda: tape.heard(talk.Refused))} >= {PINNED}
    tape.until(lambda: [one for one in tape.heard(talk.Tally) if one.refused_hosts])


def test_a_client_that_leaves_after_the_handshake_is_likely_pinned_once_it_repeats(tape: Tape):
    read(tape, HOST)
    drop(tape, DROPPING)
    (first,) = tape.until(lambda: tape.handshakes(DROPPING))
    assert (first.refusal, first.likely_pinned) == (Refusal.DROPPED_AFTER, False)
    drop(tape, DROPPING)
    tape.until(lambda: tape.handshakes(DROPPING)[0].likely_pinned)
    assert len(tape.rows_to(f"https://{DROPPING}/")) == 1


def test_a_spare_connection_beside_one_that_is_used_means_nothing(tape: Tape):
    spare = tape.encrypted(IDLE)
    read(tape, IDLE)
    spare.close()
    drop(tape, IDLE)
    drop(tape, HOST)
    refuse(tape, STATIC)
    tape.until(lambda: tape.handshakes(STATIC))  # later than those: they have been looked at
    assert tape.handshakes(IDLE) == ()
    assert tape.handshakes(HOST) == ()


def test_a_server_that_is_not_trusted_is_told_as_its_own_failure(bare: Tape):
    with contextlib.suppress(ssl.SSLError, OSError, http.client.HTTPException):
        read(bare, PINNED)
    (found,) = bare.until(lambda: bare.handshakes(PINNED))
    assert found.refusal is Refusal.SERVER_REFUSED
    flow = bare.until(lambda: bare.rows_to(f"https://{PINNED}/"))[-1]
    assert flow.delivery is Delivery.FAILED
    assert "ertificate" in (flow.error or "")
    assert bare.heard(talk.Refused) == []


# -- this computer itself ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "127.0.0.2", "[::1]", "0.0.0.0"])
def test_this_computer_is_refused(bare: Tape, clinic: Clinic, name: str):
    port = clinic.raw_address[1]
    assert bare.get(f"http://{name}:{port}/cased?{len(name)}")[0] == 502
    flow = bare.flow(f"http://{name}:{port}/cased?{len(name)}")
    assert (flow.delivery, flow.status) == (Delivery.FAILED, None)
    assert "this computer itself" in (flow.error or "")


def test_a_name_that_leads_to_this_computer_is_refused_too(bare: Tape, clinic: Clinic):
    name = socket.gethostname()
    try:
        leads_here = socket.gethostbyname(name).startswith("127.")
    except OSError:
        leads_here = False
    if not leads_here:
        name = "ip6-localhost" if has_name("ip6-localhost") else ""
    if not name:
        pytest.skip("no other name of this computer's loopback")
    assert bare.get(f"http://{name}:{clinic.raw_address[1]}/cased")[0] == 502
    assert "this computer itself" in (bare.flow(f"http://{name}:{clinic.raw_address[1]}/cased").error or "")


def has_name(name: str) -> bool:
    try:
        return bool(socket.getaddrinfo(name, None))
    except OSError:
        return False


def test_it_is_said_once(bare: Tape, clinic: Clinic):
    for number in range(3):
        bare.get(f"http://127.0.0.1:{clinic.raw_address[1]}/cased?said={number}")
    bare.until(lambda: "loopback_refused" in bare.told())
    assert bare.told().count("loopback_refused") == 1


def test_our_own_port_is_refused_in_any_case(tape: Tape, bare: Tape):
    for one in (tape, bare):
        port = one.address[1]
        assert one.get(f"http://127.0.0.1:{port}/loop")[0] == 502
        assert one.flow(f"http://127.0.0.1:{port}/loop").delivery is Delivery.FAILED


def test_a_tunnel_to_this_computer_is_refused(bare: Tape, clinic: Clinic):
    port = clinic.raw_address[1]
    with contextlib.closing(socket.create_connection(bare.address, timeout=LIMIT_S)) as wire:
        wire.sendall(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        read_head(wire)
        with contextlib.suppress(OSError):
            wire.sendall(b"GET /cased HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"CamelCase" not in read_all(wire)


@pytest.fixture(scope="module")
def allowing(clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tape]:
    folder = tmp_path_factory.mktemp("allowing")
    with Tape(folder, allow_loopback=True, host_map={"mirror.example": {"address": "127.0.0.1", "port": 1}}) as tape:
        yield tape


def test_this_computer_is_reached_where_that_was_asked_for(allowing: Tape, clinic: Clinic):
    port = clinic.raw_address[1]
    assert allowing.get(f"http://127.0.0.1:{port}/cased") == (200, b"{}")
    assert allowing.get(f"http://localhost:{port}/cased")[0] == 200
    assert allowing.get(f"http://127.0.0.1:{allowing.address[1]}/loop")[0] == 502
    assert allowing.get("http://mirror.example/nobody")[0] == 502
    assert allowing.flow("http://mirror.example/nobody").delivery is Delivery.FAILED
