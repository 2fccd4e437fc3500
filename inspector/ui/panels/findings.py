"""The findings page: the list, its filter and groups, and verdicts from the keyboard."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from inspector.model.finding import Status
from inspector.ui.case_view import CaseView, Selection
from inspector.ui.dialogs.note import NoteDialog
from inspector.ui.models.finding_filter import FindingFilter, FindingRow, Trait
from inspector.ui.models.findings import FindingsModel
from inspector.ui.panels.decisions import Decisions
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.finding_bar import FindingBar
from inspector.ui.panels.finding_table import FindingTable
from inspector.ui.panels.finding_texts import texts_of
from inspector.ui.panels.verdict_bar import Calls, VerdictBar
from inspector.ui.plots.refresh import WhenShown
from inspector.ui.theme import Theme
from inspector.workspace import verdicts

_KEYS = (
    ("V", Status.VERIFIED, "verify"),
    ("R", Status.REJECTED, "reject"),
    ("D", Status.DRAFT, "draft"),
    ("P", Status.NEEDS_REPLY, "needs_reply"),
)


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
        self.table = FindingTable(self.model, theme, name=view.t("findings_page.title"))
        self.bar = FindingBar(view.t, theme)
        self.search, self.status = self.bar.search, self.bar.status
        self.reviewer = QLineEdit()
        calls: Calls = {key: (word, partial(self.decide, status)) for key, status, word in _KEYS}
        calls |= {"N": ("note", self.ask_note), "T": ("go_to_traps", self.go_to_traps)}
        self.verdict_bar = VerdictBar(view.t, theme, calls=calls)
        self.undo = self.verdict_bar.undo
        self.table.calls = {key: call for key, (_, call) in calls.items()} | {"K": calls["V"][1]}
        self._build()
        self._connect()
        self.reload()

    # building

    def _build(self) -> None:
        t = self._view.t
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(24, 0, 24, 0)
        top.setSpacing(8)
        top.addLayout(self._head())
        top.addWidget(self.bar)
        top.addWidget(self.verdict_bar)
        column.addLayout(top)
        inner = QHBoxLayout()
        inner.setContentsMargins(16, 0, 0, 0)
        inner.addWidget(self.table)
        column.addLayout(inner, 1)
        self._empty = EmptyState(self._theme, title=t("findings_page.empty_title"), text=t("findings_page.empty_text"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)
        self.landing: QWidget = self.table
        self._restyle()

    def _head(self) -> QHBoxLayout:
        """How many there are, and who signs."""
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
        return head

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
        self.table.chosen_changed.connect(self._chosen)
        view.analysis_changed.connect(self._when_shown.request)
        view.verdicts_changed.connect(self._show_verdicts)
        view.selection_changed.connect(self._follow_selection)
        self._theme.changed.connect(self._restyle)
        self._show_history()

    def _restyle(self) -> None:
        self._count.setFont(self._theme.font(15))
        self.reviewer.setFixedWidth(self._theme.px(160))

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
        with self.table.standing():
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
        with self.table.standing():
            self.model.set_filter(wanted)
        self._tell_count()
        if not self.chosen:
            self._follow_selection(self._view.selection)

    def _group(self, trait: Trait | None) -> None:
        with self.table.standing(scrolls=True):
            self.model.set_group(trait)

    def _show_history(self) -> None:
        self.verdict_bar.set_undo(can_undo=self.decisions.can_undo)

    def _keep_reviewer(self) -> None:
        """The queue keeps the order: what is decided next is signed with this name."""
        name = self.reviewer.text().strip()
        if name != self._reviewer:
            self._reviewer = name
            self.decisions.name_reviewer(name)

    # selection

    @property
    def chosen(self) -> list[FindingRow]:
        """The rows that are selected, in the order of the table."""
        return self.table.chosen

    def _choose_refused(self, findings: Sequence[str]) -> None:
        """What cannot be verified yet stays in hand."""
        if self.isVisible():
            self.table.choose(findings)

    def _chosen(self) -> None:
        chosen = self.chosen
        self.verdict_bar.set_chosen(is_any=bool(chosen))
        if len(chosen) == 1:
            self._view.select_finding(chosen[0].finding.id)

    def _follow_selection(self, selection: Selection) -> None:
        if selection.finding:
            self.table.follow(selection.finding)

    # verdicts

    def go_to_traps(self) -> None:
        """Shows the current one of the selected findings, and puts the keyboard on its traps."""
        chosen = [row.finding.id for row in self.chosen]
        if chosen:
            if self._view.selection.finding not in chosen:
                self._view.select_finding(self.table.current or chosen[0])
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
