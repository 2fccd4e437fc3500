"""The markers of a case, all captures together: read, edited, and their moments as a person writes them."""

import re
from datetime import datetime
from pathlib import Path

from inspector.model.flow import CaptureFacts, CaptureId, Marker
from inspector.model.marking import MarkerEdit
from inspector.model.struct import Record
from inspector.store import edits
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.recorded import page_states

_MOMENT = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}))?"
    r"[ T]*(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,6}))?)?\Z"
)


class PlacedMarker(Record, frozen=True, kw_only=True):
    """A marker with the capture it belongs to; `has_state`: the state of a page was kept with it."""

    capture: CaptureId
    marker: Marker
    has_state: bool = False


class Markers(Record, frozen=True, kw_only=True):
    """Every marker of a case in time order, and the captures there are."""

    rows: tuple[PlacedMarker, ...]
    captures: tuple[CaptureFacts, ...]

    def capture(self, number: CaptureId) -> CaptureFacts | None:
        return next((capture for capture in self.captures if capture.id == number), None)


def read_markers(case_path: Path) -> Markers:
    """With a connection of its own."""
    with Case.open(case_path, read_only=True) as case:
        reader = CaseReader(case)
        captures = reader.captures()
        kept = {(state.capture, state.marker_us) for state in page_states(reader)}
        rows = [
            PlacedMarker(capture=capture, marker=marker, has_state=(capture, marker.at_us) in kept)
            for capture, markers in reader.markers().items()
            for marker in markers
        ]
    rows.sort(key=lambda row: (row.marker.at_us, row.capture))
    return Markers(rows=tuple(rows), captures=captures)


def apply_edit(case_path: Path, edit: MarkerEdit) -> bool:
    """Writes one edit, logged with before and after, and derives the phases anew; False, with nothing changed, where
    the marker is no longer what it was."""
    with Case.open(case_path) as case:
        return edits.change_markers(case, edit)


def read_moment(text: str, *, near_us: int) -> int | None:
    """Microseconds since the epoch for a time of day, with or without a date, on the clock of this computer; a time
    alone is of the day of `near_us`. None where it is no moment."""
    found = _MOMENT.match(text.strip())
    if found is None:
        return None
    day = datetime.fromtimestamp(near_us / 1_000_000).astimezone()
    year, month, date = (
        found["year"] or found["y"] or day.year, found["month"] or found["m"] or day.month,
        found["day"] or found["d"] or day.day,
    )  # fmt: skip
    micros = int((found["part"] or "0").ljust(6, "0"))
    try:
        moment = datetime(  # noqa: DTZ001 - local on purpose: what stands on the person's clock
            int(year), int(month), int(date), int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
        )
        return int(moment.astimezone().timestamp()) * 1_000_000 + micros
    except (ValueError, OverflowError, OSError):
        return None
