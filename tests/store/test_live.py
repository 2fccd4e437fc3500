"""The live writer: everything committed within half a second, nothing lost for a lock, one clear line for a full disk."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from inspector.model.errors import CaseUnusable
from inspector.model.flow import Body, CaptureId, CaptureKind, Connection, FlowId, FlowRecord, Marker, Page, Side
from inspector.model.flow import SocketMessage as Message
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState, Refusal, StateKind
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.edits import add_marker
from inspector.store.live import writer as live
from inspector.store.live.writer import LiveWriter
from inspector.store.queries import CaseReader
from inspector.store.recorded import handshakes, name_answers, page_state_data, page_states

LIMIT_S = 60
WIRE = Connection(label="1", server_address="203.0.113.7", server_port=443, sni="www.clinic.example")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "live.enclair") as case:
        yield case


@pytest.fixture
def writer(case: Case) -> Iterator[LiveWriter]:
    writer = made(case)
    yield writer
    with contextlib.suppress(CaseUnusable):
        writer.finish(Outcome())


def made(case: Case) -> LiveWriter:
    return LiveWriter(case, name="a visit", kind=CaptureKind.RECORDING, tool="test")


def a_flow(number: int = 1, **more: object) -> FlowRecord:
    return FlowRecord(
        entry=None,
        started_us=1_000_000 + number,
        duration_us=10,
        method="GET",
        url=f"https://www.clinic.example/{number}",
        status=200,
        connection=WIRE,
        **more,  # type: ignore[arg-type]
    )


def body(data: bytes) -> Body:
    return Body(data=data)


def rows(case: Case, sql: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(case.path)) as other:
        return other.execute(sql).fetchall()


def flushed(writer: LiveWriter) -> None:
    assert writer.flush(LIMIT_S)
    assert writer.failure is None


def test_what_is_given_is_committed_though_nobody_asks(case: Case, writer: LiveWriter):
    writer.add(a_flow())
    waited, end = threading.Event(), time.monotonic() + LIMIT_S
    while rows(case, "SELECT count(*) FROM flow") != [(1,)]:
        assert time.monotonic() < end
        waited.wait(0.05)


def test_a_begun_flow_has_a_row_at_once_and_its_parts_are_read_while_they_come(case: Case, writer: LiveWriter):
    ticket = writer.begin(replace(a_flow(), duration_us=None))
    writer.add_part(ticket, Side.RESPONSE, b"one ")
    flushed(writer)
    writer.add_part(ticket, Side.RESPONSE, b"two")
    flushed(writer)
    assert rows(case, "SELECT duration_us FROM flow") == [(None,)]
    assert rows(case, "SELECT side, data FROM part ORDER BY id") == [("response", b"one "), ("response", b"two")]


@pytest.mark.parametrize("batches", ["one batch", "a batch each"])
def test_a_flow_begun_updated_and_closed_is_one_row_with_its_last_word(case: Case, writer: LiveWriter, batches: str):
    flush = (lambda: None) if batches == "one batch" else (lambda: flushed(writer))
    ticket = writer.begin(replace(a_flow(), duration_us=None, status=None))
    flush()
    writer.add_part(ticket, Side.RESPONSE, b"whole")
    flush()
    writer.add_message(ticket, Message(at_us=1, from_client=True, opcode=1, data=b"first"))
    flush()
    writer.update(ticket, replace(a_flow(), duration_us=None, status=202))
    flush()
    writer.add_message(ticket, Message(at_us=2, from_client=False, opcode=2, data=b"second"))
    flush()
    writer.close(ticket, replace(a_flow(), status=200, duration_us=99, response_body=body(b"whole body")))
    flushed(writer)
    assert rows(case, "SELECT status, duration_us, response_size FROM flow") == [(200, 99, 10)]
    assert rows(case, "SELECT count(*) FROM part") == [(0,)]
    assert rows(case, "SELECT n, from_client, opcode, data FROM message ORDER BY n") == [
        (1, 1, 1, b"first"),
        (2, 0, 2, b"second"),
    ]


def test_two_sockets_number_their_messages_apart_also_when_they_begin_with_some(case: Case, writer: LiveWriter):
    known = Message(at_us=1, from_client=False, opcode=1, data=b"welcome")
    one, two = writer.begin(a_flow(1, messages=(known,))), writer.begin(a_flow(2))
    for ticket in (one, two, one):
        writer.add_message(ticket, Message(at_us=3, from_client=True, opcode=1, data=b"said"))
    flushed(writer)
    writer.add_message(two, Message(at_us=4, from_client=True, opcode=1, data=b"later"))
    flushed(writer)
    assert rows(case, "SELECT flow_id, n FROM message ORDER BY flow_id, n") == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]


def test_equal_bodies_are_kept_once_within_a_batch_and_across(case: Case, writer: LiveWriter):
    for number in (1, 2):
        writer.add(a_flow(number, response_body=body(b"the same"), request_body=body(b"the same")))
    flushed(writer)
    writer.add(a_flow(3, response_body=body(b"the same")))
    flushed(writer)
    assert rows(case, "SELECT count(*), size FROM body") == [(1, 8)]
    assert rows(case, "SELECT DISTINCT response_body FROM flow") == [(sha256(b"the same").digest(),)]


def test_equal_connections_are_one_row(case: Case, writer: LiveWriter):
    writer.add(a_flow(1))
    flushed(writer)
    writer.add(a_flow(2))
    writer.add(replace(a_flow(3), connection=replace(WIRE, label="2")))
    flushed(writer)
    assert rows(case, "SELECT connection_id FROM flow ORDER BY id") == [(1,), (1,), (2,)]


def test_flows_are_written_with_the_phase_of_their_moment(case: Case, writer: LiveWriter):
    writer.add(replace(a_flow(1), started_us=500))
    flushed(writer)
    with Case.open(case.path) as other:
        add_marker(other, CaptureId(writer.capture), Marker(at_us=1_000, kind="accepted"))
    writer.add(replace(a_flow(2), started_us=2_000))
    ticket = writer.begin(replace(a_flow(3), started_us=3_000))
    flushed(writer)
    writer.close(ticket, replace(a_flow(3), started_us=3_000))
    flushed(writer)
    assert rows(case, "SELECT flow_id, phase FROM flow_phase ORDER BY flow_id") == [(2, "accepted"), (3, "accepted")]


def test_a_handshake_is_counted_in_one_row(case: Case, writer: LiveWriter):
    first = Handshake(
        host="api.example", port=443, client="app", refusal=Refusal.DROPPED_AFTER, count=1, first_us=1, last_us=1
    )
    writer.note_handshake(first)
    writer.note_handshake(replace(first, count=2, last_us=5))
    flushed(writer)
    writer.note_handshake(replace(first, count=3, last_us=9, likely_pinned=True))
    writer.note_handshake(replace(first, refusal=Refusal.CERTIFICATE_REFUSED))
    flushed(writer)
    found = handshakes(CaseReader(case))
    assert [(one.count, one.first_us, one.last_us, one.likely_pinned) for one in found] == [
        (3, 1, 9, True),
        (1, 1, 1, False),
    ]


def test_notes_of_every_kind_are_kept(case: Case, writer: LiveWriter):
    chain = (("www.a.example", "CNAME", "edge.b.example"), ("edge.b.example", "A", "203.0.113.9"))
    writer.note_name(NameAnswer(host="www.a.example", at_us=4, resolver="192.0.2.53", chain=chain))
    writer.note_marker(Marker(at_us=7, kind="note", label="pause"))
    writer.warn(Oddity(entry=None, code="machine-slept", message="The machine slept 9 s."))
    writer.keep_state([PageState(marker_us=7, at_us=8, kind=StateKind.TEXT, url="https://a.example/", data=b"text")])
    writer.describe({"browser": "Firefox"})
    writer.add_page(Page(label="page_1", title="before"))
    writer.add_page(Page(label="page_1", title="after"))
    flushed(writer)
    writer.add_page(Page(label="page_1", title="at last"))
    flushed(writer)
    reader = CaseReader(case)
    assert name_answers(reader)[0].chain == chain
    assert [marker.label for marker in reader.markers()[CaptureId(1)]] == ["pause"]
    assert [page.title for page in reader.pages(CaptureId(1))] == ["at last"]
    (capture,) = reader.captures()
    assert [warning.code for warning in capture.warnings] == ["machine-slept"]
    assert capture.environment == {"browser": "Firefox"}
    (state,) = page_states(reader)
    assert page_state_data(reader, state.id) == b"text"


def test_the_end_closes_what_is_open_and_the_capture(case: Case):
    writer = made(case)
    ticket = writer.begin(replace(a_flow(), duration_us=None))
    writer.add_part(ticket, Side.RESPONSE, b"half")
    flushed(writer)
    writer.finish(Outcome(entries=1, environment={"system": "Linux"}))
    reader = CaseReader(case)
    assert reader.capture_state(CaptureId(1)) == "complete"
    content = reader.content(FlowId(1))
    assert content.response_body is not None
    assert (content.response_body.data, content.response_body.truncated) == (b"half", True)
    assert rows(case, "SELECT count(*) FROM part") == [(0,)]


def test_a_locked_case_is_waited_for_and_nothing_is_lost(case: Case, monkeypatch: pytest.MonkeyPatch):
    case.connection.execute("PRAGMA busy_timeout = 50")
    monkeypatch.setattr(live, "_LOCKED_TRIES", 100)
    writer = made(case)
    other = sqlite3.connect(case.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ticket = writer.begin(replace(a_flow(1), duration_us=None))
    writer.add_part(ticket, Side.RESPONSE, b"x")
    writer.add(a_flow(2))
    assert not writer.flush(0.4)
    writer.close(ticket, a_flow(1, response_body=body(b"xy")))
    other.execute("COMMIT")
    other.close()
    flushed(writer)
    writer.finish(Outcome())
    assert rows(case, "SELECT response_size FROM flow ORDER BY id") == [(2,), (0,)]


def test_a_case_that_stays_locked_is_given_up_with_one_line(case: Case, monkeypatch: pytest.MonkeyPatch):
    case.connection.execute("PRAGMA busy_timeout = 20")
    monkeypatch.setattr(live, "_LOCKED_TRIES", 2)
    writer = made(case)
    with contextlib.closing(sqlite3.connect(case.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer.add(a_flow())
        writer.flush(LIMIT_S)
        assert writer.failure is not None
        assert writer.failure.code == "case_locked"
        with pytest.raises(CaseUnusable):
            writer.finish(Outcome())


def test_a_full_disk_is_told_once_and_what_was_written_is_kept(case: Case):
    writer = made(case)
    writer.add(a_flow(1))
    flushed(writer)
    pages = case.connection.execute("PRAGMA page_count").fetchone()[0]
    case.connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    writer.add(a_flow(2, response_body=body(bytes(range(256)) * 4_000 + b"%d" % id(writer))))
    writer.add(a_flow(3, response_body=Body(data=noise(900_000))))
    writer.flush(LIMIT_S)
    assert writer.failure is not None
    assert writer.failure.code == "case_unwritable_now"
    assert "\n" not in str(writer.failure)
    writer.add(a_flow(4))  # dropped, not waited for
    with pytest.raises(CaseUnusable):
        writer.finish(Outcome())
    assert ("https://www.clinic.example/1",) in rows(case, "SELECT url FROM flow")
    assert rows(case, "SELECT count(*) FROM flow WHERE url LIKE '%/4'") == [(0,)]


def noise(size: int) -> bytes:
    """What does not compress."""
    return Random(7).randbytes(size)


def test_a_removed_case_is_noticed(case: Case):
    writer = made(case)
    case.path.unlink()
    writer.add(a_flow())
    writer.flush(LIMIT_S)
    assert writer.failure is not None
    assert writer.failure.code == "case_removed"
    with pytest.raises(CaseUnusable):
        writer.finish(Outcome())


def test_a_disk_that_is_too_slow_costs_bodies_not_flows(case: Case, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "_MOST_WAITING_BYTES", 50_000)
    case.connection.execute("PRAGMA busy_timeout = 20")
    monkeypatch.setattr(live, "_LOCKED_TRIES", 10_000)
    writer = made(case)
    with contextlib.closing(sqlite3.connect(case.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in range(40):
            writer.add(a_flow(number, response_body=body(b"%d" % number * 2_000)))
        other.execute("COMMIT")
    flushed(writer)
    writer.finish(Outcome())
    ((flows, with_bodies),) = rows(case, "SELECT count(*), count(response_body) FROM flow")
    assert flows == 40
    assert 0 < with_bodies < 40
    assert with_bodies + writer.dropped_bodies == 40
    assert rows(case, "SELECT count(*) FROM warning WHERE code = 'bodies-dropped'") == [(1,)]


def test_parts_and_messages_that_are_dropped_leave_a_truncated_body_not_a_wrong_one(
    case: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "_MOST_WAITING_BYTES", 0)
    writer = made(case)
    ticket = writer.begin(replace(a_flow(), duration_us=None))
    writer.add_part(ticket, Side.RESPONSE, b"lost")
    monkeypatch.setattr(live, "_MOST_WAITING_BYTES", 10**9)
    writer.add_part(ticket, Side.RESPONSE, b"after a hole")
    writer.finish(Outcome())
    assert rows(case, "SELECT count(*) FROM body") == [(0,)]


def test_many_flows_are_counted_exactly(case: Case):
    writer = made(case)
    for number in range(3_000):
        writer.add(a_flow(number))
    writer.finish(Outcome(entries=3_000))
    assert writer.imported == 3_000
    assert rows(case, "SELECT count(*), count(DISTINCT url) FROM flow") == [(3_000, 3_000)]
    assert rows(case, "SELECT imported FROM capture") == [(3_000,)]


def test_what_cannot_be_a_row_costs_itself_alone_and_is_told(case: Case, capfd: pytest.CaptureFixture[str]):
    writer = made(case)
    writer.add(a_flow(1))
    writer.add(replace(a_flow(2), duration_us=2**70))
    ticket = writer.begin(replace(a_flow(3), error="\udc80"))
    writer.add(replace(a_flow(4), connection=replace(WIRE, label="other")))
    flushed(writer)
    writer.add_part(ticket, Side.RESPONSE, b"of nothing")
    writer.close(ticket, a_flow(3))
    writer.add(a_flow(5))
    writer.finish(Outcome())
    assert [url[-1] for (url,) in rows(case, "SELECT url FROM flow ORDER BY id")] == ["1", "4", "5"]
    assert rows(case, "SELECT count(*) FROM warning WHERE code = 'not-written'") == [(1,)]
    assert rows(case, "SELECT label FROM flow JOIN connection ON connection.id = connection_id ORDER BY flow.id") == [
        ("1",),
        ("other",),
        ("1",),
    ]
    assert capfd.readouterr().err == ""
