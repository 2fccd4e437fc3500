"""A HAR becomes an unsaved case; recent files show names; saving and discarding do what they say."""

import stat
from pathlib import Path

import pytest

from inspector.model.errors import EnClairError
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace import opening, recent
from inspector.workspace.folders import data_folder, is_unsaved
from tests.workspace.test_jobs import events_of


def test_a_har_becomes_an_unsaved_case_that_is_analysed(tmp_path: Path):
    opened = opening.open_sample()
    assert opened.is_unsaved
    assert is_unsaved(opened.case_path)
    assert opened.job is not None
    events_of(opened.job)
    with Case.open(opened.case_path, read_only=True) as case:
        assert CaseReader(case).findings()
    assert [case.name for case in recent.recent_cases()] == ["consultation.har"]
    assert stat.S_IMODE(data_folder().stat().st_mode) & 0o077 == 0
    saved = tmp_path / "mon dossier.enclair"
    opening.save_case(opened.case_path, saved)
    opening.discard_case(opened.case_path)
    assert not opened.case_path.parent.exists()
    assert [case.name for case in recent.recent_cases()] == ["mon dossier"]
    assert opening.open_path(saved).job is None


def test_a_case_whose_analysis_was_interrupted_is_analysed_again(sample_case: Path):
    with Case.open(sample_case) as case, case.write() as connection:
        connection.execute("DELETE FROM outcome")
    again = opening.open_path(sample_case)
    assert again.job is not None
    events_of(again.job)
    with Case.open(sample_case, read_only=True) as case:
        assert CaseReader(case).outcome("complete") == b"true"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00\x01\x02", b"[1, 2]", b"<html>"])
def test_what_is_neither_case_nor_har_is_one_line_and_leaves_no_case(tmp_path: Path, content: bytes):
    path = tmp_path / "x.har"
    path.write_bytes(content)
    with pytest.raises(EnClairError) as raised:
        opening.open_path(path)
    assert "x.har" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert recent.recent_cases() == ()


def test_an_unreadable_list_of_recent_cases_is_an_empty_one():
    (data_folder() / "recent.json").write_text("{broken")
    assert recent.recent_cases() == ()
