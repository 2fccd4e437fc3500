"""The first screen: open a HAR, open the sample, go on with a recent case, or drop a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.theme import Theme
from inspector.ui.words import full_moment, safe_text
from inspector.workspace.recent import RecentCase

_SHOWN = 8
_CARD_WIDTH = 264


class Card(QFrame):
    """A big button: an icon, what it does, and what that means."""

    chosen = Signal()

    def __init__(self, theme: Theme, *, icon: str, title: str, text: str, note: str = "") -> None:
        super().__init__()
        self._theme, self._name = theme, icon
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._icon, self._title, self._text, self._note = QLabel(), QLabel(title), QLabel(text), QLabel(note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        for label in (self._icon, self._title, self._text, self._note):
            label.setWordWrap(label is not self._icon)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)
        self._note.setVisible(bool(note))
        layout.addStretch()
        theme.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        theme = self._theme
        line, accent = theme.color("line").name(), theme.color("accent").name()
        surface = theme.color("surface").name()
        self.setStyleSheet(
            f"Card {{ border: 1px solid {line}; border-radius: 6px; }}"
            f" Card:hover {{ background: {surface}; }} Card:focus {{ border: 2px solid {accent}; }}"
        )
        self._icon.setPixmap(theme.icon(self._name, "accent").pixmap(QSize(32, 32)))
        self._title.setFont(theme.font(15, bold=True))
        self._note.setFont(theme.font(11))
        for label in (self._text, self._note):
            label.setStyleSheet(f"color: {theme.color('quiet').name()};")
        self.setFixedWidth(theme.px(_CARD_WIDTH))
        self.setMinimumHeight(theme.px(152))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


class WelcomePage(QWidget):
    """Says what the person wants; opens nothing itself."""

    open_requested = Signal()
    record_requested = Signal()
    sample_requested = Signal()
    path_requested = Signal(object)  # Path
    forget_requested = Signal(object)  # Path

    def __init__(self, t: Translator, theme: Theme, *, recent_cases: Callable[[], tuple[RecentCase, ...]]) -> None:
        super().__init__()
        self._t, self._theme, self._recent_cases = t, theme, recent_cases
        self._title, self._lead, self._heading = QLabel(t("welcome.title")), QLabel(t("welcome.lead")), QLabel()
        self.record_card = Card(theme, icon="circle-dot", title=t("welcome.record"), text=t("welcome.record_text"))
        self.har_card = Card(theme, icon="folder-open", title=t("welcome.har"), text=t("welcome.har_text"))
        self.sample_card = Card(theme, icon="play", title=t("welcome.sample"), text=t("welcome.sample_text"))
        self.record_card.chosen.connect(self.record_requested)
        self.har_card.chosen.connect(self.open_requested)
        self.sample_card.chosen.connect(self.sample_requested)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._drop = QLabel(t("welcome.drop"))
        self._lay_out()
        theme.changed.connect(self._dress)
        self.reload()
        self._dress()

    def _lay_out(self) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(16)
        cards.addWidget(self.record_card)
        cards.addWidget(self.har_card)
        cards.addWidget(self.sample_card)
        cards.addStretch()
        column = QVBoxLayout()
        column.setSpacing(8)
        self._lead.setWordWrap(True)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addWidget(self._lead)
        column.addSpacing(16)
        column.addLayout(cards)
        column.addSpacing(8)
        column.addWidget(self._drop)
        column.addSpacing(16)
        column.addWidget(self._heading)
        column.addLayout(self._rows)
        column.addStretch(3)
        block = QWidget()
        block.setLayout(column)
        block.setFixedWidth(self._theme.px(3 * _CARD_WIDTH + 32 + 48))
        column.setContentsMargins(24, 24, 24, 24)
        whole = QHBoxLayout(self)
        whole.addStretch()
        whole.addWidget(block)
        whole.addStretch()

    def reload(self) -> None:
        """Reads the recent cases again."""
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        cases = [case for case in self._recent_cases() if case.exists][:_SHOWN]
        self._heading.setText(self._t("window.recent"))
        self._heading.setVisible(bool(cases))
        for case in cases:
            self._rows.addWidget(self._row(case))

    def _row(self, case: RecentCase) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        name = QPushButton(safe_text(case.name, limit=60).replace("&", "&&"))
        name.setProperty("kind", "link")
        name.clicked.connect(lambda: self.path_requested.emit(case.path))
        when = QLabel(full_moment(self._t, case.opened_us)[:16])
        when.setProperty("tone", "quiet")
        state = QLabel(self._t("welcome.unsaved") if case.is_unsaved else "")
        state.setProperty("tone", "quiet")
        forget = QToolButton()
        forget.setIcon(self._theme.icon("x", "quiet"))
        forget.setToolTip(self._t("welcome.forget"))
        forget.setAccessibleName(self._t("welcome.forget"))
        forget.clicked.connect(lambda: self._forget(case.path))
        layout.addWidget(name)
        layout.addStretch()
        for widget in (state, when, forget):
            layout.addWidget(widget)
        row.setFixedHeight(self._theme.px(32))
        return row

    def _forget(self, path: Path) -> None:
        self.forget_requested.emit(path)
        self.reload()

    def _dress(self) -> None:
        theme, quiet = self._theme, self._theme.color("quiet").name()
        self._title.setFont(theme.font(20, bold=True))
        self._lead.setFont(theme.font(13))
        self._heading.setFont(theme.font(11, bold=True))
        self._drop.setFont(theme.font(11))
        for label in (self._lead, self._heading, self._drop):
            label.setStyleSheet(f"color: {quiet};")
