"""The banner: one sentence for the expected, above everything, dismissed by hand or by the next one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from inspector.model.finding import Severity
from inspector.ui.theme import Theme

_ICONS = {"info": "info", "warning": "triangle-alert", "error": "circle-x"}
_SEVERITIES = {"info": Severity.LOW, "warning": Severity.HIGH, "error": Severity.CRITICAL}


class Banner(QFrame):
    """Hidden until something has to be said."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = "info"
        self._icon, self._label, self._close = QLabel(), QLabel(), QToolButton()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._close)
        theme.changed.connect(self._dress)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._label.text()

    def tell(self, kind: str, sentence: str, *, dismiss: str) -> None:
        """Shows a sentence; `kind` is info, warning or error, `dismiss` names the button that hides it."""
        self._kind = kind if kind in _ICONS else "info"
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self._close.setToolTip(dismiss)
        self._close.setAccessibleName(dismiss)
        self._dress()
        self.show()

    def _dress(self) -> None:
        colour = self._theme.severity_color(_SEVERITIES[self._kind])
        surface, line = self._theme.color("surface").name(), self._theme.color("line").name()
        self.setStyleSheet(
            f"Banner {{ background: {surface}; border: none; border-bottom: 1px solid {line};"
            f" border-left: 3px solid {colour.name()}; }}"
        )
        self._icon.setPixmap(self._theme.tinted(_ICONS[self._kind], colour).pixmap(16, 16))
        self._close.setIcon(self._theme.icon("x", "quiet"))
