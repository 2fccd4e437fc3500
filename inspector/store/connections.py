"""Connections to a case file: to write, or only to read, whatever format it has and wherever it lies."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from inspector.store.case_errors import newer
from inspector.store.older import is_whole, lay_over
from inspector.store.schema.migrations import USER_VERSION

_BUSY_MS = 5000


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    if read_only and not has_side_files(path) and not _is_folder_writable(path):
        uri += "&immutable=1"  # WAL needs a side file even to read; a resting case has nothing in it
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_BUSY_MS / 1000, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads, whatever format the case has. Raises CaseUnusable for a newer one that lacks what
    is read."""
    connection = connect(path, read_only=True)
    try:
        connection.execute("SELECT count(*) FROM capture").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > USER_VERSION and not is_whole(connection):
            raise newer(path, version)
        if version < USER_VERSION:
            lay_over(connection)
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def tidy(path: Path) -> None:
    """A reader cannot remove the side files that reading made; a writer that closes does, unless others are there."""
    try:
        with closing(connect(path, read_only=False)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("SELECT count(*) FROM setting").fetchone()
    except sqlite3.Error:
        pass


def has_side_files(path: Path) -> bool:
    return path.with_name(path.name + "-wal").exists()


def _is_folder_writable(path: Path) -> bool:
    try:
        probe = path.parent / f".{path.name}.probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True
