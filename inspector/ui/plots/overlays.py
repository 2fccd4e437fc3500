"""What lies over and under the bars of the timeline: phases, choices, the brush. Imports pyqtgraph: import late."""

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from inspector.figures.timeline import Timeline
from inspector.ui.plots.marks import hatching
from inspector.ui.theme import Theme

HEAD_LANES = 1.0
"""Room above the first lane, in lanes, where phases and markers are named."""

_SECOND = 1_000_000


_RIBBON = 0.2  # height of the ribbon under the names, in lanes


class PhaseBands(pg.GraphicsObject):  # type: ignore[misc]
    """The phases as quiet grounds behind the lanes; the marker that opens one names it. Choices that only a signal
    tells are hatched: the stretch in which each was made over all lanes, while it is in force as a ribbon on top."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._timeline: Timeline | None = None

    def set_timeline(self, timeline: Timeline) -> None:
        self.prepareGeometryChange()
        self._timeline = timeline
        self.update()

    def boundingRect(self) -> QRectF:
        if self._timeline is None:
            return QRectF()
        wide = (self._timeline.last_us - self._timeline.first_us) / _SECOND
        return QRectF(0, -HEAD_LANES, max(wide, 1e-3), len(self._timeline.lanes) + HEAD_LANES)

    def paint(self, painter: QPainter, *_: object) -> None:
        timeline, view = self._timeline, self.getViewBox()
        if timeline is None or view is None:
            return
        (left, right), (top, bottom) = view.viewRange()
        bottom = max(bottom, 0.0)
        painter.setPen(Qt.PenStyle.NoPen)
        for index, band in enumerate(timeline.bands):
            start = max((band.start_us - timeline.first_us) / _SECOND, left)
            end = min((band.end_us - timeline.first_us) / _SECOND, right)
            if end > start:
                painter.fillRect(QRectF(start, top, end - start, bottom - top), self._theme.color(f"band_{index % 2}"))
        hatch = hatching(self._theme)
        for choice in timeline.choices:
            after, at, until = (
                (us - timeline.first_us) / _SECOND for us in (choice.after_us, choice.at_us, choice.until_us)
            )
            painter.fillRect(QRectF(after, 0, max(at - after, 0), bottom), hatch)
            painter.fillRect(QRectF(at, -_RIBBON, max(until - at, 0), _RIBBON), hatch)


class BrushVeil(pg.GraphicsObject):  # type: ignore[misc]
    """A veil over what lies outside the brushed stretch."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._span: tuple[float, float] | None = None

    def set_span(self, span: tuple[float, float] | None) -> None:
        self._span = span
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(-1e7, -1e3, 2e7, 1e5)

    def paint(self, painter: QPainter, *_: object) -> None:
        view = self.getViewBox()
        if self._span is None or view is None:
            return
        (left, right), (top, bottom) = view.viewRange()
        veil = QColor(self._theme.color("ground"))
        veil.setAlpha(150)
        start, end = self._span
        high = bottom - top
        painter.fillRect(QRectF(left, top, max(start - left, 0), high), veil)
        painter.fillRect(QRectF(end, top, max(right - end, 0), high), veil)
        pen = QPen(self._theme.color("accent"), 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for x in self._span:
            painter.drawLine(pg.Point(x, top), pg.Point(x, bottom))
