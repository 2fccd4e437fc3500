"""Counting bars by lane and pixel, cutting out what is in sight, and the phases of a flow. No Qt."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from inspector.figures.timeline import Timeline, bin_lanes
from inspector.model.flow import Timings

COARSE = 16_384
"""Columns of the coarse counts of a whole timeline."""

_SECOND = 1_000_000
_PHASES = ("blocked", "dns", "connect", "tls", "send", "wait", "receive")

type Integers = npt.NDArray[np.int64]


class Stretch:
    """What is in sight: microseconds, its width in pixels."""

    def __init__(self, *, start_us: int, end_us: int, wide: int) -> None:
        self.start_us = start_us
        self.end_us = end_us
        self.wide = wide
        self.pixel_s = (end_us - start_us) / _SECOND / wide


def count_both(timeline: Timeline, stretch: Stretch) -> tuple[Integers, Integers]:
    return (
        bin_lanes(timeline, start_us=stretch.start_us, end_us=stretch.end_us, width_px=stretch.wide),
        bin_lanes(
            timeline,
            start_us=stretch.start_us,
            end_us=stretch.end_us,
            width_px=stretch.wide,
            sensitive_only=True,
        ),
    )


def whole_of(timeline: Timeline) -> Stretch:
    return Stretch(start_us=timeline.first_us, end_us=timeline.last_us + 1, wide=COARSE)


def resampled(counts: Integers, whole: Stretch, stretch: Stretch) -> Integers:
    """Coarse counts of the whole in the pixels of a stretch: the greatest count that falls into each."""
    edges = np.linspace(stretch.start_us, stretch.end_us, stretch.wide + 1)
    scale = COARSE / (whole.end_us - whole.start_us)
    place = ((edges - whole.start_us) * scale).astype(np.int64)
    inside = (place[:-1] >= 0) & (place[:-1] < COARSE)
    found = np.zeros((len(counts), stretch.wide), dtype=np.int64)
    if inside.any():
        columns = np.flatnonzero(inside)
        last = int(min(place[columns[-1] + 1] + 1, COARSE))
        found[:, columns] = np.maximum.reduceat(counts[:, :last], place[columns], axis=1)
    return found


def cut(timeline: Timeline, part: slice) -> Timeline:
    return replace(
        timeline,
        flow=timeline.flow[part],
        lane=timeline.lane[part],
        start_us=timeline.start_us[part],
        end_us=timeline.end_us[part],
        is_sensitive=timeline.is_sensitive[part],
        phase=timeline.phase[part],
    )


def phases(timings: Timings) -> tuple[tuple[int, int, str], ...]:
    """(start, length, name) of each measured phase, microseconds after the start; `tls` is the end of `connect`."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for name in _PHASES:
        length = getattr(timings, name)
        if not length or length < 0 or name == "tls":
            continue
        if name == "connect" and timings.tls and 0 < timings.tls <= length:
            found.append((at, length - timings.tls, "connect"))
            found.append((at + length - timings.tls, timings.tls, "tls"))
        else:
            found.append((at, length, name))
        at += length
    return tuple(part for part in found if part[1] > 0)
