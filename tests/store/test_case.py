"""A case opens, refuses what is no case with one line, and leaves one file behind."""

import sqlite3
import stat
from pathlib import Path

import pytest

from inspector.model.errors import CaseUnusable
from inspector.store.case import Case
from inspector.store.case_files import is_case_file
from inspector.store.schema.migrations import APPLICATION_ID, USER_VERSION
from tests.store.builders import build_case


def test_a_new_case_carries_its_marks_and_rests_as_one_file(tmp_path: Path):
    path = tmp_path / "a.enclair"
    Case.create(path).close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (USER_VERSION,)
    connection.close()
    assert [file.name for file in tmp_path.iterdir()] == ["a.enclair"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"{}", b"SQLite format 3\0" + b"\0" * 84, b"\xff" * 4096])
def test_what_is_not_a_case_gets_one_line(tmp_path: Path, content: bytes):
    path = tmp_path / "x.enclair"
    path.write_bytes(content)
    with pytest.raises(CaseUnusable, match="is not an En Clair case") as raised:
        Case.open(path)
    assert "\n" not in str(raised.value)
    assert not is_case_file(path)


def test_a_newer_case_says_so(tmp_path: Path):
    path = build_case(tmp_path / "a.enclair", flows=120)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {USER_VERSION + 1}")
    connection.close()
    with pytest.raises(CaseUnusable) as raised:
        Case.open(path)
    assert raised.value.code == "case_newer"


def test_a_damaged_case_says_so_without_a_traceback(tmp_path: Path):
    path = build_case(tmp_path / "a.enclair", flows=120)
    data = bytearray(path.read_bytes())
    data[100:40_000] = b"\x00" * 39_900
    path.write_bytes(data)
    with pytest.raises(CaseUnusable) as raised:
        Case.open(path)
    assert raised.value.code == "case_damaged"


def test_a_failed_block_leaves_nothing(tmp_path: Path):
    with Case.create(tmp_path / "a.enclair") as case:
        with pytest.raises(RuntimeError):
            write_half(case)
        assert case.setting("half") == ""


def write_half(case: Case):
    with case.write() as connection:
        connection.execute("INSERT INTO setting VALUES ('half', 'done')")
        raise RuntimeError


def test_a_copy_is_whole_and_replaces_the_target(tmp_path: Path):
    path = build_case(tmp_path / "a.enclair", flows=120)
    target = tmp_path / "b.enclair"
    target.write_text("old")
    with Case.open(path, read_only=True) as case:
        case.copy_to(target)
    with Case.open(target) as copy:
        assert copy.connection.execute("SELECT count(*) FROM flow").fetchone() == (120,)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.enclair", "b.enclair"]


def test_a_case_exists_already_is_said(tmp_path: Path):
    Case.create(tmp_path / "a.enclair").close()
    with pytest.raises(CaseUnusable) as raised:
        Case.create(tmp_path / "a.enclair")
    assert raised.value.code == "case_exists"


def test_a_write_that_sqlite_refuses_is_one_line(tmp_path: Path):
    Case.create(tmp_path / "case.enclair").close()
    with Case.open(tmp_path / "case.enclair", read_only=True) as case, pytest.raises(CaseUnusable) as raised:
        case.change_setting("a", "b")
    assert raised.value.code == "case_unwritable_now"
    assert "\n" not in str(raised.value)
