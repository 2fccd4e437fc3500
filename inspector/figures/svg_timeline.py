"""The timeline as SVG: bounded by the number of lanes and pixels, whatever the number of flows."""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from inspector.figures.drawing import (
    document,
    legend,
    legend_height,
    line,
    mark,
    rectangle,
    shortened,
    text,
    text_width,
)
from inspector.figures.palette import FAMILY_SHAPES, Family, Theme, family_of
from inspector.figures.timeline import Lane, Timeline, bin_lanes, ticks
from inspector.messages import Translator

_SIZE = 11.5
_LANE = 19.0
_HEAD = 40.0  # room for phases and the numbers of markers
_BARE_HEAD = 6.0
_CHOICES = 18.0  # a row for choices that were inferred
_DAY_US = 86_400_000_000


def timeline_svg(
    timeline: Timeline, theme: Theme, *, words: Translator, width: float = 640, most_lanes: int = 24
) -> str:
    """The drawing; lanes beyond `most_lanes` are counted in a line below. Words from the catalogue `report`."""
    left = min(190.0, 30 + max((text_width(lane.label, _SIZE) for lane in timeline.lanes), default=60.0))
    lanes = timeline.lanes[:most_lanes]
    head = (_HEAD if timeline.markers else _BARE_HEAD) + (_CHOICES if timeline.choices else 0)
    bottom = head + _LANE * len(lanes)
    hidden = len(timeline.lanes) - len(lanes)
    parts = [
        *_bands(timeline, theme, words, left=left, right=width, bottom=bottom),
        *_axis(timeline, theme, words, left=left, right=width, bottom=bottom),
        *_bars(timeline, theme, left=left, right=width, head=head, lanes=len(lanes)),
        *(_lane_label(lane, theme, y=head + _LANE * (index + 0.5), left=left) for index, lane in enumerate(lanes)),
        *_choices(timeline, theme, words, left=left, right=width, head=head, bottom=bottom),
        *_markers(timeline, theme, left=left, right=width, bottom=bottom),
    ]
    entries = [
        (rectangle(-6, -4, 12, 8, fill=theme.ink), words("report.timeline.sensitive")),
        (rectangle(-6, -1.5, 12, 3, fill=theme.quiet), words("report.timeline.traffic")),
    ]
    if timeline.choices:
        hatching = "".join(_hatching(-6, 6, y=0, stroke=theme.ink))
        entries.append((hatching, words("report.timeline.choice")))
    if hidden:
        entries.append(("", words("report.graph.others", n=hidden)))
    parts.append(legend(entries, x=0, y=bottom + 36, width=width, size=_SIZE, theme=theme))
    height = bottom + 30 + legend_height(entries, width=width, size=_SIZE)
    return document("".join(parts), width=width, height=height, theme=theme, title=words("report.timeline.title"))


def _x(timeline: Timeline, at_us: int, left: float, right: float) -> float:
    share = (at_us - timeline.first_us) / max(timeline.last_us - timeline.first_us, 1)
    return left + min(max(share, 0.0), 1.0) * (right - left - 4)


def _bands(
    timeline: Timeline, theme: Theme, words: Translator, *, left: float, right: float, bottom: float
) -> Iterator[str]:
    for index, band in enumerate(timeline.bands):
        x1, x2 = _x(timeline, band.start_us, left, right), _x(timeline, band.end_us, left, right)
        yield rectangle(x1, 20, max(x2 - x1, 0.5), bottom - 20, fill=theme.bands[index % 2])
        word = words(f"report.phase.{band.kind}") if words.has(f"report.phase.{band.kind}") else band.label
        if x2 - x1 > 24:
            yield text(shortened(word, width=x2 - x1 - 6, size=_SIZE), x=x1 + 4, y=33, size=_SIZE, fill=theme.quiet)


def _axis(
    timeline: Timeline, theme: Theme, words: Translator, *, left: float, right: float, bottom: float
) -> Iterator[str]:
    yield line(left, bottom, right, bottom, stroke=theme.quiet)
    step, times = ticks(timeline.first_us, timeline.last_us, 6)
    for at_us in times:
        x = _x(timeline, at_us, left, right)
        yield line(x, bottom, x, bottom + 4, stroke=theme.quiet)
        anchor = "end" if x > right - 30 else "middle"
        said = tick_text(at_us, step, words)
        yield text(said, x=x, y=bottom + 15, size=_SIZE * 0.9, fill=theme.quiet, anchor=anchor)


