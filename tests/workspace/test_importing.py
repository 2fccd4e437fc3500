"""Files imported into a case: whole, cut, cancelled, killed."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inspector.model.errors import Cancelled, InputUnreadable
from inspector.resources import resource_path
from inspector.store.case import Case
from inspector.store.originals import extract_original, has_original
from inspector.store.queries import CaseReader
from inspector.workspace import importing
from inspector.workspace.importing import import_file
from inspector.workspace.jobs import Progress
from tests.formats.hars import make_entry, make_log, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def case(tmp_path):
    with Case.create(tmp_path / "a.enclair") as opened:
        yield opened


def many(count: int) -> dict[str, Any]:
    return make_log([make_entry(request__url=f"https://a.example/{n}", _pad="x" * 500) for n in range(count)])


def test_a_har_becomes_a_capture_with_its_facts(case, tmp_path):
    path = write(tmp_path, many(700))
    said: list[Progress] = []
    result = import_file(case, path, scenario="refused", progress=said.append)
    (capture,) = CaseReader(case).captures()
    assert (result.entries, result.imported, capture.imported, result.is_complete) == (700, 700, 700, True)
    assert result.sha256 == capture.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (capture.producer, capture.scenario, capture.sanitized) == ("WebInspector 537.36", "refused", True)
    assert json.loads(CaseReader(case).capture_extra(capture.id) or b"{}")["supports"]["consent"] is True
    assert said[0].step == "importing"
    assert all(0 <= progress.share <= 1 for progress in said if progress.share is not None)


def test_the_file_itself_is_kept_unless_it_is_not_wanted(case, tmp_path):
    path = write(tmp_path, many(5))
    kept = import_file(case, path)
    left = import_file(case, path, keep_original=False)
    extract_original(case, kept.capture, tmp_path / "again.har")
    assert (tmp_path / "again.har").read_bytes() == path.read_bytes()
    assert not has_original(case, left.capture)


def test_a_file_that_is_no_har_adds_nothing(case, tmp_path):
    for content in (b"", b"%PDF-1.7", b"[]", b"5:hello,"):
        with pytest.raises(InputUnreadable):
            import_file(case, write(tmp_path, content))
    assert CaseReader(case).captures() == ()


def test_a_cut_file_is_imported_as_far_as_it_goes(case, tmp_path):
    content = json.dumps(many(50)).encode()
    result = import_file(case, write(tmp_path, content[: len(content) // 2]))
    assert 20 < result.imported < 30
    assert not result.is_complete
    assert result.cut_at is not None
    assert result.cut_at < len(content) // 2
    assert case.connection.execute("SELECT state FROM capture").fetchone() == ("cut",)


def test_odd_entries_are_counted_and_left_out(case, tmp_path):
    log = make_log([make_entry(), None, make_entry(startedDateTime="x")])
    result = import_file(case, write(tmp_path, log))
    assert (result.entries, result.imported) == (3, 2)
    assert [(w.entry, w.code) for w in result.warnings] == [(1, "entry-not-object"), (2, "bad-timestamp")]


def test_a_million_warnings_are_told_in_few_lines(case, tmp_path):
    result = import_file(case, write(tmp_path, make_log([None] * 5000)))
    assert (result.entries, result.imported, len(result.warnings)) == (5000, 0, 101)
    assert "4,900" in result.warnings[-1].message


def test_cancelling_keeps_what_was_committed(case, tmp_path):
    looks = iter([False] * 40 + [True] * 10)
    with pytest.raises(Cancelled):
        import_file(case, write(tmp_path, many(2000)), is_cancelled=lambda: next(looks))
    state, imported = case.connection.execute("SELECT state, imported FROM capture").fetchone()
    assert state == "cut"
    assert 0 < imported < 2000
    assert imported == case.connection.execute("SELECT count(*) FROM flow").fetchone()[0]
    assert json.loads(CaseReader(case).log()[-1][2])["state"] == "cut"


_KILLED = """
import os, sys
from pathlib import Path
from typing import Any
from inspector.store.case import Case
from inspector.workspace.importing import import_file
from inspector.workspace.jobs import Progress
with Case.create(Path(sys.argv[1])) as case:
    looks = []
    def look():
        looks.append(1)
        if len(looks) == int(sys.argv[3]):
            os._exit(9)  # as a kill: nothing is tidied up
        return False
    import_file(case, Path(sys.argv[2]), is_cancelled=look)
"""


@pytest.mark.parametrize("looks", [1, 30, 90])
def test_a_crash_leaves_a_case_that_opens_with_what_was_committed(tmp_path, looks):
    case_path, path = tmp_path / "b.enclair", write(tmp_path, many(2000))
    code = [sys.executable, "-c", _KILLED, str(case_path), str(path), str(looks)]
    assert subprocess.run(code, cwd=ROOT, check=False).returncode == 9
    with Case.open(case_path) as case:
        assert case.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        reader = CaseReader(case)
        assert len(list(reader.contents())) == reader.last_flow() < 2000
        assert case.connection.execute("SELECT state FROM capture").fetchone() == ("importing",)


def test_a_name_that_is_no_text_is_imported_all_the_same(case, tmp_path):
    if sys.platform != "linux":
        pytest.skip("only Linux has file names of any bytes")
    path = tmp_path / "a\udcff.har"
    path.write_text(json.dumps(many(1)))
    assert import_file(case, path).name == "a?.har"


def test_a_large_file_is_written_by_a_process_of_its_own_with_the_same_result(tmp_path: Path, monkeypatch):
    sealed = []
    for name, threshold in (("one", importing._LARGE_BYTES), ("two", 0)):
        monkeypatch.setattr(importing, "_LARGE_BYTES", threshold)
        with Case.create(tmp_path / f"{name}.enclair") as case:
            result = importing.import_file(case, resource_path("samples", "consultation.har"))
            assert result.is_complete
            sealed.append(list(CaseReader(case).sealed_rows()))
    assert sealed[0] == sealed[1]
