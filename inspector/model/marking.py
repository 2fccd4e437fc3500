"""Markers as they are edited and compared: which of them open a phase, and what an edit says of itself in the log."""

import msgspec

from inspector.model.flow import CaptureId, Marker
from inspector.model.struct import Record

PHASE_KINDS = frozenset({"baseline", "refused", "accepted", "search", "logged-in", "booking", "logged-out"})
"""Markers that open a phase; the others only stand on the line."""


class MarkerEdit(Record, frozen=True, kw_only=True):
    """One change to the markers of a capture: `before` None where one was added, `after` None where it was deleted."""

    capture: CaptureId
    before: Marker | None = None
    after: Marker | None = None

    @property
    def undone(self) -> "MarkerEdit":
        """The edit that takes this one back."""
        return MarkerEdit(capture=self.capture, before=self.after, after=self.before)


def edit_line(edit: MarkerEdit) -> str:
    """The edit for the log: JSON with the capture and the marker before and after."""
    return msgspec.json.encode(edit).decode()
