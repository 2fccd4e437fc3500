"""Flow files of mitmproxy: what they hold becomes flows; what is damaged costs itself only."""

import io
import json
import warnings
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy import certs, connection, dns, flow, http, tcp, websocket
from mitmproxy.net.dns import classes, response_codes, types
from wsproto.frame_protocol import Opcode

from inspector.capture.flow_files import FlowLimits, check_is_flow_file, is_flow_file, open_flows
from inspector.capture.flow_record import ConnectionBook, Copy, record_of
from inspector.cli import run
from inspector.model.errors import InputUnreadable
from inspector.model.flow import CaptureKind, Delivery, FlowRecord, decode_headers
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import NameAnswer
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.writer import CaptureWriter
from inspector.workspace.importing import import_file
from tests.formats.hars import make_entry, make_log, write

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # mitmproxy 12 speaks an older pyparsing
    from mitmproxy.io import FlowWriter, tnetstring

SHARED = Path(__file__).parents[3] / "shared" / "mitm"
START_S = 1_790_000_000.0


def make_server(**facts: Any) -> connection.Server:
    server = connection.Server(address=("api.example", 443))
    server.peername = ("203.0.113.7", 443)
    server.timestamp_start, server.timestamp_tcp_setup, server.timestamp_tls_setup = (
        START_S,
        START_S + 0.01,
        START_S + 0.03,
    )
    server.tls, server.sni, server.alpn, server.tls_version = True, "api.example", b"h2", "TLSv1.3"
    server.cipher = "TLS_AES_128_GCM_SHA256"
    for name, fact in facts.items():
        setattr(server, name, fact)
    return server


def make_client() -> connection.Client:
    return connection.Client(peername=("192.0.2.5", 50_123), sockname=("192.0.2.1", 8080), timestamp_start=START_S)


def make_flow(
    *, url: str = "https://api.example/a?b=1", server: connection.Server | None = None, **facts: Any
) -> http.HTTPFlow:
    made = http.HTTPFlow(make_client(), server or make_server())
    made.timestamp_created = START_S  # so that two flows are of one length
    made.request = http.Request.make("POST", url, b'{"a":1}', [(b"Content-Type", b"application/json")])
    made.request.timestamp_start, made.request.timestamp_end = START_S + 0.005, START_S + 0.006
    made.response = http.Response.make(200, b"<p>ok</p>", {"content-type": "text/html"})
    made.response.timestamp_start, made.response.timestamp_end = START_S + 0.05, START_S + 0.08
    for name, fact in facts.items():
        setattr(made, name, fact)
    return made


def make_file(folder: Path, *flows: flow.Flow, name: str = "a.mitm") -> Path:
    buffer = io.BytesIO()
    writer = FlowWriter(buffer)
    for one in flows:
        writer.add(one)
    path = folder / name
    path.write_bytes(buffer.getvalue())
    return path


def read(path: Path, **limits: int) -> list[Any]:
    with open_flows(path, limits=FlowLimits(**limits)) as file:
        return list(file)


def record(made: http.HTTPFlow, **more: Any) -> FlowRecord:
    return record_of(made, ConnectionBook(), **more)


# -- one flow ---------------------------------------------------------------------------------------------


def test_heads_keep_their_order_letter_case_and_bytes():
    made = make_flow()
    made.request.headers = http.Headers([(b"X-B", b"1"), (b"x-a", "é".encode()), (b"X-B", b"\xe9\xff"), (b"X-N", b"")])
    assert decode_headers(record(made).request_headers) == (("X-B", "1"), ("x-a", "é"), ("X-B", "éÿ"), ("X-N", ""))


def test_bodies_are_as_on_the_wire():
    made = make_flow()
    made.response = http.Response.make(200, b"", {"Content-Encoding": "gzip"})
    made.response.raw_content = b"\x1f\x8bwhatever"
    told = record(made)
    assert told.response_body is not None
    assert told.response_body.data == b"\x1f\x8bwhatever"
    assert told.request_body is not None
    assert (told.request_body.data, told.request_mime) == (b'{"a":1}', "application/json")