def tick_text(at_us: int, step_us: int, words: Translator) -> str:
    """UTC clock time as exact as the step asks for; the date, in the way of the language, where steps are days and at
    the first tick of a day. The year stands where steps are months."""
    try:
        at = datetime.fromtimestamp(at_us // 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return "?"
    if step_us >= _DAY_US:
        day = _day(at, words)
        return f"{day} {at.year}" if step_us >= 30 * _DAY_US else day
    if step_us >= 60_000_000:
        since_midnight = at_us % _DAY_US
        if since_midnight < step_us:
            return f"{_day(at, words)}, {at:%H:%M}" if since_midnight else _day(at, words)
        return f"{at:%H:%M}"
    if step_us >= 1_000_000:
        return f"{at:%H:%M:%S}"
    return f"{at:%H:%M:%S}.{at_us % 1_000_000 // 1_000:03d}"


def _day(at: datetime, words: Translator) -> str:
    number = "1er" if at.day == 1 and words.language == "fr" else str(at.day)
    return f"{number}\u00a0{words(f'report.month.{at.month}')}"


def _lane_label(lane: Lane, theme: Theme, *, y: float, left: float) -> str:
    family = Family.FIRST_PARTY if lane.first_party else family_of(lane.role)
    drawn = mark(FAMILY_SHAPES[family], x=7, y=y, radius=5, fill=theme.families[family], ground=theme.ground)
    weight = 600 if lane.first_party else 400
    word = shortened(lane.label, width=left - 26, size=_SIZE)
    return drawn + text(word, x=18, y=y + 4, size=_SIZE, fill=theme.ink, weight=weight)


def _bars(timeline: Timeline, theme: Theme, *, left: float, right: float, head: float, lanes: int) -> Iterator[str]:
    pixels = max(int(right - left - 4), 1)
    stretch = {"start_us": timeline.first_us, "end_us": timeline.last_us + 1, "width_px": pixels}
    traffic = bin_lanes(timeline, sensitive_only=False, **stretch) if not timeline.is_empty else None
    if traffic is None:
        return
    sensitive = bin_lanes(timeline, sensitive_only=True, **stretch)
    for index in range(lanes):
        lane = timeline.lanes[index]
        fill = theme.families[Family.FIRST_PARTY if lane.first_party else family_of(lane.role)]
        y = head + _LANE * (index + 0.5)
        for start, stop in _runs(traffic[index]):
            yield rectangle(left + start, y - 1.5, max(stop - start, 1.5), 3, fill=fill)
        for start, stop in _runs(sensitive[index]):
            yield rectangle(left + start, y - 6, max(stop - start, 3), 12, fill=fill)


def _runs(counts: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Half-open stretches of pixels that are covered."""
    covered = np.concatenate(([0], (counts > 0).astype(np.int8), [0]))
    edges = np.flatnonzero(np.diff(covered))
    return [(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def _choices(
    timeline: Timeline, theme: Theme, words: Translator, *, left: float, right: float, head: float, bottom: float
) -> Iterator[str]:
    """What only a signal tells: a dashed line from when it is in force, hatching from when it may have been made; each
    name has the room up to the next."""
    ends = [*(_x(timeline, one.at_us, left, right) for one in timeline.choices[1:]), right]
    for choice, end in zip(timeline.choices, ends, strict=False):
        after, at, until = (_x(timeline, us, left, right) for us in (choice.after_us, choice.at_us, choice.until_us))
        yield from _hatching(after, max(until, after + 4), y=head - 4, stroke=theme.quiet)
        yield line(at, head - _CHOICES + 2, at, bottom, stroke=theme.ink, width=1.2, dash="6 3")
        word = words("timeline.choice", kind=words(f"consent.{choice.kind}"))
        if end - at > 24:
            yield text(
                shortened(word, width=end - at - 8, size=_SIZE), x=at + 4, y=head - 8, size=_SIZE, fill=theme.ink
            )


def _hatching(left: float, right: float, *, y: float, stroke: str) -> Iterator[str]:
    """A ribbon of slanted strokes, four high, about the height `y`."""
    for step in range(int((right - left) // 4)):
        x = left + 4 * step
        yield line(x, y + 2, x + 4, y - 2, stroke=stroke, width=0.6)


def _markers(timeline: Timeline, theme: Theme, *, left: float, right: float, bottom: float) -> Iterator[str]:
    last = -100.0
    for number, marker in enumerate(timeline.markers, start=1):
        x = _x(timeline, marker.at_us, left, right)
        yield line(x, 16, x, bottom, stroke=theme.ink, width=0.8, dash="2 2")
        if x - last > 14:
            yield text(str(number), x=x, y=12, size=_SIZE, fill=theme.ink, anchor="middle", weight=600)
            last = x
