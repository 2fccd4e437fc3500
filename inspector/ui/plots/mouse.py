"""The mouse over the timeline: what a drag, a click and the wheel mean. Imports pyqtgraph: import late."""

from typing import Any, Protocol

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt

from inspector.ui.plots.lanes_data import PlacedMarker


class MouseTarget(Protocol):
    """The plot as the mouse sees it."""

    flow_clicked: Any
    range_brushed: Any
    marker_menu_requested: Any

    def scroll_lanes(self, lanes: float) -> None: ...

    def mark_drag(self, start: float, end: float, *, is_finished: bool) -> None: ...

    def marker_near(self, x: float) -> PlacedMarker | None: ...

    def moment_us(self, seconds: float) -> int: ...

    def flow_near(self, at: QPointF) -> int | None: ...


class TimelineMouse(pg.ViewBox):  # type: ignore[misc]
    """Dragging brushes, Shift+dragging and the middle button pan, a double click clears the brush."""

    def __init__(self, plot: MouseTarget) -> None:
        super().__init__(enableMenu=False)
        self._plot = plot

    def mouseDragEvent(self, event: object, axis: object = None) -> None:  # noqa: ARG002
        button, modifiers = event.button(), event.modifiers()  # type: ignore[attr-defined]
        is_pan = button == Qt.MouseButton.MiddleButton or modifiers & Qt.KeyboardModifier.ShiftModifier
        event.accept()  # type: ignore[attr-defined]
        if is_pan:
            moved = self.mapToView(event.lastPos()) - self.mapToView(event.pos())  # type: ignore[attr-defined]
            self.translateBy(x=float(moved.x()))
            self._plot.scroll_lanes(float(moved.y()))
        elif button == Qt.MouseButton.LeftButton:
            start = self.mapToView(event.buttonDownPos(button))  # type: ignore[attr-defined]
            end = self.mapToView(event.pos())  # type: ignore[attr-defined]
            is_finished = bool(event.isFinish())  # type: ignore[attr-defined]
            self._plot.mark_drag(float(start.x()), float(end.x()), is_finished=is_finished)

    def mouseClickEvent(self, event: object) -> None:
        at = self.mapToView(event.pos())  # type: ignore[attr-defined]
        plot = self._plot
        if event.button() == Qt.MouseButton.RightButton:  # type: ignore[attr-defined]
            plot.marker_menu_requested.emit(plot.marker_near(float(at.x())), plot.moment_us(float(at.x())))
        elif event.double():  # type: ignore[attr-defined]
            plot.range_brushed.emit(None, None)
        else:
            flow = plot.flow_near(at)
            if flow is not None:
                plot.flow_clicked.emit(flow)
        event.accept()  # type: ignore[attr-defined]

    def wheelEvent(self, event: object, axis: object = None) -> None:  # noqa: ARG002
        event.ignore()  # type: ignore[attr-defined]
