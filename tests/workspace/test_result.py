"""What a result says of its inputs."""

from pathlib import Path

import pytest

from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.importing import import_file
from inspector.workspace.result import told_captures
from tests.formats.hars import make_entry, make_log, write


@pytest.mark.parametrize("state", ["importing", "cut"])
def test_a_capture_whose_import_broke_off_counts_what_is_there_and_says_so(tmp_path: Path, state: str):
    entries = [make_entry(request__url=f"https://a.example/{n}") for n in range(3)]
    with Case.create(tmp_path / "a.enclair") as case:
        import_file(case, write(tmp_path, make_log(entries)))
        with case.write() as connection:
            connection.execute("UPDATE capture SET state = ?, sha256 = '', entries = 0, imported = 0", (state,))
        (capture,) = told_captures(CaseReader(case))
    assert (capture.entries, capture.imported) == (3, 3)
    assert [warning.code for warning in capture.warnings] == ["unfinished"]
