"""What strip and timeline draw, read from the case in the background: one `Timeline` for both."""

from pathlib import Path

from inspector.figures.timeline import Timeline
from inspector.model.flow import CaptureId, Marker
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.lanes import arrange, inferred_choices
from inspector.workspace.marker_labels import mask_markers


class PlacedMarker(Record, frozen=True, kw_only=True):
    """A marker with the capture it belongs to, and its label as it is drawn."""

    capture: CaptureId
    marker: Marker
    label: str = ""


class Loaded(Record, frozen=True, kw_only=True):
    """A timeline, its markers with their captures, and where each capture lies (id, first, last; microseconds)."""

    timeline: Timeline
    markers: tuple[PlacedMarker, ...]
    captures: tuple[tuple[CaptureId, int, int], ...]

    def capture_at(self, at_us: int) -> CaptureId | None:
        """The capture that was running at that moment, else the nearest one."""
        if not self.captures:
            return None
        return min(self.captures, key=lambda span: max(span[1] - at_us, at_us - span[2], 0))[0]


def load_timeline(path: Path) -> Loaded:
    """Reads everything the timeline needs with its own connection; for a worker thread."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        bars = reader.timeline()
        recipients = reader.recipients()
        choices = inferred_choices(reader)
        found = reader.markers()
        drawn = mask_markers(reader, found)
        captures = tuple(
            (capture.id, capture.started_us, capture.ended_us or capture.started_us)
            for capture in reader.captures()
            if capture.started_us is not None
        )
    markers = tuple(
        PlacedMarker(capture=key, marker=marker, label=shown.label)
        for key, group in found.items()
        for marker, shown in zip(group, drawn[key], strict=True)
    )
    shown_markers = tuple(marker for group in drawn.values() for marker in group)
    timeline = arrange(bars, recipients=recipients, markers=shown_markers, choices=choices)
    return Loaded(timeline=timeline, markers=markers, captures=captures)
