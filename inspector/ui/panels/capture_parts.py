"""Small parts of the capture page: words in one size and tone, ticks, icons, a row that wraps, a notice."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from inspector.model.finding import Severity
from inspector.ui.theme import Theme


class Words(QLabel):
    """Plain text in a size and a tone (`ink`, `quiet`, `accent`) that follows the theme."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        size: int = 13,
        tone: str = "ink",
        bold: bool = False,
        mono: bool = False,
        wraps: bool = True,
    ) -> None:
        super().__init__(text)
        self._theme, self._size, self._tone, self._bold, self._mono = theme, size, tone, bold, mono
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        theme.changed.connect(self._dress)
        self._dress()

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self._dress()

    def _dress(self) -> None:
        self.setFont(self._theme.font(self._size, bold=self._bold, mono=self._mono))
        self.setStyleSheet(f"color: {self._theme.color(self._tone).name()};")


class Tick(QCheckBox):
    """A check box whose frame is seen on a dark ground too: the style derives it from the ground otherwise."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        shades = self.palette()
        shades.setColor(QPalette.ColorRole.Window, self._theme.color("quiet").lighter(140))
        self.setPalette(shades)


class Picture(QLabel):
    """An icon of the theme at 16 px or another size."""

    def __init__(self, theme: Theme, name: str, *, tone: str = "quiet", size: int = 16) -> None:
        super().__init__()
        self._theme, self._name, self._tone, self._size = theme, name, tone, size
        theme.changed.connect(self._dress)
        self._dress()

    def show_icon(self, name: str, *, tone: str) -> None:
        self._name, self._tone = name, tone
        self._dress()

    def _dress(self) -> None:
        side = self._theme.px(self._size)
        self.setPixmap(self._theme.icon(self._name, self._tone).pixmap(QSize(side, side)))
        self.setFixedSize(side, side)


class Wrapping(QLayout):
    """Lays widgets out from left to right and goes on in the next line."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8) -> None:
        super().__init__(parent)
        self._rows_gap = gap
        self._members: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._members.append(item)
        self.invalidate()  # what is around has kept the height without it

    def count(self) -> int:
        return len(self._members)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._members[index] if 0 <= index < len(self._members) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._members):
            return None
        self.invalidate()
        return self._members.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, is_real=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._members:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, is_real: bool) -> int:
        """The height that the lines take; each member stands in the middle of its line."""
        y = rect.y()
        for line in self._lines(rect.width()):
            x, height = rect.x(), max(item.sizeHint().height() for item in line)
            for item in line:
                hint = item.sizeHint()
                if is_real:
                    item.setGeometry(QRect(QPoint(x, y + (height - hint.height()) // 2), hint))
                x += hint.width() + self._rows_gap
            y += height + self._rows_gap
        return max(y - self._rows_gap - rect.y(), 0)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._members:
            if (widget := item.widget()) is not None and widget.isHidden():
                continue
            wanted = item.sizeHint().width()
            if not lines or used + wanted > width:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += wanted + self._rows_gap
        return lines


class Notice(QFrame):
    """One sentence that asks for a decision: an icon, the words, a button or two. Hidden until it is told."""

    def __init__(self, theme: Theme, *, icon: str = "triangle-alert", severity: Severity = Severity.HIGH) -> None:
        super().__init__()
        self._theme, self._icon_name, self._severity = theme, icon, severity
        self._icon, self.words = QLabel(), Words(theme)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 8, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self._icon)
        self._row.addWidget(self.words, 1)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def add_button(self, text: str, call: Callable[[], None], *, is_link: bool = False) -> QPushButton:
        button = QPushButton(text)
        if is_link:
            button.setProperty("kind", "link")
        button.clicked.connect(call)
        self._row.addWidget(button)
        return button

    def tell(self, sentence: str) -> None:
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()

    def _dress(self) -> None:
        colour, surface = self._theme.severity_color(self._severity), self._theme.color("surface").name()
        self.setStyleSheet(f"Notice {{ background: {surface}; border: none; border-left: 3px solid {colour.name()}; }}")
        side = self._theme.px(16)
        self._icon.setPixmap(self._theme.tinted(self._icon_name, colour).pixmap(QSize(side, side)))


def text_button(text: str, call: Callable[[], None], *, kind: str = "") -> QPushButton:
    """A button of its own width; `kind` is "primary", "link" or plain."""
    button = QPushButton(text)
    if kind:
        button.setProperty("kind", kind)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.clicked.connect(call)
    return button
