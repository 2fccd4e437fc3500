"""Lists whose rows are a few lines of wrapping text beside an icon: recipients with a journey, and its steps."""

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QToolTip,
)

from inspector.ui.models.journey_lines import LINES_ROLE, RowLines
from inspector.ui.panels.journey_delegate import RowDelegate
from inspector.ui.panels.wording import tip
from inspector.ui.theme import Theme

_SETTLE_MS = 50


class RowList(QListView):
    """A list of such rows; it never scrolls sideways. `tip_of` says what a row's tooltip is."""

    def __init__(
        self,
        model: QAbstractItemModel,
        theme: Theme,
        *,
        name: str,
        aside_px: int = 0,
        has_track: bool = False,
        tip_of: Callable[[int], str] | None = None,
    ) -> None:
        super().__init__()
        self._theme, self._tip_of = theme, tip_of
        self.rows = RowDelegate(theme, aside_px=aside_px, has_track=has_track, parent=self)
        self.setModel(model)
        self.setItemDelegate(self.rows)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.lay_out)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self.rows.forget()
        self.lay_out()

    def lay_out(self) -> None:
        """Breaks the lines anew and keeps the current row in sight."""
        self.doItemsLayout()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows leave room for a scroll bar whether there is one or not: else one row more would break lines anew."""
        self.rows.width = max(self.width() - self.verticalScrollBar().sizeHint().width(), 1)
        super().resizeEvent(event)
        self._settle.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a row on every system; a digit goes to a page rather than to a row that begins with it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        elif event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the link at the right opens the row."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        row = index.data(LINES_ROLE) if index.isValid() else None
        if isinstance(row, RowLines) and self.rows.is_end(row, self.visualRect(index), point):
            self.activated.emit(index)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._tip_of is not None:
            index = self.indexAt(event.pos())
            QToolTip.showText(event.globalPos(), tip(self._tip_of(index.row())) if index.isValid() else "", self)
            return True
        return super().viewportEvent(event)
