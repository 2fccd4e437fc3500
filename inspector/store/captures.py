"""The row of a capture, from its beginning to its end, and what belongs to the capture as a whole."""

from collections.abc import Iterable, Sequence

import msgspec

from inspector.model.flow import CaptureId, CaptureKind, Marker, Page
from inspector.model.flow import Warning as Oddity
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.notes import insert_markers, insert_pages, insert_warnings
from inspector.store.phases import derive_phases
from inspector.store.schema.captured import CAPTURE_INDEXES


class Outcome(Record, frozen=True, kw_only=True):
    """What is known of a capture only at its end."""

    state: str = "complete"
    sha256: str = ""
    entries: int = 0
    producer: str = ""
    browser: str = ""
    har_version: str | None = None
    sanitized: bool = False
    environment: dict[str, str] = {}
    extra: bytes | None = None


def begin_capture(
    case: Case, *, name: str, kind: CaptureKind, path: str | None = None, size_bytes: int = 0, scenario: str | None
) -> CaptureId:
    """A new capture, at work: its state is `importing` until `end_capture`."""
    with case.write() as connection:
        cursor = connection.execute(
            "INSERT INTO capture (name, kind, path, sha256, size_bytes, scenario, imported_us) "
            "VALUES (?, ?, ?, '', ?, ?, ?)",
            (name, kind.value, path, size_bytes, scenario, now_us()),
        )
        connection.execute(_index("message_flow"))
    return CaptureId(int(cursor.lastrowid or 0))


def write_rest(
    case: Case,
    capture: CaptureId,
    *,
    pages: Sequence[Page] = (),
    markers: Sequence[Marker] = (),
    warnings: Iterable[Oddity] = (),
) -> None:
    """Pages, markers, warnings; the indexes that are made once the flows are there; the phase of every flow."""
    with case.write() as connection:
        insert_pages(connection, capture, pages)
        insert_markers(connection, capture, markers)
        insert_warnings(connection, capture, warnings)
    for statement in CAPTURE_INDEXES:
        with case.write() as connection:
            connection.execute(statement)
    derive_phases(case, capture)


def end_capture(case: Case, capture: CaptureId, outcome: Outcome, *, tool: str) -> None:
    """What is known at the end, with one line in the log."""
    with case.write() as connection:
        started_us, ended_us, imported = connection.execute(
            "SELECT min(started_us), max(started_us + coalesce(duration_us, 0)), count(*) FROM flow"
            " WHERE capture_id = ?",
            (capture,),
        ).fetchone()
        connection.execute(
            "UPDATE capture SET state = ?, sha256 = ?, entries = ?, imported = ?, producer = ?, browser = ?, "
            "har_version = ?, sanitized = ?, environment = ?, extra = ?, started_us = ?, ended_us = ? WHERE id = ?",
            (
                outcome.state,
                outcome.sha256,
                outcome.entries,
                imported,
                outcome.producer,
                outcome.browser,
                outcome.har_version,
                int(outcome.sanitized),
                msgspec.json.encode(outcome.environment).decode(),
                outcome.extra.decode() if outcome.extra else None,
                started_us,
                ended_us,
                capture,
            ),
        )
        connection.execute(
            "INSERT INTO log (at_us, what, detail, tool) VALUES (?, ?, ?, ?)",
            (now_us(), "capture-added", _log_detail(capture, imported, outcome), tool),
        )


def _index(name: str) -> str:
    return next(statement for statement in CAPTURE_INDEXES if f" {name} " in statement)


def _log_detail(capture: CaptureId, imported: int, outcome: Outcome) -> str:
    facts = {
        "capture": capture,
        "state": outcome.state,
        "entries": outcome.entries,
        "imported": imported,
        "sha256": outcome.sha256,
    }
    return msgspec.json.encode(facts).decode()