def test_phases_add_up_and_the_connection_is_told_of_its_first_flow_only():
    book, server = ConnectionBook(), make_server()
    first = record_of(make_flow(server=server), book).timings
    second = record_of(make_flow(server=server), book).timings
    assert (first.connect, first.tls, first.send, first.wait, first.receive) == (30_000, 20_000, 1_000, 20_000, 30_000)
    assert (second.connect, second.tls, second.dns, second.wait) == (None, None, None, 44_000)


def test_a_flow_that_is_converted_twice_keeps_its_connection_times():
    book, made = ConnectionBook(), make_flow()
    response, made.response = made.response, None
    opened = record_of(made, book)
    made.response = response
    closed = record_of(made, book)
    assert (opened.duration_us, opened.status, closed.duration_us) == (None, None, 75_000)
    assert closed.timings.connect == opened.timings.connect == 30_000
    assert opened.connection is closed.connection


def test_the_connection_carries_tls_and_certificates():
    cert = _certificate()
    told = record(make_flow(server=make_server(certificate_list=[cert]))).connection
    assert told is not None
    assert (told.server_address, told.server_port, told.sni, told.alpn) == ("203.0.113.7", 443, "api.example", "h2")
    assert (told.tls_version, told.cipher, told.client_address) == ("TLSv1.3", "TLS_AES_128_GCM_SHA256", "192.0.2.5")
    (described,) = json.loads(told.certificate or b"[]")
    assert described["names"] == ["api.example"]
    assert described["sha256"] == cert.fingerprint().hex()
    assert described["valid_from_us"] < described["valid_to_us"]
    assert described["pem"].startswith("-----BEGIN CERTIFICATE")


