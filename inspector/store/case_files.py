"""Case files as files: whether one is a case, its copies, its end."""

import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from inspector.model.errors import CaseUnusable
from inspector.store.case_errors import damaged, reason_of
from inspector.store.connections import connect, has_side_files
from inspector.store.schema.migrations import APPLICATION_ID, USER_VERSION


def check_is_case(path: Path) -> None:
    """Raises CaseUnusable where the file is missing or is not a case.

    WORKAROUND: POSIX locks belong to the process. Were the header read with a file of our own, closing it would drop
    the locks of every connection this process has on the case, and a writer elsewhere would remove the log under
    them (sqlite.org/howtocorrupt.html, 2.2). So SQLite itself reads it, without locking.
    """
    try:
        path.stat()
        application = _application_id(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise CaseUnusable(
            f"{path.name} cannot be read ({reason_of(error)}).",
            code="case_unreadable",
            name=path.name,
            reason=reason_of(error),
        ) from error
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error):
            raise damaged(path, error) from error
        application = None
    if application != APPLICATION_ID:
        raise CaseUnusable(f"{path.name} is not an En Clair case.", code="not_a_case", name=path.name)


def _application_id(path: Path) -> int:
    """As the file alone tells it; with its log where that holds pages which a full disk kept out of the file."""
    with suppress(sqlite3.DatabaseError):
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application == APPLICATION_ID or not has_side_files(path):
            return int(application)
    with closing(connect(path, read_only=True)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
    return int(application)


def is_case_file(path: Path) -> bool:
    """Whether the file is a case, damaged or not."""
    try:
        check_is_case(path)
    except CaseUnusable as error:
        return error.code == "case_damaged"
    return True


def remove_case(path: Path) -> None:
    """Removes a case that holds nothing, with what SQLite left beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        with suppress(OSError):
            path.with_name(name).unlink()


def keep_copy(connection: sqlite3.Connection, path: Path) -> None:
    """The case as it was, under a name that says so; complete or not there at all."""
    copy = path.with_name(f"{path.stem}.before-format-{USER_VERSION}{path.suffix}")
    if copy.exists():
        return
    temporary = copy.with_name(f".{copy.name}.{secrets.token_hex(4)}")
    try:
        back_up(connection, temporary)
        temporary.replace(copy)
    finally:
        temporary.unlink(missing_ok=True)


def back_up(connection: sqlite3.Connection, target: Path) -> None:
    """A copy in one file, for its owner alone."""
    try:
        target.touch(mode=0o600)
    except OSError as error:
        raise sqlite3.OperationalError(f"unable to open database file ({error.strerror})") from error
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
