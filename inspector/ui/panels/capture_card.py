"""One way to record, as a card: what it does, what it changes on this computer, how that is undone, its buttons."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.panels.capture_parts import Picture, Words, Wrapping
from inspector.ui.theme import Theme

_LABELS = ("unseen", "needs", "changes", "undone")
_ABOVE = 8
"""Room above a label that stands over its words."""


class SmallPrint(QWidget):
    """Quiet labels over what they say."""

    def __init__(self, theme: Theme, rows: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for number, (label, text) in enumerate(rows):
            column.addSpacing(_ABOVE if number else 0)
            column.addWidget(Words(theme, label, size=11, bold=True, tone="quiet", wraps=False))
            column.addWidget(Words(theme, text, size=11, tone="quiet"))


class WayCard(QFrame):
    """A hairline around words; the buttons are put into `room`."""

    def __init__(self, t: Translator, theme: Theme, *, way: str, icon: str, is_expert: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(t(f"recording.way.{way}"))
        self.room: QLayout = Wrapping(gap=8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Picture(theme, icon, tone="accent", size=20))
        title = Words(theme, t(f"recording.way.{way}"), size=15, bold=True)
        head.addWidget(title, 1)
        if is_expert:
            head.addWidget(Words(theme, t("recording.expert"), size=11, tone="quiet", wraps=False))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(Words(theme, t(f"recording.way.{way}_text")))
        column.addLayout(self.room)
        column.addStretch(1)
        rows = ((t(f"recording.{label}"), f"recording.way.{way}_{label}") for label in _LABELS)
        said = tuple((label, t(key)) for label, key in rows if t.has(key))
        column.addWidget(SmallPrint(theme, said))
        theme.changed.connect(self._dress)
        self._dress()

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.room.addWidget(widget)

    def clear(self) -> None:
        """Takes everything out of the room."""
        while (item := self.room.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _dress(self) -> None:
        self.setStyleSheet(f"WayCard {{ border: 1px solid {self._theme.color('line').name()}; border-radius: 6px; }}")
