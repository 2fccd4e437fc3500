"""A field for a note that keeps itself when it is left."""

from collections.abc import Callable

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit


class NoteField(QPlainTextEdit):
    """Tells its text when it is left and has changed."""

    def __init__(self, keep: Callable[[str], None]) -> None:
        super().__init__()
        self._keep = keep
        self._kept = ""
        self.setTabChangesFocus(True)

    def set_text(self, text: str) -> None:
        self._kept = text
        if text != self.toPlainText():
            self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keep()

    def keep(self) -> None:
        text = self.toPlainText().strip()
        if text != self._kept:
            self._kept = text
            self._keep(text)
