"""The findings page: the list, its filter and groups, and verdicts from the keyboard."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.model.finding import Status
from inspector.model.struct import Record
from inspector.ui.case_view import CaseView, Selection
from inspector.ui.dialogs.note import NoteDialog
from inspector.ui.models.finding_filter import FindingFilter, FindingRow, Trait
from inspector.ui.models.findings import COLUMNS, WIDTHS, FindingsModel
from inspector.ui.panels.capture_parts import Wrapping
from inspector.ui.panels.decisions import Decisions
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.finding_bar import FindingBar
from inspector.ui.panels.finding_texts import texts_of
from inspector.ui.panels.tables import PageTable
from inspector.ui.plots.refresh import WhenShown
from inspector.ui.theme import Theme
from inspector.workspace import verdicts

_KEYS = (
    ("V", Status.VERIFIED, "verify"),
    ("R", Status.REJECTED, "reject"),
    ("D", Status.DRAFT, "draft"),
    ("P", Status.NEEDS_REPLY, "needs_reply"),
)
_FOLDING = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}


class _Standing(Record, frozen=True, kw_only=True):
    """What the hand holds: the findings that are selected, the current one, and how far the list is scrolled."""

    chosen: frozenset[str]
    current: str | None
    scrolled: int


class FindingsPage(QWidget):
    """V (or K) verifies, R rejects, D takes back to draft, P waits for a reply, N notes: for every selected finding.
    T goes to the traps, Ctrl+Z takes an edit back; left and right fold and unfold a group, Enter selects one."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self.decisions = Decisions.of(view)
        self.edits = self.decisions.edits
        self.model = FindingsModel(view.t, theme)
        self.table = PageTable(self.model, theme, name=view.t("findings_page.title"))
        self.bar = FindingBar(view.t, theme)
        self.search, self.status = self.bar.search, self.bar.status
        self.reviewer = QLineEdit()
        self.undo = QToolButton()
        self._buttons: list[QPushButton] = []
        self._calls: dict[str, Callable[[], None]] = {}
        self._held: _Standing | None = None
        self._is_restoring = False
        self._build()
        self._connect()
        self.reload()

    # building

    def _build(self) -> None:
        t = self._view.t
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        signed = QLabel(t("findings_page.signed"))
        signed.setProperty("tone", "quiet")
        signed.setBuddy(self.reviewer)
        self.reviewer.setPlaceholderText(t("findings_page.reviewer_hint"))
        self.reviewer.setAccessibleName(t("findings_page.reviewer"))
        self.reviewer.setToolTip(t("findings_page.reviewer_tip"))
        self.reviewer.setMaxLength(200)
        self._reviewer = verdicts.read_reviewer(self._view.reader)
        self.reviewer.setText(self._reviewer)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._count, 1)
        head.addWidget(signed)
        head.addWidget(self.reviewer)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(24, 0, 24, 0)
        top.setSpacing(8)
        top.addLayout(head)
        top.addWidget(self.bar)
        top.addWidget(self._verdict_bar())
        column.addLayout(top)
        inner = QHBoxLayout()
        inner.setContentsMargins(16, 0, 0, 0)
        inner.addWidget(self.table)
        column.addLayout(inner, 1)
        self._set_up_table()
        self._empty = EmptyState(self._theme, title=t("findings_page.empty_title"), text=t("findings_page.empty_text"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)
        self.setFocusProxy(self.table)
        self._restyle()

    def _set_up_table(self) -> None:
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for number, name in enumerate(COLUMNS):
            self.table.setColumnWidth(number, self._theme.px(WIDTHS[name]))

    def _verdict_bar(self) -> QWidget:
        t, bar = self._view.t, QWidget()
        line = Wrapping(bar)
        for key, status, word in _KEYS:
            line.addWidget(self._button(key, word, partial(self.decide, status)))
        self._calls["K"] = self._calls["V"]
        line.addWidget(self._button("N", "note", self.ask_note))
        line.addWidget(self._button("T", "go_to_traps", self.go_to_traps))
        words = f"{t('findings_page.undo')} ({t('findings_page.undo_key')})"
        self.undo.setAccessibleName(words)
        self.undo.setToolTip(words)
        line.addWidget(self.undo)
        return bar

    def _button(self, key: str, name: str, call: Callable[[], None]) -> QPushButton:
        """Short words, since six stand in a row; the tip has them in full."""
        t = self._view.t
        full = t(f"findings_page.{name}")
        short = f"findings_page.{name}_short"
        button = QPushButton(f"{t(short) if t.has(short) else full}  {key}")
        button.setAccessibleName(full)
        button.setToolTip(full)
        button.setEnabled(False)
        button.clicked.connect(lambda _checked=False: call())
        self._buttons.append(button)
        self._calls[key] = call
        return button

    def _connect(self) -> None:
        view = self._view
        self._when_shown = WhenShown(self, self.reload)
        self.bar.filtered.connect(self._filter)
        self.bar.grouped.connect(self._group)
        self.bar.left.connect(self.table.setFocus)
        self.reviewer.editingFinished.connect(self._keep_reviewer)
        self.undo.clicked.connect(self.decisions.undo)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self.decisions.undo)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.decisions.history_changed.connect(self._show_history)
        self.decisions.refused.connect(self._choose_refused)
        self.table.installEventFilter(self)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.table.clicked.connect(lambda index: self._toggle(index.row()))
        self.model.modelReset.connect(self._span_heads)
        view.analysis_changed.connect(self._when_shown.request)
        view.verdicts_changed.connect(self._show_verdicts)
        view.selection_changed.connect(self._follow_selection)
        self._theme.changed.connect(self._restyle)
        self._show_history()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters on the list decide; they are not a search in it."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            call = self._calls.get(event.text().upper())
            if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                call = None
            elif call is None:
                call = self._call_for(Qt.Key(event.key()))
            if call is not None:
                call()
                return True
        return super().eventFilter(watched, event)

    def _call_for(self, key: Qt.Key) -> Callable[[], None] | None:
        """What a key does to the group of the current line."""
        here = self.table.currentIndex().row()
        above = self.model.head_above(here)
        if above is None:
            return None
        if key in _FOLDING:
            return partial(self._fold, above, is_folded=_FOLDING[key])
        if self.model.head(here) is None:
            return None
        match key:
            case Qt.Key.Key_Space:
                return partial(self._toggle, here)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return partial(self._choose_group, here)
            case _:
                return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()

    def _fit_title(self) -> None:
        """The title takes what the other columns leave."""
        others = sum(self.table.columnWidth(n) for n, name in enumerate(COLUMNS) if name != "title")
        least = self._theme.px(WIDTHS["title"])
        room = self.width() - self._theme.px(16) - self.table.verticalScrollBar().sizeHint().width() - others
        self.table.setColumnWidth(COLUMNS.index("title"), max(room, least))

    def _restyle(self) -> None:
        self._count.setFont(self._theme.font(15))
        self.reviewer.setFixedWidth(self._theme.px(160))
        self.undo.setIcon(self._undo_icon())
        self.undo.setIconSize(QSize(self._theme.px(16), self._theme.px(16)))

    # content

    def reload(self) -> None:
        """Reads findings and verdicts again; what was selected and how far it was scrolled stay."""
        reader, t = self._view.reader, self._view.t
        recipients = {one.site: one for one in reader.recipients()}
        rows = [
            FindingRow(finding=one, title=texts_of(one, t, recipient=recipients.get(one.recipient)).title)
            for one in reader.findings()
        ]
        if rows:
            self._stack.setCurrentIndex(1)  # a list that is hidden cannot be scrolled
        with self._standing():
            self.model.set_findings(rows, reader.verdicts())
        self._stack.setCurrentIndex(1 if rows else 0)
        self.bar.offer(rows)
        self._tell_count()
        if not self.chosen:
            self._follow_selection(self._view.selection)

    def _show_verdicts(self) -> None:
        self.model.set_verdicts(self._view.reader.verdicts())
        self._tell_count()

    def _tell_count(self) -> None:
        t = self._view.t
        verified, drafts = self.model.count_of(Status.VERIFIED), self.model.count_of(Status.DRAFT)
        words = t("findings_page.count", n=self.model.total, verified=verified, drafts=drafts)
        if self.bar.filter != FindingFilter():
            words = t("findings_page.count_shown", shown=self.model.shown, n=self.model.total)
        self._count.setText(words)

    def _filter(self, wanted: FindingFilter) -> None:
        with self._standing():
            self.model.set_filter(wanted)
        self._tell_count()
        if not self.chosen:
            self._follow_selection(self._view.selection)

    def _group(self, trait: Trait | None) -> None:
        with self._standing(scrolls=True):
            self.model.set_group(trait)

    def _show_history(self) -> None:
        self.undo.setEnabled(self.decisions.can_undo)
        self.undo.setIcon(self._undo_icon())

    def _undo_icon(self) -> QIcon:
        return self._theme.icon("undo-2", "ink" if self.decisions.can_undo else "line")

    def _keep_reviewer(self) -> None:
        """The queue keeps the order: what is decided next is signed with this name."""
        name = self.reviewer.text().strip()
        if name != self._reviewer:
            self._reviewer = name
            self.decisions.name_reviewer(name)

    # groups

    def _span_heads(self) -> None:
        self.table.clearSpans()
        for number in self.model.heads():
            self.table.setSpan(number, 0, 1, len(COLUMNS))

    def _toggle(self, number: int) -> None:
        head = self.model.head(number)
        if head is not None:
            self._fold(number, is_folded=not head.is_folded)

    def _fold(self, number: int, *, is_folded: bool) -> None:
        head = self.model.head(number)
        if head is not None and head.is_folded is not is_folded:
            with self._standing():
                self.model.fold(head.key, is_folded=is_folded)
            self.table.selectionModel().setCurrentIndex(
                self.model.index(number, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )

    def _choose_group(self, number: int) -> None:
        head = self.model.head(number)
        if head is not None:
            self._fold(number, is_folded=False)
            self._choose(head.findings)

    # selection

    @property
    def chosen(self) -> list[FindingRow]:
        """The rows that are selected, in the order of the table."""
        numbers = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.model.row(number) for number in numbers]

    @contextmanager
    def _standing(self, *, scrolls: bool = False) -> Iterator[None]:
        """The selection and the scrolled place across a new list; what a rebuild takes away for a while comes back
        with it. `scrolls`: the list is another one, and the current finding is brought into sight."""
        held = self._held or self._now()
        self._is_restoring = True
        try:
            yield
            self._choose(held.chosen, current=held.current)
        finally:
            self._is_restoring = False
        self._held = held if not self.model.total and (held.chosen or held.scrolled) else None
        if scrolls:
            self.table.scrollTo(self.table.currentIndex())
        else:
            self.table.updateGeometries()  # the range of the bar follows only later otherwise
            self.table.verticalScrollBar().setValue(held.scrolled)
        self._chosen()

    def _now(self) -> _Standing:
        number = self.table.currentIndex().row()
        is_finding = 0 <= number < self.model.rowCount() and self.model.head(number) is None
        return _Standing(
            chosen=frozenset(row.finding.id for row in self.chosen),
            current=self.model.row(number).finding.id if is_finding else None,
            scrolled=self.table.verticalScrollBar().value(),
        )

    def _choose(self, findings: Iterable[str], *, current: str | None = None) -> None:
        """Selects these findings where they are shown."""
        numbers = self.model.numbers_of(findings)
        selection, last = QItemSelection(), len(COLUMNS) - 1
        for number in numbers.values():
            selection.select(self.model.index(number, 0), self.model.index(number, last))
        flags = QItemSelectionModel.SelectionFlag
        chosen = self.table.selectionModel()
        here = numbers.get(current or "", min(numbers.values(), default=None))
        if here is not None:
            chosen.setCurrentIndex(self.model.index(here, 0), flags.NoUpdate)
        chosen.select(selection, flags.ClearAndSelect)

    def _choose_refused(self, findings: Sequence[str]) -> None:
        """What cannot be verified yet stays in hand."""
        if self.isVisible():
            self._choose(findings)

    def _chosen(self, *_: object) -> None:
        if self._is_restoring:
            return
        chosen = self.chosen
        for button in self._buttons:
            button.setEnabled(bool(chosen))
        if len(chosen) == 1:
            self._view.select_finding(chosen[0].finding.id)

    def _follow_selection(self, selection: Selection) -> None:
        number = self.model.number_of(selection.finding) if selection.finding else None
        if number is None or any(row.finding.id == selection.finding for row in self.chosen):
            return
        index = self.model.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.table.scrollTo(index)

    # verdicts

    def go_to_traps(self) -> None:
        """Shows the current one of the selected findings, and puts the keyboard on its traps."""
        chosen = [row.finding.id for row in self.chosen]
        if chosen:
            if self._view.selection.finding not in chosen:
                self._view.select_finding(self._now().current or chosen[0])
            self.decisions.traps_requested.emit()

    def decide(self, status: Status) -> None:
        """Gives every selected finding this verdict; notes stay."""
        self.decisions.decide([row.finding.id for row in self.chosen], status)

    def ask_note(self) -> None:
        """Asks for a note and keeps it with every selected finding; the verdicts stay."""
        rows = self.chosen
        if not rows:
            return
        first = self._view.reader.verdicts().get(rows[0].finding.id)
        note = first.note if first and len(rows) == 1 else ""
        dialog = NoteDialog(self._view.t, self._theme, note=note, count=len(rows), parent=self)
        dialog.chosen.connect(lambda text: self.decisions.note([row.finding.id for row in rows], text))
        dialog.open()
