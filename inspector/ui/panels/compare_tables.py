"""The tables of a comparison as tabs: a row selects what it is about, Enter shows its flows."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QItemSelection, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTabWidget, QVBoxLayout, QWidget

from inspector.model.comparison import Comparison
from inspector.model.party import Recipient
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.models.compare import CompareModel
from inspector.ui.models.compare_columns import (
    Table,
    data_table,
    finding_table,
    identifier_table,
    recipient_table,
    timing_table,
)
from inspector.ui.panels.tables import PageTable
from inspector.ui.theme import Theme

_LOW_PX = 150
PARTS = ("recipients", "data", "identifiers", "findings", "timing")


class CompareTable(QWidget):
    """A sentence on what the table shows, and the table."""

    def __init__(self, view: CaseView, theme: Theme, part: str) -> None:
        super().__init__()
        self._view, self._theme, self._part = view, theme, part
        self.model = CompareModel[Any](view.t, theme)
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setContentsMargins(8, 8, 16, 4)
        self.note.setProperty("tone", "quiet")
        self.table = PageTable(self.model, theme, name=view.t(f"compare.tab_{part}", n=0).partition(" (")[0])
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        if part == "data":
            self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.selectionModel().selectionChanged.connect(lambda chosen, _: self._choose(chosen))
        self.table.activated.connect(self.open)
        self._restyle()
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.note.setFont(self._theme.font(11))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a low window the rows come before the sentence about them."""
        self.note.setVisible(self.table.isHidden() or self.height() >= self._theme.px(_LOW_PX))

    def show_rows(self, shown: Table[Any]) -> None:
        widths = [column.width for column in self.model.columns]
        self.model.show(shown.columns, shown.rows, way=shown.way)
        if widths != [column.width for column in shown.columns]:
            for number, column in enumerate(shown.columns):
                self.table.setColumnWidth(number, self._theme.px(column.width))
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setVisible(bool(shown.rows))
        self.note.setText(self._view.t(f"compare.{'note' if shown.rows else 'none'}_{self._part}"))
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._make_room()

    def _choose(self, chosen: QItemSelection) -> None:
        cells = chosen.indexes()
        way = self.model.way_of(cells[0]) if cells else None
        if way is None:
            return
        if way.finding:
            self._view.select_finding(way.finding)
        elif way.recipient:
            self._view.select_recipient(way.recipient)

    def open(self, index: QModelIndex) -> None:
        """Shows the flows of a row or cell."""
        way = self.model.way_of(index)
        if way is not None:
            self._view.set_terms(way.terms)
            self._view.page_requested.emit(PageName.FLOWS)


class CompareTabs(QTabWidget):
    """One tab a part, each with the number of its rows."""

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self.tables = {part: CompareTable(view, theme, part) for part in PARTS}
        self.setDocumentMode(True)
        self.tabBar().setAccessibleName(view.t("window.page_compare"))
        for table in self.tables.values():
            self.addTab(table, "")

    def show_comparison(
        self, comparison: Comparison, *, known: Mapping[str, Recipient], titles: Mapping[str, str]
    ) -> None:
        t, theme = self._view.t, self._theme
        shown: dict[str, Table[Any]] = {
            "recipients": recipient_table(comparison, t, theme, known=known),
            "data": data_table(comparison, t, theme, known=known),
            "identifiers": identifier_table(comparison, t),
            "findings": finding_table(comparison, t, theme, titles=titles),
            "timing": timing_table(comparison, t),
        }
        for number, part in enumerate(PARTS):
            self.tables[part].show_rows(shown[part])
            self.setTabText(number, t(f"compare.tab_{part}", n=len(shown[part].rows)))

    def show_part(self, part: str) -> None:
        self.setCurrentWidget(self.tables[part])
        self.tables[part].setFocus()
