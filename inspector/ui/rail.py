"""The left rail: the pages with icon and word."""

from PySide6.QtCore import QSize, Qt, Signal
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
    PageName.DATA: "grid-3x3",
    PageName.FINDINGS: "shield-alert",
    PageName.REPORT: "file-text",
}


class Rail(QFrame):
    """Says which page was asked for; shows which one is up."""

    page_requested = Signal(object)  # PageName

    def __init__(self, t: Translator, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: dict[PageName, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(4, 8, 4, 8)
        self._layout.setSpacing(4)
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
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.clicked.connect(lambda _=False, wanted=page: self.page_requested.emit(wanted))
        self._group.addButton(button)
        self._buttons[page] = button
        self._layout.addWidget(button)

    def _dress(self) -> None:
        px, line = self._theme.px, self._theme.color("line").name()
        self.setStyleSheet(f"Rail {{ border: none; border-right: 1px solid {line}; }}")
        self.setFixedWidth(px(92))
        for page, button in self._buttons.items():
            button.setFont(self._theme.font(11))
            button.setIconSize(QSize(px(20), px(20)))
            button.setFixedSize(px(84), px(52))
            button.setIcon(self._theme.icon(ICONS[page], "accent" if button.isChecked() else "quiet"))
