"""One way to record, as a card: what it does, what it changes on this computer, how that is undone, its buttons."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.panels.capture_parts import Picture, Words, Wrapping
from inspector.ui.theme import Theme

_LABELS = ("unseen", "needs", "changes", "undone")
_BESIDE, _BETWEEN, _ABOVE = 12, 4, 8
"""Room between a label and what it says, between rows, and above a label that stands over its words."""


_NARROW = 400


class SmallPrint(QWidget):
    """Quiet labels beside what they say; above it where there is little width."""

    def __init__(self, theme: Theme, rows: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._theme = theme
        self._is_stacked: bool | None = None
        self._rows = [
            (
                Words(theme, label, size=11, bold=True, tone="quiet", wraps=False),
                Words(theme, text, size=11, tone="quiet"),
            )
            for label, text in rows
        ]
        self._grid = _Rows(self, height_at=self._height_at)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_BESIDE)
        self._arrange(is_stacked=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(is_stacked=self._is_narrow(event.size().width()))

    def _is_narrow(self, width: int) -> bool:
        return width < self._theme.px(_NARROW)

    def _height_at(self, width: int) -> int:
        """What the rows would take, arranged as that width asks: whoever lays the card out asks before it has one."""
        gaps = len(self._rows) - 1
        if self._is_narrow(width):
            words = sum(head.fontMetrics().height() + said.heightForWidth(width) for head, said in self._rows)
            return words + gaps * _ABOVE
        room = width - _BESIDE - max((head.sizeHint().width() for head, _ in self._rows), default=0)
        heights = (max(head.fontMetrics().height(), said.heightForWidth(room)) for head, said in self._rows)
        return sum(heights) + gaps * _BETWEEN

    def _arrange(self, *, is_stacked: bool) -> None:
        if is_stacked is self._is_stacked:
            return
        self._is_stacked = is_stacked
        while self._grid.takeAt(0) is not None:
            pass
        self._grid.setVerticalSpacing(0 if is_stacked else _BETWEEN)
        self._grid.setColumnStretch(0, 1 if is_stacked else 0)
        self._grid.setColumnStretch(1, 0 if is_stacked else 1)
        top = Qt.AlignmentFlag.AlignTop
        for number, (head, said) in enumerate(self._rows):
            head.setContentsMargins(0, _ABOVE if is_stacked and number else 0, 0, 0)
            if is_stacked:
                self._grid.addWidget(head, 2 * number, 0)
                self._grid.addWidget(said, 2 * number + 1, 0)
            else:
                self._grid.addWidget(head, number, 0, top)
                self._grid.addWidget(said, number, 1, top)


class _Rows(QGridLayout):
    """A grid that knows its height for any width, however it is arranged now."""

    def __init__(self, parent: QWidget, *, height_at: Callable[[int], int]) -> None:
        super().__init__(parent)
        self._height_at = height_at

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height_at(width)


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
