"""The flow table: a QTableView whose rows are painted in one loop, moved through by keyboard, selected by id."""

from PySide6.QtCore import QByteArray, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from inspector.messages import Translator
from inspector.model.flow import FlowId
from inspector.ui.models.flow_columns import COLUMNS, Paint
from inspector.ui.models.flows import FlowsModel
from inspector.ui.panels.flow_painter import FlowPainter, draw_focus
from inspector.ui.panels.tables import widen_columns
from inspector.ui.theme import Theme


class FlowTable(QTableView):
    """Shows a FlowsModel. Says what the person did; decides nothing."""

    flow_selected = Signal(int)
    flow_opened = Signal(int)
    order_requested = Signal(int)  # column
    menu_requested = Signal(int, QPoint)  # flow, global position
    relative_time_requested = Signal(bool)
    layout_changed = Signal()
    left = Signal()  # Escape

    def __init__(self, model: FlowsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flows = model
        self._theme = theme
        self._painter = FlowPainter(theme)
        self._zoom = theme.zoom
        self._is_restoring = False
        self._is_live = False
        self._is_at_end = True
        self.setModel(model)
        self._set_up()
        self.apply_theme()
        theme.changed.connect(self.apply_theme)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.verticalScrollBar().valueChanged.connect(self._notice_scroll)
        model.rowsInserted.connect(self._follow_end)
        model.modelReset.connect(self._follow_end)

    def _set_up(self) -> None:
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(32)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_header_menu)
        header.sectionClicked.connect(self.order_requested)
        header.sectionResized.connect(self.layout_changed)
        header.sectionMoved.connect(self.layout_changed)
        self.reset_columns()

    # following the end

    def set_live(self, *, is_live: bool) -> None:
        """While flows are recorded the table follows its end, until somebody scrolls up, and again from when they
        scroll back to the end."""
        has_begun = is_live and not self._is_live
        self._is_live = is_live
        if has_begun:
            self._is_at_end = True
            self._follow_end()

    @property
    def follows_end(self) -> bool:
        return self._is_live and self._is_at_end

    def visible_rows(self) -> tuple[int, int]:
        """The first and the last row on the screen; (0, -1) where there is none."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        end = self._flows.rowCount() - 1
        return (0, -1) if first < 0 else (first, end if last < 0 else last)

    def _notice_scroll(self, value: int) -> None:
        """Where the bar was put by a person; what rows coming in do to it is nobody's wish."""
        if not self._is_restoring:
            self._is_at_end = value >= self.verticalScrollBar().maximum() - self._theme.row_height

    def _follow_end(self) -> None:
        if not self.follows_end:
            return
        self._is_restoring = True
        try:
            self.executeDelayedItemsLayout()  # else the bar still ends where the rows ended before
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        finally:
            self._is_restoring = False

    # look

    def apply_theme(self) -> None:
        range_us = (self._painter.from_us, self._painter.until_us)
        self._painter = FlowPainter(self._theme)
        widen_columns(self, before=self._zoom, now=self._theme.zoom)
        self._zoom = self._theme.zoom
        self.set_time_range(*range_us)
        self.verticalHeader().setMinimumSectionSize(self._theme.row_height)
        self.verticalHeader().setDefaultSectionSize(self._theme.row_height)
        self.verticalScrollBar().setSingleStep(self._theme.row_height)
        self.viewport().update()

    def set_time_range(self, from_us: int, until_us: int) -> None:
        """The stretch of time the waterfall spans."""
        self._painter.from_us, self._painter.until_us = from_us, max(until_us, from_us + 1)
        self.viewport().update()

    def set_texts(self, t: Translator) -> None:
        self.setAccessibleName(t("flows.table"))

    # columns

    def reset_columns(self) -> None:
        header = self.horizontalHeader()
        for place, column in enumerate(COLUMNS):
            header.moveSection(header.visualIndex(place), place)
            header.resizeSection(place, self._theme.px(column.width))
            header.setSectionHidden(place, column.hidden)

    def columns_state(self) -> QByteArray:
        return self.horizontalHeader().saveState()

    def restore_columns(self, state: QByteArray) -> None:
        if not state.isEmpty():
            self.horizontalHeader().restoreState(state)

    def _show_header_menu(self, at: QPoint) -> None:
        t, header = self._flows.wording.t, self.horizontalHeader()
        menu = QMenu(self)
        for relative, key in ((False, "flows.time_absolute"), (True, "flows.time_relative")):
            action = menu.addAction(t(key))
            action.setCheckable(True)
            action.setChecked(self._flows.wording.relative is relative)
            action.triggered.connect(lambda _=False, wanted=relative: self.relative_time_requested.emit(wanted))
        menu.addSeparator()
        for place, column in enumerate(COLUMNS):
            action = menu.addAction(t(f"flows.column_{column.name}"))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(place))
            action.toggled.connect(lambda shown, place=place: self._show_column(place, shown=shown))
        menu.addSeparator()
        menu.addAction(t("flows.columns_reset"), self.reset_columns)
        menu.exec(header.mapToGlobal(at))

    def _show_column(self, place: int, *, shown: bool) -> None:
        self.horizontalHeader().setSectionHidden(place, not shown)
        self.layout_changed.emit()

    # selection by id

    def select_flow(self, flow: FlowId | None) -> None:
        """Makes a flow the current row without telling anybody; none where it is not shown."""
        row = None if flow is None else self._flows.row_of(flow)
        self._is_restoring = True
        try:
            if row is None:
                self.selectionModel().clear()
            elif self.currentIndex().row() != row or not self.selectionModel().hasSelection():
                column = max(self.currentIndex().column(), 0)
                bar = self.horizontalScrollBar().value()
                index = self._flows.index(row, column)
                is_seen = self.viewport().rect().contains(self.visualRect(index).center())
                self.setCurrentIndex(index)
                if not is_seen:
                    self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
                self.horizontalScrollBar().setValue(bar)
        finally:
            self._is_restoring = False
        self.viewport().update()

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        flow = self._flows.flow_at(current.row())
        if flow is not None and not self._is_restoring:
            self.flow_selected.emit(flow)

    def _open(self, row: int) -> None:
        flow = self._flows.flow_at(row)
        if flow is not None:
            self.flow_opened.emit(flow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the selected row on the screen where it was there before, as when the detail appears below."""
        current = self.currentIndex()
        middle = self.visualRect(current).center().y() if current.isValid() else -1
        super().resizeEvent(event)
        if 0 <= middle < event.oldSize().height():
            bar = self.horizontalScrollBar().value()
            self.scrollTo(current)
            self.horizontalScrollBar().setValue(bar)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt would select the first row; nothing is selected until somebody selects it."""
        had_selection = self.selectionModel().hasSelection()
        self._is_restoring = True
        super().focusInEvent(event)
        if not had_selection:
            self.selectionModel().clear()
        self._is_restoring = False

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        last = self._flows.rowCount() - 1
        row = self.currentIndex().row()
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._go_to(min(max(row + step, 0), last))
        elif event.key() == Qt.Key.Key_Home:
            self._go_to(0)
        elif event.key() == Qt.Key.Key_End:
            self._go_to(last)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(row)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typed letters are commands, never a search."""

    def _go_to(self, row: int) -> None:
        if 0 <= row < self._flows.rowCount():
            bar = self.horizontalScrollBar().value()
            self.setCurrentIndex(self._flows.index(row, max(self.currentIndex().column(), 0)))
            self.horizontalScrollBar().setValue(bar)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.rowAt(event.pos().y()) if event.reason() == QContextMenuEvent.Reason.Mouse else None
        flow = self._flows.flow_at(self.currentIndex().row() if row is None else row)
        if flow is not None:
            self.menu_requested.emit(flow, event.globalPos())

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        area = event.rect()
        first, tall = self.rowAt(area.top()), self.rowHeight(0) if self._flows.rowCount() else 0
        if first < 0 or not tall:
            return
        top = self.rowViewportPosition(first)
        last = min(first + (area.bottom() - top) // tall, self._flows.rowCount() - 1)
        painter = QPainter(self.viewport())
        columns = self._visible_columns(area)
        current = self.currentIndex().row() if self.selectionModel().hasSelection() else -1
        for row in range(first, last + 1):
            line = self._flows.line(row)
            y = top + (row - first) * tall
            if row == current:
                band = QRect(0, y, self.viewport().width(), tall)
                painter.fillRect(band, self._painter.selection)
                if self.hasFocus():
                    draw_focus(painter, band, colour=self._painter.accent)
            if line is not None:
                for place, x, width in columns:
                    text = line.texts[place]
                    if text or COLUMNS[place].paint is not Paint.TEXT:
                        self._painter.draw_cell(painter, COLUMNS[place], line, text=text, rect=QRect(x, y, width, tall))
        painter.end()

    def _visible_columns(self, area: QRect) -> list[tuple[int, int, int]]:
        """(column, x, width) of every column that touches the area."""
        found = []
        for place in range(len(COLUMNS)):
            if not self.isColumnHidden(place):
                x, width = self.columnViewportPosition(place), self.columnWidth(place)
                if x <= area.right() and x + width >= area.left():
                    found.append((place, x, width))
        return found
