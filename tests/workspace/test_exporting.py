"""Export is whole when nothing is redacted, and tells nothing when it is."""

import json
from pathlib import Path

import pytest

from inspector.model.errors import InputUnreadable
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.exporting import export_har
from inspector.workspace.importing import import_file


def flows(path: Path) -> list[tuple]:
    with Case.open(path, read_only=True) as case:
        return list(CaseReader(case).sealed_rows())


def test_a_re_import_loses_nothing(analysed_sample: Path, tmp_path: Path):
    target = tmp_path / "out.har"
    assert export_har(analysed_sample, target, redact="none") == 131
    again = tmp_path / "again.enclair"
    with Case.create(again) as case:
        result = import_file(case, target)
    assert result.warnings == ()
    assert flows(again) == flows(analysed_sample)
    with Case.open(again, read_only=True) as one, Case.open(analysed_sample, read_only=True) as other:
        assert CaseReader(one).markers() == CaseReader(other).markers()


def test_a_redacted_export_holds_no_planted_value(analysed_sample: Path, tmp_path: Path):
    target = tmp_path / "out.har"
    export_har(analysed_sample, target, redact="default")
    text = target.read_text(encoding="utf-8")
    assert len(json.loads(text)["log"]["entries"]) == 131
    for secret in ("camille.temoin", "Suivi de chimiothérapie", "camille.temoin%2Brdv7"):
        assert secret not in text
    titles = [page["title"] for page in json.loads(text)["log"]["pages"]]
    assert not [title for title in titles if "oncologie" in title or "oncologue" in title]


def test_a_target_that_cannot_be_written_is_one_line(analysed_sample: Path, tmp_path: Path):
    with pytest.raises(InputUnreadable) as raised:
        export_har(analysed_sample, tmp_path / "missing" / "out.har")
    assert raised.value.code == "target_unwritable"
