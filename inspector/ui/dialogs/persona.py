"""The planted values of the test identity: invented ones, entered by hand, loaded from a persona file."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.detect.needles.persona import load_persona, write_persona
from inspector.detect.needles.ready_personas import ReadyPersona, has_token, new_token, plant, ready_personas, renew
from inspector.model.errors import EnClairError
from inspector.model.leaf import CLASSES, Needle, Origin
from inspector.ui.asking import Asking, Taking
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.dialogs.work_line import WorkLine, failed_word
from inspector.ui.reserved import reserve
from inspector.ui.theme import Theme
from inspector.ui.words import class_word
from inspector.workspace import editing, opening
from inspector.workspace.jobs import Failed, Job, failure_of

type Rebuild = Callable[[Path], Job]

_FIRST_CLASSES = ("contact.email", "contact.phone", "identity.name", "identity.birthdate")


class PersonaDialog(QDialog):
    """A table of label, class and value. Keeping it searches the case again; `applied` follows when that is done."""

    applied = Signal()

    def __init__(
        self,
        view: CaseView,
        theme: Theme,
        *,
        rebuild: Rebuild = opening.analyse_again,
        asking: Asking | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        t = view.t
        self._view = view
        self._theme = theme
        self._rebuild = rebuild
        self._asking = asking or Asking()
        self._before = tuple(one for one in view.reader.needles() if one.origin is Origin.PERSONA)
        self._name = ""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("dialogs.persona_title"))
        about = QLabel(t("dialogs.persona_about"))
        about.setTextFormat(Qt.TextFormat.PlainText)
        about.setWordWrap(True)
        self.table = QTableWidget(0, 4)
        self._set_up_table()
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        reserve(self.told, lines=2)
        self.told.hide()
        self.work = WorkLine(t, theme)
        self.work.finished.connect(self._finish)
        self.work.failed.connect(self._fail)
        self.buttons = QDialogButtonBox()
        keep = self.buttons.addButton(t("dialogs.persona_keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("kind", "primary")
        keep.setAutoDefault(False)
        self.buttons.addButton(t("dialogs.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.keep)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(about)
        layout.addLayout(self._sources())
        layout.addWidget(self.table, 1)
        layout.addLayout(self._bar())
        for widget in (self.told, self.work, self.buttons):
            layout.addWidget(widget)
        resize_within_screen(self, theme.px(860), theme.px(640))
        for needle in self._before:
            self.add_row(needle.name, needle.class_, needle.value)
        if not self._before:
            for class_ in _FIRST_CLASSES:
                self.add_row("", class_, "")
        if (first := self.table.cellWidget(0, 2)) is not None:
            first.setFocus()

    def _set_up_table(self) -> None:
        t = self._view.t
        self.table.setAccessibleName(t("dialogs.persona_title"))
        names = [*(t(f"dialogs.persona_{name}") for name in ("label", "class", "value")), ""]
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.setHorizontalHeaderLabels(names)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self._theme.px(34))
        self.table.setShowGrid(False)
        self.table.setStyleSheet("QLineEdit, QComboBox { margin: 2px 8px 2px 0; }")
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for number, width in ((0, 150), (1, 250), (3, 40)):
            self.table.setColumnWidth(number, self._theme.px(width))

    def _sources(self) -> QHBoxLayout:
        """Where values come from, and where they can be kept outside the case."""
        t = self._view.t
        self.ready = QPushButton(t("dialogs.persona_ready"))
        self.ready.setAutoDefault(False)
        menu = QMenu(self.ready)
        for persona in sorted(ready_personas(), key=lambda one: one.language != t.language):
            menu.addAction(f"{persona.name} ({persona.language})", partial(self.choose, persona))
        self.ready.setMenu(menu)
        load = self._button("persona_load", self._ask_file)
        return _in_a_row(self.ready, load, self._button("persona_save", self._ask_where))

    def _bar(self) -> QHBoxLayout:
        renewing = self._button("persona_renew", self.renew_token)
        renewing.setToolTip(self._view.t("dialogs.persona_renew_about"))
        return _in_a_row(self._button("persona_add", lambda: self.add_row("", "contact.email", "")), renewing)

    def _button(self, name: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._view.t(f"dialogs.{name}"))
        button.setAutoDefault(False)
        button.clicked.connect(call)
        return button

    # rows

    def add_row(self, label: str, class_: str, value: str) -> None:
        t, row = self._view.t, self.table.rowCount()
        self.table.insertRow(row)
        box = QComboBox()
        for one in CLASSES:
            box.addItem(class_word(t, one), one)
        box.setCurrentIndex(max(box.findData(class_), 0))
        box.setAccessibleName(t("dialogs.persona_class"))
        remove = QToolButton()
        remove.setIcon(self._theme.icon("x"))
        remove.setToolTip(t("dialogs.persona_remove"))
        remove.setAccessibleName(t("dialogs.persona_remove"))
        remove.clicked.connect(lambda: self._remove(remove))
        cells = (_field(label, t("dialogs.persona_label")), box, _field(value, t("dialogs.persona_value")), remove)
        for column, cell in enumerate(cells):
            self.table.setCellWidget(row, column, cell)

    def _remove(self, button: QToolButton) -> None:
        rows = (row for row in range(self.table.rowCount()) if self.table.cellWidget(row, 3) is button)
        if (row := next(rows, None)) is not None:
            self.table.removeRow(row)

    def needles(self) -> tuple[Needle, ...]:
        """The rows that have a value; a row without label takes the word of its class."""
        found = []
        for row in range(self.table.rowCount()):
            label, box, value = (self.table.cellWidget(row, column) for column in range(3))
            if not (isinstance(label, QLineEdit) and isinstance(box, QComboBox) and isinstance(value, QLineEdit)):
                continue
            if text := value.text().strip():
                name, class_ = label.text().strip() or box.currentText(), str(box.currentData())
                found.append(Needle(name=name, class_=class_, value=text, origin=Origin.PERSONA))
        return tuple(found)

    def _show_needles(self, needles: Iterable[Needle]) -> None:
        self.table.setRowCount(0)
        for needle in dict.fromkeys(needles):
            self.add_row(needle.name, needle.class_, needle.value)

    # invented identities

    def choose(self, persona: ReadyPersona) -> None:
        """Puts in an invented identity with a new token. Where values are there already, the person says whether they
        go or stay."""
        token = new_token()
        if self._take(plant(persona, token)):
            self._name = persona.name
            self._tell(self._view.t("dialogs.persona_planted", token=token))

    def _take(self, new: Sequence[Needle]) -> bool:
        """Shows new values in the place of those that are there, or below them; False where the person gives up."""
        there = self.needles()
        taking = Taking.REPLACE
        if there:
            taking = self._asking.replace_or_add(self, self._view.t, there=len(there), new=len(new))
        if taking is Taking.CANCEL:
            return False
        self._show_needles(new if taking is Taking.REPLACE else (*there, *new))
        return True

    def renew_token(self) -> None:
        """Writes another token wherever a value carries one."""
        token, needles = new_token(), self.needles()
        if not has_token(needle.value for needle in needles):
            self._tell(self._view.t("dialogs.persona_no_token"))
            return
        self._show_needles(_renewed(needle, token) for needle in needles)
        self._tell(self._view.t("dialogs.persona_planted", token=token))

    # file

    def _ask_file(self) -> None:
        t = self._view.t
        name, _ = QFileDialog.getOpenFileName(self, t("dialogs.persona_load"), "", "TOML (*.toml)")
        if name:
            self.load(Path(name))

    def load(self, path: Path) -> None:
        """Puts in the values of a persona file; where values are there already, the person says whether they go or
        stay. Empty rows go."""
        try:
            loaded = load_persona(path)
        except EnClairError as error:
            self._tell(failed_word(self._view.t, failure_of(error)))
            return
        self._take(loaded)

    def _ask_where(self) -> None:
        t = self._view.t
        if not self.needles():
            self._tell(t("dialogs.persona_nothing"))
            return
        name, _ = QFileDialog.getSaveFileName(self, t("dialogs.persona_save"), "persona.toml", "TOML (*.toml)")
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Writes the rows as a persona file, for another case."""
        try:
            write_persona(path, self.needles(), name=self._name or path.stem)
        except OSError:
            self._tell(self._view.t("dialogs.persona_not_saved", file=path.name))
        else:
            self._tell(self._view.t("dialogs.persona_saved", file=path.name))

    # keeping

    def keep(self) -> None:
        """Keeps new values, forgets removed ones, and searches the case again."""
        path, now = self._view.reader.case.path, self.needles()
        gone = [one for one in self._before if _key(one) not in {_key(other) for other in now}]
        fresh = [one for one in now if _key(one) not in {_key(other) for other in self._before}]
        if not gone and not fresh:
            self.accept()
            return
        for needle in gone:
            editing.forget_needle(path, needle)
        editing.add_needles(path, fresh)
        self.buttons.setEnabled(False)
        self.table.setEnabled(False)
        self.work.run(lambda: self._rebuild(path))

    def _finish(self, _result: object) -> None:
        self.applied.emit()
        self._view.analysis_changed.emit()
        self.accept()

    def _fail(self, reason: Failed) -> None:
        self.buttons.setEnabled(True)
        self.table.setEnabled(True)
        self._tell(failed_word(self._view.t, reason))

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.show()

    def reject(self) -> None:
        self.work.end()
        super().reject()


def _renewed(needle: Needle, token: str) -> Needle:
    return Needle(name=needle.name, class_=needle.class_, value=renew(needle.value, token), origin=needle.origin)


def _in_a_row(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def _key(needle: Needle) -> tuple[str, str, str]:
    return (needle.name, needle.class_, needle.value)


def _field(text: str, name: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setCursorPosition(0)
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    return field
