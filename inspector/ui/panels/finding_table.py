"""The list of findings: its columns, its groups, and a selection that outlives a new list."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent

from inspector.model.struct import Record
from inspector.ui.models.finding_filter import FindingRow
from inspector.ui.models.findings import COLUMNS, WIDTHS, FindingsModel
from inspector.ui.panels.tables import PageTable
from inspector.ui.theme import Theme

_FOLDING = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}
_TITLE_PX = 300
_GIVING_WAY = ("count", "rule", "confidence", "rung", "class", "recipient", "traps")
"""What is left out, in this order, until a title has room: it names data and recipient, the detail tells the rest."""


class _Standing(Record, frozen=True, kw_only=True):
    """What the hand holds: the findings that are selected, the current one, and how far the list is scrolled."""

    chosen: frozenset[str]
    current: str | None
    scrolled: int


class FindingTable(PageTable):
    """Left and right fold and unfold a group, Enter selects one; letters of `calls` do what they stand for."""

    chosen_changed = Signal()

    def __init__(self, model: FindingsModel, theme: Theme, *, name: str) -> None:
        self.findings = model
        self.calls: dict[str, Callable[[], None]] = {}
        self._held: _Standing | None = None
        self._is_restoring = False
        super().__init__(model, theme, name=name)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, theme.px(WIDTHS[column]))
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        self.clicked.connect(lambda index: self._toggle(index.row()))
        model.modelReset.connect(self._span_heads)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters on the list decide; they are not a search in it."""
        call = self.calls.get(event.text().upper())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            call = None
        elif call is None:
            call = self._call_for(Qt.Key(event.key()))
        if call is None:
            super().keyPressEvent(event)
        else:
            call()

    def _call_for(self, key: Qt.Key) -> Callable[[], None] | None:
        """What a key does to the group of the current line."""
        here = self.currentIndex().row()
        above = self.findings.head_above(here)
        if above is None:
            return None
        if key in _FOLDING:
            return partial(self._fold, above, is_folded=_FOLDING[key])
        if self.findings.head(here) is None:
            return None
        match key:
            case Qt.Key.Key_Space:
                return partial(self._toggle, here)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return partial(self._choose_group, here)
            case _:
                return None

    # columns

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """The title takes what the other columns leave; where that is too little, they give way."""
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        wide = {name: self._width_of(name) for name in COLUMNS if name != "title"}
        wanted, shown = self._theme.px(_TITLE_PX), set(wide)
        for name in _GIVING_WAY:
            if room - sum(wide[other] for other in shown) >= wanted:
                break
            shown.discard(name)
        for number, name in enumerate(COLUMNS):
            self.setColumnHidden(number, name != "title" and name not in shown)
        left = room - sum(wide[name] for name in shown)
        self.setColumnWidth(COLUMNS.index("title"), max(left, self._theme.px(WIDTHS["title"])))

    def _width_of(self, name: str) -> int:
        number = COLUMNS.index(name)
        return self._theme.px(WIDTHS[name]) if self.isColumnHidden(number) else self.columnWidth(number)

    # groups

    def _span_heads(self) -> None:
        self.clearSpans()
        for number in self.findings.heads():
            self.setSpan(number, 0, 1, len(COLUMNS))

    def _toggle(self, number: int) -> None:
        head = self.findings.head(number)
        if head is not None:
            self._fold(number, is_folded=not head.is_folded)

    def _fold(self, number: int, *, is_folded: bool) -> None:
        head = self.findings.head(number)
        if head is not None and head.is_folded is not is_folded:
            with self.standing():
                self.findings.fold(head.key, is_folded=is_folded)
            self.selectionModel().setCurrentIndex(
                self.findings.index(number, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )

    def _choose_group(self, number: int) -> None:
        head = self.findings.head(number)
        if head is not None:
            self._fold(number, is_folded=False)
            self.choose(head.findings)

    # selection

    @property
    def chosen(self) -> list[FindingRow]:
        """The rows that are selected, in the order of the table."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.findings.row(number) for number in numbers]

    @property
    def current(self) -> str | None:
        """The finding of the current line; None on the head of a group."""
        number = self.currentIndex().row()
        is_finding = 0 <= number < self.findings.rowCount() and self.findings.head(number) is None
        return self.findings.row(number).finding.id if is_finding else None

    @contextmanager
    def standing(self, *, scrolls: bool = False) -> Iterator[None]:
        """The selection and the scrolled place across a new list; what a rebuild takes away for a while comes back
        with it. `scrolls`: the list is another one, and the current finding is brought into sight."""
        held = self._held or self._now()
        self._is_restoring = True
        try:
            yield
            self.choose(held.chosen, current=held.current)
        finally:
            self._is_restoring = False
        self._held = held if not self.findings.total and (held.chosen or held.scrolled) else None
        if scrolls:
            self.scrollTo(self.currentIndex())
        else:
            self.updateGeometries()  # the range of the bar follows only later otherwise
            self.verticalScrollBar().setValue(held.scrolled)
        self._tell()

    def _now(self) -> _Standing:
        return _Standing(
            chosen=frozenset(row.finding.id for row in self.chosen),
            current=self.current,
            scrolled=self.verticalScrollBar().value(),
        )

    def choose(self, findings: Iterable[str], *, current: str | None = None) -> None:
        """Selects these findings where they are shown."""
        numbers = self.findings.numbers_of(findings)
        selection, last = QItemSelection(), len(COLUMNS) - 1
        for number in numbers.values():
            selection.select(self.findings.index(number, 0), self.findings.index(number, last))
        flags = QItemSelectionModel.SelectionFlag
        chosen = self.selectionModel()
        here = numbers.get(current or "", min(numbers.values(), default=None))
        if here is not None:
            chosen.setCurrentIndex(self.findings.index(here, 0), flags.NoUpdate)
        chosen.select(selection, flags.ClearAndSelect)

    def follow(self, finding: str) -> None:
        """Selects one finding alone and brings it into sight, unless it is among the selected."""
        number = self.findings.number_of(finding)
        if number is None or any(row.finding.id == finding for row in self.chosen):
            return
        index = self.findings.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def _tell(self) -> None:
        if not self._is_restoring:
            self.chosen_changed.emit()
