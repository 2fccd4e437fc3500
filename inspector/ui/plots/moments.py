"""The named moments of the timeline plot: markers, and choices that only a signal tells. Imports pyqtgraph: late."""

from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetricsF

from inspector.figures.drawing import visible
from inspector.figures.timeline import ChoiceBand
from inspector.ui.plots.lanes_data import PlacedMarker
from inspector.ui.theme import Theme

_LINES = 5  # above the bars and the brush

type MarkerName = Callable[[str, str], str]
type ChoiceName = Callable[[str], str]
type Seconds = Callable[[int], float]


class MomentLine(pg.InfiniteLine):  # type: ignore[misc]
    """A line with a name at its top, as much of it as fits; the whole name stands elsewhere."""

    def __init__(self, *, at: float, theme: Theme, name: str, number: str = "", movable: bool = False) -> None:
        super().__init__(
            pos=at,
            angle=90,
            movable=movable,
            label=number or name,
            labelOpts={"position": 0, "movable": False, "anchors": [(0, 0), (0, 0)]},
        )
        self._number, self._name = number, name
        self._theme = theme
        self.restyle()

    def restyle(self) -> None:
        self.label.setColor(self._theme.color("ink"))
        self.label.textItem.setFont(self._theme.font(11))

    def show_name(self, room_px: float) -> None:
        metrics = QFontMetricsF(self.label.textItem.font())
        words = metrics.elidedText(f"{self._number} {self._name}".strip(), Qt.TextElideMode.ElideRight, room_px)
        if metrics.horizontalAdvance(self._number) > room_px:
            words = ""
        elif len(words) < len(self._number) + 3:
            words = self._number
        self.label.setFormat(words.replace("{", "{{").replace("}", "}}"))

    def mouseClickEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]


class MarkerLine(MomentLine):
    """A marker: a dotted line that can be dragged, with its number."""

    def __init__(self, placed: PlacedMarker, *, at: float, theme: Theme, number: int, name: str) -> None:
        self.placed = placed
        super().__init__(at=at, theme=theme, name=name, number=str(number), movable=True)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def restyle(self) -> None:
        super().restyle()
        self.setPen(pg.mkPen(self._theme.color("ink"), width=1, style=Qt.PenStyle.DotLine))
        self.setHoverPen(pg.mkPen(self._theme.color("accent"), width=2))


class ChoiceLine(MomentLine):
    """From when on an inferred choice is in force: a dashed line that nobody can move, its name in italics."""

    def restyle(self) -> None:
        super().restyle()
        font = self._theme.font(11)
        font.setItalic(True)
        self.label.textItem.setFont(font)
        self.setPen(pg.mkPen(self._theme.color("ink"), width=1.5, style=Qt.PenStyle.DashLine))


class Moments(QObject):
    """Every named line of a plot; names share one row, each with the room up to the next."""

    dropped = Signal(object)  # MarkerLine

    def __init__(
        self, view: pg.ViewBox, theme: Theme, *, marker_name: MarkerName, choice_name: ChoiceName, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self._marker_name, self._choice_name = marker_name, choice_name
        self.markers: list[MarkerLine] = []
        self.choices: list[ChoiceLine] = []

    def place(
        self, markers: Sequence[PlacedMarker], choices: Sequence[ChoiceBand], *, seconds: Seconds, last: float
    ) -> None:
        """Draws these instead of those before; `seconds` places a moment, `last` is the end of the plot."""
        for old in self._lines():
            self._view.removeItem(old)
        self.markers = [
            self._marker(placed, at=seconds(placed.marker.at_us), number=number)
            for number, placed in enumerate(markers, start=1)
        ]
        self.choices = [
            ChoiceLine(at=seconds(choice.at_us), theme=self._theme, name=self._choice_name(choice.kind))
            for choice in choices
        ]
        for line in self._lines():
            line.setZValue(_LINES)
            self._view.addItem(line, ignoreBounds=True)
        self.name(last)

    def _marker(self, placed: PlacedMarker, *, at: float, number: int) -> MarkerLine:
        name = visible(self._marker_name(placed.marker.kind, placed.label))
        line = MarkerLine(placed, at=at, theme=self._theme, number=number, name=name)
        line.sigPositionChangeFinished.connect(self.dropped)
        return line

    def _lines(self) -> list[MomentLine]:
        return sorted([*self.markers, *self.choices], key=lambda line: float(line.value()))

    def name(self, last: float) -> None:
        """Each name gets the room up to the next line; where there is none its number, or nothing."""
        left, right = self._view.viewRange()[0]
        scale = float(self._view.width()) / max(right - left, 1e-9)
        lines = self._lines()
        ends = [*(float(line.value()) for line in lines[1:]), max(right, last)]
        for line, end in zip(lines, ends, strict=False):
            line.show_name((end - float(line.value())) * scale - 8)

    def marker_near(self, x: float) -> PlacedMarker | None:
        """The marker within 5 px of a place in seconds."""
        left, right = self._view.viewRange()[0]
        slack = 5 * (right - left) / max(self._view.width(), 1)
        near = [line for line in self.markers if abs(float(line.value()) - x) <= slack]
        return min(near, key=lambda line: abs(float(line.value()) - x)).placed if near else None

    def restyle(self) -> None:
        for line in self._lines():
            line.restyle()
