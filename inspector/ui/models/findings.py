"""Findings as a table: severity in shape and word, the title, and what the investigator decided."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.messages import Translator
from inspector.model.finding import Severity, Status, Verdict
from inspector.model.leaf import Confidence
from inspector.ui.models.finding_filter import (
    FindingFilter,
    FindingRow,
    GroupHead,
    Trait,
    group_order,
    trait_of,
    trait_word,
)
from inspector.ui.panels.wording import status_word, tip
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, confidence_word, safe_text, severity_word
from inspector.workspace.verdicts import count_traps, missing_answers, open_traps

type Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()

COLUMNS = ("severity", "title", "status", "traps", "recipient", "class", "rung", "confidence", "rule", "count")
WIDTHS = {
    "severity": 104,
    "title": 240,
    "recipient": 170,
    "class": 172,
    "status": 116,
    "traps": 60,
    "rung": 64,
    "confidence": 100,
    "rule": 80,
    "count": 64,
}


class FindingsModel(QAbstractTableModel):
    """Shows the rows that the filter lets through, under the heads of their groups where they are grouped; ids stay the
    same whatever the order."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t = t
        self._theme = theme
        self._all: list[FindingRow] = []
        self._rows: list[FindingRow | GroupHead] = []
        self._verdicts: Mapping[str, Verdict] = {}
        self._filter = FindingFilter()
        self._group: Trait | None = None
        self._folded: set[str] = set()
        self._order: tuple[str, bool] | None = None

    # content

    def set_findings(self, rows: Sequence[FindingRow], verdicts: Mapping[str, Verdict]) -> None:
        self._all, self._verdicts = list(rows), verdicts
        self._renew()

    def set_verdicts(self, verdicts: Mapping[str, Verdict]) -> None:
        """Repaints the decisions in place: selection and order stay, so that a row never jumps away under the hand."""
        self._verdicts = verdicts
        self._rows = [self._counted(row) if isinstance(row, GroupHead) else row for row in self._rows]
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))

    def set_filter(self, wanted: FindingFilter) -> None:
        self._filter = wanted
        self._renew()

    def set_group(self, group: Trait | None) -> None:
        self._group = group
        self._folded.clear()
        self._renew()

    def fold(self, key: str, *, is_folded: bool) -> None:
        (self._folded.add if is_folded else self._folded.discard)(key)
        self._renew()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (COLUMNS[column], order is Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._renew()

    def _renew(self) -> None:
        self.beginResetModel()
        rows = [row for row in self._all if self._is_let_through(row)]
        if self._order is not None:
            name, is_descending = self._order
            rows.sort(key=lambda row: self._key(row, name), reverse=is_descending)
        self._rows = list(rows) if self._group is None else list(self._grouped(rows, self._group))
        self.endResetModel()

    def _is_let_through(self, row: FindingRow) -> bool:
        return self._filter.lets_through(row, status=self.status(row), searched=self._searched(row))

    def _grouped(self, rows: Sequence[FindingRow], group: Trait) -> Iterator[FindingRow | GroupHead]:
        members: dict[str, list[FindingRow]] = {}
        for row in rows:
            members.setdefault(trait_of(row.finding, group, status=self.status(row)), []).append(row)
        worst_first = [trait_of(row.finding, group, status=self.status(row)) for row in self._all]
        for key in group_order(group, worst_first):
            if own := members.get(key):
                is_folded = key in self._folded
                findings = tuple(row.finding.id for row in own)
                yield self._counted(GroupHead(key=key, findings=findings, verified=0, is_folded=is_folded))
                if not is_folded:
                    yield from own

    def _counted(self, head: GroupHead) -> GroupHead:
        known = (self._verdicts.get(finding) for finding in head.findings)
        verified = sum(one is not None and one.status is Status.VERIFIED for one in known)
        return replace(head, verified=verified)

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
            case "traps":
                answered, count = self.answered(row)
                return count - answered
            case "count":
                return row.count
            case _:
                return self._text(row, name).casefold()

    # questions

    @property
    def total(self) -> int:
        return len(self._all)

    @property
    def all_rows(self) -> Sequence[FindingRow]:
        return self._all

    @property
    def shown(self) -> int:
        """How many findings the filter lets through, folded away or not."""
        return sum(self._is_let_through(row) for row in self._all)

    def row(self, number: int) -> FindingRow:
        """The finding of that line; raises TypeError for the head of a group."""
        row = self._rows[number]
        if isinstance(row, GroupHead):
            raise TypeError(number)
        return row

    def head(self, number: int) -> GroupHead | None:
        """The head of a group that stands in that line."""
        row = self._rows[number] if 0 <= number < len(self._rows) else None
        return row if isinstance(row, GroupHead) else None

    def heads(self) -> list[int]:
        return [number for number, row in enumerate(self._rows) if isinstance(row, GroupHead)]

    def head_above(self, number: int) -> int | None:
        """The line of the head of the group that a line belongs to; its own where it is one."""
        return max((head for head in self.heads() if head <= number), default=None)

    def number_of(self, finding: str) -> int | None:
        return self.numbers_of((finding,)).get(finding)

    def numbers_of(self, findings: Iterable[str]) -> dict[str, int]:
        """The lines of those of these findings that are shown."""
        wanted = set(findings)
        found = ((row, n) for n, row in enumerate(self._rows) if isinstance(row, FindingRow))
        return {row.finding.id: n for row, n in found if row.finding.id in wanted}

    def status(self, row: FindingRow) -> Status:
        verdict = self._verdicts.get(row.finding.id)
        return verdict.status if verdict else Status.DRAFT

    def has_note(self, row: FindingRow) -> bool:
        verdict = self._verdicts.get(row.finding.id)
        return bool(verdict and verdict.note)

    def has_open(self, row: FindingRow) -> bool:
        """Whether it is called verified although it lacks answers: it was less severe when that was decided."""
        verdict = self._verdicts.get(row.finding.id)
        return self.status(row) is Status.VERIFIED and bool(missing_answers(row.finding, verdict))

    def answered(self, row: FindingRow) -> tuple[int, int]:
        """How many of the traps of its rule were answered, and how many there are."""
        count = count_traps(row.finding.rule)
        return count - len(open_traps(row.finding, self._verdicts.get(row.finding.id))), count

    def count_of(self, status: Status) -> int:
        return sum(self.status(row) is status for row in self._all)

    # Qt

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The head of a group can be reached and opened; it is no finding, and never selected."""
        return Qt.ItemFlag.ItemIsEnabled if self.head(index.row()) else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, name = self._rows[index.row()], COLUMNS[index.column()]
        if isinstance(row, GroupHead):
            return self._head_data(row, role) if index.column() == 0 else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, name)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self._tip(row, name))
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

    def _head_data(self, head: GroupHead, role: int) -> Any:
        t, group = self._t, self._group
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole if group is not None:
                word = trait_word(t, group, head.key)
                return t("findings_page.group_head", group=word, n=len(head.findings), verified=head.verified)
            case Qt.ItemDataRole.DecorationRole:
                return self._theme.icon("chevron-right" if head.is_folded else "chevron-down", "quiet")
            case Qt.ItemDataRole.FontRole:
                return self._theme.font(bold=True)
            case Qt.ItemDataRole.BackgroundRole:
                return self._theme.color("surface")
            case _:
                return None

    def _tip(self, row: FindingRow, name: str) -> str:
        if name == "traps":
            answered, count = self.answered(row)
            return self._t("findings_page.traps_tip", answered=answered, n=count) if count else "–"
        return row.title if name == "title" else self._text(row, name)

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
                if self.has_open(row):
                    return t("findings_page.with_open", status=word)
                return t("findings_page.with_note", status=word) if self.has_note(row) else word
            case "traps":
                answered, count = self.answered(row)
                return t("findings_page.traps_short", answered=answered, count=count) if count else "–"
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
        if name == "status" and self.has_open(row):
            return self._theme.severity_color(Severity.HIGH)
        is_done = name == "traps" and not open_traps(row.finding, self._verdicts.get(row.finding.id))
        return self._theme.color("quiet") if is_done or name in ("rule", "confidence", "rung") else None

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
