"""Bytes as hexadecimal pairs and characters, sixteen a line; only what is on the screen is drawn."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from inspector.ui.theme import Theme

_WIDE = 16


class HexView(QAbstractScrollArea):
    """Read-only; `marks` are half-open byte ranges with a colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._data = b""
        self._marks: list[tuple[int, int, QColor]] = []
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._measure)
        self._measure()

    def show_bytes(self, data: bytes, *, marks: list[tuple[int, int, QColor]]) -> None:
        self._data, self._marks = data, marks
        self._measure()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def go_to(self, offset: int) -> None:
        """Brings a byte to the middle of the view."""
        bar = self.verticalScrollBar()
        bar.setValue(max(offset // _WIDE - bar.pageStep() // 2, 0))

    def lines(self, first: int, count: int) -> list[str]:
        """The text of some lines: offset, pairs, characters."""
        made = []
        for n in range(first, first + count):
            part = self._data[n * _WIDE : (n + 1) * _WIDE]
            if part:
                text = "".join(chr(b) if 32 <= b < 127 else "·" for b in part)
                made.append(f"{n * _WIDE:08x}  {part.hex(' '):<47}  {text}")
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        self._font = self._theme.font(13, mono=True)
        metrics = QFontMetrics(self._font)
        self._step, self._tall = metrics.horizontalAdvance("0"), metrics.height() + 4
        total, shown = -(-len(self._data) // _WIDE), max(self.viewport().height() // self._tall, 1)
        self.verticalScrollBar().setRange(0, max(total - shown, 0))
        self.verticalScrollBar().setPageStep(shown)
        wide = self._step * 78 + 16
        self.horizontalScrollBar().setRange(0, max(wide - self.viewport().width(), 0))
        self.horizontalScrollBar().setPageStep(self.viewport().width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self._font)
        first, left = self.verticalScrollBar().value(), 8 - self.horizontalScrollBar().value()
        count = self.viewport().height() // self._tall + 1
        self._draw_marks(painter, first=first, count=count, left=left)
        ink, quiet = self._theme.color("ink"), self._theme.color("quiet")
        for n, line in enumerate(self.lines(first, count)):
            y = n * self._tall
            for start, text, colour in ((0, line[:8], quiet), (10, line[10:], ink)):
                painter.setPen(colour)
                rect = QRect(left + start * self._step, y, self._step * 80, self._tall)
                painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def _draw_marks(self, painter: QPainter, *, first: int, count: int, left: int) -> None:
        low, high = first * _WIDE, (first + count) * _WIDE
        for start, end, colour in self._marks:
            for line in range(max(start, low) // _WIDE, -(-min(end, high) // _WIDE)):
                a, b = max(start, line * _WIDE) % _WIDE, (min(end, (line + 1) * _WIDE) - 1) % _WIDE + 1
                if b > a:
                    y = (line - first) * self._tall
                    x, wide = left + (10 + a * 3) * self._step, ((b - a) * 3 - 1) * self._step
                    painter.fillRect(QRect(x, y, wide, self._tall), colour)
                    painter.fillRect(QRect(left + (59 + a) * self._step, y, (b - a) * self._step, self._tall), colour)
