"""The investigator's own edits: each is one short transaction with its line in the log."""

import sqlite3
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from inspector.model.finding import Status
from inspector.model.flow import CaptureId, Marker
from inspector.model.leaf import Needle
from inspector.model.marking import MarkerEdit, edit_line
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.notes import insert_markers
from inspector.store.phases import derive_phases


def tool_version() -> str:
    """The version of this program; "0" in a checkout that was never installed."""
    try:
        return version("enclair")
    except PackageNotFoundError:
        return "0"


def write_log(case: Case, what: str, detail: str = "") -> None:
    """One line in the case's log: what was done, never a captured value."""
    with case.write() as connection:
        add_log_line(connection, what, detail)


def add_log_line(connection: sqlite3.Connection, what: str, detail: str) -> None:
    """As `write_log`, inside a transaction that is open: the edit and its line stand or fall together."""
    connection.execute(
        "INSERT INTO log (at_us, what, detail, tool) VALUES (?, ?, ?, ?)",
        (now_us(), what, detail, f"enclair {tool_version()}"),
    )


def decide(case: Case, finding: str, *, status: Status, note: str | None = None) -> None:
    """Gives a finding a verdict; `note` None keeps the note it has."""
    with case.write() as connection:
        connection.execute(
            "INSERT INTO verdict (finding_id, status, note, at_us) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (finding_id) DO UPDATE SET status = excluded.status, at_us = excluded.at_us,"
            " note = CASE WHEN ? THEN excluded.note ELSE note END",
            (finding, status, note or "", now_us(), note is not None),
        )
    write_log(case, "verdict", f"{finding} {status}")


def add_marker(case: Case, capture: CaptureId, marker: Marker) -> None:
    change_markers(case, MarkerEdit(capture=capture, after=marker))


def delete_marker(case: Case, capture: CaptureId, marker: Marker) -> bool:
    """Deletes one marker of that moment and kind; False where there is none."""
    return change_markers(case, MarkerEdit(capture=capture, before=marker))


def change_marker(case: Case, capture: CaptureId, old: Marker, *, new: Marker) -> bool:
    """Moves, renames or notes a marker; False, with nothing changed, where the old one is no longer there."""
    return change_markers(case, MarkerEdit(capture=capture, before=old, after=new))


def change_markers(case: Case, edit: MarkerEdit) -> bool:
    """One edit: one transaction with its line in the log, then the phases of the flows. A state of the page that was
    kept with the marker moves along. False, with nothing changed, where `before` is not (or no longer) there."""
    with case.write() as connection:
        if not _apply(connection, edit):
            return False
        what = "changed" if edit.before and edit.after else "added" if edit.after else "deleted"
        add_log_line(connection, f"marker {what}", edit_line(edit))
    derive_phases(case, edit.capture)
    return True


def _apply(connection: sqlite3.Connection, edit: MarkerEdit) -> bool:
    before, after = edit.before, edit.after
    if before is None:
        assert after is not None
        insert_markers(connection, edit.capture, (after,))
        return True
    row = connection.execute(
        "SELECT id FROM marker WHERE capture_id = ? AND at_us = ? AND kind = ?"
        " ORDER BY label = ? AND note = ? DESC, id LIMIT 1",
        (edit.capture, before.at_us, before.kind, before.label, before.note),
    ).fetchone()
    if row is None:
        return False
    if after is None:
        connection.execute("DELETE FROM marker WHERE id = ?", row)
        return True
    connection.execute(
        "UPDATE marker SET at_us = ?, kind = ?, label = ?, note = ? WHERE id = ?",
        (after.at_us, after.kind, after.label, after.note, *row),
    )
    if after.at_us != before.at_us:
        connection.execute(
            "UPDATE page_state SET marker_us = ? WHERE capture_id = ? AND marker_us = ?"
            " AND NOT EXISTS (SELECT 1 FROM marker WHERE capture_id = ? AND at_us = ?)",
            (after.at_us, edit.capture, before.at_us, edit.capture, before.at_us),
        )
    return True


def add_needles(case: Case, needles: Iterable[Needle]) -> int:
    """Keeps persona and chosen values; the number of new ones."""
    added = 0
    with case.write() as connection:
        for needle in needles:
            added += connection.execute(
                "INSERT OR IGNORE INTO needle (origin, name, class, value) VALUES (?, ?, ?, ?)",
                (needle.origin, needle.name, needle.class_, needle.value),
            ).rowcount
    if added:
        write_log(case, "values entered", str(added))
    return added


def forget_needle(case: Case, needle: Needle) -> None:
    with case.write() as connection:
        connection.execute(
            "DELETE FROM needle WHERE origin = ? AND name = ? AND value = ?",
            (needle.origin, needle.name, needle.value),
        )
    write_log(case, "value forgotten", needle.name)


def override(case: Case, *, kind: str, key: str, value: str | None) -> None:
    """Keeps the investigator's word on something inferred (`first-party`, `party`); None takes it back."""
    with case.write() as connection:
        if value is None:
            connection.execute("DELETE FROM override WHERE kind = ? AND key = ?", (kind, key))
        else:
            connection.execute("INSERT OR REPLACE INTO override VALUES (?, ?, ?, ?)", (kind, key, value, now_us()))
    write_log(case, f"{kind} changed" if value is not None else f"{kind} reset", key)


def name_scenario(case: Case, capture: CaptureId, scenario: str | None) -> None:
    with case.write() as connection:
        connection.execute("UPDATE capture SET scenario = ? WHERE id = ?", (scenario, capture))
    write_log(case, "scenario named", f"{capture} {scenario or ''}".strip())


def drop_empty_capture(case: Case, capture: CaptureId) -> bool:
    """Forgets a capture without flows, markers, refusals or page states; whether there was one."""
    holds = " ".join(
        f"AND NOT EXISTS (SELECT 1 FROM {table} WHERE capture_id = :capture)"
        for table in ("flow", "marker", "handshake", "page_state")
    )
    with case.write() as connection:
        cursor = connection.execute(f"DELETE FROM capture WHERE id = :capture {holds}", {"capture": capture})
    if cursor.rowcount:
        write_log(case, "empty capture dropped", str(capture))
    return bool(cursor.rowcount)
