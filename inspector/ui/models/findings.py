"""Findings as a table: severity in shape and word, the title, and what the investigator decided."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.messages import Translator
from inspector.model.finding import Finding, Severity, Status, Verdict
from inspector.model.leaf import Confidence
from inspector.model.struct import Record
from inspector.ui.panels.wording import status_word, tip
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, confidence_word, safe_text, severity_word

type Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()

COLUMNS = ("severity", "title", "status", "recipient", "class", "rung", "confidence", "rule", "count")
WIDTHS = {
    "severity": 104,
    "title": 240,
    "recipient": 170,
    "class": 150,
    "status": 116,
    "rung": 64,
    "confidence": 100,
    "rule": 80,
    "count": 64,
}


class FindingRow(Record, frozen=True, kw_only=True):
    """A finding with its title in the reader's language."""

    finding: Finding
    title: str

    @property
    def count(self) -> int:
        return sum(self.finding.occurrences.values())


class FindingsModel(QAbstractTableModel):
    """Shows the rows that the filter lets through; ids stay the same whatever the order."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t = t
        self._theme = theme
        self._all: list[FindingRow] = []
        self._rows: list[FindingRow] = []
        self._verdicts: Mapping[str, Verdict] = {}
        self._wanted: tuple[str, Status | None] = ("", None)
        self._order: tuple[str, bool] | None = None

    # content

    def set_findings(self, rows: Sequence[FindingRow], verdicts: Mapping[str, Verdict]) -> None:
        self.beginResetModel()
        self._all = list(rows)
        self._verdicts = verdicts
        self._choose()
        self.endResetModel()

    def set_verdicts(self, verdicts: Mapping[str, Verdict]) -> None:
        """Repaints the decisions in place: selection and order stay, so that a row never jumps away under the hand."""
        self._verdicts = verdicts
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))

    def set_filter(self, text: str, status: Status | None) -> None:
        self.beginResetModel()
        self._wanted = (text.strip().casefold(), status)
        self._choose()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._order = (COLUMNS[column], order is Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._choose()
        self.endResetModel()

    def _choose(self) -> None:
        text, status = self._wanted
        self._rows = [
            row
            for row in self._all
            if (status is None or self.status(row) is status) and (not text or text in self._searched(row))
        ]
        if self._order is not None:
            name, is_descending = self._order
            self._rows.sort(key=lambda row: self._key(row, name), reverse=is_descending)

    def _searched(self, row: FindingRow) -> str:
        one = row.finding
        words = (row.title, one.recipient, class_word(self._t, one.class_), one.class_ or "", one.rule, one.rung)
        return " ".join(words).casefold()

    def _key(self, row: FindingRow, name: str) -> Any:
        match name:
            case "severity":
                return list(Severity).index(row.finding.severity)
            case "confidence":
                return list(Confidence).index(row.finding.confidence)
            case "status":
                return list(Status).index(self.status(row))
            case "count":
                return row.count
            case _:
                return self._text(row, name).casefold()

    # questions

    @property
    def total(self) -> int:
        return len(self._all)

    def row(self, number: int) -> FindingRow:
        return self._rows[number]

    def number_of(self, finding: str) -> int | None:
        return next((n for n, row in enumerate(self._rows) if row.finding.id == finding), None)

    def status(self, row: FindingRow) -> Status:
        verdict = self._verdicts.get(row.finding.id)
        return verdict.status if verdict else Status.DRAFT

    def has_note(self, row: FindingRow) -> bool:
        verdict = self._verdicts.get(row.finding.id)
        return bool(verdict and verdict.note)

    def count_of(self, status: Status) -> int:
        return sum(self.status(row) is status for row in self._all)

    # Qt

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, name = self._rows[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, name)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(row.title if name == "title" else self._text(row, name))
            case Qt.ItemDataRole.DecorationRole if name == "severity":
                return self._theme.severity_icon(row.finding.severity)
            case Qt.ItemDataRole.DecorationRole if name == "class" and row.finding.class_:
                return self._theme.class_icon(row.finding.class_)
            case Qt.ItemDataRole.TextAlignmentRole if name == "count":
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole:
                return self._font(row, name)
            case Qt.ItemDataRole.ForegroundRole:
                return self._color(row, name)
            case _:
                return None

    def _text(self, row: FindingRow, name: str) -> str:
        t, one = self._t, row.finding
        match name:
            case "severity":
                return severity_word(t, one.severity)
            case "title":
                return safe_text(row.title, limit=300)
            case "recipient":
                return safe_text(one.recipient, limit=120)
            case "class":
                return class_word(t, one.class_) if one.class_ else "–"
            case "status":
                word = status_word(t, self.status(row))
                return t("findings_page.with_note", status=word) if self.has_note(row) else word
            case "rung":
                return one.rung
            case "confidence":
                return confidence_word(t, one.confidence)
            case "rule":
                return one.rule
            case _:
                return t.number(row.count)

    def _font(self, row: FindingRow, name: str) -> Any:
        status = self.status(row)
        if status is Status.REJECTED and name != "status":
            font = self._theme.font()
            font.setStrikeOut(True)
            return font
        if status is Status.VERIFIED and name in ("title", "status"):
            return self._theme.font(bold=True)
        return None

    def _color(self, row: FindingRow, name: str) -> Any:
        if self.status(row) is Status.REJECTED:
            return self._theme.color("quiet")
        if name == "severity":
            return self._theme.severity_color(row.finding.severity)
        return self._theme.color("quiet") if name in ("rule", "confidence", "rung") else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._t(f"findings_page.column_{COLUMNS[section]}")
        if role == Qt.ItemDataRole.ToolTipRole and self._t.has(f"findings_page.tip_{COLUMNS[section]}"):
            return tip(self._t(f"findings_page.tip_{COLUMNS[section]}"))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[section] == "count" else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
