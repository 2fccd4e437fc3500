"""A capture written from another process is the same capture, and stays when the reading process ends."""

import multiprocessing
import os
import threading
from pathlib import Path

import pytest

from inspector.model.errors import CaseUnusable
from inspector.model.flow import Body, BodyForm, CaptureKind, Connection, FlowRecord, Marker, SocketMessage, Timings
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.relay import Start, WriterProcess
from inspector.store.writer import CaptureWriter

START = Start(name="x.har", kind=CaptureKind.HAR)


def flows() -> list[FlowRecord]:
    return [
        FlowRecord(
            entry=n,
            started_us=1_790_000_000_000_000 + n,
            method="GET",
            url=f"https://h{n % 3}.example/{n}",
            status=200,
            response_body=Body(data=f"corps {n % 5}".encode() * 200, form=BodyForm.TEXT),
            timings=Timings(wait=n),
            connection=Connection(label=str(n % 2), server_address="203.0.113.1"),
            messages=(SocketMessage(at_us=n, from_client=True, opcode=1, data=b"x"),) if n == 7 else (),
        )
        for n in range(250)
    ]


def rows(path: Path) -> list[list[tuple]]:
    with Case.open(path, read_only=True) as case:
        tables = ("flow", "body", "connection", "message", "marker")
        return [case.connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables]


def test_both_ways_write_the_same_rows(tmp_path: Path):
    outcome, markers = Outcome(entries=250, producer="P"), [Marker(at_us=1, kind="note", label="é")]
    with Case.create(tmp_path / "a.enclair") as case:
        one = CaptureWriter(case, name=START.name, kind=START.kind)
        for flow in flows():
            one.add(flow)
        one.finish(outcome, markers=markers)
    with Case.create(tmp_path / "b.enclair") as case:
        other = WriterProcess(case, START)
        for flow in flows():
            other.add(flow)
        other.flush()
        assert CaseReader(case).last_flow() == 250
        other.finish(outcome, markers=markers)
        (capture,) = CaseReader(case).captures()
        assert (capture.id, capture.imported, capture.producer) == (other.capture, 250, "P")
    assert rows(tmp_path / "a.enclair") == rows(tmp_path / "b.enclair")


def _read_and_die(path: str) -> None:
    with Case.open(Path(path)) as case:
        writer = WriterProcess(case, START)
        for flow in flows():
            writer.add(flow)
        writer.flush()
        for child in multiprocessing.active_children():
            Path(path).with_suffix(".pid").write_text(str(child.pid))
        os._exit(9)


def until_gone(process: int) -> None:
    waited, stat = threading.Event(), Path(f"/proc/{process}/stat")
    for _ in range(3_000):
        try:
            if ") Z " in stat.read_text():
                return
        except OSError:
            return
        waited.wait(0.02)
    raise AssertionError("it is still there")


def test_what_was_given_stays_when_the_reading_process_dies(tmp_path: Path):
    path = tmp_path / "a.enclair"
    Case.create(path).close()
    process = multiprocessing.get_context("spawn").Process(target=_read_and_die, args=(str(path),))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    writer = int(path.with_suffix(".pid").read_text())
    until_gone(writer)
    with Case.open(path) as case:
        assert CaseReader(case).last_flow() == 250
        assert case.connection.execute("SELECT state FROM capture").fetchone() == ("cut",)


def test_cutting_keeps_what_was_given(tmp_path: Path):
    with Case.create(tmp_path / "a.enclair") as case:
        writer = WriterProcess(case, START)
        writer.add(flows()[0])
        writer.cut()
        assert CaseReader(case).last_flow() == 1
        assert case.connection.execute("SELECT state FROM capture").fetchone() == ("cut",)


def test_a_case_that_cannot_be_opened_is_one_line(tmp_path: Path):
    with Case.create(tmp_path / "a.enclair") as case:
        broken = Case(tmp_path / "none.enclair", case.connection, writable=True)
        writer = WriterProcess(broken, START)
        with pytest.raises(CaseUnusable, match=r"none\.enclair"):
            writer.flush()
        writer.cut()
