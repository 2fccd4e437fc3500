"""The bars of the timeline: rectangles while few are in sight, counts per pixel above. Imports pyqtgraph: import late.

Measured: below some ten thousand bars in sight rectangles are fastest, above them an image of counts.
"""

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from inspector.figures.palette import Family
from inspector.figures.timeline import Timeline
from inspector.model.flow import Timings
from inspector.ui.plots.bar_counts import Integers, Stretch, count_both, cut, phases, resampled, whole_of
from inspector.ui.plots.marks import lane_family
from inspector.ui.theme import Theme

MOST_RECTANGLES = 10_000
MOST_COUNTED = 200_000
"""Above this many bars in sight the coarse counts of the whole are used, made once."""

LEAST_SHADED_PX = 24
"""A bar at least this wide shows its phases in shades."""

_SECOND = 1_000_000
_SHADES = {"blocked": 0.16, "dns": 0.4, "connect": 0.5, "tls": 0.62, "send": 1.0, "wait": 0.3, "receive": 0.8}


class Bars(pg.GraphicsObject):  # type: ignore[misc]
    """One item for all bars; x is seconds after the timeline's first moment, y the lane."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._timeline: Timeline | None = None
        self._coarse: tuple[Integers, Integers] | None = None
        self._reach: Integers = np.empty(0, dtype=np.int64)
        self._lane_family: Integers = np.empty(0, dtype=np.int64)
        self._array = PrimitiveArray(QRectF, 4)
        self.timings: dict[int, Timings] = {}
        self.selected: int | None = None

    def set_timeline(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._coarse = None
        self._reach = np.maximum.accumulate(timeline.end_us) if not timeline.is_empty else timeline.end_us
        families = list(Family)
        self._lane_family = np.array([families.index(lane_family(lane)) for lane in timeline.lanes], dtype=np.int64)
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        timeline = self._timeline
        if timeline is None:
            return QRectF()
        wide = (timeline.last_us - timeline.first_us) / _SECOND
        return QRectF(0, 0, max(wide, 1e-3), max(len(timeline.lanes), 1))

    def seen(self, start_us: int, end_us: int) -> slice:
        """The bars that may touch a stretch: a slice of the timeline's arrays."""
        timeline = self._timeline
        if timeline is None or timeline.is_empty:
            return slice(0, 0)
        first = int(np.searchsorted(self._reach, start_us, side="left"))
        return slice(first, max(int(np.searchsorted(timeline.start_us, end_us, side="right")), first))

    def flow_at(self, at_us: int, lane: int, *, slack_us: int) -> int | None:
        """The flow drawn at a moment in a lane, the latest one where several lie there; None beside all."""
        timeline = self._timeline
        if timeline is None:
            return None
        part = self.seen(at_us - slack_us, at_us + slack_us)
        fits = (
            (timeline.lane[part] == lane)
            & (timeline.start_us[part] <= at_us + slack_us)
            & (timeline.end_us[part] >= at_us - slack_us)
        )
        found = np.flatnonzero(fits)
        if not len(found):
            return None
        sensitive = found[timeline.is_sensitive[part][found]]
        chosen = sensitive[-1] if len(sensitive) else found[-1]
        return int(timeline.flow[part][chosen])

    # painting

    def paint(self, painter: QPainter, *_: object) -> None:
        timeline, view = self._timeline, self.getViewBox()
        if timeline is None or timeline.is_empty or view is None:
            return
        (left, right), (top, bottom) = view.viewRange()
        start = timeline.first_us + int(max(left, -1e9) * _SECOND)
        end = timeline.first_us + int(min(right, 1e12) * _SECOND) + 1
        wide = max(int(view.width()), 1)
        part = self.seen(start, end)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(Qt.PenStyle.NoPen)
        self._draw_rows(painter, timeline, left=left, right=right)
        stretch = Stretch(start_us=start, end_us=end, wide=wide)
        lanes = range(max(int(top), 0), min(int(bottom) + 1, len(timeline.lanes)))
        if part.stop - part.start > MOST_RECTANGLES:
            self._draw_counts(painter, cut(timeline, part), stretch)
        else:
            self._draw_bars(painter, timeline, part=part, stretch=stretch, lanes=lanes)

    def _draw_rows(self, painter: QPainter, timeline: Timeline, *, left: float, right: float) -> None:
        painter.setPen(QPen(self._theme.color("line"), 0))
        for lane in range(len(timeline.lanes) + 1):
            painter.drawLine(_point(left, lane), _point(right, lane))
        painter.setPen(Qt.PenStyle.NoPen)

    def _draw_bars(self, painter: QPainter, timeline: Timeline, *, part: slice, stretch: Stretch, lanes: range) -> None:
        lane = timeline.lane[part]
        shown = (lane >= lanes.start) & (lane < lanes.stop) & (timeline.end_us[part] >= stretch.start_us)
        start, end = timeline.start_us[part][shown], timeline.end_us[part][shown]
        lane, sensitive, flow = lane[shown], timeline.is_sensitive[part][shown], timeline.flow[part][shown]
        x = (start - timeline.first_us) / _SECOND
        width = np.maximum((end - start) / _SECOND, stretch.pixel_s * 1.5)
        family = self._lane_family[lane]
        shaded = np.zeros(len(flow), dtype=np.bool_)
        if self.timings:
            wide_enough = width >= LEAST_SHADED_PX * stretch.pixel_s
            shaded = wide_enough & np.array([int(number) in self.timings for number in flow], dtype=np.bool_)
        for index, name in enumerate(Family):
            color = QColor(self._theme.palette.families[name])
            for is_marked in (False, True):
                chosen = (family == index) & (sensitive == is_marked) & ~shaded
                self._draw_rectangles(painter, x[chosen], width[chosen], lane[chosen], color, is_marked=is_marked)
        for number in map(int, np.flatnonzero(shaded)):
            color = QColor(self._theme.palette.families[list(Family)[int(family[number])]])
            box = QRectF(float(x[number]), float(lane[number]), float(width[number]), 1.0)
            self._draw_phases(painter, box, int(flow[number]), color)
        self._draw_marks(painter, x[sensitive], lane[sensitive], stretch)
        if self.selected is not None and (flow == self.selected).any():
            number = int(np.flatnonzero(flow == self.selected)[0])
            self._draw_selected(painter, float(x[number]), float(width[number]), int(lane[number]))

    def _draw_rectangles(
        self,
        painter: QPainter,
        x: npt.NDArray[np.float64],
        width: npt.NDArray[np.float64],
        lane: Integers,
        color: QColor,
        *,
        is_marked: bool,
    ) -> None:
        if not len(x):
            return
        if not is_marked:
            color.setAlpha(165)
        self._array.resize(len(x))
        memory = self._array.ndarray()
        memory[:, 0] = x
        memory[:, 1] = lane + (0.18 if is_marked else 0.32)
        memory[:, 2] = width
        memory[:, 3] = 0.64 if is_marked else 0.36
        painter.setBrush(color)
        painter.drawRects(*self._array.drawargs())

    def _draw_phases(self, painter: QPainter, bar: QRectF, flow: int, color: QColor) -> None:
        """The phases over a thin bar of the whole: what was not measured stays thin."""
        whole = QColor(color)
        whole.setAlphaF(0.3)
        painter.setBrush(whole)
        painter.drawRect(QRectF(bar.left(), bar.center().y() - 0.06, bar.width(), 0.12))
        for start_us, length_us, name in phases(self.timings[flow]):
            shade = QColor(color)
            shade.setAlphaF(_SHADES[name])
            high = 0.36 if name in ("blocked", "wait") else 0.5
            painter.setBrush(shade)
            left = bar.left() + start_us / _SECOND
            painter.drawRect(QRectF(left, bar.center().y() - high / 2, length_us / _SECOND, high))

    def _draw_marks(self, painter: QPainter, x: npt.NDArray[np.float64], lane: Integers, stretch: Stretch) -> None:
        """A tick in the colour of sensitive data at the head of the bar."""
        if not len(x):
            return
        self._array.resize(len(x))
        memory = self._array.ndarray()
        memory[:, 0] = x
        memory[:, 1] = lane + 0.12
        memory[:, 2] = 3 * stretch.pixel_s
        memory[:, 3] = 0.76
        painter.setBrush(QColor(self._theme.palette.class_("health.motive")))
        painter.drawRects(*self._array.drawargs())

    def _draw_selected(self, painter: QPainter, x: float, width: float, lane: int) -> None:
        pen = QPen(self._theme.color("accent"), 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(x, lane + 0.08, width, 0.84))
        painter.setPen(Qt.PenStyle.NoPen)

    def _draw_counts(self, painter: QPainter, timeline: Timeline, stretch: Stretch) -> None:
        """An image with a row per lane: the more flows in a pixel the stronger; sensitive pixels in their colour."""
        counts, marks = self._counted(timeline, stretch)
        pixels = self._tinted(counts, marks)
        rows, columns = counts.shape
        image = QImage(pixels.data, columns, rows * _IMAGE_ROWS, columns * 4, QImage.Format.Format_ARGB32)
        left = (stretch.start_us - timeline.first_us) / _SECOND
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(QRectF(left, 0, stretch.pixel_s * columns, rows), image)

    def _counted(self, timeline: Timeline, stretch: Stretch) -> tuple[Integers, Integers]:
        """All bars and the sensitive ones by lane and pixel; from the coarse counts where bars are too many."""
        if len(timeline.flow) > MOST_COUNTED and self._timeline is not None:
            if self._coarse is None:
                self._coarse = count_both(self._timeline, whole_of(self._timeline))
            whole = whole_of(self._timeline)
            return resampled(self._coarse[0], whole, stretch), resampled(self._coarse[1], whole, stretch)
        return count_both(timeline, stretch)

    def _tinted(self, counts: Integers, marks: Integers) -> npt.NDArray[np.uint32]:
        palette = self._theme.palette
        inks = np.array([int(palette.families[name][1:], 16) for name in Family], dtype=np.uint32)[self._lane_family]
        strength = np.where(counts > 0, 90 + 165 * np.minimum(np.log2(counts + 1) / 6, 1.0), 0).astype(np.uint32)
        plain = (strength << 24) | inks[:, None]
        marked = np.uint32(0xFF000000 | int(palette.class_("health.motive")[1:], 16))
        tall = np.where(marks > 0, marked, np.uint32(0))
        rows = np.zeros((len(counts), _IMAGE_ROWS, counts.shape[1]), dtype=np.uint32)
        rows[:, 3:7] = plain[:, None, :]
        rows[:, 1:9] = np.where(tall[:, None, :] > 0, tall[:, None, :], rows[:, 1:9])
        return np.ascontiguousarray(rows.reshape(-1, counts.shape[1]))


_IMAGE_ROWS = 10
"""Pixels of image per lane: the bar takes the middle four, a sensitive one the middle eight."""


def _point(x: float, y: float) -> "pg.Point":
    return pg.Point(x, y)
