"""The phase of every flow: the kind of the last phase marker before it began. Derived, and kept beside the flows."""

import sqlite3
from collections.abc import Sequence

from inspector.model.flow import CaptureId
from inspector.model.marking import PHASE_KINDS
from inspector.store.case import Case

_READ_ROWS = 20_000
_WRITTEN_ROWS = 2_000
"""Rows a transaction: well below 50 ms."""

type Moments = Sequence[tuple[int, str]]
"""Markers as (moment, kind), in time order."""


def phase_at(markers: Moments, at_us: int | None) -> str | None:
    """The phase of a moment: the kind of the last marker of PHASE_KINDS that is not later; None before the first."""
    if at_us is None:
        return None
    found = None
    for moment, kind in markers:
        if moment > at_us:
            break
        if kind in PHASE_KINDS:
            found = kind
    return found


def derive_phases(case: Case, capture: CaptureId) -> int:
    """Brings the phases of a capture's flows in line with its markers; the number of flows whose phase changed.

    Flows without a start have none. Only what differs is written, a few thousand rows a transaction, so that others
    who write are never kept waiting; called twice, or broken off and called again, it comes to the same end.
    """
    markers = read_moments(case.connection, capture)
    if not markers and not _has_any(case.connection, capture):
        return 0
    changed = last = 0
    while rows := _read(case.connection, capture, after=last):
        last = rows[-1][0]
        wanted = [(flow, phase_at(markers, at_us), phase) for flow, at_us, phase in rows]
        different = [(flow, now) for flow, now, before in wanted if now != before]
        for start in range(0, len(different), _WRITTEN_ROWS):
            _write(case, different[start : start + _WRITTEN_ROWS])
        changed += len(different)
    return changed


def derive_all_phases(case: Case) -> int:
    """The same for every capture of a case."""
    captures = case.connection.execute("SELECT id FROM capture ORDER BY id").fetchall()
    return sum(derive_phases(case, CaptureId(capture)) for (capture,) in captures)


def read_moments(connection: sqlite3.Connection, capture: CaptureId) -> list[tuple[int, str]]:
    """The markers of a capture as `phase_at` wants them."""
    return connection.execute(
        "SELECT at_us, kind FROM marker WHERE capture_id = ? ORDER BY at_us, id", (capture,)
    ).fetchall()


def _has_any(connection: sqlite3.Connection, capture: CaptureId) -> bool:
    """Whether flows of this capture have phases from markers that are gone."""
    sql = "SELECT 1 FROM flow_phase JOIN flow ON flow.id = flow_phase.flow_id WHERE flow.capture_id = ? LIMIT 1"
    return connection.execute(sql, (capture,)).fetchone() is not None


def _read(
    connection: sqlite3.Connection, capture: CaptureId, *, after: int
) -> list[tuple[int, int | None, str | None]]:
    """(flow, start, phase so far) of the next flows in id order: read through the table, whose rows lie in that
    order, not through an index of the capture, which would have to be sorted."""
    return connection.execute(
        "SELECT flow.id, flow.started_us, phase FROM flow LEFT JOIN flow_phase ON flow_phase.flow_id = flow.id"
        " WHERE flow.id > ? AND +flow.capture_id = ? ORDER BY flow.id LIMIT ?",
        (after, capture, _READ_ROWS),
    ).fetchall()


def _write(case: Case, phases: Sequence[tuple[int, str | None]]) -> None:
    with case.write() as connection:
        connection.executemany(
            "INSERT INTO flow_phase (flow_id, phase) VALUES (?, ?)"
            " ON CONFLICT (flow_id) DO UPDATE SET phase = excluded.phase",
            [pair for pair in phases if pair[1] is not None],
        )
        connection.executemany(
            "DELETE FROM flow_phase WHERE flow_id = ?", [(flow,) for flow, phase in phases if phase is None]
        )
