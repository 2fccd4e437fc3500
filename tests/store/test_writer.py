"""Captures written into a case while others read it."""

import hashlib
import sqlite3
from typing import Any

import pytest

from inspector.model.errors import CaseUnusable
from inspector.model.flow import (
    Body,
    BodyForm,
    CaptureKind,
    Connection,
    FlowId,
    FlowRecord,
    Marker,
    Page,
    SocketMessage,
    Timings,
    Warning,
    encode_headers,
)
from inspector.store.addresses import split_url
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.originals import extract_original, has_original, keep_original
from inspector.store.queries import CaseReader
from inspector.store.writer import CaptureWriter


def make_flow(n: int = 0, **changes: Any) -> FlowRecord:
    return FlowRecord(**{"entry": n, "started_us": n, "method": "GET", "url": f"https://a.example/{n}", **changes})


@pytest.fixture
def case(tmp_path):
    with Case.create(tmp_path / "a.enclair") as opened:
        yield opened


def begin(case: Case, **options: Any) -> CaptureWriter:
    return CaptureWriter(case, name="a.har", kind=CaptureKind.HAR, **options)


def test_a_flow_comes_back_as_it_was_given(case):
    flow = make_flow(
        duration_us=7, status=200, reason="OK", http_version="h3", request_headers=encode_headers((("A", "é"), ("A", "2"))),
        request_body=Body(data=b"x=1"), response_body=Body(data=b"y" * 999, form=BodyForm.TEXT, truncated=True),
        response_mime="text/html", timings=Timings(connect=5, tls=2), page="p", initiator=b'{"type":"x"}', extra=b'{"a":1}',
        connection=Connection(label="1", server_address="192.0.2.1", certificate=b"[]"), error="e", redirect_url="/r",
        messages=(SocketMessage(at_us=1, from_client=True, opcode=2, data=b"\0"),),
    )  # fmt: skip
    writer = begin(case)
    writer.add(flow)
    writer.finish(Outcome(entries=1))
    content: Any = CaseReader(case).content(FlowId(1))
    assert content.request_headers == (("A", "é"), ("A", "2"))
    assert (content.request_body.data, content.response_body.data) == (b"x=1", b"y" * 999)
    assert (content.response_body.form, content.response_body.truncated) == (BodyForm.TEXT, True)
    assert (content.connection, content.messages) == (flow.connection, flow.messages)
    assert (content.extra, content.initiator, content.facts.timings) == (flow.extra, flow.initiator, flow.timings)
    assert (content.facts.host, content.facts.port, content.facts.server_address) == ("a.example", 443, "192.0.2.1")


def test_bodies_are_stored_once_and_compressed_where_it_pays(case):
    writer = begin(case)
    noise = hashlib.shake_128(b"x").digest(5000)
    for n in range(100):
        writer.add(make_flow(n, response_body=Body(data=b"a" * 5000), request_body=Body(data=noise)))
    writer.add(make_flow(100, response_body=Body(data=b"short")))
    writer.finish(Outcome())
    rows = case.connection.execute(
        "SELECT sha256, size, coding, length(data) FROM body ORDER BY size, coding"
    ).fetchall()
    assert [(size, coding) for _sha, size, coding, _length in rows] == [
        (5, "identity"),
        (5000, "identity"),
        (5000, "zstd"),
    ]
    assert rows[2][0] == hashlib.sha256(b"a" * 5000).digest()
    assert rows[2][3] < 100


def test_connections_are_stored_once(case):
    writer = begin(case)
    for n in range(600):
        writer.add(make_flow(n, connection=Connection(label=str(n % 3), server_address="192.0.2.1")))
    writer.finish(Outcome())
    assert case.connection.execute("SELECT count(*) FROM connection").fetchone() == (3,)
    assert case.connection.execute("SELECT count(DISTINCT connection_id) FROM flow").fetchone() == (3,)


def test_flows_can_be_read_through_another_connection_before_the_end(case):
    writer = begin(case)
    for n in range(40):
        writer.add(make_flow(n))
    assert writer.flush() == tuple(range(1, 41))
    with Case.open(case.path, read_only=True) as other:
        assert CaseReader(other).last_flow() == 40
    writer.add(make_flow(40))
    assert writer.flush() == (41,)
    writer.finish(Outcome())


def test_two_captures_share_a_case_and_its_bodies(case):
    for name in ("one", "two"):
        writer = begin(case, scenario=name)
        writer.add(make_flow(response_body=Body(data=b"same")))
        writer.finish(Outcome(entries=1, sha256="ab", producer="P 1", sanitized=True, environment={"os": "x"}))
    captures = CaseReader(case).captures()
    assert [(c.id, c.scenario, c.imported, c.sanitized, c.environment) for c in captures] == [
        (1, "one", 1, True, {"os": "x"}), (2, "two", 1, True, {"os": "x"}),
    ]  # fmt: skip
    assert case.connection.execute("SELECT count(*) FROM body").fetchone() == (1,)


