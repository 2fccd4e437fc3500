"""Axes of the timeline plot: local clock time below, one party per lane on the left. Imports pyqtgraph: import late."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from inspector.figures.timeline import Lane, ticks
from inspector.messages import Translator
from inspector.ui.plots.marks import draw_mark, family_mark, lane_family
from inspector.ui.plots.strip_picture import local_tick
from inspector.ui.theme import Theme

_SECOND = 1_000_000


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Ticks at round moments; x is seconds after `first_us`."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__(orientation="bottom")
        self._t, self._theme = t, theme
        self.first_us = 0
        self._step = _SECOND
        self.setStyle(tickLength=4, tickTextOffset=4, autoReduceTextSpace=False)
        self.setHeight(theme.px(24))

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        most = max(int(size / 110), 2)
        start = self.first_us + int(minVal * _SECOND)
        end = self.first_us + int(maxVal * _SECOND)
        self._step, times = ticks(start, end, most)
        return [(self._step / _SECOND, [(at - self.first_us) / _SECOND for at in times])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002
        return [local_tick(self.first_us + round(value * _SECOND), self._step, self._t) for value in values]


class LaneAxis(pg.AxisItem):  # type: ignore[misc]
    """The names of the lanes with their marks; a click tells which one."""

    def __init__(self, theme: Theme, *, clicked: Callable[[Lane], None]) -> None:
        super().__init__(orientation="left")
        self._theme = theme
        self._clicked = clicked
        self.lanes: tuple[Lane, ...] = ()
        self.selected: str | None = None
        self._key: tuple[object, ...] = ()
        self._picture: QPixmap | None = None
        self.setWidth(theme.px(220))
        self.setStyle(showValues=False, tickLength=0)

    def generateDrawSpecs(self, p: QPainter) -> None:  # noqa: ARG002
        return None

    def paint(self, p: QPainter, *_: object) -> None:
        """Zooming in time leaves the lanes as they are: they are painted once and kept."""
        view = self.linkedView()
        if view is None:
            return
        box = self.boundingRect()
        low, high = view.viewRange()[1]
        ratio = p.device().devicePixelRatioF()
        key = (low, high, box.width(), view.height(), ratio, self.selected, self.lanes, self._theme.palette.name)
        if key != self._key or self._picture is None:
            self._key = key
            self._picture = self._draw(QRectF(0, 0, box.width(), view.height()), low=low, high=high, ratio=ratio)
        p.drawPixmap(QPointF(box.left(), 0), self._picture)

    def _draw(self, room: QRectF, *, low: float, high: float, ratio: float) -> QPixmap:
        picture = QPixmap(max(int(room.width() * ratio), 1), max(int(room.height() * ratio), 1))
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.color("ground"))
        painter = QPainter(picture)
        per_lane, half = room.height() / max(high - low, 1e-9), self._theme.px(11)
        for index in range(max(int(low), 0), min(int(high) + 1, len(self.lanes))):
            middle = (index + 0.5 - low) * per_lane
            self._draw_lane(painter, self.lanes[index], box=QRectF(0, middle - half, room.width(), 2 * half))
        painter.end()
        return picture

    def _draw_lane(self, painter: QPainter, lane: Lane, *, box: QRectF) -> None:
        theme = self._theme
        if lane.site == self.selected:
            painter.fillRect(box, theme.color("selection"))
        mark = family_mark(lane_family(lane), theme)
        draw_mark(painter, mark, centre=QPointF(box.left() + 32, box.center().y()), radius=theme.px(5))
        painter.setFont(theme.font(11, bold=lane.first_party))
        painter.setPen(theme.color("ink"))
        before = 32 + theme.px(12)
        words = QRectF(box.left() + before, box.top(), box.width() - before - 12, box.height())
        label = painter.fontMetrics().elidedText(lane.label, Qt.TextElideMode.ElideMiddle, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)

    def mouseClickEvent(self, event: object) -> None:
        view = self.linkedView()
        if view is None:
            return
        (_, _), (low, high) = view.viewRange()
        index = int(low + event.pos().y() / max(view.height(), 1) * (high - low))  # type: ignore[attr-defined]
        if 0 <= index < len(self.lanes):
            event.accept()  # type: ignore[attr-defined]
            self._clicked(self.lanes[index])

    def mouseDragEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]

    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]
