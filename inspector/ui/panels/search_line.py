"""A search line for one view: next, previous, how many."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from inspector.messages import Translator
from inspector.ui.theme import Theme


class _Line(QLineEdit):
    stepped = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)


class SearchLine(QWidget):
    """Says what is sought and which way to step; shows the place among the hits."""

    sought = Signal(str)
    stepped = Signal(int)
    left = Signal()

    def __init__(self, t: Translator, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t, self._theme = t, theme
        self.line, self._count = _Line(), QLabel()
        self._up, self._down = QToolButton(), QToolButton()
        self._seen = ""
        self.line.setPlaceholderText(t("detail.search"))
        self.line.setAccessibleName(t("detail.search"))
        self.line.setClearButtonEnabled(True)
        for button, word, step in ((self._up, "previous", -1), (self._down, "next", 1)):
            button.setToolTip(t(f"detail.search_{word}"))
            button.setAccessibleName(t(f"detail.search_{word}"))
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(lambda _=False, step=step: self._step(step))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(self.line, 1)
        layout.addWidget(self._count)
        layout.addWidget(self._up)
        layout.addWidget(self._down)
        self.line.stepped.connect(self._step)
        self.line.left.connect(self.left)
        self.line.textChanged.connect(lambda text: None if text else self._step(1))
        self.setFocusProxy(self.line)
        theme.changed.connect(self._dress)
        self._dress()

    def clear(self) -> None:
        self._seen = ""
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self._count.clear()

    def show_count(self, at: int, total: int) -> None:
        if not self.line.text():
            self._count.clear()
        elif total:
            self._count.setText(self._t("window.shown_of", shown=at, n=total))
        else:
            self._count.setText(self._t("detail.search_none"))

    def _step(self, step: int) -> None:
        text = self.line.text()
        if text != self._seen:
            self._seen = text
            self.sought.emit(text)
        elif text:
            self.stepped.emit(step)

    def _dress(self) -> None:
        self._up.setIcon(self._theme.icon("chevron-up", "quiet"))
        self._down.setIcon(self._theme.icon("chevron-down", "quiet"))
        self._count.setFont(self._theme.font(11))
        self._count.setStyleSheet(f"color: {self._theme.color('quiet').name()};")
