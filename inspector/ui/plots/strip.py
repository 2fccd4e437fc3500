"""The overview strip above every page: the whole capture in 56 pixels, and the one brush."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.figures.timeline import Timeline
from inspector.store.reading.flow_table import FlowQuery
from inspector.ui.case_view import CaseView
from inspector.ui.panels.wording import choices_text, clock, duration
from inspector.ui.plots.lanes_data import Loaded, load_timeline
from inspector.ui.plots.refresh import Refresh
from inspector.ui.plots.strip_picture import MARGIN, StripPicture
from inspector.ui.theme import Theme

_LEAST_DRAG = 4


class OverviewStrip(QWidget):
    """Density of flows by party role over the whole case, sensitive marks, phases. Dragging sets the brush,
    a double click clears it; arrows move it, Shift+arrows stretch it, Escape clears it."""

    loaded = Signal(object)  # Loaded: the same timeline for whoever wants it

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        path = view.reader.case.path
        self._refresh = Refresh(self, read=lambda: load_timeline(path), show=self._take)
        self._timeline: Timeline | None = None
        self._picture: QPixmap | None = None
        self._press: float | None = None
        self._is_ringed = False
        self._drag: tuple[float, float] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(view.t("timeline.strip_name"))
        self.setToolTip(view.t("timeline.strip_hint"))
        view.flows_changed.connect(self.reload)
        view.analysis_changed.connect(self.reload)
        view.query_changed.connect(self._brush_moved)
        theme.changed.connect(self._forget_picture)
        self.reload()

    # data

    def reload(self) -> None:
        """Reads the timeline again, in the background."""
        self._refresh.request()

    def _take(self, loaded: Loaded) -> None:
        self._timeline = loaded.timeline
        self._forget_picture()
        self._describe()
        self.loaded.emit(loaded)

    # size

    def sizeHint(self) -> QSize:
        return QSize(600, self._theme.px(64))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._theme.px(64))

    # the brush

    @property
    def brush_us(self) -> tuple[int, int] | None:
        """The stretch that is brushed, microseconds since the epoch."""
        query, timeline = self._view.query, self._timeline
        if timeline is None or (query.from_us is None and query.until_us is None):
            return None
        start = timeline.first_us if query.from_us is None else query.from_us
        end = timeline.last_us + 1 if query.until_us is None else query.until_us
        return start, end

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._has_flows():
            self._press = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is not None:
            self._drag = (self._press, event.position().x())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press, self._drag = self._press, None, None
        if press is not None and abs(event.position().x() - press) >= _LEAST_DRAG:
            left, right = sorted((self._time_at(press), self._time_at(event.position().x())))
            self._view.set_range(left, max(right, left + 1))
        self.update()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._press = None
        self._view.set_range(None, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        timeline = self._timeline
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if timeline is None or timeline.is_empty:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape and self.brush_us is not None:
            self._view.set_range(None, None)
        elif step is not None:
            is_stretch = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._step(timeline, step=step, is_stretch=is_stretch)
        else:
            super().keyPressEvent(event)

    def _step(self, timeline: Timeline, *, step: int, is_stretch: bool) -> None:
        whole = max(timeline.last_us - timeline.first_us, 1)
        move = step * max(whole // 40, 1)
        start, end = self.brush_us or (timeline.first_us, timeline.first_us + max(whole // 10, 1))
        if is_stretch:
            end = max(end + move, start + max(whole // 100, 1))
        elif self.brush_us is not None:
            move = max(min(move, timeline.last_us + 1 - end), timeline.first_us - start)
            start, end = start + move, end + move
        self._view.set_range(start, min(end, timeline.last_us + 1))

    def _brush_moved(self, _query: FlowQuery) -> None:
        self._describe()
        self.update()

    def _describe(self) -> None:
        brush, t = self.brush_us, self._view.t
        told = t("timeline.strip_all")
        if brush is not None:
            length = duration(t, brush[1] - brush[0])
            told = t("timeline.strip_range", start=clock(brush[0]), end=clock(brush[1]), length=length)
        choices = choices_text(t, self._timeline.choices) if self._timeline is not None else ""
        self.setAccessibleDescription(f"{told} {choices}".rstrip())

    # geometry

    def _has_flows(self) -> bool:
        return self._timeline is not None and not self._timeline.is_empty

    def _room(self) -> QRectF:
        return QRectF(MARGIN, 0, max(self.width() - 2 * MARGIN, 1), self.height())

    def _time_at(self, x: float) -> int:
        timeline, room = self._timeline, self._room()
        if timeline is None:
            return 0
        share = min(max((x - room.left()) / room.width(), 0.0), 1.0)
        return timeline.first_us + int(share * max(timeline.last_us + 1 - timeline.first_us, 1))

    # painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._is_ringed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _forget_picture(self) -> None:
        self._picture = None
        self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("ground"))
        if self._timeline is not None and self._has_flows():
            if self._picture is None:
                self._picture = self._draw(self._timeline)
            painter.drawPixmap(0, 0, self._picture)
            self._draw_brush(painter, self._timeline)
        else:
            painter.setPen(self._theme.color("quiet"))
            painter.setFont(self._theme.font(11))
            painter.drawText(self._room(), Qt.AlignmentFlag.AlignVCenter, self._view.t("timeline.strip_empty"))
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if self.hasFocus() and self._is_ringed:
            painter.setPen(QPen(self._theme.color("accent"), 1))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))

    def _painted(self, timeline: Timeline) -> StripPicture:
        return StripPicture(timeline, self._view.t, self._theme, width=self.width(), height=self.height())

    def _draw(self, timeline: Timeline) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(int(self.width() * ratio), int(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.color("ground"))
        painter = QPainter(picture)
        self._painted(timeline).draw(painter)
        painter.end()
        return picture

    def _draw_brush(self, painter: QPainter, timeline: Timeline) -> None:
        painted = self._painted(timeline)
        ends = self._drag
        if ends is None and (brush := self.brush_us) is not None:
            ends = (painted.x_at(brush[0]), painted.x_at(brush[1]))
        if ends is None:
            return
        room = self._room()
        left, right = sorted((max(ends[0], room.left()), max(ends[1], room.left())))
        right = min(max(right, left + 1), room.right())
        veil = QColor(self._theme.color("ground"))
        veil.setAlpha(170)
        bottom = painted.plot.bottom()
        painter.fillRect(QRectF(room.left(), 0, left - room.left(), bottom), veil)
        painter.fillRect(QRectF(right, 0, room.right() - right, bottom), veil)
        painter.setPen(QPen(self._theme.color("accent"), 2))
        painter.drawLine(QPointF(left, 1), QPointF(left, bottom))
        painter.drawLine(QPointF(right, 1), QPointF(right, bottom))
