"""What the investigator noted at a moment: kind, label, note."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.flow import MARKER_KINDS, Marker
from inspector.ui.theme import Theme
from inspector.ui.words import full_moment

_LONGEST = 200


class MarkerDialog(QDialog):
    """Emits `chosen` with the marker; nothing is written here."""

    chosen = Signal(object)  # Marker

    def __init__(self, t: Translator, theme: Theme, *, marker: Marker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marker = marker
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("dialogs.marker_title"))
        self.kind = QComboBox()
        for kind in MARKER_KINDS:
            self.kind.addItem(t(f"window.marker.{kind}"), kind)
        self.kind.setCurrentIndex(max(self.kind.findData(marker.kind), 0))
        self.label = QLineEdit(marker.label)
        self.label.setMaxLength(_LONGEST)
        self.label.setPlaceholderText(t("dialogs.marker_label_hint"))
        self.note = QLineEdit(marker.note)
        self.note.setMaxLength(_LONGEST * 5)
        when = QLabel(full_moment(t, marker.at_us))
        when.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow(t("dialogs.marker_when"), when)
        form.addRow(t("dialogs.marker_kind"), self.kind)
        form.addRow(t("dialogs.marker_label"), self.label)
        form.addRow(t("dialogs.marker_note"), self.note)
        buttons = QDialogButtonBox()
        save = buttons.addButton(t("dialogs.marker_save"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setProperty("kind", "primary")
        buttons.addButton(t("dialogs.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(theme.px(420))
        self.kind.setFocus()

    def accept(self) -> None:
        self.chosen.emit(
            Marker(
                at_us=self._marker.at_us,
                kind=str(self.kind.currentData()),
                label=self.label.text().strip(),
                note=self.note.text().strip(),
            )
        )
        super().accept()
