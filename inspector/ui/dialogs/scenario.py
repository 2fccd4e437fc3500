"""What a capture was made to show: one of the usual scenarios, or the investigator's own words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.flow import SCENARIOS
from inspector.ui.theme import Theme

_LONGEST = 80


class ScenarioDialog(QDialog):
    """Emits `chosen` with the scenario, "" for none; nothing is written here."""

    chosen = Signal(str)

    def __init__(self, t: Translator, theme: Theme, *, scenario: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("dialogs.scenario_title"))
        about = QLabel(t("dialogs.scenario_about"))
        about.setTextFormat(Qt.TextFormat.PlainText)
        about.setWordWrap(True)
        self.box = QComboBox()
        self.box.setEditable(True)
        self.box.setAccessibleName(t("dialogs.scenario_title"))
        self.box.addItem("", "")
        for one in SCENARIOS:
            self.box.addItem(t(f"window.scenario.{one}"), one)
        if line := self.box.lineEdit():
            line.setMaxLength(_LONGEST)
        known = self.box.findData(scenario)
        if known >= 0:
            self.box.setCurrentIndex(known)
        else:
            self.box.setEditText(scenario)
        buttons = QDialogButtonBox()
        keep = buttons.addButton(t("dialogs.scenario_keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("kind", "primary")
        buttons.addButton(t("dialogs.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        for widget in (about, self.box, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(theme.px(420))

    def accept(self) -> None:
        text = self.box.currentText().strip()
        known = self.box.findText(text)
        self.chosen.emit(str(self.box.itemData(known)) if known >= 0 else text)
        super().accept()
