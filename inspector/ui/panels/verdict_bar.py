"""The buttons that decide about the selected findings, each with its letter, and the one that takes a decision back."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from inspector.messages import Translator
from inspector.ui.panels.capture_parts import Wrapping
from inspector.ui.theme import Theme

type Calls = dict[str, tuple[str, Callable[[], None]]]
"""By letter: the name of the button's words, and what it does."""


class VerdictBar(QWidget):
    """Short words, since six stand in a row; the tips have them in full."""

    def __init__(self, t: Translator, theme: Theme, *, calls: Calls) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self.undo = QToolButton()
        line = Wrapping(self)
        self._buttons = [self._button(key, name, call) for key, (name, call) in calls.items()]
        for button in self._buttons:
            line.addWidget(button)
        words = f"{t('findings_page.undo')} ({t('findings_page.undo_key')})"
        self.undo.setAccessibleName(words)
        self.undo.setToolTip(words)
        line.addWidget(self.undo)
        theme.changed.connect(self._dress)
        self._dress()

    def _button(self, key: str, name: str, call: Callable[[], None]) -> QPushButton:
        t = self._t
        full = t(f"findings_page.{name}")
        short = f"findings_page.{name}_short"
        button = QPushButton(f"{t(short) if t.has(short) else full}  {key}")
        button.setAccessibleName(full)
        button.setToolTip(full)
        button.setEnabled(False)
        button.clicked.connect(lambda _checked=False: call())
        return button

    def set_chosen(self, *, is_any: bool) -> None:
        """Whether there is a finding to decide about."""
        for button in self._buttons:
            button.setEnabled(is_any)

    def set_undo(self, *, can_undo: bool) -> None:
        self.undo.setEnabled(can_undo)
        self._dress()

    def _dress(self) -> None:
        side = self._theme.px(16)
        self.undo.setIcon(self._theme.icon("undo-2", "ink" if self.undo.isEnabled() else "line"))
        self.undo.setIconSize(QSize(side, side))
