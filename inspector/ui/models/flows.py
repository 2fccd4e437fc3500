"""The flow table's model: an array of ids and a bounded cache of rows, read in pages."""

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.model.flow import FlowId
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowRow
from inspector.ui.models.flow_columns import COLUMNS, Wording, describe_cell

PAGE_ROWS = 64
PAGES_KEPT = 256
_NEAR_THE_END = 2_000

type AnyIndex = QModelIndex | QPersistentModelIndex


def _common_length(old: "array[int]", new: "array[int]") -> int:
    """How many ids at the beginning are the same; `new` is not shorter."""
    low, high = 0, len(old)
    if new[:high] == old:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if new[low:middle] == old[low:middle]:
            low = middle
        else:
            high = middle
    return low if new[low] != old[low] else low + 1


class FlowLine:
    """A row ready to be drawn: its texts in the order of COLUMNS, made when they are first looked at."""

    __slots__ = ("_texts", "_wording", "row")

    def __init__(self, row: FlowRow, wording: Wording) -> None:
        self.row = row
        self._wording = wording
        self._texts: tuple[str, ...] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        if self._texts is None:
            self._texts = tuple(column.text(self.row, self._wording) for column in COLUMNS)
        return self._texts


class FlowsModel(QAbstractTableModel):
    """Rows in the order of `ids`. Ids come from elsewhere (a worker); rows are read here when they are looked at."""

    def __init__(self, reader: CaseReader, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wording = wording
        self._reader = reader
        self._ids: array[int] = array("q")
        self.order = (-1, False)  # column, descending
        self._pages: OrderedDict[int, list[FlowLine | None]] = OrderedDict()

    # what is shown

    @property
    def ids(self) -> "array[int]":
        return self._ids

    def set_ids(self, ids: "array[int]") -> None:
        """Shows these flows; where they only add to the end, or set right what is near it, what is on the screen
        stays: a flow that began earlier may end later, and then comes in between."""
        before = len(self._ids)
        same = _common_length(self._ids, ids) if 0 < before <= len(ids) else 0
        if before - same <= _NEAR_THE_END and 0 < before < len(ids):
            self._drop_pages(same)
            self.beginInsertRows(QModelIndex(), before, len(ids) - 1)
            self._ids = ids
            self.endInsertRows()
            if same < before:
                self.dataChanged.emit(self.index(same, 0), self.index(before - 1, len(COLUMNS) - 1))
        elif ids != self._ids:
            self.beginResetModel()
            self._pages.clear()
            self._ids = ids
            self.endResetModel()

    def set_wording(self, wording: Wording) -> None:
        self.wording = wording
        self.refresh()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def set_order(self, column: int, *, descending: bool) -> None:
        """Says in the heading by what the rows are ordered."""
        if self.order != (column, descending):
            self.order = (column, descending)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def _drop_pages(self, first: int) -> None:
        """Forgets the rows from this one on: they are read again when they are looked at."""
        for page in [page for page in self._pages if page >= max(first - 1, 0) // PAGE_ROWS]:
            del self._pages[page]

    def refresh_rows(self, first: int, last: int) -> None:
        """Reads these rows again: flows under way have gone on."""
        last = min(last, len(self._ids) - 1)
        for page in range(max(first, 0) // PAGE_ROWS, last // PAGE_ROWS + 1):
            self._pages.pop(page, None)
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))

    def refresh(self) -> None:
        """Reads the rows again: parties, badges or words have changed."""
        self._pages.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(COLUMNS) - 1))

    def line(self, row: int) -> FlowLine | None:
        """The row at this place; None past the end or where the flow has gone."""
        if not 0 <= row < len(self._ids):
            return None
        page, place = divmod(row, PAGE_ROWS)
        lines = self._pages.get(page)
        if lines is None:
            lines = self._read(page)
        else:
            self._pages.move_to_end(page)
        return lines[place] if place < len(lines) else None

    def flow_at(self, row: int) -> FlowId | None:
        return FlowId(self._ids[row]) if 0 <= row < len(self._ids) else None

    def row_of(self, flow: int) -> int | None:
        try:
            return self._ids.index(flow)
        except ValueError:
            return None

    def take_pages(self, pages: Mapping[int, Sequence[FlowRow]]) -> None:
        """Rows that were read elsewhere for the ids of now, by page: these are shown instead of what was known."""
        for page, rows in pages.items():
            wanted = self._ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
            found = {row.facts.id: row for row in rows}
            self._pages[page] = [self._line(found.get(FlowId(flow))) for flow in wanted]
            self._pages.move_to_end(page)
            last = page * PAGE_ROWS + len(wanted) - 1
            self.dataChanged.emit(self.index(page * PAGE_ROWS, 0), self.index(last, len(COLUMNS) - 1))

    def _read(self, page: int) -> list[FlowLine | None]:
        wanted = self._ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
        found = {row.facts.id: row for row in self._reader.flow_rows(wanted)}
        lines = [self._line(found.get(FlowId(flow))) for flow in wanted]
        self._pages[page] = lines
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return lines

    def _line(self, row: FlowRow | None) -> FlowLine | None:
        return None if row is None else FlowLine(row, self.wording)

    # what Qt asks

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            line = self.line(index.row())
            return None if line is None else line.texts[index.column()]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            line = self.line(index.row())
            return None if line is None else describe_cell(COLUMNS[index.column()], line.row, self.wording)
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[index.column()].right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS):
            if role == Qt.ItemDataRole.DisplayRole:
                heading = self.wording.t(f"flows.column_{COLUMNS[section].name}")
                return f"{heading} {'↓' if self.order[1] else '↑'}" if self.order[0] == section else heading
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if COLUMNS[section].right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None
