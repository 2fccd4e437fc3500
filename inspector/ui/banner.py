"""The banner: one sentence for the expected, below what is shown, dismissed by hand or by the next one."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from inspector.model.finding import Severity
from inspector.model.struct import Record
from inspector.ui.theme import Theme

_ICONS = {"info": "info", "warning": "triangle-alert", "error": "circle-x"}
_SEVERITIES = {"info": Severity.LOW, "warning": Severity.HIGH, "error": Severity.CRITICAL}


class Offer(Record, frozen=True, kw_only=True):
    """What can be done about what the banner says: the button's words, and the call."""

    words: str
    call: Callable[[], object]


class Banner(QFrame):
    """Hidden until something has to be said. What is above it ends earlier then: no last row lies hidden."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = "info"
        self._offer: Offer | None = None
        self._icon, self._label, self._close = QLabel(), QLabel(), QToolButton()
        self.action = QPushButton()
        self.action.clicked.connect(self._do)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.action)
        layout.addWidget(self._close)
        theme.changed.connect(self._dress)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._label.text()

    @property
    def has_offer(self) -> bool:
        """Whether something can still be done by its button."""
        return not self.isHidden() and self._offer is not None

    def tell(self, kind: str, sentence: str, *, dismiss: str, offer: Offer | None = None) -> None:
        """Shows a sentence; `kind` is info, warning or error, `dismiss` names the button that hides it."""
        self._kind = kind if kind in _ICONS else "info"
        self._offer = offer
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self._close.setToolTip(dismiss)
        self._close.setAccessibleName(dismiss)
        self.action.setText(offer.words if offer is not None else "")
        self.action.setVisible(offer is not None)
        self._dress()
        self.show()

    def withdraw(self, sentence: str) -> None:
        """Hides this sentence if it still stands; another one stays."""
        if self.text == sentence:
            self.hide()

    def _do(self) -> None:
        offer = self._offer
        self.hide()
        if offer is not None:
            offer.call()

    def _dress(self) -> None:
        colour = self._theme.severity_color(_SEVERITIES[self._kind])
        surface, line = self._theme.color("surface").name(), self._theme.color("line").name()
        self.setStyleSheet(
            f"Banner {{ background: {surface}; border: none; border-top: 1px solid {line};"
            f" border-left: 3px solid {colour.name()}; }}"
        )
        self._icon.setPixmap(self._theme.tinted(_ICONS[self._kind], colour).pixmap(16, 16))
        self._close.setIcon(self._theme.icon("x", "quiet"))
        self.action.setFont(self._theme.font(11))