def _certificate() -> certs.Cert:
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "api.example")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("api.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certs.Cert(built)


def test_a_tunnel_names_the_host_by_what_the_client_asked_for():
    made = make_flow(url="https://203.0.113.7/x")
    made.request.headers["Host"] = "shop.example:443"
    assert record(made).url == "https://shop.example/x"
    made.request.headers["Host"] = "shop.example/@evil"
    assert record(made).url == "https://203.0.113.7/x"
    named = make_flow()
    named.request.headers["Host"] = "other.example"
    assert record(named).url == "https://api.example/a?b=1"
    assert record(make_flow(url="http://[2001:db8::1]:8080/")).url == "http://[2001:db8::1]:8080/"


def test_a_failure_says_why_and_an_answer_that_came_counts():
    failed = make_flow(response=None, error=flow.Error("Connection refused", START_S + 0.5))
    assert (record(failed).delivery, record(failed).error, record(failed).duration_us) == (
        Delivery.FAILED,
        "Connection refused",
        495_000,
    )
    aborted = make_flow(error=flow.Error("Client disconnected.", START_S + 0.5))
    assert aborted.response is not None
    aborted.response.timestamp_end = None
    told = record(aborted)
    assert (told.delivery, told.error, told.status) == (Delivery.NETWORK, "Client disconnected.", 200)
    assert told.response_body is not None
    assert told.response_body.truncated


def test_redirects_revalidations_and_versions_are_told():
    moved = make_flow()
    moved.response = http.Response.make(302, b"", {"Location": "/b"})
    moved.response.http_version = "HTTP/2.0"
    assert (record(moved).redirect_url, record(moved).http_version) == ("/b", "HTTP/2")
    same = make_flow()
    same.response = http.Response.make(304)
    assert record(same).delivery is Delivery.REVALIDATED


def test_trailers_and_the_truth_about_a_cut_body_are_kept_beside():
    made = make_flow()
    assert made.response is not None
    made.response.trailers = http.Headers([(b"Grpc-Status", b"0")])
    told = record(made, received=Copy(data=b"abc", size_bytes=9, sha256="ff"))
    assert told.response_body is not None
    assert (told.response_body.data, told.response_body.truncated, told.response_wire_size) == (b"abc", True, 9)
    assert json.loads(told.extra or b"") == {
        "response": {"_trailers": [["Grpc-Status", "0"]], "_wholeSize": 9, "_wholeSha256": "ff"}
    }


def test_messages_of_a_socket_come_both_ways():
    made = make_flow()
    said = [
        websocket.WebSocketMessage(Opcode.TEXT, True, b"hello", START_S + 1),
        websocket.WebSocketMessage(Opcode.BINARY, False, b"\0", START_S + 2),
    ]
    made.websocket = websocket.WebSocketData(messages=said)
    opened = record(made)
    made.websocket.close_code, made.websocket.timestamp_end = 1000, START_S + 3
    closed = record(made)
    assert [(m.from_client, m.opcode, m.data) for m in closed.messages] == [(True, 1, b"hello"), (False, 2, b"\0")]
    assert (opened.duration_us, closed.duration_us, closed.resource_type) == (None, 2_995_000, "websocket")


# -- files ------------------------------------------------------------------------------------------------


def test_a_file_gives_its_flows_in_order(tmp_path):
    path = make_file(tmp_path, *(make_flow(url=f"https://api.example/{n}") for n in range(5)))
    assert is_flow_file(path)
    found = read(path)
    assert [item.url[-1] for item in found] == list("01234")
    assert all(item.entry is None for item in found)


def test_other_protocols_become_coverage_and_names(tmp_path):
    raw = tcp.TCPFlow(make_client(), make_server(timestamp_end=START_S + 4))
    raw.messages = [tcp.TCPMessage(True, b"abc", START_S), tcp.TCPMessage(False, b"defgh", START_S + 1)]
    query = dns.DNSFlow(make_client(), make_server())
    query.request = dns.DNSMessage(
        timestamp=START_S, id=1, query=True, op_code=0, authoritative_answer=False, truncation=False,
        recursion_desired=True, recursion_available=False, reserved=0, response_code=response_codes.NOERROR,
        questions=[dns.Question("a.example", types.A, classes.IN)], answers=[], authorities=[], additionals=[],
    )  # fmt: skip
    query.response = query.request.succeed(
        [
            dns.ResourceRecord.CNAME("a.example", "b.example"),
            dns.ResourceRecord.A("b.example", IPv4Address("203.0.113.9")),
        ]
    )
    row, answer = read(make_file(tmp_path, raw, query))
    assert (row.url, row.delivery, row.request_body) == ("tcp://api.example:443", Delivery.UNREAD, None)
    assert (row.request_body_size, row.response_wire_size, row.duration_us) == (3, 5, 4_000_000)
    assert isinstance(answer, NameAnswer)
    assert answer.chain == (("a.example", "CNAME", "b.example"), ("b.example", "A", "203.0.113.9"))
    assert (answer.host, answer.resolver) == ("a.example", "203.0.113.7")


def test_a_truncated_file_keeps_what_was_whole(tmp_path):
    path = make_file(tmp_path, make_flow(), make_flow())
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    with open_flows(path) as file:
        first, oddity = list(file)
        assert (file.tail.entries, file.tail.cut_at) == (2, len(whole) // 2)
    assert isinstance(first, FlowRecord)
    assert isinstance(oddity, Oddity)
    assert (first.method, oddity.code) == ("POST", "cut")
    assert f"byte {len(whole) // 2:,}" in oddity.message


def test_damage_costs_the_damaged_flow_only(tmp_path):
    path = make_file(tmp_path, *(make_flow(url=f"https://api.example/{n}") for n in range(3)))
    whole = path.read_bytes()
    size = len(whole) // 3
    for broken in (b"garbage" + whole[size:], whole[:size] + b"xx" + whole[size:]):
        path.write_bytes(broken)
        codes = [item.code if isinstance(item, Oddity) else item.url[-1] for item in read(path)]
        assert codes[-2:] == ["1", "2"]
        assert "damaged" in codes
    path.write_bytes(whole[:size] + whole[size : 2 * size].replace(b"server_conn", b"serber_conn") + whole[2 * size :])
    assert [item.code if isinstance(item, Oddity) else item.url[-1] for item in read(path)] == [
        "0",
        "entry-unreadable",
        "2",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"5:hello,",
        b"999999999999:9:websocket;0:~}",
        b"999999999:" + b"1:" * 5_000,
        b"4:true!",
        b"0:}",
        b"11:7:version;0:~}",
        b"1234567890123456:x",
        b"30:7:version;2:21#4:type;4:nope;0:~}",
    ],
)
def test_what_is_no_flow_is_told_in_one_line(tmp_path, content):
    path = tmp_path / "x.mitm"
    path.write_bytes(content)
    with pytest.raises(InputUnreadable) as told:
        check_is_flow_file(path)
    assert "\n" not in str(told.value)


def _nested(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = b"%d:%b]" % (len(data), data)
    return data


def test_depth_and_number_of_values_are_bounded(tmp_path):
    good = make_file(tmp_path, make_flow()).read_bytes()
    deep = b"7:version;2:21#4:deep;" + _nested(20_000)
    wide = b"7:version;2:21#4:wide;" + b"30000:" + b"0:~" * 10_000 + b"]"
    path = tmp_path / "b.mitm"
    path.write_bytes(good + b"".join(b"%d:%b}" % (len(data), data) for data in (deep, wide)) + good)
    found = read(path, nodes=5_000)
    assert [item.code if isinstance(item, Oddity) else "flow" for item in found] == [
        "flow",
        "entry-unreadable",
        "entry-unreadable",
        "flow",
    ]


def test_a_flow_that_is_too_large_is_left_out(tmp_path):
    big = make_flow()
    assert big.response is not None
    big.response.raw_content = b"x" * 100_000
    found = read(make_file(tmp_path, make_flow(), big, make_flow()), flow_bytes=50_000)
    assert [getattr(item, "code", "flow") for item in found] == ["flow", "flow-too-large", "flow"]


def test_a_newer_format_is_named(tmp_path):
    path = tmp_path / "x.mitm"
    path.write_bytes(tnetstring.dumps({"version": 999, "type": "http"}))
    with pytest.raises(InputUnreadable, match="newer mitmproxy") as told:
        open_flows(path)
    assert told.value.code == "flows_newer"


def _state(**changes: Any) -> dict[str, Any]:
    """The state of a flow as a file holds it, with some parts changed."""
    made = make_flow()
    made.websocket = websocket.WebSocketData(
        messages=[websocket.WebSocketMessage(Opcode.TEXT, True, b"hello", START_S + 1)], close_code=1000
    )
    state: Any = tnetstring.loads(tnetstring.dumps(made.get_state()))
    for path, value in changes.items():
        holder: Any = state
        *outer, last = path.split("__")
        for name in outer:
            holder = holder[name]
        holder[last] = value
    return dict(state)


def test_an_older_format_is_brought_up_to_date(tmp_path):
    path = tmp_path / "old.mitm"
    path.write_bytes(tnetstring.dumps(_state(version=20, server_conn__tls_version="QUIC")))
    (found,) = read(path)
    assert found.connection.tls_version == "QUICv1"
    with open_flows(path) as file:
        assert file.head.producer == "mitmproxy (flow format 20)"


@pytest.mark.parametrize(
    "changes",
    [
        {"websocket__messages": [[1, True, ["no", "bytes"], START_S, False, False]]},
        {"request__headers": [[b"a"]]},
        {"request__timestamp_start": "yesterday"},
        {"request__timestamp_start": None},
        {"response__status_code": b"200"},
        {"server_conn": []},
        {"server_conn__peername": ["203.0.113.7", "https"]},
        {"type": "telepathy"},
        {"version": "new"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_flow_with_parts_of_another_kind_costs_itself_only(tmp_path, changes):
    path = make_file(tmp_path, make_flow(), make_flow())
    whole = path.read_bytes()
    half = len(whole) // 2
    path.write_bytes(whole[:half] + tnetstring.dumps(_state(**changes)) + whole[half:])
    assert [getattr(item, "code", "flow") for item in read(path)] == ["flow", "entry-unreadable", "flow"]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e300, -5.0, 2**70])
def test_a_time_that_is_none_is_no_time(tmp_path, number):
    path = tmp_path / "a.mitm"
    path.write_bytes(tnetstring.dumps(_state(request__timestamp_start=number)))
    (found,) = read(path)
    assert getattr(found, "started_us", None) is None


@settings(max_examples=40, deadline=None)
@given(damage=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6))
def test_any_damage_gives_flows_and_warnings_only(tmp_path_factory, damage):
    folder = tmp_path_factory.mktemp("wild")
    whole = bytearray(make_file(folder, make_flow(), make_flow()).read_bytes())
    for place, byte in damage:
        whole[int(place * len(whole))] = byte
    path = folder / "w.mitm"
    path.write_bytes(bytes(whole))
    try:
        found = read(path)
    except InputUnreadable:
        return
    with Case.create(folder / "w.enclair") as case:
        writer = CaptureWriter(case, name="w", kind=CaptureKind.MITMPROXY_FLOWS)
        for item in found:
            assert isinstance(item, FlowRecord | Oddity | NameAnswer)
            if isinstance(item, FlowRecord):
                writer.add(item)
        writer.finish(Outcome())


# -- into a case ------------------------------------------------------------------------------------------


def test_a_flow_file_is_a_capture_beside_a_har_on_one_clock(tmp_path):
    flows = make_file(tmp_path, make_flow())
    har = write(tmp_path, make_log([make_entry(startedDateTime="2026-09-21T13:33:22Z")]))
    with Case.create(tmp_path / "a.enclair") as case:
        import_file(case, har)
        result = import_file(case, flows)
        reader = CaseReader(case)
        kinds = [capture.kind for capture in reader.captures()]
        starts = [content.facts.started_us for content in reader.contents()]
        coded = [content.content_coded for content in reader.contents()]
    assert (result.kind, result.is_complete) == (CaptureKind.MITMPROXY_FLOWS, True)
    assert kinds == [CaptureKind.HAR, CaptureKind.MITMPROXY_FLOWS]
    assert starts == [1_789_997_602_000_000, 1_790_000_000_005_000]
    assert coded == [False, True]


def test_the_command_line_takes_flow_files(tmp_path, capsys):
    path = make_file(tmp_path, make_flow())
    assert run(["scan", str(path), "--json", "-", "--lang", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["inputs"][0]["kind"], told["inputs"][0]["imported"]) == ("mitmproxy-flows", 1)
    assert run(["import", str(path), "-o", str(tmp_path / "c.enclair")]) == 0
    assert run(["report", str(path), "-o", str(tmp_path / "c.pdf"), "--lang", "en"]) == 0
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")


def test_a_har_of_a_phone_tool_keeps_the_name_of_the_app(case_of, tmp_path):
    entry = make_entry(time=-1, connection="12", serverIPAddress="203.0.113.7", _app="org.example.app", _uid=10_123)
    entry["timings"] = dict.fromkeys(("send", "wait", "receive", "blocked", "dns", "connect", "ssl"), -1)
    log = make_log([entry])
    log["log"]["creator"] = {"name": "PCAPdroid", "version": "1.9.0"}
    reader = case_of(write(tmp_path, log))
    (content,) = reader.contents()
    assert json.loads(content.extra or b"")["_app"] == "org.example.app"
    assert content.facts.timings.wait is None
    assert reader.captures()[0].producer == "PCAPdroid 1.9"


@pytest.fixture
def case_of(tmp_path):
    opened = []

    def make(path: Path) -> CaseReader:
        case = Case.create(tmp_path / "p.enclair")
        opened.append(case)
        import_file(case, path)
        return CaseReader(case)

    yield make
    for case in opened:
        case.close()


# -- real files -------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SHARED.is_dir(), reason="mitmproxy's own flow files are not here")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.mitm")), ids=lambda path: path.name)
def test_flow_files_of_mitmproxy_are_read_whole(path):
    found = read(path)
    assert found
    assert all(isinstance(item, FlowRecord) for item in found), found
    assert all(item.url.startswith("http") and item.started_us for item in found)
