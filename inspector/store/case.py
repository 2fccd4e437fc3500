"""Opening, creating and closing a case file."""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from inspector.model.errors import CaseUnusable
from inspector.store.older import is_whole, lay_over
from inspector.store.schema import APPLICATION_ID, USER_VERSION, migrations

_BUSY_MS = 5000


def now_us() -> int:
    """Microseconds since the Unix epoch, UTC."""
    return time.time_ns() // 1000


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
            connection = _connect(path, read_only=False)
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
            raise _unwritable(path, error) from error
        return case

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> "Case":
        """An existing case, migrated where older; raises CaseUnusable with one line otherwise.

        Falls back to read-only where the file or its folder cannot be written; an older case is then read as it is.
        """
        _check_is_case(path)
        try:
            if not read_only:
                try:
                    return cls._open_writable(path)
                except sqlite3.OperationalError as error:
                    if not _is_read_only_error(error):
                        raise
            return cls(path, _connect_reader(path), writable=False)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise _locked(path) from error
            raise CaseUnusable(
                f"{path.name} cannot be opened ({_reason(error)}).",
                code="case_damaged",
                name=path.name,
                reason=_reason(error),
            ) from error
        except sqlite3.DatabaseError as error:
            raise _damaged(path, error) from error

    @classmethod
    def _open_writable(cls, path: Path) -> "Case":
        connection = _connect(path, read_only=False)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > USER_VERSION:
                raise _newer(path, version)
            connection.execute("PRAGMA journal_mode = WAL")
            case = cls(path, connection, writable=True)
            case._configure()
            if version < USER_VERSION:
                _keep_copy(connection, path)
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
            _back_up(self.connection, temporary)
            temporary.replace(target)
        except (OSError, sqlite3.Error) as error:
            temporary.unlink(missing_ok=True)
            raise _unwritable(target, error) from error

    def close(self) -> None:
        """Closes; the last one to close leaves one file and nothing beside it."""
        try:
            if self.writable:
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # another reader is still there: it will checkpoint when it closes
        self.connection.close()
        if not self.writable and _has_side_files(self.path):
            _tidy(self.path)

    def __enter__(self) -> "Case":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


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
            raise _locked(path) from error
        raise CaseUnusable(
            f"{path.name} cannot be read or written ({_reason(error)}): what was written before is kept.",
            code="case_unwritable_now",
            name=path.name,
            reason=_reason(error),
        ) from error


def _newer(path: Path, version: int) -> CaseUnusable:
    return CaseUnusable(
        f"{path.name} was written by a newer En Clair (format {version}): update to open it.",
        code="case_newer",
        name=path.name,
        version=version,
    )


def _locked(path: Path) -> CaseUnusable:
    return CaseUnusable(
        f"{path.name} is in use by another program: close it there and try again.", code="case_locked", name=path.name
    )


def _unwritable(path: Path, error: Exception) -> CaseUnusable:
    reason = _reason(error)
    sentence = f"{path.name} cannot be written here ({reason}): choose another folder."
    return CaseUnusable(sentence, code="case_unwritable", name=path.name, reason=reason)


def _damaged(path: Path, error: sqlite3.DatabaseError) -> CaseUnusable:
    reason = _reason(error)
    sentence = f"{path.name} is damaged ({reason}): use a copy."
    return CaseUnusable(sentence, code="case_damaged", name=path.name, reason=reason)


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    if read_only and not _has_side_files(path) and not _is_folder_writable(path):
        uri += "&immutable=1"  # WAL needs a side file even to read; a resting case has nothing in it
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_BUSY_MS / 1000, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return connection


def _connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads, whatever format the case has. Raises CaseUnusable for a newer one that lacks what
    is read."""
    connection = _connect(path, read_only=True)
    try:
        connection.execute("SELECT count(*) FROM capture").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > USER_VERSION and not is_whole(connection):
            raise _newer(path, version)
        if version < USER_VERSION:
            lay_over(connection)
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _tidy(path: Path) -> None:
    """A reader cannot remove the side files that reading made; a writer that closes does, unless others are there."""
    try:
        with closing(_connect(path, read_only=False)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("SELECT count(*) FROM setting").fetchone()
    except sqlite3.Error:
        pass


def _has_side_files(path: Path) -> bool:
    return path.with_name(path.name + "-wal").exists()


def _is_folder_writable(path: Path) -> bool:
    try:
        probe = path.parent / f".{path.name}.probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _check_is_case(path: Path) -> None:
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
            f"{path.name} cannot be read ({_reason(error)}).",
            code="case_unreadable",
            name=path.name,
            reason=_reason(error),
        ) from error
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error):
            raise _damaged(path, error) from error
        application = None
    if application != APPLICATION_ID:
        raise CaseUnusable(f"{path.name} is not an En Clair case.", code="not_a_case", name=path.name)


def _application_id(path: Path) -> int:
    """As the file alone tells it; with its log where that holds pages which a full disk kept out of the file."""
    with suppress(sqlite3.DatabaseError):
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application == APPLICATION_ID or not _has_side_files(path):
            return int(application)
    with closing(_connect(path, read_only=True)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
    return int(application)


def is_case_file(path: Path) -> bool:
    """Whether the file is a case, damaged or not."""
    try:
        _check_is_case(path)
    except CaseUnusable as error:
        return error.code == "case_damaged"
    return True


def remove_case(path: Path) -> None:
    """Removes a case that holds nothing, with what SQLite left beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        with suppress(OSError):
            path.with_name(name).unlink()


def _keep_copy(connection: sqlite3.Connection, path: Path) -> None:
    """The case as it was, under a name that says so; complete or not there at all."""
    copy = path.with_name(f"{path.stem}.before-format-{USER_VERSION}{path.suffix}")
    if copy.exists():
        return
    temporary = copy.with_name(f".{copy.name}.{secrets.token_hex(4)}")
    try:
        _back_up(connection, temporary)
        temporary.replace(copy)
    finally:
        temporary.unlink(missing_ok=True)


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    """A copy in one file, for its owner alone."""
    try:
        target.touch(mode=0o600)
    except OSError as error:
        raise sqlite3.OperationalError(f"unable to open database file ({error.strerror})") from error
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _is_read_only_error(error: sqlite3.OperationalError) -> bool:
    return "readonly" in str(error) or "unable to open" in str(error)


def _reason(error: BaseException) -> str:
    if isinstance(error, CaseUnusable):
        return str(error.facts.get("reason", error))
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
