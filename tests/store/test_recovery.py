"""Recordings that broke off: closed with what they hold, once nobody records any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from inspector.model.errors import CaseUnusable
from inspector.model.flow import CaptureId, CaptureKind, FlowId, FlowRecord, Side
from inspector.store.captures import begin_capture
from inspector.store.case import Case
from inspector.store.live.writer import LiveWriter
from inspector.store.queries import CaseReader
from inspector.store.recovery import RecordingLock, close_broken_recordings

OPEN = FlowRecord(
    entry=None, started_us=1_000, duration_us=None, method="GET", url="https://clinic.example/stream", status=200
)


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Case]:
    """A case as a recorder leaves it that was killed: a whole flow, and one whose body was on its way."""
    with Case.create(tmp_path / "broken.enclair") as case:
        writer = LiveWriter(case, name="a visit", kind=CaptureKind.RECORDING)
        writer.describe({"browser": "Firefox"})
        writer.add(replace(OPEN, url="https://clinic.example/whole", duration_us=5))
        ticket = writer.begin(OPEN)
        for side, data in ((Side.REQUEST, b"asked"), (Side.RESPONSE, b"data: 1\n"), (Side.RESPONSE, b"data: 2\n")):
            writer.add_part(ticket, side, data)
        assert writer.flush(10)
        writer._stop()  # nothing is ended
        yield case


def test_what_came_of_bodies_is_kept_as_truncated_ones(broken: Case, tmp_path: Path):
    assert close_broken_recordings(broken, tmp_path, tool="test") == (CaptureId(1),)
    content = CaseReader(broken).content(FlowId(2))
    assert content.request_body is not None
    assert content.response_body is not None
    assert (content.request_body.data, content.request_body.truncated) == (b"asked", True)
    assert (content.response_body.data, content.response_body.truncated) == (b"data: 1\ndata: 2\n", True)
    assert broken.connection.execute("SELECT count(*) FROM part").fetchone() == (0,)


def test_the_capture_is_cut_and_says_so(broken: Case, tmp_path: Path):
    close_broken_recordings(broken, tmp_path, tool="test")
    reader = CaseReader(broken)
    (capture,) = reader.captures()
    assert reader.capture_state(capture.id) == "cut"
    assert [warning.code for warning in capture.warnings] == ["recording-broken-off"]
    assert (capture.imported, capture.environment) == (2, {"browser": "Firefox"})
    assert reader.log()[-1][1] == "capture-added"


def test_it_is_done_once(broken: Case, tmp_path: Path):
    close_broken_recordings(broken, tmp_path, tool="test")
    assert close_broken_recordings(broken, tmp_path, tool="test") == ()
    (capture,) = CaseReader(broken).captures()
    assert len(capture.warnings) == 1


def test_nothing_is_done_while_a_recorder_is_at_work(broken: Case, tmp_path: Path):
    with RecordingLock(tmp_path):
        assert close_broken_recordings(broken, tmp_path, tool="test") == ()
        assert CaseReader(broken).capture_state(CaptureId(1)) == "importing"
    assert close_broken_recordings(broken, tmp_path, tool="test") == (CaptureId(1),)


def test_two_recorders_cannot_hold_one_case(tmp_path: Path):
    with RecordingLock(tmp_path), pytest.raises(CaseUnusable) as told, RecordingLock(tmp_path):
        pass
    assert told.value.code == "case_being_recorded"
    with RecordingLock(tmp_path):  # free again
        pass


def test_the_lock_is_private_and_its_folder_too(tmp_path: Path):
    folder = tmp_path / "new.private"
    with RecordingLock(folder):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_an_import_that_broke_off_is_left_to_others(tmp_path: Path):
    with Case.create(tmp_path / "import.enclair") as case:
        begin_capture(case, name="a.har", kind=CaptureKind.HAR, scenario=None)
        assert close_broken_recordings(case, tmp_path, tool="test") == ()


def test_a_case_that_cannot_be_written_is_left_as_it_is(broken: Case, tmp_path: Path):
    with Case.open(broken.path, read_only=True) as reading:
        assert close_broken_recordings(reading, tmp_path, tool="test") == ()
