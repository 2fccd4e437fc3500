"""The matrix recipients x classes as a table model: sent and returned apart, one group of columns per capture."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.figures.matrix import Cell, Matrix
from inspector.messages import Translator
from inspector.model.flow import CaptureId
from inspector.model.party import Recipient
from inspector.ui.panels.wording import tip
from inspector.ui.words import class_word, safe_text

type Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()
_EMPTY = Matrix(rows=(), classes=(), captures=(), cells={}, row_totals={}, column_totals={})


class MatrixModel(QAbstractTableModel):
    """One row a recipient and a last row of sums; one column a class of a capture and a last column of sums."""

    def __init__(self, t: Translator) -> None:
        super().__init__()
        self._t = t
        self.matrix = _EMPTY
        self.recipients: Mapping[str, Recipient] = {}
        self.columns: tuple[tuple[CaptureId, str], ...] = ()
        self.capture_names: Mapping[CaptureId, str] = {}

    def set_matrix(
        self, matrix: Matrix, *, recipients: Mapping[str, Recipient], capture_names: Mapping[CaptureId, str]
    ) -> None:
        self.beginResetModel()
        self.matrix = matrix
        self.recipients = recipients
        self.capture_names = capture_names
        self.columns = tuple((capture, class_) for capture in matrix.captures for class_ in matrix.classes)
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() or not self.matrix.rows else len(self.matrix.rows) + 1

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() or not self.matrix.rows else len(self.columns) + 1

    def site(self, row: int) -> str | None:
        """The recipient of a row; None for the sums."""
        return self.matrix.rows[row] if row < len(self.matrix.rows) else None

    def column(self, number: int) -> tuple[CaptureId, str] | None:
        """The capture and class of a column; None for the sums."""
        return self.columns[number] if number < len(self.columns) else None

    def cell(self, row: int, column: int) -> Cell:
        site, key = self.site(row), self.column(column)
        if site is not None and key is not None:
            return self.matrix.cell(key[0], site, key[1])
        if site is not None:
            return self.matrix.row_totals[site]
        if key is not None:
            return self.matrix.column_totals.get(key, Cell())
        totals = self.matrix.row_totals.values()
        return Cell(sent=sum(cell.sent for cell in totals), returned=sum(cell.returned for cell in totals))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        cell = self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            up = f"↑ {self._t.number(cell.sent)}" if cell.sent else ""
            down = f"↓ {self._t.number(cell.returned)}" if cell.returned else ""
            return f"{up}  {down}".strip()
        told = self.told(index.row(), index.column())
        return tip(told) if role == Qt.ItemDataRole.ToolTipRole else told

    def told(self, row: int, column: int) -> str:
        """A cell in words."""
        t, cell = self._t, self.cell(row, column)
        site, key = self.site(row), self.column(column)
        what = class_word(t, key[1]) if key else t("data.all_classes")
        who = safe_text(site, limit=120) if site else t("data.all_recipients")
        return t("data.told", who=who, what=what, sent=cell.sent, returned=cell.returned)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Vertical:
            site = self.site(section)
            words = safe_text(site, limit=120) if site else self._t("data.total")
        else:
            key = self.column(section)
            words = class_word(self._t, key[1]) if key else self._t("data.total")
        return tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
