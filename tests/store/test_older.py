"""A case of format 1: migrated with a copy kept where it may be written, read as it is where not."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from inspector.model.errors import CaseUnusable
from inspector.model.flow import FlowId
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowQuery
from inspector.store.recorded import handshakes, name_answers, page_states, tally, unread_hosts
from inspector.store.schema.migrations import APPLICATION_ID, USER_VERSION, migrations
from tests.store.builders import build_case

COPY = f"old.before-format-{USER_VERSION}.enclair"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A case as format 1 had it: the builder's rows in the first migration's tables."""
    folder = tmp_path / "cases"
    folder.mkdir()
    path, new = folder / "old.enclair", build_case(tmp_path / "new.enclair", flows=120)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode = WAL")
        migrations.apply(Database(connection), stop_before="0002_recording")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("ATTACH ? AS new", (str(new),))
        tables = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        for (table,) in connection.execute(f"{tables} AND name NOT LIKE 'sqlite%'").fetchall():
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    path.chmod(0o600)
    return path


def told(case: Case) -> tuple[object, ...]:
    """Everything a window would ask of it."""
    reader = CaseReader(case)
    flows = list(reader.flow_ids(FlowQuery()))
    return (
        reader.captures(), reader.flow_rows(flows), reader.content(FlowId(40)), reader.timeline(FlowQuery()).flows,
        reader.data_cells(), reader.counts(), reader.findings(), reader.leaves(), reader.sightings(), reader.markers(),
        reader.recipients(), reader.hosts(), reader.flows_off_wire(), list(reader.sealed_rows()),
        handshakes(reader), name_answers(reader), page_states(reader), unread_hosts(reader), tally(reader),
    )  # fmt: skip


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_an_older_case_is_migrated_and_a_copy_kept_for_its_owner_alone(old: Path):
    with Case.open(old) as case:
        migrated = told(case)
    copy = old.with_name(COPY)
    assert sorted(path.name for path in old.parent.iterdir()) == [COPY, "old.enclair"]
    assert (version_of(old), version_of(copy)) == (USER_VERSION, 1)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with Case.open(copy, read_only=True) as case:
        assert told(case) == migrated


def test_an_older_case_is_read_without_being_touched(old: Path):
    before = old.read_bytes()
    with Case.open(old, read_only=True) as case:
        assert not case.writable
        read = told(case)
        with pytest.raises(CaseUnusable):
            case.change_setting("a", "b")
    assert old.read_bytes() == before
    assert [path.name for path in old.parent.iterdir()] == ["old.enclair"]
    with Case.open(old) as case:
        migrated = told(case)
    assert read == migrated


def test_a_copy_of_an_older_case_that_was_only_read_can_be_migrated(old: Path, tmp_path: Path):
    with Case.open(old, read_only=True) as case:
        case.copy_to(tmp_path / "copy.enclair")
        read = told(case)
    with Case.open(tmp_path / "copy.enclair") as case:
        assert told(case) == read


def test_no_copy_no_migration(old: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("inspector.store.case_files.back_up", full)
    with pytest.raises(CaseUnusable) as raised:
        Case.open(old)
    assert "full" in str(raised.value)
    assert version_of(old) == 1
    assert not old.with_name(COPY).exists()


def test_a_newer_case_that_lacks_what_is_read_says_so(tmp_path: Path):
    path = build_case(tmp_path / "a.enclair", flows=120)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE handshake")
        connection.execute(f"PRAGMA user_version = {USER_VERSION + 1}")
    with pytest.raises(CaseUnusable) as raised:
        Case.open(path, read_only=True)
    assert raised.value.code == "case_newer"
