"""The timeline plot: lanes, bars, markers, the brush, the mouse and the keys. Imports pyqtgraph: import late."""

from functools import partial
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from inspector.figures.timeline import Timeline
from inspector.messages import Translator
from inspector.model.flow import Timings
from inspector.ui.panels.wording import choice_word
from inspector.ui.plots.axis import LaneAxis, TimeAxis
from inspector.ui.plots.bars import Bars
from inspector.ui.plots.lanes_data import Loaded, PlacedMarker
from inspector.ui.plots.moments import MarkerLine, MarkerName, Moments
from inspector.ui.plots.mouse import TimelineMouse
from inspector.ui.plots.overlays import HEAD_LANES, BrushVeil, PhaseBands
from inspector.ui.theme import Theme

_SECOND = 1_000_000
LANE_PX = 24

_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


class TimelinePlot(pg.PlotWidget):  # type: ignore[misc]
    """Draws one `Loaded`; says what the person did and decides nothing.

    Wheel zooms about the pointer, Shift+wheel pans, Ctrl+wheel and the scroll bar move over the lanes. Dragging
    brushes, Shift+dragging pans. Keys: arrows pan and move over lanes, + and - zoom, Home shows everything,
    Ctrl+arrows go from one sensitive flow to the next.
    """

    flow_clicked = Signal(int)
    lane_clicked = Signal(object)  # Lane
    range_brushed = Signal(object, object)  # from_us, until_us; None, None: cleared
    range_shown = Signal(object, object)  # what is in sight, microseconds
    hovered = Signal(object, object)  # flow number or None, QPointF in the widget
    marker_requested = Signal(object)  # at_us
    marker_menu_requested = Signal(object, object)  # PlacedMarker or None with at_us: (marker, at_us)
    marker_moved = Signal(object, object)  # PlacedMarker, at_us

    def __init__(self, t: Translator, theme: Theme, *, marker_name: MarkerName, parent: QWidget | None = None) -> None:
        self._view = TimelineMouse(self)
        self.time_axis = TimeAxis(t, theme)
        self.lane_axis = LaneAxis(theme, clicked=lambda lane: self.lane_clicked.emit(lane))
        super().__init__(
            parent,
            background=theme.color("ground"),
            viewBox=self._view,
            axisItems={"bottom": self.time_axis, "left": self.lane_axis},
        )
        self._theme = theme
        self.bars = Bars(theme)
        self.timeline: Timeline | None = None
        self.markers: tuple[PlacedMarker, ...] = ()
        self._bands = PhaseBands(theme)
        self._brush = BrushVeil(theme)
        self._moments = Moments(
            self._view, theme, marker_name=marker_name, choice_name=partial(choice_word, t), parent=self
        )
        self._moments.dropped.connect(self._line_dropped)
        self.hover_us: int | None = None
        self.setMenuEnabled(False)
        self.hideButtons()
        self._view.invertY(b=True)
        self._view.setMouseEnabled(x=True, y=True)
        self._view.disableAutoRange()
        layers: tuple[Any, ...] = (self._bands, self.bars, self._brush)
        for layer, item in enumerate(layers):
            item.setZValue(layer)
            self._view.addItem(item, ignoreBounds=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view.sigXRangeChanged.connect(self._tell_range)
        self._restyle()
        theme.changed.connect(self._restyle)

    # what is drawn

    def set_loaded(self, loaded: Loaded) -> None:
        """Draws another timeline; where the old one was of the same stretch the sight stays."""
        old = self.timeline
        self.timeline = loaded.timeline
        self.markers = loaded.markers
        self.time_axis.first_us = loaded.timeline.first_us
        self.lane_axis.lanes = loaded.timeline.lanes
        self.bars.set_timeline(loaded.timeline)
        self._bands.set_timeline(loaded.timeline)
        last = self.seconds(loaded.timeline.last_us)
        self._moments.place(loaded.markers, loaded.timeline.choices, seconds=self.seconds, last=last)
        if old is None or old.is_empty or old.first_us != loaded.timeline.first_us:
            self.show_all()
            self._fit_lanes(-HEAD_LANES)
        self._fit_lanes(self.first_lane)
        self.lane_axis.update()

    def set_timings(self, timings: dict[int, Timings]) -> None:
        """Phases of flows, by number: bars wide enough show them."""
        self.bars.timings = timings
        self.bars.update()

    def set_selected(self, *, flow: int | None, site: str | None) -> None:
        self.bars.selected = flow
        self.lane_axis.selected = site
        self.bars.update()
        self.lane_axis.update()

    def set_brush(self, from_us: int | None, until_us: int | None) -> None:
        """Shades what lies outside a stretch and brings the stretch into sight; None, None: everything."""
        timeline = self.timeline
        if timeline is None:
            return
        if from_us is None and until_us is None:
            self._brush.set_span(None)
            self.show_all()
            return
        start = self.seconds(timeline.first_us if from_us is None else from_us)
        end = self.seconds(timeline.last_us if until_us is None else until_us)
        self._brush.set_span((start, end))
        room = max((end - start) * 0.03, 1e-4)
        self._view.setXRange(start - room, end + room, padding=0)

    def show_all(self) -> None:
        if self.timeline is not None:
            wide = max(self.seconds(self.timeline.last_us), 1e-3)
            self._view.setXRange(-wide * 0.005, wide * 1.01, padding=0)

    def show_lane(self, site: str) -> None:
        """Scrolls so that a party's lane is in sight."""
        timeline = self.timeline
        if timeline is None:
            return
        for index, lane in enumerate(timeline.lanes):
            if lane.site == site:
                (low, high) = self._view.viewRange()[1]
                if not low <= index <= high - 1:
                    self._fit_lanes(index - (high - low) / 2)

    # time

    def seconds(self, at_us: int) -> float:
        return (at_us - (self.timeline.first_us if self.timeline else 0)) / _SECOND

    def moment_us(self, seconds: float) -> int:
        return (self.timeline.first_us if self.timeline else 0) + round(seconds * _SECOND)

    @property
    def shown_us(self) -> tuple[int, int]:
        left, right = self._view.viewRange()[0]
        return self.moment_us(left), self.moment_us(right)

    def _tell_range(self, *_: object) -> None:
        start, end = self.shown_us
        self._name_moments()
        self.range_shown.emit(start, end)

    # lanes

    @property
    def lane_room(self) -> float:
        """How many lanes fit."""
        return max(float(self._view.height()) / self._theme.px(LANE_PX), 2.0)

    @property
    def first_lane(self) -> float:
        return float(self._view.viewRange()[1][0])

    @property
    def last_first_lane(self) -> float:
        """The greatest value of `first_lane`."""
        lanes = len(self.timeline.lanes) if self.timeline else 0
        return max(lanes + 0.5 - self.lane_room, -HEAD_LANES)

    def _fit_lanes(self, first: float) -> None:
        first = min(max(first, -HEAD_LANES), self.last_first_lane)
        self._view.setYRange(first, first + self.lane_room, padding=0)
        self.lane_axis.update()

    def scroll_lanes(self, lanes: float) -> None:
        self._fit_lanes(self.first_lane + lanes)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_moments"):
            self._fit_lanes(self.first_lane)
            self._name_moments()

    # markers and choices

    def _name_moments(self) -> None:
        self._moments.name(self.seconds(self.timeline.last_us if self.timeline else 0))

    def _line_dropped(self, line: MarkerLine) -> None:
        self.marker_moved.emit(line.placed, self.moment_us(float(line.value())))

    def marker_near(self, x: float) -> PlacedMarker | None:
        """The marker within 5 px of a place in seconds."""
        return self._moments.marker_near(x)

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        left, right = self._view.viewRange()[0]
        step = (right - left) / 8
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in _STEPS:
            self.step_sensitive(_STEPS[Qt.Key(event.key())])
            return
        match event.key():
            case Qt.Key.Key_Left:
                self._view.translateBy(x=-step)
            case Qt.Key.Key_Right:
                self._view.translateBy(x=step)
            case Qt.Key.Key_Up:
                self.scroll_lanes(-1)
            case Qt.Key.Key_Down:
                self.scroll_lanes(1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(0.7)
            case Qt.Key.Key_Minus:
                self.zoom(1 / 0.7)
            case Qt.Key.Key_Home:
                self.show_all()
            case Qt.Key.Key_Escape:
                self.range_brushed.emit(None, None)
            case Qt.Key.Key_M:
                self.marker_requested.emit(self.moment_us((left + right) / 2) if not self.hover_us else self.hover_us)
            case _:
                super().keyPressEvent(event)

    def step_sensitive(self, step: int) -> None:
        """Chooses the next (1) or previous (-1) flow with sensitive data, by start, and brings it into sight."""
        timeline = self.timeline
        if timeline is None or not timeline.is_sensitive.any():
            return
        places = timeline.is_sensitive.nonzero()[0]
        here = (timeline.flow[places] == self.bars.selected).nonzero()[0]
        at = int(here[0]) + step if len(here) else (0 if step > 0 else -1)
        place = int(places[at % len(places)])
        start = self.seconds(int(timeline.start_us[place]))
        left, right = self._view.viewRange()[0]
        if not left <= start <= right:
            self._view.translateBy(x=start - (left + right) / 2)
        self.show_lane(timeline.lanes[int(timeline.lane[place])].site)
        self.flow_clicked.emit(int(timeline.flow[place]))

    def zoom(self, factor: float, *, about: float | None = None) -> None:
        left, right = self._view.viewRange()[0]
        middle = (left + right) / 2 if about is None else about
        new_left, new_right = middle - (middle - left) * factor, middle + (right - middle) * factor
        whole = max(self.seconds(self.timeline.last_us) if self.timeline else 1.0, 1e-3)
        if 1e-5 < new_right - new_left < whole * 4:
            self._view.setXRange(new_left, new_right, padding=0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn, side = event.angleDelta().y() / 120, event.angleDelta().x() / 120
        left, right = self._view.viewRange()[0]
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.scroll_lanes(-turn * 2)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or side:
            self._view.translateBy(x=-(turn or side) * (right - left) / 10)
        else:
            at = self._view.mapSceneToView(self.mapToScene(event.position().toPoint()))
            self.zoom(0.8**turn, about=float(at.x()))
        event.accept()

    def mouseMoveEvent(self, event: object) -> None:
        super().mouseMoveEvent(event)
        position = event.position()  # type: ignore[attr-defined]
        at = self._view.mapSceneToView(self.mapToScene(position.toPoint()))
        is_inside = self._view.sceneBoundingRect().contains(self.mapToScene(position.toPoint()))
        self.hover_us = self.moment_us(float(at.x())) if is_inside else None
        self.hovered.emit(self.flow_near(at) if is_inside else None, position)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)
        self.hover_us = None
        self.hovered.emit(None, QPointF())

    def flow_near(self, at: QPointF) -> int | None:
        left, right = self._view.viewRange()[0]
        slack = int(3 * (right - left) / max(self._view.width(), 1) * _SECOND)
        return self.bars.flow_at(self.moment_us(float(at.x())), int(at.y() // 1), slack_us=slack)

    def mark_drag(self, start: float, end: float, *, is_finished: bool) -> None:
        left, right = sorted((start, end))
        if not is_finished:
            self._brush.set_span((left, right))
        elif right > left:
            self.range_brushed.emit(self.moment_us(left), max(self.moment_us(right), self.moment_us(left) + 1))

    # look

    def _restyle(self) -> None:
        theme = self._theme
        self.setBackground(theme.color("ground"))
        font = theme.font(11)
        for axis in (self.time_axis, self.lane_axis):
            axis.setPen(QPen(theme.color("line"), 1))
            axis.setTextPen(theme.color("quiet"))
            axis.setTickFont(font)
        self._moments.restyle()
        self.lane_axis.setWidth(theme.px(220))
        for item in (self.bars, self._bands, self._brush):
            item.update()
