"""The few questions that stop everything: which file, where to save, keep or delete."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from inspector.messages import Translator


class Keeping(StrEnum):
    """What becomes of an unsaved case."""

    KEEP = "keep"
    SAVE = "save"
    DELETE = "delete"
    STAY = "stay"


class Taking(StrEnum):
    """What becomes of the values that are there when others come."""

    REPLACE = "replace"
    ADD = "add"
    CANCEL = "cancel"


class Asking:
    """Asks the person. Tests hand the window another one that answers at once."""

    def files_to_open(self, parent: QWidget, t: Translator) -> tuple[Path, ...]:
        return self._files(parent, t, title=t("window.dialog_open"))

    def files_to_add(self, parent: QWidget, t: Translator) -> tuple[Path, ...]:
        return self._files(parent, t, title=t("window.add_captures"))

    def _files(self, parent: QWidget, t: Translator, *, title: str) -> tuple[Path, ...]:
        filters = f"{t('window.dialog_filter')};;{t('window.dialog_filter_all')}"
        names, _ = QFileDialog.getOpenFileNames(parent, title, "", filters)
        return tuple(Path(name) for name in names)

    def tell_unexpected(self, parent: QWidget, t: Translator, *, kind: str, frames: Sequence[str]) -> None:
        """The crash dialog: types and places only."""
        box = QMessageBox(parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(t("window.unexpected_title"))
        box.setText(t("window.unexpected_text", type=kind))
        box.setDetailedText("\n".join(frames))
        box.addButton(t("window.close"), QMessageBox.ButtonRole.AcceptRole)
        box.open()

    def place_to_save(self, parent: QWidget, t: Translator, *, name: str, suffix: str = ".enclair") -> Path | None:
        pattern = t("window.dialog_filter_case") if suffix == ".enclair" else "HAR (*.har)"
        chosen, _ = QFileDialog.getSaveFileName(parent, t("window.dialog_save"), f"{name}{suffix}", pattern)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(suffix)

    def keep_or_delete(self, parent: QWidget, t: Translator, *, name: str) -> Keeping:
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(t("window.keep_title"))
        box.setText(t("window.keep_text", name=name))
        role = QMessageBox.ButtonRole
        buttons = {
            box.addButton(t("window.keep"), role.AcceptRole): Keeping.KEEP,
            box.addButton(t("window.keep_save"), role.ActionRole): Keeping.SAVE,
            box.addButton(t("window.delete"), role.DestructiveRole): Keeping.DELETE,
        }
        stay = box.addButton(t("window.stay"), role.RejectRole)
        box.setDefaultButton(next(iter(buttons)))
        box.setEscapeButton(stay)
        box.exec()
        return next((choice for button, choice in buttons.items() if button is box.clickedButton()), Keeping.STAY)

    def replace_or_add(self, parent: QWidget, t: Translator, *, there: int, new: int) -> Taking:
        """Whether new values of a test identity take the place of those that are there, or come beside them."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(t("dialogs.persona_title"))
        box.setText(t("dialogs.persona_there", n=there))
        box.setInformativeText(t("dialogs.persona_there_about", n=new))
        role = QMessageBox.ButtonRole
        buttons = {
            box.addButton(t("dialogs.persona_replace"), role.AcceptRole): Taking.REPLACE,
            box.addButton(t("dialogs.persona_beside"), role.ActionRole): Taking.ADD,
        }
        cancel = box.addButton(t("dialogs.cancel"), role.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        box.exec()
        return next((choice for button, choice in buttons.items() if button is box.clickedButton()), Taking.CANCEL)
