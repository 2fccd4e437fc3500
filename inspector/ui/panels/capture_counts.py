"""The live figures of a recording: large numbers over their words, each a way in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.panels.capture_parts import Words
from inspector.ui.theme import Theme

NAMES = ("flows", "parties", "sensitive", "refused")


class Figure(QWidget):
    """One number and its word. Its width never shrinks, so that nothing beside it moves."""

    chosen = Signal()

    def __init__(self, t: Translator, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._t, self._theme, self._name = t, theme, name
        self.number = QPushButton()
        self.number.setProperty("kind", "link")
        self.number.clicked.connect(self.chosen)
        self.word = Words(theme, size=11, tone="quiet", wraps=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.number)
        column.addWidget(self.word)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_number(0)

    def show_number(self, n: int) -> None:
        word = self._t(f"recording.count.{self._name}", n=n)
        self.number.setText(self._t.number(n))
        self.number.setEnabled(n > 0)
        self.number.setAccessibleName(f"{self._t.number(n)} {word}")
        self.word.setText(word)

    def _dress(self) -> None:
        quiet = self._theme.color("quiet").name()
        self.number.setFont(self._theme.font(20, bold=True))
        self.number.setStyleSheet(
            "QPushButton { text-decoration: none; padding: 0; text-align: left; }"
            " QPushButton:hover { text-decoration: underline; }"
            f" QPushButton:disabled {{ color: {quiet}; }}"
        )
        self.setMinimumWidth(self._theme.px(104))


class CaptureCounts(QWidget):
    """Flows, parties, sensitive values, refused hosts; below, what is only worth a quiet line."""

    chosen = Signal(str)  # one of NAMES

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t = t
        self.figures = {name: Figure(t, theme, name=name) for name in NAMES}
        self.rest = Words(theme, size=11, tone="quiet")
        self.rest.hide()
        row = QHBoxLayout()
        row.setSpacing(32)
        for name, figure in self.figures.items():
            figure.chosen.connect(lambda name=name: self.chosen.emit(name))
            row.addWidget(figure)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.rest)

    def show_counts(self, **numbers: int) -> None:
        """The numbers that are known, by their name."""
        for name, n in numbers.items():
            self.figures[name].show_number(n)

    def show_rest(self, *, received: int, under_way: int, background: int) -> None:
        t = self._t
        self.rest.show()
        self.rest.setText(t("recording.count.rest", received=t.size(received), open=under_way, background=background))
