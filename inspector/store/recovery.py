"""Recordings that did not end by themselves: told apart from those still at work, and closed with what they hold."""

import contextlib
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from inspector.model.errors import CaseUnusable
from inspector.model.flow import CaptureId, CaptureKind
from inspector.store.captures import Outcome, end_capture, write_rest
from inspector.store.case import Case
from inspector.store.case_errors import told_plainly
from inspector.store.live.parts import assemble_parts

_RECORDINGS = (CaptureKind.RECORDING.value, CaptureKind.BROWSER_RECORDING.value)


class RecordingLock:
    """Held by the recorder for as long as it lives; the system lets go of it whatever ends the process.

    Raises CaseUnusable where another recorder holds it, or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / "recording.lock", mode=0o600)

    def __enter__(self) -> "RecordingLock":
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise CaseUnusable("This case is being recorded into already.", code="case_being_recorded") from error
        except OSError as error:
            reason = error.strerror or "unwritable"
            raise CaseUnusable(
                f"The private folder of the case cannot be written ({reason}).",
                code="case_unwritable_now",
                name=self._folder.name,
                reason=reason,
            ) from error
        return self

    def __exit__(self, *_exc: object) -> None:
        with contextlib.suppress(OSError):  # while it is held: afterwards it may be somebody else's
            (self._folder / "recording.lock").unlink()
        self._lock.release()


def close_broken_recordings(case: Case, folder: Path, *, tool: str) -> tuple[CaptureId, ...]:
    """Ends recordings whose recorder is gone: bodies that were on their way become truncated ones, the capture is
    `cut`, and a warning says so. Nothing is done while a recorder holds the lock."""
    if not case.writable or not _unfinished(case):
        return ()
    try:
        with RecordingLock(folder):
            found = _unfinished(case)  # one that was at work a moment ago may have ended well
            for capture, environment in found:
                _close(case, CaptureId(capture), environment, tool=tool)
    except CaseUnusable as error:
        if error.code != "case_being_recorded":
            raise
        return ()
    return tuple(CaptureId(capture) for capture, _ in found)


def _unfinished(case: Case) -> list[tuple[int, str]]:
    return case.connection.execute(
        "SELECT id, environment FROM capture WHERE state = 'importing' AND kind IN (?, ?)", _RECORDINGS
    ).fetchall()


def _close(case: Case, capture: CaptureId, environment: str, *, tool: str) -> None:
    with told_plainly(case.path):
        assemble_parts(case, capture)
        with case.write() as connection:
            connection.execute(
                "INSERT INTO warning (capture_id, entry, code, message) VALUES (?, NULL, 'recording-broken-off', ?)",
                (capture, "The recording ended unexpectedly: at most its last second is missing."),
            )
        write_rest(case, capture)
        (imported,) = case.connection.execute("SELECT count(*) FROM flow WHERE capture_id = ?", (capture,)).fetchone()
        known = msgspec.json.decode(environment, type=dict[str, str])
        end_capture(case, capture, Outcome(state="cut", entries=imported, environment=known), tool=tool)
