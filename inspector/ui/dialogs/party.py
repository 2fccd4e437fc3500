"""The investigator's correction of who is behind a site: kept for the case, logged, taken back as easily."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.model.party import Recipient
from inspector.parties.corrections import Correction
from inspector.store.documents import read_documents
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.party_form import PartyForm
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.dialogs.work_line import WorkLine, failed_word
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.workspace import correcting, opening
from inspector.workspace.jobs import Failed, Job

type Rebuild = Callable[[Path], Job]


class PartyDialog(QDialog):
    """Keeping a correction, or taking it back, rebuilds the analysis; `applied` follows when it stands."""

    applied = Signal()

    def __init__(
        self,
        view: CaseView,
        theme: Theme,
        recipient: Recipient,
        *,
        rebuild: Rebuild = opening.analyse_again,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._rebuild, self._site = view, rebuild, recipient.site
        self._earlier = correcting.correction_of(view.reader, recipient.site)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(view.t("correcting.title"))
        self.form = PartyForm(
            view.t, theme, party=recipient.party, earlier=self._earlier, documents=read_documents(view.reader)
        )
        self.form.edited.connect(self._tell)
        self.told = self._label("")
        self.told.setProperty("tone", "quiet")
        self.told.setMinimumHeight(3 * self.told.fontMetrics().lineSpacing())
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.work = WorkLine(view.t, theme)
        self.work.finished.connect(self._finish)
        self.work.failed.connect(self._fail)
        self.buttons = QDialogButtonBox()
        self.keep_button = self._button("correcting.keep", QDialogButtonBox.ButtonRole.AcceptRole, self.keep)
        self.keep_button.setProperty("kind", "primary")
        self.reset_button = self._button("correcting.reset", QDialogButtonBox.ButtonRole.ResetRole, self.take_back)
        self.reset_button.setVisible(self._earlier is not None)
        self._button("dialogs.cancel", QDialogButtonBox.ButtonRole.RejectRole, self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        lead = self._label(view.t("correcting.lead", site=safe_text(recipient.site, limit=80)))
        for widget in (lead, self.form, self.told, self.work, self.buttons):
            column.addWidget(widget)
        column.insertStretch(3, 1)
        resize_within_screen(self, theme.px(560), theme.px(600))
        self._tell()
        self.form.texts["operator"].setFocus()

    def _label(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _button(self, key: str, role: QDialogButtonBox.ButtonRole, call: Callable[[], None]) -> QPushButton:
        button = self.buttons.addButton(self._view.t(key), role)
        button.clicked.connect(lambda _=False: call())
        return button

    def _tell(self) -> None:
        """Whether it may be kept, and what it will count for."""
        self.told.setText(self._view.t(f"correcting.{self._word()}"))
        self.keep_button.setEnabled(self._is_right() and self._is_changed())

    def _word(self) -> str:
        if not self.form.is_day_right:
            return "date_wrong"
        if not self.form.is_country_right:
            return "country_wrong"
        if not self._is_changed():
            return "unchanged"
        return "checked" if self.form.entered.is_checkable else "unchecked"

    def _is_right(self) -> bool:
        return self.form.is_day_right and self.form.is_country_right

    def _is_changed(self) -> bool:
        """Whether it states anything, and differs from what was kept."""
        entered, earlier = self.form.entered, self._earlier or Correction()
        return bool(entered.stated) and entered != replace(earlier, at="")

    def keep(self) -> None:
        """Keeps what was changed as the investigator's word and rebuilds."""
        if not (self._is_right() and self._is_changed()):
            return
        correcting.correct_party(self._view.reader.case.path, self._site, self.form.entered)
        self._run()

    def take_back(self) -> None:
        """What the tables tell counts again."""
        correcting.reset_party(self._view.reader.case.path, self._site)
        self._run()

    def _run(self) -> None:
        path = self._view.reader.case.path
        self._set_busy(is_busy=True)
        self.work.run(lambda: self._rebuild(path))

    def _set_busy(self, *, is_busy: bool) -> None:
        self.form.setDisabled(is_busy)
        self.keep_button.setDisabled(is_busy)
        self.reset_button.setDisabled(is_busy)

    def _finish(self, _result: object) -> None:
        self.applied.emit()
        self._view.analysis_changed.emit()
        self.accept()

    def _fail(self, reason: Failed) -> None:
        self._set_busy(is_busy=False)
        self.told.setText(failed_word(self._view.t, reason))

    def reject(self) -> None:
        self.work.end()
        super().reject()
