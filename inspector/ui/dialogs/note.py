"""A note on findings: what the investigator wants to keep beside the verdict."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.dialogs.finding_review import text_field
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.theme import Theme


class NoteDialog(QDialog):
    """Emits `chosen` with the text; Ctrl+Enter keeps it."""

    chosen = Signal(str)

    def __init__(self, t: Translator, theme: Theme, *, note: str, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("dialogs.note_title"))
        label = QLabel(t("dialogs.note_text", n=count))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self.edit = text_field(theme, t("dialogs.note_title"), note)
        buttons = QDialogButtonBox()
        keep = buttons.addButton(t("dialogs.note_keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("kind", "primary")
        keep.setShortcut("Ctrl+Return")
        buttons.addButton(t("dialogs.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label)
        layout.addWidget(self.edit)
        layout.addWidget(buttons)
        resize_within_screen(self, theme.px(480), theme.px(280))
        self.edit.setFocus()

    def accept(self) -> None:
        self.chosen.emit(self.edit.toPlainText().strip())
        super().accept()
