"""Captures: what each is, how far it has come, its pages and markers."""

from inspector.model.flow import CaptureFacts, CaptureId, Marker, Page, Warning
from inspector.store import rows
from inspector.store.reading.source import Source


class CaptureReading(Source):
    """Queries about captures."""

    def captures(self) -> tuple[CaptureFacts, ...]:
        warnings: dict[int, list[Warning]] = {}
        for capture, entry, code, message in self._all(
            "SELECT capture_id, entry, code, message FROM warning ORDER BY id LIMIT 10000"
        ):
            warnings.setdefault(capture, []).append(Warning(entry=entry, code=code, message=message))
        return tuple(
            rows.capture_of_row(row, tuple(warnings.get(row[0], ())))
            for row in self._all(f"SELECT {rows.CAPTURE_COLUMNS} FROM capture ORDER BY id")
        )

    def capture_state(self, capture: CaptureId) -> str | None:
        """`importing` while it is being written, then `complete` or `cut`; None where there is no such capture."""
        row = self._connection.execute("SELECT state FROM capture WHERE id = ?", (capture,)).fetchone()
        return None if row is None else str(row[0])

    def unfinished(self) -> dict[CaptureId, int]:
        """Captures whose import did not reach the end of its file (killed, cancelled, a full disk, or still at work)
        and their flows so far."""
        return {
            CaptureId(capture): count
            for capture, count in self._all(
                "SELECT id, (SELECT count(*) FROM flow WHERE capture_id = capture.id) FROM capture"
                " WHERE state = 'importing' OR (state = 'cut' AND sha256 = '')"
            )
        }

    def capture_extra(self, capture: CaptureId) -> bytes | None:
        """JSON: what the input said of itself beyond the columns (supports, creator, unknown fields)."""
        row = self._connection.execute("SELECT extra FROM capture WHERE id = ?", (capture,)).fetchone()
        return row[0].encode() if row and row[0] else None

    def pages(self, capture: CaptureId) -> tuple[Page, ...]:
        return tuple(
            Page(
                label=row[0],
                title=row[1],
                started_us=row[2],
                content_load_us=row[3],
                load_us=row[4],
                extra=row[5].encode() if row[5] else None,
            )
            for row in self._all(
                "SELECT label, title, started_us, content_load_us, load_us, extra FROM page WHERE capture_id = ?"
                " ORDER BY id",
                capture,
            )
        )

    def markers(self) -> dict[CaptureId, tuple[Marker, ...]]:
        found: dict[CaptureId, tuple[Marker, ...]] = {}
        for row in self._all("SELECT at_us, kind, label, note, capture_id FROM marker ORDER BY at_us, id"):
            key = CaptureId(row[4] or 0)
            found[key] = (*found.get(key, ()), rows.marker_of_row(row))
        return found
