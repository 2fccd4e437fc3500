"""What the overview strip shows, painted once: phases, density by role, sensitive marks, the clock."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from inspector.figures.palette import Family
from inspector.figures.svg_timeline import tick_text
from inspector.figures.timeline import Timeline, ticks
from inspector.messages import Translator
from inspector.ui.panels.wording import choice_word, offset_us, phase_word
from inspector.ui.plots.marks import hatching, lane_family
from inspector.ui.theme import Theme

MARGIN = 24
_BAND = 16  # the row of phase words
_MARKS = 6  # the row of sensitive marks
_AXIS = 14
_RIBBON = 3  # while an inferred choice is in force
_FINE = 2  # rows of the picture per pixel

type Counts = npt.NDArray[np.int64]


class StripPicture:
    """Paints a timeline into a strip of a width and height in logical pixels."""

    def __init__(self, timeline: Timeline, t: Translator, theme: Theme, *, width: int, height: int) -> None:
        self._timeline = timeline
        self._t = t
        self._theme = theme
        top = theme.px(_BAND)
        self.plot = QRectF(MARGIN, top, max(width - 2 * MARGIN, 1), height - top - theme.px(_AXIS))

    def x_at(self, at_us: int) -> float:
        whole = max(self._timeline.last_us - self._timeline.first_us, 1)
        return self.plot.left() + (at_us - self._timeline.first_us) / whole * self.plot.width()

    def draw(self, painter: QPainter) -> None:
        self._draw_bands(painter)
        self._draw_density(painter)
        self._draw_axis(painter)

    def _draw_bands(self, painter: QPainter) -> None:
        plot, timeline = self.plot, self._timeline
        for index, band in enumerate(timeline.bands):
            left, right = self.x_at(band.start_us), self.x_at(band.end_us)
            box = QRectF(left, 0, max(right - left, 1), plot.bottom())
            painter.fillRect(box, self._theme.color(f"band_{index % 2}"))
        self._draw_choices(painter)
        self._draw_names(painter)
        painter.setPen(QPen(self._theme.color("quiet"), 1, Qt.PenStyle.DotLine))
        for marker in timeline.markers:
            x = round(self.x_at(marker.at_us)) + 0.5
            painter.drawLine(QPointF(x, 2), QPointF(x, plot.bottom()))

    def _draw_choices(self, painter: QPainter) -> None:
        """What only a signal tells: hatched while it may have been made, a dashed line from which it is in force, and
        a hatched ribbon as long as it is."""
        plot, hatch, ribbon = self.plot, hatching(self._theme), self._theme.px(_RIBBON)
        for choice in self._timeline.choices:
            after, at, until = (self.x_at(us) for us in (choice.after_us, choice.at_us, choice.until_us))
            painter.fillRect(QRectF(after, plot.top(), at - after, plot.height()), hatch)
            painter.fillRect(QRectF(at, plot.top() - ribbon, until - at, ribbon), hatch)
            painter.setPen(QPen(self._theme.color("ink"), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(at, 1), QPointF(at, plot.bottom()))

    def _draw_names(self, painter: QPainter) -> None:
        """Phases, and in italics the choices that were inferred; each name has the room up to the next."""
        timeline, font = self._timeline, self._theme.font(11)
        named = [
            (self.x_at(band.start_us), phase_word(self._t, band.kind, band.label), False) for band in timeline.bands
        ]
        named += [(self.x_at(one.at_us), choice_word(self._t, one.kind), True) for one in timeline.choices]
        named.sort(key=lambda one: one[0])
        ends = [*(left for left, *_ in named[1:]), self.x_at(timeline.last_us)]
        painter.setPen(self._theme.color("quiet"))
        for (left, words, is_inferred), end in zip(named, ends, strict=False):
            font.setItalic(is_inferred)
            painter.setFont(font)
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(max(end - left, 1)) - 8)
            room = QRectF(left + 4, 0, max(end - left, 1) - 4, self.plot.top() - (_RIBBON if timeline.choices else 0))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_density(self, painter: QPainter) -> None:
        """A stacked column per two pixels, first party at the foot; the root of the count, so that one still shows."""
        plot, timeline = self.plot, self._timeline
        columns = max(int(plot.width() // 2), 1)
        starts = _starts(timeline, columns)
        families = [lane_family(lane) for lane in timeline.lanes]
        by_family = np.stack(
            [starts[[own is family for own in families]].sum(axis=0, dtype=np.int64) for family in Family]
        )
        inks = [0xFF000000 | int(self._theme.palette.families[family][1:], 16) for family in Family]
        high = max(int((plot.height() - _MARKS) * _FINE), 1)
        pixels = _stacked(by_family, np.array([*inks, 0], dtype=np.uint32), high=high)
        image = QImage(pixels.data, pixels.shape[1], high, pixels.shape[1] * 4, QImage.Format.Format_ARGB32)
        painter.drawImage(QRectF(plot.left(), plot.bottom() - high / _FINE, 2 * columns, high / _FINE), image)
        marks = _starts(timeline, columns, sensitive_only=True).sum(axis=0)
        for column in np.flatnonzero(marks):
            painter.fillRect(QRectF(plot.left() + 2 * column - 0.5, plot.top(), 3, _MARKS - 2), self._mark_color())

    def _mark_color(self) -> QColor:
        return QColor(self._theme.palette.class_("health.motive"))

    def _draw_axis(self, painter: QPainter) -> None:
        plot, timeline = self.plot, self._timeline
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.drawLine(QPointF(plot.left(), plot.bottom() + 0.5), QPointF(plot.right(), plot.bottom() + 0.5))
        painter.setFont(self._theme.font(11))
        painter.setPen(self._theme.color("quiet"))
        most = max(int(plot.width() / 110), 2)
        step, times = ticks(timeline.first_us, timeline.last_us, most)
        for at_us in times:
            x = self.x_at(at_us)
            words = local_tick(at_us, step, self._t)
            wide = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(x - wide / 2, plot.left()), plot.right() - wide)
            painter.drawText(QPointF(left, plot.bottom() + self._theme.px(11)), words)


def _stacked(counts: Counts, inks: npt.NDArray[np.uint32], *, high: int) -> npt.NDArray[np.uint32]:
    """An image of `high` rows and two pixels per column; `counts` has a row per ink, the last ink is the ground."""
    total = counts.sum(axis=0)
    tall = np.sqrt(total) / np.sqrt(max(int(total.max(initial=0)), 1)) * high
    tall = np.where(total > 0, np.maximum(tall, 2 * _FINE), 0)
    tops = np.cumsum(counts / np.maximum(total, 1) * tall, axis=0)
    rows = np.arange(high)[::-1, None] + 0.5
    layer = (rows[None, :, :] > tops[:, None, :]).sum(axis=0)
    pixels = np.zeros((high, counts.shape[1], 2), dtype=np.uint32)
    pixels[:, :, 0] = inks[layer]
    pixels[:, :, 1] = (pixels[:, :, 0] & 0x00FFFFFF) | ((pixels[:, :, 0] >> 24) // 2 << 24)
    return np.ascontiguousarray(pixels.reshape(high, -1))


def _starts(timeline: Timeline, columns: int, *, sensitive_only: bool = False) -> Counts:
    """How many flows begin in each column: shape (lanes, columns)."""
    wanted = timeline.is_sensitive if sensitive_only else slice(None)
    scale = columns / max(timeline.last_us + 1 - timeline.first_us, 1)
    place = np.clip(((timeline.start_us[wanted] - timeline.first_us) * scale).astype(np.int64), 0, columns - 1)
    size = len(timeline.lanes) * columns
    counts: Counts = np.bincount(timeline.lane[wanted] * columns + place, minlength=size).reshape(-1, columns)
    return counts


def local_tick(at_us: int, step_us: int, t: Translator) -> str:
    """The words of a tick in the local time of the reader, as exact as the step asks."""
    return tick_text(at_us + offset_us(at_us), step_us, t)