def test_pages_markers_warnings_times_and_the_log_line_are_kept(case):
    writer = begin(case)
    writer.add(make_flow(5, duration_us=10))
    writer.add(make_flow(9, duration_us=100))
    writer.finish(
        Outcome(entries=3),
        pages=[Page(label="p", title="T")],
        markers=[Marker(at_us=7, kind="refused")],
        warnings=[Warning(entry=2, code="entry-not-object", message="m")],
    )
    reader = CaseReader(case)
    (capture,) = reader.captures()
    assert (capture.started_us, capture.ended_us, capture.entries, capture.imported) == (5, 109, 3, 2)
    assert [w.code for w in capture.warnings] == ["entry-not-object"]
    assert [page.label for page in reader.pages(capture.id)] == ["p"]
    assert [m.kind for m in reader.markers()[capture.id]] == ["refused"]
    assert [row[1] for row in reader.log()] == ["capture-added"]
    indexes = {row[0] for row in case.connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {"flow_started", "flow_host", "flow_capture", "message_flow"} <= indexes


def test_a_cut_capture_keeps_what_was_committed(case):
    writer = begin(case)
    writer.add(make_flow())
    writer.flush()
    writer.add(make_flow(1))
    writer.cut()
    assert case.connection.execute("SELECT state, imported FROM capture").fetchone() == ("cut", 1)


def test_a_failure_of_the_writing_thread_reaches_the_one_who_adds(case):
    writer = begin(case)
    writer.add(make_flow(status=10**30))
    with pytest.raises((OverflowError, sqlite3.Error)):
        writer.flush()
    writer.cut()


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://A.Example/b/c?d=e#f", ("https", "a.example", 443, "/b/c")),
        ("http://a.example:8080", ("http", "a.example", 8080, "")),
        ("wss://a.example/s", ("wss", "a.example", 443, "/s")),
        ("https://user:pw@a.example/x", ("https", "a.example", 443, "/x")),
        ("https://[2001:DB8::1]:8443/x", ("https", "2001:db8::1", 8443, "/x")),
        ("https://santé.example/x", ("https", "xn--sant-epa.example", 443, "/x")),
        ("https://a.example./x", ("https", "a.example", 443, "/x")),
        ("https://192.0.2.1/x", ("https", "192.0.2.1", 443, "/x")),
        ("https://a_b.example/", ("https", "a_b.example", 443, "/")),
        ("data:text/plain,hello", ("data", "", None, "")),
        ("testloadimpact", ("", "", None, "")),
        ("https:///x", ("https", "", None, "/x")),
        ("https://[oops/x", ("https", "", None, "/x")),
        ("https://a b/x", ("https", "", None, "/x")),
        ("https://a.example:99999/x", ("https", "a.example", 443, "/x")),
        ("", ("", "", None, "")),
    ],
)
def test_addresses_are_split_into_their_parts(url, parts):
    assert split_url(url) == parts


def test_the_original_comes_back_byte_for_byte(case, tmp_path):
    data = hashlib.shake_128(b"o").digest(3_000_000) + b"\0" * 3_000_000
    path = tmp_path / "a.har"
    path.write_bytes(data)
    writer = begin(case)
    writer.flush()
    keep_original(case, writer.capture, path)
    writer.finish(Outcome(sha256=hashlib.sha256(data).hexdigest()))
    assert has_original(case, writer.capture)
    assert extract_original(case, writer.capture, tmp_path / "again.har") == hashlib.sha256(data).hexdigest()
    assert (tmp_path / "again.har").read_bytes() == data


@pytest.mark.parametrize("statement", ["UPDATE original SET data = x'00'", "UPDATE capture SET sha256 = 'ff'"])
def test_a_damaged_original_is_refused_and_not_left_behind(case, tmp_path, statement):
    path = tmp_path / "a.har"
    path.write_bytes(b"hello" * 100)
    writer = begin(case)
    keep_original(case, writer.capture, path)
    writer.finish(Outcome(sha256=hashlib.sha256(b"hello" * 100).hexdigest()))
    case.connection.execute(statement)
    with pytest.raises(CaseUnusable, match="damaged"):
        extract_original(case, writer.capture, tmp_path / "again.har")
    assert not (tmp_path / "again.har").exists()


def test_a_capture_without_original_says_so(case, tmp_path):
    writer = begin(case)
    writer.finish(Outcome())
    with pytest.raises(CaseUnusable, match="only its path"):
        extract_original(case, writer.capture, tmp_path / "again.har")


def test_a_full_disk_is_one_line_and_keeps_what_was_written(case):
    writer = begin(case)
    writer.add(make_flow())
    writer.flush()
    (pages,) = case.connection.execute("PRAGMA page_count").fetchone()
    case.connection.execute(f"PRAGMA max_page_count = {pages}")
    writer.add(make_flow(1, response_body=Body(data=hashlib.shake_128(b"x").digest(900_000))))
    with pytest.raises(CaseUnusable, match="full"):
        writer.flush()
    writer.cut()
    assert case.connection.execute("SELECT count(*) FROM flow").fetchone() == (1,)
