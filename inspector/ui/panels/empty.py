"""The designed empty, loading and error state of a page: what it is, why it is empty, the next action."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.ui.theme import Theme


class EmptyState(QWidget):
    """A heading, a sentence and at most one button, a third from the top."""

    def __init__(
        self,
        theme: Theme,
        *,
        title: str = "",
        text: str = "",
        button: tuple[str, Callable[[], None]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = QLabel(title)
        self._text = QLabel(text)
        self._text.setWordWrap(True)
        self._text.setProperty("tone", "quiet")
        self._column = QWidget()  # of its own width, so that the height for that width is asked for
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        if button is not None:
            push = QPushButton(button[0])
            push.clicked.connect(button[1])
            column.addSpacing(8)
            column.addWidget(push, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._column, 1000)
        middle.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(1)
        layout.addLayout(middle)
        layout.addStretch(2)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_text(self, *, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)

    def _restyle(self) -> None:
        self._column.setMaximumWidth(self._theme.px(560))
        self._title.setFont(self._theme.font(15))
        self._text.setFont(self._theme.font())
