"""Hosts whose connections could not be read: who refused, how, how often, and a way to let them pass."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.messages import Translator
from inspector.model.recording import Handshake
from inspector.ui.panels.capture_parts import Words
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

_MOST_ROWS = 200
_SHOWN_ROWS = 6
_FLUSH = "QHeaderView::section { padding: 0 12px 0 0; } QTableView::item { padding: 0 12px 0 0; }"
"""The first column stands right below the heading."""
_HEADS = ("host", "client", "what", "count")


def refusal_sentence(t: Translator, handshake: Handshake) -> str:
    pinned = "_pinned" if handshake.likely_pinned else ""
    return t(f"recording.refused.{handshake.refusal}{pinned}")


class RefusedHosts(QWidget):
    """Hidden while every host can be read."""

    pass_requested = Signal(str, bool)  # host, whether it is to be read again

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self._shown: tuple[object, ...] = ()
        self._hosts: list[tuple[str, bool]] = []  # what the button of each row is for
        self.table = QTableWidget(0, len(_HEADS) + 1)
        self.table.setHorizontalHeaderLabels([*(t(f"recording.refused.{head}") for head in _HEADS), ""])
        self.table.setAccessibleName(t("recording.refused"))
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setWordWrap(False)
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        modes = QHeaderView.ResizeMode
        for column in (0, 1, 3):
            head.setSectionResizeMode(column, modes.ResizeToContents)
        head.setSectionResizeMode(2, modes.Stretch)
        count = self.table.horizontalHeaderItem(3)
        if count is not None:
            count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.setStyleSheet(_FLUSH)
        column_of_all = QVBoxLayout(self)
        column_of_all.setContentsMargins(0, 0, 0, 0)
        column_of_all.setSpacing(4)
        column_of_all.addWidget(Words(theme, t("recording.refused"), bold=True))
        column_of_all.addWidget(self.table)
        theme.changed.connect(self._fit)
        self.hide()

    def show_handshakes(self, handshakes: Iterable[Handshake], *, passing: Collection[str]) -> None:
        """Most often refused first. Rows stay where they are while only their counts grow."""
        rows = sorted(handshakes, key=lambda one: (not one.likely_pinned, one.first_us, one.host))[:_MOST_ROWS]
        now = (tuple(rows), frozenset(passing))
        if now == self._shown:
            return
        self._shown = now
        self.table.setRowCount(len(rows))
        self._hosts = self._hosts[: len(rows)]
        for row, handshake in enumerate(rows):
            self._write(row, handshake, passes=handshake.host in passing)
        self._fit()
        self.setVisible(bool(rows))

    def _write(self, row: int, handshake: Handshake, *, passes: bool) -> None:
        t = self._t
        what = refusal_sentence(t, handshake)
        if passes:
            what = f"{what}, {t('recording.refused.passing')}"
        texts = (handshake.host, handshake.client, what, t.number(handshake.count))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(safe_text(text, limit=120))
            item.setToolTip(safe_text(handshake.detail, limit=300) if column == 2 else item.text())
            if column == 3:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)
        if self._hosts[row : row + 1] != [(handshake.host, passes)]:  # else somebody may be about to press it
            self._hosts[row : row + 1] = [(handshake.host, passes)]
            self.table.setCellWidget(row, 4, self._button(handshake.host, passes=passes))

    def _button(self, host: str, *, passes: bool) -> QPushButton:
        t = self._t
        button = QPushButton(t("recording.refused.read" if passes else "recording.refused.pass"))
        button.setProperty("kind", "link")
        button.setToolTip("" if passes else t("recording.refused.pass_tip", host=safe_text(host, limit=80)))
        button.setAccessibleName(f"{button.text()} {safe_text(host, limit=80)}")
        button.clicked.connect(lambda: self.pass_requested.emit(host, passes))
        return button

    def _fit(self) -> None:
        height, t = self._theme.px(30), self._t
        words = [t("recording.refused.pass"), t("recording.refused.read")]
        metrics = QFontMetrics(self._theme.font())
        self.table.setColumnWidth(4, max(metrics.horizontalAdvance(word) for word in words) + self._theme.px(32))
        self.table.verticalHeader().setDefaultSectionSize(height)
        shown = min(self.table.rowCount(), _SHOWN_ROWS)
        self.table.setFixedHeight(shown * height + self._theme.px(28))
