"""The left rail: the pages with icon and word."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.case_view import PageName
from inspector.ui.theme import Theme

ICONS = {
    PageName.CAPTURE: "circle-dot",
    PageName.OVERVIEW: "newspaper",
    PageName.FLOWS: "table",
    PageName.TIMELINE: "chart-gantt",
    PageName.RECIPIENTS: "waypoints",
    PageName.JOURNEYS: "route",
    PageName.DATA: "grid-3x3",
    PageName.FINDINGS: "shield-alert",
    PageName.COMPARE: "diff",
    PageName.REPORT: "file-text",
}

_EDGE_PX = 8
_GAP_PX = 4
_HIGH = (84, 52, 20, Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
_LOW = (108, 26, 16, Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
"""Width and height of a button and size of its icon at 100 %, and where its word stands."""


class Rail(QFrame):
    """Says which page was asked for; shows which one is up."""

    page_requested = Signal(object)  # PageName

    def __init__(self, t: Translator, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_low = False
        self._buttons: dict[PageName, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(4, _EDGE_PX, 4, _EDGE_PX)
        self.setAccessibleName(t("window.rail"))
        for number, page in enumerate(PageName):
            self._add(page, t(f"window.page_{page}"), number)
        self._layout.addStretch()
        theme.changed.connect(self._dress)
        self._dress()

    def show_page(self, page: PageName) -> None:
        self._buttons[page].setChecked(True)
        self._dress()

    def _add(self, page: PageName, word: str, number: int) -> None:
        button = QToolButton()
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the page
        button.setText(word)
        button.setToolTip(f"{word} ({number})")
        button.clicked.connect(lambda _=False, wanted=page: self.page_requested.emit(wanted))
        self._group.addButton(button)
        self._buttons[page] = button
        self._layout.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_low != self._lacks_height():
            self._dress()

    def _lacks_height(self) -> bool:
        """Whether icons above their words would not all fit: they then stand before them."""
        return 0 < self.height() < len(self._buttons) * self._theme.px(52 + _GAP_PX) + 2 * _EDGE_PX

    def _dress(self) -> None:
        px, line = self._theme.px, self._theme.color("line").name()
        self.setStyleSheet(f"Rail {{ border: none; border-right: 1px solid {line}; }}")
        self._is_low = self._lacks_height()
        wide, high, icon, style = _LOW if self._is_low else _HIGH
        self.setFixedWidth(px(wide + 8))
        self._layout.setSpacing(2 if self._is_low else _GAP_PX)
        for page, button in self._buttons.items():
            button.setFont(self._theme.font(11))
            button.setToolButtonStyle(style)
            button.setIconSize(self._theme.icon_size(icon) if self._is_low else QSize(px(icon), px(icon)))
            button.setFixedSize(px(wide), px(high))
            tone = "accent" if button.isChecked() else "quiet"
            icon_of = self._theme.icon_beside if self._is_low else self._theme.icon
            button.setIcon(icon_of(ICONS[page], tone))
