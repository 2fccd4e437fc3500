"""One sheet before recording: what is asked, whose data, on what ground, in what environment. Nothing is required."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.messages import Translator
from inspector.model.flow import SCENARIOS
from inspector.model.struct import Record
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.panels.capture_parts import Words, text_button
from inspector.ui.theme import Theme

_LONGEST = 400
_FIELDS = ("question", "hypothesis", "whose", "legal_basis")
_IN_ENVIRONMENT = ("hypothesis", "whose", "legal_basis")


class Sheet(Record, frozen=True, kw_only=True):
    """What was written down. `environment` holds what the person left of the suggestion, by its name."""

    question: str = ""
    hypothesis: str = ""
    whose: str = ""
    legal_basis: str = ""
    scenario: str = ""
    environment: dict[str, str] = {}

    def whole_environment(self) -> dict[str, str]:
        """The environment with hypothesis, whose data and legal basis: what is kept with the capture."""
        said = {name: getattr(self, name) for name in _IN_ENVIRONMENT}
        return {**self.environment, **{name: text for name, text in said.items() if text}}


def sheet_of(question: str, environment: Mapping[str, str], *, scenario: str = "") -> Sheet:
    """The sheet that `whole_environment` was made from."""
    rest = {name: text for name, text in environment.items() if name not in _IN_ENVIRONMENT}
    said = {name: environment.get(name, "") for name in _IN_ENVIRONMENT}
    return Sheet(question=question, scenario=scenario, environment=rest, **said)


class EnvironmentRows(QWidget):
    """Lines of a name and a value; each can be changed or removed."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self._rows: list[tuple[str, str, QLineEdit, QLineEdit, QToolButton]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 5)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)

    def add(self, name: str = "", value: str = "") -> None:
        """A line; a known name is shown in the reader's language and kept as it is."""
        t, number = self._t, len(self._rows)
        key = f"recording.environment.{name}"
        shown = t(key) if name and t.has(key) else name
        fields = QLineEdit(shown), QLineEdit(value)
        for field, word in zip(fields, ("name", "value"), strict=True):
            field.setMaxLength(_LONGEST)
            field.setAccessibleName(t(f"recording.before.environment_{word}"))
            field.setPlaceholderText(t(f"recording.before.environment_{word}"))
        remove = QToolButton()
        remove.setIcon(self._theme.icon("x", "quiet"))
        remove.setToolTip(t("recording.before.environment_remove"))
        remove.setAccessibleName(f"{remove.toolTip()} {shown}")
        remove.clicked.connect(lambda: self._remove(remove))
        for column, widget in enumerate((*fields, remove)):
            self._grid.addWidget(widget, number, column)
        self._rows.append((name, shown, *fields, remove))

    def values(self) -> dict[str, str]:
        """Lines that have a name and a value and were not removed."""
        found = {}
        for name, shown, name_field, value_field, _ in self._rows:
            typed = name_field.text().strip()
            value = value_field.text().strip()
            if typed and value:
                found[name if name and typed == shown else typed] = value
        return found

    def focus_last(self) -> None:
        self._rows[-1][2].setFocus()

    def _remove(self, button: QToolButton) -> None:
        for row in [row for row in self._rows if row[4] is button]:
            self._rows.remove(row)
            for widget in row[2:]:
                widget.hide()
                widget.deleteLater()


class BeforeRecordingDialog(QDialog):
    """Emits `kept` with the sheet; nothing is written here."""

    kept = Signal(object)  # Sheet

    def __init__(self, t: Translator, theme: Theme, *, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t, self._theme = t, theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("recording.before.title"))
        self.fields = {name: self._field(name, str(getattr(sheet, name))) for name in _FIELDS}
        self.scenario = self._scenarios(sheet.scenario)
        self.environment = EnvironmentRows(t, theme)
        for name, value in sheet.environment.items():
            self.environment.add(name, value)
        self._lay_out()
        self.fields["question"].setFocus()

    def sheet(self) -> Sheet:
        said = {name: field.text().strip() for name, field in self.fields.items()}
        return Sheet(scenario=self._chosen_scenario(), environment=self.environment.values(), **said)

    def accept(self) -> None:
        self.kept.emit(self.sheet())
        super().accept()

    def _field(self, name: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setMaxLength(_LONGEST)
        field.setPlaceholderText(self._t(f"recording.before.{name}_hint"))
        return field

    def _scenarios(self, scenario: str) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        box.addItem("", "")
        for one in SCENARIOS:
            box.addItem(self._t(f"window.scenario.{one}"), one)
        if line := box.lineEdit():
            line.setMaxLength(80)
            line.setPlaceholderText(self._t("recording.before.scenario_hint"))
        known = box.findData(scenario)
        box.setCurrentIndex(max(known, 0))
        if known < 0:
            box.setEditText(scenario)
        return box

    def _chosen_scenario(self) -> str:
        text = self.scenario.currentText().strip()
        known = self.scenario.findText(text)
        return str(self.scenario.itemData(known)) if known >= 0 else text

    def _lay_out(self) -> None:
        t, theme = self._t, self._theme
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in (*self.fields.items(), ("scenario", self.scenario)):
            form.addRow(t(f"recording.before.{name}"), field)
        lines = QScrollArea()
        lines.setWidgetResizable(True)
        lines.setFrameShape(QFrame.Shape.NoFrame)
        lines.setWidget(self.environment)
        buttons = QDialogButtonBox()
        keep = buttons.addButton(t("recording.before.keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("kind", "primary")
        keep.setDefault(True)
        buttons.addButton(t("recording.before.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(Words(theme, t("recording.before.about"), tone="quiet"))
        column.addLayout(form)
        column.addSpacing(4)
        column.addWidget(Words(theme, t("recording.before.environment"), bold=True))
        column.addWidget(Words(theme, t("recording.before.environment_about"), size=11, tone="quiet"))
        column.addWidget(lines, 1)
        column.addWidget(text_button(t("recording.before.environment_add"), self._add_line))
        column.addWidget(buttons)
        resize_within_screen(self, theme.px(640), theme.px(600))

    def _add_line(self) -> None:
        self.environment.add()
        self.environment.focus_last()
