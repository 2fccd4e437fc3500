"""Opening, creating and closing a case file."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from inspector.model.errors import CaseUnusable
from inspector.store.case_errors import damaged, locked, newer, reason_of, told_plainly, unwritable
from inspector.store.case_files import back_up, check_is_case, keep_copy, remove_case
from inspector.store.connections import connect, connect_reader, has_side_files, tidy
from inspector.store.schema.migrations import APPLICATION_ID, USER_VERSION, migrations


class Case:
    """An open case file and its one connection. Use it from one thread; open another for another thread.

    A writable case takes write locks for short transactions only (`write`); a read-only one never locks.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, *, writable: bool) -> None:
        self.path = path
        self.connection = connection
        self.database = Database(connection)
        self.writable = writable

    @classmethod
    def create(cls, path: Path) -> "Case":
        """A new, empty case; raises CaseUnusable where the file exists or cannot be written."""
        if path.exists():
            raise CaseUnusable(f"{path.name} already exists: choose another name.", code="case_exists", name=path.name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            connection = connect(path, read_only=False)
            connection.execute("PRAGMA page_size = 16384")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode = WAL")
            case = cls(path, connection, writable=True)
            case._configure()
            migrations.apply(case.database)
            connection.execute(f"PRAGMA user_version = {USER_VERSION}")
            with case.write() as cursor:
                cursor.execute(
                    "INSERT INTO setting VALUES ('case_id', ?), ('value_key', ?)",
                    (secrets.token_hex(8), secrets.token_hex(32)),
                )
        except (OSError, sqlite3.Error, CaseUnusable) as error:
            remove_case(path)
            raise unwritable(path, error) from error
        return case

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> "Case":
        """An existing case, migrated where older; raises CaseUnusable with one line otherwise.

        Falls back to read-only where the file or its folder cannot be written; an older case is then read as it is.
        """
        check_is_case(path)
        try:
            if not read_only:
                try:
                    return cls._open_writable(path)
                except sqlite3.OperationalError as error:
                    if not _is_read_only_error(error):
                        raise
            return cls(path, connect_reader(path), writable=False)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise locked(path) from error
            raise CaseUnusable(
                f"{path.name} cannot be opened ({reason_of(error)}).",
                code="case_damaged",
                name=path.name,
                reason=reason_of(error),
            ) from error
        except sqlite3.DatabaseError as error:
            raise damaged(path, error) from error

    @classmethod
    def _open_writable(cls, path: Path) -> "Case":
        connection = connect(path, read_only=False)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > USER_VERSION:
                raise newer(path, version)
            connection.execute("PRAGMA journal_mode = WAL")
            case = cls(path, connection, writable=True)
            case._configure()
            if version < USER_VERSION:
                keep_copy(connection, path)
                migrations.apply(case.database)
                connection.execute(f"PRAGMA user_version = {USER_VERSION}")
            # Asks for the write lock once, so that a read-only folder is noticed now and not later.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        return case

    def _configure(self) -> None:
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.execute("PRAGMA secure_delete = FAST")
        self.connection.execute("PRAGMA cache_size = -32000")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One short transaction; rolled back where the block raises. Raises CaseUnusable where SQLite cannot write:
        a read-only case, another program that holds it, a full disk, a damaged file."""
        with told_plainly(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # SQLite has rolled back by itself where the disk is full
                    self.connection.execute("ROLLBACK")
                raise

    def setting(self, key: str, default: str = "") -> str:
        row = self.connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def change_setting(self, key: str, value: str) -> None:
        with self.write() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))

    def copy_to(self, target: Path) -> None:
        """Writes a complete copy of the case as it stands, with all that is committed; replaces `target`.

        Raises CaseUnusable where the target cannot be written; what was there before is then kept.
        """
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            back_up(self.connection, temporary)
            temporary.replace(target)
        except (OSError, sqlite3.Error) as error:
            temporary.unlink(missing_ok=True)
            raise unwritable(target, error) from error

    def close(self) -> None:
        """Closes; the last one to close leaves one file and nothing beside it."""
        try:
            if self.writable:
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # another reader is still there: it will checkpoint when it closes
        self.connection.close()
        if not self.writable and has_side_files(self.path):
            tidy(self.path)

    def __enter__(self) -> "Case":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def _is_read_only_error(error: sqlite3.OperationalError) -> bool:
    return "readonly" in str(error) or "unable to open" in str(error)
