"""Compared captures as tables: what each column shows and is sorted by, and where a row leads."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from inspector.messages import Translator
from inspector.model.comparison import Standing
from inspector.model.struct import Record
from inspector.store.filters import Term
from inspector.ui.panels.wording import tip
from inspector.ui.theme import Theme

type Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()
_QUIET = (Standing.SAME, Standing.NOT_COMPARABLE)


class Way(Record, frozen=True, kw_only=True):
    """Where a row leads: what it selects, and the filter of its flows."""

    terms: tuple[Term, ...]
    recipient: str = ""
    finding: str = ""


class Column[R](Record, frozen=True, kw_only=True):
    """A column: its head, what it shows and is sorted by. `standing` makes differences bold and the rest quiet; `more`
    is said in the tooltip, and aloud, instead of the text; `about` in the tooltip of the head."""

    head: str
    about: str = ""
    text: Callable[[R], str]
    order: Callable[[R], Any] | None = None
    standing: Callable[[R], Standing | None] | None = None
    more: Callable[[R], str] | None = None
    icon: Callable[[R], QIcon] | None = None
    is_number: bool = False
    is_mono: bool = False
    width: int = 120
    way: Callable[[R], Way | None] | None = None  # of the cell, where it is not the row's


class CompareModel[R](QAbstractTableModel):
    """Rows in the order they come in, what differs first, until a column is chosen."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self.columns: tuple[Column[R], ...] = ()
        self._rows: list[R] = []
        self._given: list[R] = []
        self._way: Callable[[R], Way] | None = None

    def show(self, columns: Sequence[Column[R]], rows: Sequence[R], *, way: Callable[[R], Way]) -> None:
        self.beginResetModel()
        self.columns, self._way = tuple(columns), way
        self._given, self._rows = list(rows), list(rows)
        self.endResetModel()

    def row(self, number: int) -> R:
        return self._rows[number]

    def way_of(self, index: Index) -> Way | None:
        """Where a cell leads; None where there is nothing to see."""
        row, column = self._rows[index.row()], self.columns[index.column()]
        if column.way is not None:
            return column.way(row)
        return self._way(row) if self._way is not None else None

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], self.columns[index.column()]
        standing = column.standing(row) if column.standing is not None else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self._told(row, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._told(row, column)
            case Qt.ItemDataRole.DecorationRole if column.icon is not None:
                return column.icon(row)
            case Qt.ItemDataRole.TextAlignmentRole if column.is_number:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole if column.is_mono:
                return self._theme.font(mono=True)
            case Qt.ItemDataRole.FontRole if standing is not None and standing not in _QUIET:
                return self._theme.font(bold=True)
            case Qt.ItemDataRole.ForegroundRole if standing in _QUIET:
                return self._theme.color("quiet")
            case _:
                return None

    def _told(self, row: R, column: Column[R]) -> str:
        return column.more(row) if column.more is not None else column.text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.head
            case Qt.ItemDataRole.ToolTipRole:
                return tip(column.about or column.head)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        if 0 <= column < len(self.columns):
            key = self.columns[column].order or self.columns[column].text
            self._rows.sort(key=key, reverse=order is Qt.SortOrder.DescendingOrder)
        else:
            self._rows = list(self._given)
        self.endResetModel()
