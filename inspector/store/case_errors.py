"""What SQLite and the disk say of a case file, as one line for a person."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.model.errors import CaseUnusable


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turns what SQLite says of a full or vanished disk, a lock or a damaged case into CaseUnusable with one line.
    What is wrong with a statement itself stays what it is."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise locked(path) from error
        raise CaseUnusable(
            f"{path.name} cannot be read or written ({reason_of(error)}): what was written before is kept.",
            code="case_unwritable_now",
            name=path.name,
            reason=reason_of(error),
        ) from error


def newer(path: Path, version: int) -> CaseUnusable:
    return CaseUnusable(
        f"{path.name} was written by a newer En Clair (format {version}): update to open it.",
        code="case_newer",
        name=path.name,
        version=version,
    )


def locked(path: Path) -> CaseUnusable:
    return CaseUnusable(
        f"{path.name} is in use by another program: close it there and try again.", code="case_locked", name=path.name
    )


def unwritable(path: Path, error: Exception) -> CaseUnusable:
    reason = reason_of(error)
    sentence = f"{path.name} cannot be written here ({reason}): choose another folder."
    return CaseUnusable(sentence, code="case_unwritable", name=path.name, reason=reason)


def damaged(path: Path, error: sqlite3.DatabaseError) -> CaseUnusable:
    reason = reason_of(error)
    sentence = f"{path.name} is damaged ({reason}): use a copy."
    return CaseUnusable(sentence, code="case_damaged", name=path.name, reason=reason)


def reason_of(error: BaseException) -> str:
    if isinstance(error, CaseUnusable):
        return str(error.facts.get("reason", error))
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
