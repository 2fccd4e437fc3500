"""Looking at a case never lets go of it."""

import subprocess
import sys
from pathlib import Path

from inspector.store.case import Case
from inspector.store.case_files import is_case_file
from inspector.store.queries import CaseReader
from tests.store.builders import build_case

_TAKE_ALL = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
connection.execute("PRAGMA locking_mode = EXCLUSIVE")
try:
    connection.execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as error:
    print(error)
"""


def take_all(path: Path) -> str:
    """What another process is told when it wants the case for itself alone; "" where it gets it."""
    done = subprocess.run([sys.executable, "-c", _TAKE_ALL, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_another_process_cannot_take_a_case_that_was_looked_at_again(tmp_path):
    path = build_case(tmp_path / "a.enclair", flows=120)
    with Case.open(path, read_only=True) as case:
        assert CaseReader(case).last_flow() == 120
        assert is_case_file(path)
        Case.open(path, read_only=True).close()
        assert "locked" in take_all(path)
    assert take_all(path) == ""
