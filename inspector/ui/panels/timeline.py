"""The timeline page: who was spoken to when, phase by phase."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QScrollBar, QStackedLayout, QVBoxLayout, QWidget

from inspector.figures.timeline import Lane
from inspector.model.flow import FlowId, Marker, Timings
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowQuery, FlowRow
from inspector.ui.case_view import CaseView, Selection
from inspector.ui.dialogs.marker import MarkerDialog
from inspector.ui.panels.consent_line import ConsentLine
from inspector.ui.panels.edits import EditQueue
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.legend import Legend
from inspector.ui.panels.wording import choices_text, clock, phase_word
from inspector.ui.plots.lanes_data import Loaded, PlacedMarker, load_timeline
from inspector.ui.plots.refresh import Refresh
from inspector.ui.theme import Theme
from inspector.ui.work import Desk
from inspector.workspace import editing
from inspector.workspace.jobs import Failed

if TYPE_CHECKING:
    from inspector.ui.panels.hover_card import HoverCard
    from inspector.ui.plots.timeline import TimelinePlot

_MOST_TIMINGS = 400
_SETTLE_MS = 120
_LOW_PX = 260


class TimelinePage(QWidget):
    """The plot with its legend, hover card and markers. The plot's library is loaded when the page is first shown."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        path = view.reader.case.path
        self._refresh = Refresh(self, read=lambda: load_timeline(path), show=self._take, fail=self._fail)
        self._card_desk = Desk(self)
        self._timing_desk = Desk(self)
        self.edits = EditQueue(view, self)
        self.edits.kept.connect(view.flows_changed)
        self.plot: TimelinePlot | None = None
        self._card: HoverCard | None = None
        self._loaded: Loaded | None = None
        self._hovered: int | None = None
        self._is_stale = True
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE_MS)
        self._settled.timeout.connect(self._read_timings)
        self._build()
        self._restyle()
        theme.changed.connect(self._restyle)
        view.flows_changed.connect(self.reload)
        view.analysis_changed.connect(self.reload)
        view.query_changed.connect(self._follow_query)
        view.selection_changed.connect(self._follow_selection)

    def _build(self) -> None:
        t = self._view.t
        self.setAccessibleName(t("timeline.title"))
        self.consent = ConsentLine(self._view, self._theme)
        self._legend = Legend(self._view, self._theme)
        self._hint = QLabel(t("timeline.hint"))
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("tone", "quiet")
        self._scroll = QScrollBar(Qt.Orientation.Vertical)
        self._scroll.setAccessibleName(t("timeline.lanes"))
        self._scroll.valueChanged.connect(self._scrolled)
        self._empty = EmptyState(
            self._theme, title=t("timeline.empty_title"), text=t("timeline.empty_text"), parent=self
        )
        self._body = QWidget()
        self._row = QHBoxLayout(self._body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._scroll)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        column.addWidget(self.consent)
        column.addWidget(self._legend)
        column.addWidget(self._body, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.addWidget(self._hint)
        column.addLayout(foot)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)

    def _restyle(self) -> None:
        self._hint.setFont(self._theme.font(11))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low page the lanes come first: what stands on the overview, and the hint, give way."""
        super().resizeEvent(event)
        is_low = self.height() < self._theme.px(_LOW_PX)
        self._hint.setHidden(is_low)
        self.consent.give_way(is_low=is_low)

    # loading

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.plot is None:
            self._make_plot()
        if self._is_stale:
            self.reload()

    def _make_plot(self) -> None:
        from inspector.ui.panels.hover_card import HoverCard
        from inspector.ui.plots.timeline import TimelinePlot

        plot = TimelinePlot(
            self._view.t, self._theme, marker_name=lambda kind, label: phase_word(self._view.t, kind, label)
        )
        plot.setAccessibleName(self._view.t("timeline.title"))
        plot.flow_clicked.connect(lambda flow: self._view.select_flow(FlowId(flow)))
        plot.lane_clicked.connect(self._choose_lane)
        plot.range_brushed.connect(self._view.set_range)
        plot.range_shown.connect(lambda *_: self._settled.start())
        plot.hovered.connect(self._hover)
        plot.marker_requested.connect(self.place_marker)
        plot.marker_menu_requested.connect(self._open_menu)
        plot.marker_moved.connect(self.move_marker)
        plot.getViewBox().sigYRangeChanged.connect(self._follow_lanes)
        self._row.insertWidget(0, plot, 1)
        self.plot = plot
        self._card = HoverCard(self._theme, self)

    def reload(self) -> None:
        """Reads again where the page is seen; else when it is shown next."""
        self._is_stale = True
        if self.isVisible():
            self._refresh.request()

    def _take(self, loaded: Loaded) -> None:
        self._is_stale = False
        self._loaded = loaded
        self._stack.setCurrentIndex(0 if loaded.timeline.is_empty else 1)
        self._legend.set_choices(has_inferred=bool(loaded.timeline.choices))
        self._legend.set_lanes(loaded.timeline.lanes)
        if self.plot is not None:
            self.plot.set_loaded(loaded)
            self.plot.setAccessibleDescription(choices_text(self._view.t, loaded.timeline.choices))
            self._follow_query(self._view.query)
            self._follow_selection(self._view.selection)
            self._follow_lanes()

    def _fail(self, reason: Failed) -> None:
        self._empty.set_text(title=self._view.t("timeline.failed_title"), text=reason.message)
        self._stack.setCurrentIndex(0)

    # what is in sight

    def _read_timings(self) -> None:
        """Phases for the flows in sight, where they are few."""
        if self.plot is None or self._loaded is None:
            return
        timeline = self._loaded.timeline
        part = self.plot.bars.seen(*self.plot.shown_us)
        if not 0 < part.stop - part.start <= _MOST_TIMINGS:
            return
        flows = [int(flow) for flow in timeline.flow[part]]
        path = self._view.reader.case.path

        def read() -> dict[int, Timings]:
            with Case.open(path, read_only=True) as case:
                return {row.facts.id: row.facts.timings for row in CaseReader(case).flow_rows(flows)}

        self._timing_desk.submit(read, done=self.plot.set_timings)

    def _scrolled(self, value: int) -> None:
        if self.plot is not None and abs(value / 10 - 1 - self.plot.first_lane) > 0.06:
            self.plot.scroll_lanes(value / 10 - 1 - self.plot.first_lane)

    def _follow_lanes(self, *_: object) -> None:
        if self.plot is not None:
            most = round((self.plot.last_first_lane + 1) * 10)
            self._scroll.setRange(0, max(most, 0))
            self._scroll.setPageStep(round(self.plot.lane_room * 10))
            self._scroll.setValue(round((self.plot.first_lane + 1) * 10))
            self._scroll.setVisible(most > 0)

    def _follow_query(self, query: FlowQuery) -> None:
        if self.plot is not None and self._loaded is not None:
            self.plot.set_brush(query.from_us, query.until_us)

    def _follow_selection(self, selection: Selection) -> None:
        if self.plot is None:
            return
        self.plot.set_selected(flow=selection.flow, site=selection.recipient)
        if selection.recipient is not None:
            self.plot.show_lane(selection.recipient)

    def _choose_lane(self, lane: Lane) -> None:
        self._view.select_recipient(lane.site)

    # hover

    def _hover(self, flow: int | None, position: QPointF) -> None:
        if flow == self._hovered:
            return
        self._hovered = flow
        self._card_desk.drop()
        if self._card is not None:
            self._card.hide()
        if flow is None or self.plot is None:
            return
        path = self._view.reader.case.path
        at = self.plot.mapTo(self, position.toPoint())

        def read() -> list[FlowRow]:
            with Case.open(path, read_only=True) as case:
                return CaseReader(case).flow_rows([flow])

        self._card_desk.submit(read, done=lambda rows: self._show_card(rows, at))

    def _show_card(self, rows: list[FlowRow], at: QPoint) -> None:
        if rows and self._card is not None:
            self._card.show_flow(rows[0], self._view.t, at=at)

    # markers

    def place_marker(self, at_us: int) -> None:
        """Asks for the marker's kind and label and keeps it."""
        capture = self._loaded.capture_at(at_us) if self._loaded else None
        if capture is None:
            return
        dialog = MarkerDialog(self._view.t, self._theme, marker=Marker(at_us=at_us, kind="note"), parent=self)
        path = self._view.reader.case.path
        dialog.chosen.connect(lambda marker: self.edits.add(lambda: editing.add_marker(path, capture, marker)))
        dialog.open()

    def rename_marker(self, placed: PlacedMarker) -> None:
        dialog = MarkerDialog(self._view.t, self._theme, marker=placed.marker, parent=self)
        dialog.chosen.connect(lambda marker: self._change(placed, marker))
        dialog.open()

    def move_marker(self, placed: PlacedMarker, at_us: int) -> None:
        old = placed.marker
        self._change(placed, Marker(at_us=at_us, kind=old.kind, label=old.label, note=old.note))

    def delete_marker(self, placed: PlacedMarker) -> None:
        path = self._view.reader.case.path
        self.edits.add(lambda: editing.delete_marker(path, placed.capture, placed.marker))

    def _change(self, placed: PlacedMarker, new: Marker) -> None:
        path = self._view.reader.case.path
        self.edits.add(lambda: editing.change_marker(path, placed.capture, placed.marker, new=new))

    def _open_menu(self, placed: PlacedMarker | None, at_us: int) -> None:
        t = self._view.t
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if placed is not None:
            name = phase_word(t, placed.marker.kind, placed.label)
            menu.addAction(t("timeline.marker_rename", name=name), lambda: self.rename_marker(placed))
            menu.addAction(t("timeline.marker_delete", name=name), lambda: self.delete_marker(placed))
            menu.addSeparator()
        menu.addAction(t("timeline.marker_add", at=clock(at_us)), lambda: self.place_marker(at_us))
        if self._view.query.from_us is not None:
            menu.addAction(t("timeline.brush_clear"), lambda: self._view.set_range(None, None))
        menu.popup(self.cursor().pos())
