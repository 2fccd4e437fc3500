"""The findings page: the list, its filter, and verdicts from the keyboard."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from inspector.model.finding import Status
from inspector.ui.case_view import CaseView, Selection
from inspector.ui.dialogs.note import NoteDialog
from inspector.ui.models.findings import COLUMNS, WIDTHS, FindingRow, FindingsModel
from inspector.ui.panels.edits import EditQueue
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.finding_texts import texts_of
from inspector.ui.panels.tables import PageTable
from inspector.ui.panels.wording import status_word
from inspector.ui.plots.refresh import WhenShown
from inspector.ui.theme import Theme
from inspector.workspace import editing

_KEYS = (
    ("K", Status.VERIFIED, "verify"),
    ("R", Status.REJECTED, "reject"),
    ("D", Status.DRAFT, "draft"),
    ("P", Status.NEEDS_REPLY, "needs_reply"),
)


class FindingsPage(QWidget):
    """K verifies, R rejects, D takes back to draft, P waits for a reply, N notes: for every selected finding."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self.edits = EditQueue(view, self)
        self.edits.kept.connect(view.verdicts_changed)
        self.model = FindingsModel(view.t, theme)
        self.table = PageTable(self.model, theme, name=view.t("findings_page.title"))
        self.search = QLineEdit()
        self.status = QComboBox()
        self._buttons: list[QPushButton] = []
        self._calls: dict[str, Callable[[], None]] = {}
        self._build()
        self.setFocusProxy(self.table)
        self._when_shown = WhenShown(self, self.reload)
        view.analysis_changed.connect(self._when_shown.request)
        view.verdicts_changed.connect(self._show_verdicts)
        view.selection_changed.connect(self._follow_selection)
        theme.changed.connect(self._restyle)
        self.reload()

    # building

    def _build(self) -> None:
        t = self._view.t
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self.search.setPlaceholderText(t("findings_page.search"))
        self.search.setAccessibleName(t("findings_page.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self.table.setFocus)
        self.status.setAccessibleName(t("findings_page.column_status"))
        self.status.addItem(t("findings_page.all"), None)
        for status in Status:
            self.status.addItem(status_word(t, status), status)
        self.status.currentIndexChanged.connect(self._filter)
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 24, 0)
        head.setSpacing(8)
        head.addWidget(self._count, 1)
        head.addWidget(self.search)
        head.addWidget(self.status)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._verdict_bar())
        inner = QHBoxLayout()
        inner.setContentsMargins(16, 0, 0, 0)
        inner.addWidget(self.table)
        column.addLayout(inner, 1)
        self._set_up_table()
        self._empty = EmptyState(self._theme, title=t("findings_page.empty_title"), text=t("findings_page.empty_text"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)
        self._restyle()

    def _set_up_table(self) -> None:
        self.table.installEventFilter(self)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        for number, name in enumerate(COLUMNS):
            self.table.setColumnWidth(number, self._theme.px(WIDTHS[name]))

    def _verdict_bar(self) -> QHBoxLayout:
        t = self._view.t
        bar = QHBoxLayout()
        bar.setContentsMargins(24, 0, 24, 0)
        bar.setSpacing(8)
        for key, status, word in _KEYS:
            self._add_button(bar, key, t(f"findings_page.{word}"), partial(self.decide, status))
        self._add_button(bar, "N", t("findings_page.note"), self.ask_note)
        bar.addStretch(1)
        return bar

    def _add_button(self, bar: QHBoxLayout, key: str, word: str, call: Callable[[], None]) -> None:
        button = QPushButton(f"{word}  {key}")
        button.setAccessibleName(word)
        button.setEnabled(False)
        button.clicked.connect(lambda _checked=False: call())
        bar.addWidget(button)
        self._buttons.append(button)
        self._calls[key] = call

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters on the list decide; they are not a search in it."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            call = self._calls.get(event.text().upper())
            if call is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                call()
                return True
        return super().eventFilter(watched, event)

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
        self.search.setMinimumWidth(self._theme.px(200))

    # content

    def reload(self) -> None:
        """Reads findings and verdicts again; keeps what was selected."""
        reader, t = self._view.reader, self._view.t
        recipients = {one.site: one for one in reader.recipients()}
        rows = [
            FindingRow(finding=one, title=texts_of(one, t, recipient=recipients.get(one.recipient)).title)
            for one in reader.findings()
        ]
        self.model.set_findings(rows, reader.verdicts())
        self._stack.setCurrentIndex(1 if rows else 0)
        self._tell_count()
        self._follow_selection(self._view.selection)

    def _show_verdicts(self) -> None:
        self.model.set_verdicts(self._view.reader.verdicts())
        self._tell_count()

    def _tell_count(self) -> None:
        t = self._view.t
        verified, drafts = self.model.count_of(Status.VERIFIED), self.model.count_of(Status.DRAFT)
        counts = t("findings_page.count", n=self.model.total, verified=verified, drafts=drafts)
        self._count.setText(counts)

    def _filter(self, _value: object = None) -> None:
        self.model.set_filter(self.search.text(), self.status.currentData())
        self._follow_selection(self._view.selection)

    # selection

    @property
    def chosen(self) -> list[FindingRow]:
        """The rows that are selected, in the order of the table."""
        numbers = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.model.row(number) for number in numbers]

    def _chosen(self, *_: object) -> None:
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

    def decide(self, status: Status) -> None:
        """Gives every selected finding this verdict; notes stay."""
        self._decide(self.chosen, status)

    def _decide(self, rows: Sequence[FindingRow], status: Status) -> None:
        path = self._view.reader.case.path
        ids = [row.finding.id for row in rows]
        if ids:
            self.edits.add(lambda: _decide_all(path, [(one, status) for one in ids], note=None))

    def ask_note(self) -> None:
        """Asks for a note and keeps it with every selected finding; the verdicts stay."""
        rows = self.chosen
        if not rows:
            return
        verdicts = self._view.reader.verdicts()
        first = verdicts.get(rows[0].finding.id)
        note = first.note if first and len(rows) == 1 else ""
        dialog = NoteDialog(self._view.t, self._theme, note=note, count=len(rows), parent=self)
        dialog.chosen.connect(lambda text: self._keep_note(rows, text))
        dialog.open()

    def _keep_note(self, rows: Sequence[FindingRow], text: str) -> None:
        path = self._view.reader.case.path
        pairs = [(row.finding.id, self.model.status(row)) for row in rows]
        self.edits.add(lambda: _decide_all(path, pairs, note=text))


def _decide_all(path: Path, pairs: Sequence[tuple[str, Status]], *, note: str | None) -> None:
    for finding, status in pairs:
        editing.decide(path, finding, status=status, note=note)
