"""The tree that JsonView shows: what it draws in its columns, and its keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from inspector.ui.models.json_tree import TreeModel
from inspector.ui.theme import Theme
from inspector.ui.words import class_word


class ValueDelegate(QStyledItemDelegate):
    """Draws a sensitive value on a tint of its class."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if tint is not None:
            painter.fillRect(option.rect.adjusted(0, 2, 0, -2), tint)
        super().paint(painter, option, index)


class MarginDelegate(QStyledItemDelegate):
    """Draws the class as a coloured mark with its word."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, TreeModel)
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("selection"))
        leaf = model.leaf(index)
        if leaf is None:
            self._paint_mute(painter, rect, model.text_of_mute(index))
            return
        word = class_word(model.t, leaf.class_)
        self._theme.class_icon(leaf.class_).paint(painter, rect.left() + 4, rect.top(), 16, rect.height())
        painter.setFont(self._theme.font(11, bold=True))
        painter.setPen(self._theme.class_color(leaf.class_))
        text = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, rect.width() - 28)
        painter.drawText(rect.adjusted(24, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_mute(self, painter: QPainter, rect: QRect, words: str) -> None:
        """That the row is muted, in a quiet hand and without a mark."""
        if words:
            painter.setFont(self._theme.font(11, italic=True))
            painter.setPen(self._theme.color("quiet"))
            text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rect.width() - 28)
            painter.drawText(rect.adjusted(24, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 28, self._theme.row_height)


class ValueTree(QTreeView):
    """The tree itself; keys move between sensitive leaves."""

    step_requested = Signal(int)
    search_requested = Signal()
    mute_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_N:
                self.step_requested.emit(1)
            case Qt.Key.Key_P:
                self.step_requested.emit(-1)
            case Qt.Key.Key_F3:
                self.step_requested.emit(-1 if back else 1)
            case Qt.Key.Key_M:
                self.mute_requested.emit()
            case Qt.Key.Key_Slash:
                self.search_requested.emit()
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands; searching has its own line."""
