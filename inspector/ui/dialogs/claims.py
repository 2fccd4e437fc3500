"""Public claims of the service: what it says, where and when, and which data the investigator says that covers."""

from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.model.claim import Claim
from inspector.model.document import Document, DocumentKind
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.claim_form import ClaimForm
from inspector.ui.dialogs.finding_review import label
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.dialogs.told_line import ToldLine
from inspector.ui.panels.finding_texts import write_day
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.ui.work import Desk
from inspector.workspace import claims, documents
from inspector.workspace.jobs import Failed

_MOST_BACK = 100


class ClaimsDialog(QDialog):
    """A list and the claim that is chosen in it. A claim is kept by its button, or when another is chosen or the dialog
    is closed: nothing typed is lost. Emits `changed` after every edit: the next analysis obeys it."""

    changed = Signal()

    def __init__(self, view: CaseView, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme, self._t = view, theme, view.t
        self._path: Path = view.reader.case.path
        self._desk = Desk(self)
        self._claims: tuple[Claim, ...] = ()
        self._back: deque[Callable[[], object]] = deque(maxlen=_MOST_BACK)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self._t("claims.title"))
        self.lead, self.told = label(theme, self._t("claims.lead"), tone="quiet"), ToldLine(self._t, theme)
        self.list = QListWidget()
        self.form = ClaimForm(view, theme)
        self.buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self._connect()
        resize_within_screen(self, theme.px(980), theme.px(660))
        self.reload()
        (self.list if self._claims else self.form.quote).setFocus()

    def _lay_out(self) -> None:
        t, theme = self._t, self._theme
        self.list.setAccessibleName(t("claims.title"))
        self.list.setWordWrap(True)
        self.list.setFixedWidth(theme.px(260))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListView::item { padding: 6px 4px; }")
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for name, icon in (("add", "plus"), ("take_out", "trash-2"), ("undo", "undo-2"), ("keep", ""), ("close", "")):
            button = QPushButton(t(f"claims.{name}") if name != "close" else t("dialogs.close"))
            button.setAutoDefault(False)
            if icon:
                button.setIcon(theme.icon_beside(icon))
                button.setIconSize(theme.icon_size())
            if name == "keep":
                button.setProperty("kind", "primary")
                bar.addStretch(1)
            bar.addWidget(button)
            self.buttons[name] = button
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addWidget(self.list)
        middle.addWidget(self.form, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.lead)
        column.addLayout(middle, 1)
        column.addWidget(self.told)
        column.addLayout(bar)

    def _connect(self) -> None:
        calls = {"add": self.add, "take_out": self.take_out, "undo": self.undo, "keep": self.keep, "close": self.close}
        for name, call in calls.items():
            self.buttons[name].clicked.connect(lambda _=False, call=call: call())
        self.list.currentRowChanged.connect(self._choose)
        self.form.edited.connect(self._show_actions)
        self.form.file_asked.connect(self._ask_source)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self.take_out)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.keep)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self.list, self.undo)
        undo.setContext(Qt.ShortcutContext.WidgetShortcut)

    # list

    def reload(self, *, go_to: int | None = None) -> None:
        """Reads the claims; the chosen one stays, or `go_to` is chosen."""
        wanted = go_to if go_to is not None else self.form.claim.id
        self._claims = claims.read_claims(self._view.reader)
        self.list.blockSignals(True)
        self.list.clear()
        for claim in self._claims:
            self.list.addItem(self._item(claim))
        row = next((n for n, one in enumerate(self._claims) if one.id == wanted), 0 if self._claims else -1)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self.list.setVisible(bool(self._claims))
        self.form.show_claim(self._claims[row] if row >= 0 else Claim(quote=""), documents=self._documents())
        self._show_actions()

    def _documents(self) -> tuple[Document, ...]:
        return documents.read_documents(self._view.reader)

    def _item(self, claim: Claim) -> QListWidgetItem:
        t = self._t
        covered = t("claims.covers", n=len(claim.scope)) if claim.is_scope_confirmed else t("claims.covers_none")
        where = " · ".join(part for part in (write_day(t, claim.date), covered) if part)
        return QListWidgetItem(f"{t('claims.quoted', quote=safe_text(claim.quote, limit=90))}\n{where}")

    def _choose(self, row: int) -> None:
        """Another claim: what was typed into the one before is kept first."""
        wanted = self._claims[row] if 0 <= row < len(self._claims) else None
        if self.form.is_edited and not self._keep(go_to=wanted.id if wanted else None):
            self.list.blockSignals(True)
            here = next((n for n, one in enumerate(self._claims) if one.id == self.form.claim.id), -1)
            self.list.setCurrentRow(here)
            self.list.blockSignals(False)
        elif wanted is not None:
            self.form.show_claim(wanted, documents=self._documents())
            self._show_actions()

    def _show_actions(self) -> None:
        self.buttons["keep"].setEnabled(self.form.is_edited)
        self.buttons["take_out"].setEnabled(self.form.claim.id > 0)
        self.buttons["add"].setEnabled(self.form.claim.id > 0)
        self.buttons["undo"].setEnabled(bool(self._back))

    # edits

    def add(self) -> None:
        """An empty form for one more claim."""
        if self.form.is_edited and not self._keep():
            return
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)
        self.form.show_claim(Claim(quote=""), documents=self._documents())
        self.form.quote.setFocus()
        self._show_actions()

    def keep(self) -> None:
        """Keeps the claim as it is entered."""
        if self.form.is_edited:
            self._keep()

    def _keep(self, *, go_to: int | None = None) -> bool:
        before = self.form.claim
        done: list[Claim] = []
        if not self.told.attempt(lambda: done.append(claims.add_claim(self._path, self.form.entered))):
            return False
        kept = done[0]
        if before.id:
            self._back.append(partial(claims.change_claim, self._path, before))
        else:
            self._back.append(partial(claims.remove_claim, self._path, kept))
        self.told.hide()
        self.reload(go_to=kept.id if go_to is None else go_to)
        self.changed.emit()
        return True

    def take_out(self) -> None:
        """Takes the chosen claim out; it can be taken back."""
        claim = self.form.claim
        if claim.id and self.told.attempt(lambda: claims.remove_claim(self._path, claim)):
            self._back.append(partial(claims.add_claim, self._path, claim))
            self.reload()
            self.changed.emit()

    def undo(self) -> None:
        """Takes the last edit of this dialog back."""
        if self._back and self.told.attempt(self._back.pop()):
            self.form.show_claim(self.form.claim, documents=self._documents())
            self.reload()
            self.changed.emit()

    def _ask_source(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._t("claims.attach"))
        if name:
            self.attach(Path(name))

    def attach(self, source: Path) -> None:
        """Keeps a file as the archived copy of the claim that is shown."""
        day, url = self.form.day.text(), self.form.url.text()
        self.setEnabled(False)
        call = partial(documents.attach_document, self._path, source, kind=DocumentKind.PAGE, day=day, url=url)
        self._desk.submit(call, done=self._attached, failed=self._fail)

    def _attached(self, document: Document) -> None:
        self.setEnabled(True)
        self.told.hide()
        self.form.choose_document(document, documents=self._documents())

    def _fail(self, reason: Failed) -> None:
        self.setEnabled(True)
        self.told.fail(reason)

    def done(self, result: int) -> None:
        """Closing keeps what was typed; it stays open where that cannot be kept, unless nothing was quoted."""
        if self.form.is_edited and self.form.entered.quote.strip() and not self._keep():
            return
        super().done(result)
