"""The frozen heads and the cells of the matrix: turned class names under their capture, recipients with their marks."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from inspector.messages import Translator
from inspector.ui.models.matrix import MatrixModel
from inspector.ui.panels.wording import class_inside
from inspector.ui.plots.marks import class_mark, draw_mark, recipient_mark
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

type Index = QModelIndex | QPersistentModelIndex

_DIGIT_PX = 7
_CELL_LEAST_PX = 40
_GROUP_PX = 24
_HEAD_PX = 168
_MOST_HEAD_PX = 280
_LEAST_HEAD_PX = 90
_MOST_SHARE = 0.5
_SIDE_PX = 212


def cell_px(largest: int) -> int:
    """How wide a column is, at 100 %: two numbers of the largest one's digits, each with its margin."""
    return max(_CELL_LEAST_PX, 2 * (len(str(largest)) * _DIGIT_PX + 9))


class ClassHead(QHeaderView):
    """Class names turned upright, each on its mark; above them the name of the capture they belong to."""

    def __init__(self, model: MatrixModel, t: Translator, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._matrix = model
        self._t = t
        self._theme = theme
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def sizeHint(self) -> QSize:
        groups = _GROUP_PX if len(self._matrix.matrix.captures) > 1 else 0
        return QSize(0, self._theme.px(groups) + self._longest())

    def _longest(self) -> int:
        """The room that the names need, within reason: more than half of the table is for its rows."""
        px, metrics = self._theme.px, QFontMetrics(self._theme.font(11))
        words = (class_inside(self._t, class_) for class_ in self._matrix.matrix.classes)
        wanted = max((metrics.horizontalAdvance(word) for word in words), default=0) + px(46)
        table = self.parentWidget()
        room = int(table.height() * _MOST_SHARE) if table is not None else px(_MOST_HEAD_PX)
        return min(max(wanted, px(_HEAD_PX)), px(_MOST_HEAD_PX), max(room, px(_LEAST_HEAD_PX)))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = self._theme
        painter.save()
        painter.fillRect(rect, theme.color("ground"))
        key = self._matrix.column(logicalIndex)
        groups = theme.px(_GROUP_PX) if len(self._matrix.matrix.captures) > 1 else 0
        if groups:
            self._draw_group(painter, rect, logicalIndex, high=groups)
        foot = rect.bottom() - theme.px(22)
        middle = rect.center().x()
        painter.setFont(theme.font(11, bold=key is None))
        if key is not None:
            mark = class_mark(key[1], theme)
            draw_mark(painter, mark, centre=QPointF(middle, foot - theme.px(8)), radius=theme.px(5))
        painter.setPen(theme.color("ink"))
        word = class_inside(self._t, key[1]) if key else self._t("data.total")
        long = foot - theme.px(20) - rect.top() - groups
        painter.translate(middle + painter.fontMetrics().ascent() / 2 - 1, foot - theme.px(20))
        painter.rotate(-90)
        word = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, int(long))
        painter.drawText(0, 0, word)
        painter.restore()
        self._draw_foot(painter, rect)

    def _draw_foot(self, painter: QPainter, rect: QRect) -> None:
        """The two arrows: sent on the left, returned on the right."""
        theme = self._theme
        painter.save()
        painter.setFont(theme.font(11))
        painter.setPen(theme.color("quiet"))
        low = QRect(rect.left(), rect.bottom() - theme.px(20), rect.width(), theme.px(18))
        half = rect.width() // 2
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(low.left(), low.top(), half - 6, low.height()), right, "↑")
        painter.drawText(QRect(low.left() + half, low.top(), half - 6, low.height()), right, "↓")
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _draw_group(self, painter: QPainter, rect: QRect, section: int, *, high: int) -> None:
        key = self._matrix.column(section)
        classes = len(self._matrix.matrix.classes)
        if key is None:
            return
        theme = self._theme
        first = section - section % max(classes, 1)
        left = self.sectionViewportPosition(first)
        wide = classes * self.sectionSize(first)
        box = QRect(left + 8, rect.top(), wide - 16, high)
        painter.save()
        painter.setClipRect(QRect(rect.left(), rect.top(), rect.width(), high))
        painter.setFont(theme.font(11, bold=True))
        painter.setPen(theme.color("ink"))
        name = safe_text(self._matrix.capture_names.get(key[0], str(key[0])), limit=200)
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(QPen(theme.color("quiet"), 1))
        painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        painter.restore()


class RecipientHead(QHeaderView):
    """Recipients with mark and site; a click selects one."""

    def __init__(self, model: MatrixModel, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._matrix = model
        self._theme = theme
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_SIDE_PX), 0)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = self._theme
        site = self._matrix.site(logicalIndex)
        recipient = self._matrix.recipients.get(site or "")
        painter.save()
        painter.fillRect(rect, theme.color("ground"))
        if recipient is not None:
            centre = QPointF(rect.left() + 30, rect.center().y() + 0.5)
            draw_mark(painter, recipient_mark(recipient, theme), centre=centre, radius=theme.px(5))
        is_first = recipient is not None and recipient.first_party
        painter.setFont(theme.font(bold=is_first or site is None))
        painter.setPen(theme.color("ink"))
        box = QRectF(rect).adjusted(44, 0, -8, 0)
        word = self._matrix.headerData(logicalIndex, Qt.Orientation.Vertical)
        word = painter.fontMetrics().elidedText(str(word), Qt.TextElideMode.ElideMiddle, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
        painter.setPen(QPen(theme.color("line"), 1))
        if site is None:
            painter.drawLine(rect.topLeft(), rect.topRight())
        painter.restore()


class CellDelegate(QStyledItemDelegate):
    """Two numbers: sent up on the left, returned down on the right; a dot where there was nothing."""

    def __init__(self, model: MatrixModel, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._matrix = model
        self._t = t
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        rect = QRect(option.rect)
        state = option.state
        key, site = self._matrix.column(index.column()), self._matrix.site(index.row())
        cell = self._matrix.cell(index.row(), index.column())
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        is_sum = key is None or site is None
        painter.setFont(theme.font(bold=is_sum))
        half = rect.width() // 2
        for number, left in ((cell.sent, rect.left()), (cell.returned, rect.left() + half)):
            box = QRect(left, rect.top(), half - 6, rect.height())
            painter.setPen(theme.color("ink" if number else "line"))
            words = self._t.number(number) if number else "·"
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(QPen(theme.color("line"), 1))
        if site is None:
            painter.drawLine(rect.topLeft(), rect.topRight())
        if key is None or index.column() % max(len(self._matrix.matrix.classes), 1) == 0:
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()
