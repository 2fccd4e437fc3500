"""Which sites the investigation is about: what was inferred and why, and the investigator's own word."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.model.party import FirstParty
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.dialogs.work_line import WorkLine, failed_word
from inspector.ui.reserved import reserve
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.workspace import editing, opening
from inspector.workspace.jobs import Failed, Job
from inspector.workspace.result import read_first_party

type Rebuild = Callable[[Path], Job]

_SITE = Qt.ItemDataRole.UserRole


class FirstPartyDialog(QDialog):
    """Sites to tick. Keeping them rebuilds the analysis; `applied` follows when it stands."""

    applied = Signal()

    def __init__(
        self,
        view: CaseView,
        theme: Theme,
        *,
        rebuild: Rebuild = opening.analyse_again,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        t = view.t
        self._view = view
        self._rebuild = rebuild
        self._before = read_first_party(view.reader)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("dialogs.first_title"))
        why = QLabel(self._why(self._before))
        why.setTextFormat(Qt.TextFormat.PlainText)
        why.setWordWrap(True)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(t("dialogs.first_filter"))
        self.filter.setAccessibleName(t("dialogs.first_filter"))
        self.filter.textChanged.connect(self._hide)
        self.list = QListWidget()
        self.list.setAccessibleName(t("dialogs.first_title"))
        self.list.setStyleSheet(f"QListView::item {{ height: {theme.row_height}px; }}")
        for one in view.reader.recipients():
            item = QListWidgetItem(f"{safe_text(one.site, limit=120)}   {t('recipients.flows', n=one.flows)}")
            item.setData(_SITE, one.site)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.first_party else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.work = WorkLine(t, theme)
        self.work.finished.connect(self._finish)
        self.work.failed.connect(self._fail)
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.buttons = QDialogButtonBox()
        keep = self.buttons.addButton(t("dialogs.first_keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("kind", "primary")
        self.buttons.addButton(t("dialogs.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.keep)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        for widget in (why, self.filter, self.list, self.told, self.work, self.buttons):
            layout.addWidget(widget)
        layout.setStretchFactor(self.list, 1)
        reserve(self.told, lines=1)
        self.told.hide()
        resize_within_screen(self, theme.px(520), theme.px(520))

    def _why(self, decision: FirstParty) -> str:
        t = self._view.t
        key = f"first_party.{decision.why}"
        return t(key, **decision.facts) if t.has(key) else ", ".join(decision.sites)

    @property
    def chosen(self) -> frozenset[str]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return frozenset(str(item.data(_SITE)) for item in items if item.checkState() is Qt.CheckState.Checked)

    def _hide(self, text: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(text.strip().casefold() not in str(item.data(_SITE)).casefold())

    def keep(self) -> None:
        """Keeps what differs from the analysis as the investigator's word and rebuilds."""
        path = self._view.reader.case.path
        before = frozenset(self._before.sites) | {one.site for one in self._view.reader.recipients() if one.first_party}
        changed = {site: site in self.chosen for site in before ^ self.chosen}
        if not changed:
            self.accept()
            return
        for site, is_first in changed.items():
            editing.override(path, kind="first-party", key=site, value="1" if is_first else "0")
        self.buttons.setEnabled(False)
        self.list.setEnabled(False)
        self.work.run(lambda: self._rebuild(path))

    def _finish(self, _result: object) -> None:
        self.applied.emit()
        self._view.analysis_changed.emit()
        self.accept()

    def _fail(self, reason: Failed) -> None:
        self.buttons.setEnabled(True)
        self.list.setEnabled(True)
        self.told.setText(failed_word(self._view.t, reason))
        self.told.show()

    def reject(self) -> None:
        self.work.end()
        super().reject()
