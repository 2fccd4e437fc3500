"""The timeline: a lane per party, a bar per flow, bands between markers. Arrays: a million bars stay fast."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from inspector.figures.lanes import party_order
from inspector.model.consent import ChoiceLine, Known
from inspector.model.flow import CaptureId, Marker
from inspector.model.marking import PHASE_KINDS
from inspector.model.party import Role
from inspector.model.struct import Record

type Integers = npt.NDArray[np.int64]
type Flags = npt.NDArray[np.bool_]

_NO_END = 2**62


class Lane(Record, frozen=True, kw_only=True):
    """One site or company of a timeline; `first_us` is its first contact."""

    site: str
    label: str
    role: Role = Role.UNKNOWN
    first_party: bool = False
    first_us: int | None = None


class PhaseBand(Record, frozen=True, kw_only=True):
    """The stretch from one phase marker to the next; `kind` of the marker that opened it ("" before the first)."""

    kind: str
    label: str
    start_us: int
    end_us: int


class ChoiceBand(Record, frozen=True, kw_only=True):
    """A choice about consent that a signal tells and no marker: made between `after_us` and `at_us`, in force until
    the next choice of its capture, or the capture's end. `kind` of the choice."""

    kind: str
    after_us: int
    at_us: int
    until_us: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Timeline:
    """Bars sorted by start. All arrays have one element per bar; times are microseconds since the Unix epoch.

    `lane` indexes `lanes`, `phase` indexes `bands` (-1: before any phase), `end_us` is never before `start_us`.
    """

    lanes: tuple[Lane, ...]
    flow: Integers
    lane: Integers
    start_us: Integers
    end_us: Integers
    is_sensitive: Flags
    phase: Integers
    markers: tuple[Marker, ...]
    bands: tuple[PhaseBand, ...]
    first_us: int
    last_us: int
    choices: tuple[ChoiceBand, ...] = ()

    @property
    def is_empty(self) -> bool:
        return len(self.flow) == 0


def build_timeline(
    lanes: Sequence[Lane],
    *,
    flow: npt.ArrayLike,
    lane: npt.ArrayLike,
    start_us: npt.ArrayLike,
    duration_us: npt.ArrayLike,
    is_sensitive: npt.ArrayLike,
    markers: Sequence[Marker] = (),
    choices: Sequence[ChoiceBand] = (),
) -> Timeline:
    """The timeline of flows given column by column; `lane` indexes `lanes` as given. Lanes come out in figure
    order (`party_order`), bars by start. Negative durations count as zero."""
    order = sorted(range(len(lanes)), key=lambda index: _lane_order(lanes[index]))
    place = np.empty(max(len(lanes), 1), dtype=np.int64)
    place[order] = np.arange(len(order))
    starts = np.asarray(start_us, dtype=np.int64)
    by_start = np.argsort(starts, kind="stable")
    starts = starts[by_start]
    ends = starts + np.maximum(np.asarray(duration_us, dtype=np.int64)[by_start], 0)
    ordered = tuple(sorted(markers, key=lambda marker: marker.at_us))
    times = [marker.at_us for marker in ordered]
    first = int(min([*times, *starts[:1].tolist()], default=0))
    last = int(max([*times, int(ends.max()) if len(ends) else first], default=first))
    bands = phase_bands(ordered, start_us=first, end_us=last)
    return Timeline(
        lanes=tuple(lanes[index] for index in order),
        flow=np.asarray(flow, dtype=np.int64)[by_start],
        lane=place[np.asarray(lane, dtype=np.int64)[by_start]],
        start_us=starts,
        end_us=ends,
        is_sensitive=np.asarray(is_sensitive, dtype=np.bool_)[by_start],
        phase=np.searchsorted(np.array([band.start_us for band in bands], dtype=np.int64), starts, side="right") - 1,
        markers=ordered,
        bands=bands,
        first_us=first,
        last_us=last,
        choices=tuple(_within(choice, last) for choice in sorted(choices, key=lambda choice: choice.at_us)),
    )


def _within(choice: ChoiceBand, last_us: int) -> ChoiceBand:
    return replace(choice, until_us=max(min(choice.until_us, last_us), choice.at_us))


def _lane_order(lane: Lane) -> tuple[bool, int, bool, int, str]:
    return party_order(role=lane.role, first_party=lane.first_party, first_us=lane.first_us, site=lane.site)


def phase_bands(markers: Sequence[Marker], *, start_us: int, end_us: int) -> tuple[PhaseBand, ...]:
    """The bands that markers of PHASE_KINDS (in time order) open; none where there is no such marker."""
    opening = [marker for marker in markers if marker.kind in PHASE_KINDS and marker.at_us <= end_us]
    if not opening:
        return ()
    closing = [*(marker.at_us for marker in opening[1:]), end_us]
    return tuple(
        PhaseBand(kind=marker.kind, label=marker.label, start_us=max(marker.at_us, start_us), end_us=end)
        for marker, end in zip(opening, closing, strict=True)
        if end >= start_us
    )


def inferred_bands(lines: Iterable[ChoiceLine], *, ends_us: Mapping[CaptureId, int]) -> tuple[ChoiceBand, ...]:
    """A band for every choice that a changed signal tells; `ends_us`: the end of each capture, where it is known."""
    return tuple(
        ChoiceBand(kind=choice.kind, after_us=choice.after_us, at_us=choice.at_us, until_us=max(until, choice.at_us))
        for line in lines
        for choice, until in zip(
            line.made, [*(one.after_us for one in line.made[1:]), ends_us.get(line.capture, _NO_END)], strict=False
        )
        if choice.known is Known.INFERRED
    )


def bin_lanes(
    timeline: Timeline, *, start_us: int, end_us: int, width_px: int, sensitive_only: bool = False
) -> npt.NDArray[np.int64]:
    """How many bars cover each pixel: shape (lanes, width_px), for the half-open stretch start_us to end_us."""
    lanes, width = len(timeline.lanes), max(width_px, 1)
    seen = (timeline.end_us >= start_us) & (timeline.start_us < end_us)
    if sensitive_only:
        seen &= timeline.is_sensitive
    scale = width / max(end_us - start_us, 1)
    left = np.clip(((timeline.start_us[seen] - start_us) * scale).astype(np.int64), 0, width - 1)
    right = np.clip(((timeline.end_us[seen] - start_us) * scale).astype(np.int64), left, width - 1)
    row = timeline.lane[seen] * (width + 1)
    size = lanes * (width + 1)
    edges = np.bincount(row + left, minlength=size) - np.bincount(row + right + 1, minlength=size)
    counts: npt.NDArray[np.int64] = np.cumsum(edges.reshape(lanes, width + 1), axis=1)[:, :width]
    return counts


_STEPS_US = (
    *(unit * step for unit in (1, 10, 100, 1_000, 10_000, 100_000) for step in (1, 2, 5)),
    *(seconds * 1_000_000 for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600)),
    *(hours * 3_600_000_000 for hours in (2, 3, 6, 12, 24, 48, 168, 720, 8_760)),
)


def ticks(start_us: int, end_us: int, max_ticks: int) -> tuple[int, tuple[int, ...]]:
    """(step, times) in microseconds: round moments of UTC within the closed stretch, at most `max_ticks` of them."""
    span = max(end_us - start_us, 1)
    limit = max(max_ticks, 1)
    step = next((step for step in _STEPS_US if span // step < limit), span)
    first = -(-start_us // step) * step
    return step, tuple(range(first, end_us + 1, step))[:limit]
