"""What lies over and under the bars of the timeline: phases, the brush, markers. Imports pyqtgraph: import late."""

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from inspector.figures.timeline import Timeline
from inspector.ui.plots.lanes_data import PlacedMarker
from inspector.ui.theme import Theme

HEAD_LANES = 1.0
"""Room above the first lane, in lanes, where phases and markers are named."""

_SECOND = 1_000_000


class MarkerLine(pg.InfiniteLine):  # type: ignore[misc]
    """A marker: a dotted line that can be dragged, its name at the top."""

    def __init__(self, placed: PlacedMarker, *, at: float, theme: Theme, number: int, name: str) -> None:
        super().__init__(
            pos=at,
            angle=90,
            movable=True,
            label=str(number),
            labelOpts={"position": 0, "movable": False, "anchors": [(0, 0), (0, 0)]},
        )
        self._number, self._name = str(number), name
        self.placed = placed
        self._theme = theme
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.restyle()

    def restyle(self) -> None:
        ink = self._theme.color("ink")
        self.setPen(pg.mkPen(ink, width=1, style=Qt.PenStyle.DotLine))
        self.setHoverPen(pg.mkPen(self._theme.color("accent"), width=2))
        self.label.setColor(ink)
        self.label.textItem.setFont(self._theme.font(11))

    def show_name(self, room_px: float) -> None:
        """As much of number and name as fits; the whole name is in the menu."""
        metrics = QFontMetricsF(self._theme.font(11))
        words = metrics.elidedText(f"{self._number} {self._name}", Qt.TextElideMode.ElideRight, room_px)
        if metrics.horizontalAdvance(self._number) > room_px:
            words = ""
        elif len(words) < len(self._number) + 3:
            words = self._number
        self.label.setFormat(words.replace("{", "{{").replace("}", "}}"))

    def mouseClickEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]


class PhaseBands(pg.GraphicsObject):  # type: ignore[misc]
    """The phases as quiet grounds behind the lanes; the marker that opens one names it."""

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
        painter.setPen(Qt.PenStyle.NoPen)
        for index, band in enumerate(timeline.bands):
            start = max((band.start_us - timeline.first_us) / _SECOND, left)
            end = min((band.end_us - timeline.first_us) / _SECOND, right)
            if end > start:
                painter.fillRect(QRectF(start, top, end - start, bottom - top), self._theme.color(f"band_{index % 2}"))


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
