"""Labels of markers where values are masked: a captured value in one is masked as well, a person's own words stay.

So it is in the window, beside values and on every timeline, and in the report. Where a label is written (the dialog of
markers, the page of the recorder) it stands as it was typed.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from inspector.model.flow import CaptureId, Marker
from inspector.model.mask import mask
from inspector.report.forms import is_searchable, spellings
from inspector.report.matching import Matcher, Sought
from inspector.report.reading import fold
from inspector.store.queries import CaseReader
from inspector.store.short_values import short_values

type Markers = Mapping[CaptureId, Sequence[Marker]]

_SPARE = 8  # letters by which a spelling can be shorter than its value


def mask_markers(reader: CaseReader, markers: Markers) -> dict[CaptureId, tuple[Marker, ...]]:
    """The markers with the captured values in their labels masked, all else as it is."""
    labels = [marker.label for group in markers.values() for marker in group if marker.label]
    matcher = Matcher(list(_values_in(reader, labels))) if labels else None
    return {
        capture: tuple(marker if matcher is None else _masked(marker, matcher) for marker in group)
        for capture, group in markers.items()
    }


def _values_in(reader: CaseReader, labels: Sequence[str]) -> Iterator[Sought]:
    """Few of the values stand in a label: only those are looked for in every reading."""
    folded = [fold(label) for label in labels]
    for value in short_values(reader, longest=max(map(len, labels)) + _SPARE):
        if is_searchable(value.text) and any(
            spelling in label for spelling in spellings(value.text, value.class_) for label in folded
        ):
            yield Sought(value.text, value.class_)


def _masked(marker: Marker, matcher: Matcher) -> Marker:
    label, at = "", 0
    for match in matcher.find(marker.label):
        label += marker.label[at : match.start] + mask(marker.label[match.start : match.end])
        at = match.end
    return replace(marker, label=label + marker.label[at:]) if at else marker
