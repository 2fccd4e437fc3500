"""The minimap at the right edge of a tree or a text: where the sensitive leaves are."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from inspector.ui.theme import Theme

_WIDTH = 12
_TALL = 3


class MarkBar(QWidget):
    """Marks at shares of the height (0 to 1); a click says which one is nearest."""

    mark_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks: list[tuple[float, str]] = []
        self.setFixedWidth(_WIDTH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def show_marks(self, marks: list[tuple[float, str]]) -> None:
        """(share of the height, class) of each leaf."""
        self._marks = marks
        self.setVisible(bool(marks))
        self.update()

    def _y(self, share: float) -> float:
        return 2 + share * max(self.height() - _TALL - 4, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 0, 1, self.height()), self._theme.color("line"))
        for share, class_ in self._marks:
            colour: QColor = self._theme.class_color(class_)
            painter.fillRect(QRectF(3, self._y(share), _WIDTH - 5, _TALL), colour)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._marks:
            y = event.position().y()
            nearest = min(range(len(self._marks)), key=lambda n: abs(self._y(self._marks[n][0]) - y))
            self.mark_chosen.emit(nearest)
