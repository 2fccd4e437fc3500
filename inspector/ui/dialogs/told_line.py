"""The line of a dialog that says what was done, or what went wrong."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from inspector.messages import Translator
from inspector.model.errors import EnClairError
from inspector.ui.reserved import reserve
from inspector.ui.theme import Theme
from inspector.ui.words import failure_text
from inspector.workspace.jobs import Failed, failure_of


class ToldLine(QLabel):
    """Hidden until there is something to say; its room is kept."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t = t
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFont(theme.font())
        reserve(self, lines=1)
        self.hide()

    def tell(self, text: str) -> None:
        self.setText(text)
        self.show()

    def fail(self, reason: Failed) -> None:
        self.tell(failure_text(self._t, reason))

    def attempt(self, call: Callable[[], Any]) -> bool:
        """Whether it went well; what went wrong is told."""
        try:
            call()
        except EnClairError as error:
            self.fail(failure_of(error))
            return False
        return True
