"""Draws rows of a few lines of wrapping text beside an icon, each as high as its lines."""

import math

from msgspec.structs import replace
from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inspector.ui.models.journey_lines import LINES_ROLE, Line, RowLines
from inspector.ui.theme import Theme

_PAD = 8
_GAP = 2
_ICON = 16
_HEADING = 28
_MOST_PX = 100_000
_NARROW_PX = 360
_KEPT = 20_000


class RowDelegate(QStyledItemDelegate):
    """Draws a `RowLines`; rows are as high as their lines. `aside_px`: the column at the left, at 100 %."""

    def __init__(self, theme: Theme, *, aside_px: int = 0, has_track: bool = False, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._aside_px, self._has_track = theme, aside_px, has_track
        self._heights: dict[tuple[str, int, bool, bool, int], int] = {}
        self._fonts: dict[tuple[int, bool, bool], tuple[QFont, QFontMetrics]] = {}
        self.width = 300
        """Of the rows, in pixels: the list says it, for options do not."""

    @property
    def _aside(self) -> int:
        """Of the column at the left, at 100 %: in a narrow list there is none, and what it says begins the lines."""
        return self._aside_px if self.width >= self._theme.px(_NARROW_PX) else 0

    def _lines(self, row: RowLines) -> tuple[Line, ...]:
        if self._aside or not row.aside or not row.lines:
            return row.lines
        first = row.lines[0]
        return (replace(first, text=f"{row.aside} · {first.text}"), *row.lines[1:])

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = index.data(LINES_ROLE)
        if not isinstance(row, RowLines):
            return QSize(self.width, self._theme.row_height)
        px = self._theme.px
        rects = self._rects(row, QRect(0, 0, self.width, _MOST_PX))
        bottom = max((rect.bottom() for rect in rects), default=0)
        return QSize(self.width, bottom + 1 + px(_PAD))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(LINES_ROLE)
        if not isinstance(row, RowLines):
            return
        theme, px = self._theme, self._theme.px
        rect: QRect = option.rect
        state = option.state
        painter.save()
        body = rect.adjusted(0, self._heading_px(row), 0, 0)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(body, theme.color("selection"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(body.left(), body.top(), 2, body.height()), theme.color("accent"))
        if row.heading:
            painter.setFont(theme.font(11, bold=True))
            painter.setPen(theme.color("ink"))
            head = QRect(rect.left() + px(16), rect.top(), rect.width() - px(24), px(_HEADING))
            text = QFontMetrics(painter.font()).elidedText(row.heading, Qt.TextElideMode.ElideMiddle, head.width())
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if self._has_track:
            self._draw_track(painter, body, index)
        self._draw_head(painter, row, body)
        for line, place in zip(self._lines(row), self._rects(row, rect), strict=True):
            self._draw_line(painter, line, place)
        painter.restore()

    def _draw_track(self, painter: QPainter, body: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """The thread that runs from step to step, behind their icons."""
        px = self._theme.px
        x = body.left() + px(_PAD + self._aside) + px(_ICON) // 2
        painter.setPen(QPen(self._theme.color("line"), 1))
        icon_top = body.top() + px(_PAD)
        if index.row():
            painter.drawLine(x, body.top(), x, icon_top - 3)
        if index.row() + 1 < index.model().rowCount():
            painter.drawLine(x, icon_top + px(_ICON) + 3, x, body.bottom())

    def _draw_head(self, painter: QPainter, row: RowLines, body: QRect) -> None:
        theme, px = self._theme, self._theme.px
        left, top = body.left() + px(_PAD), body.top() + px(_PAD)
        if row.aside and self._aside:
            painter.setFont(theme.font(11))
            painter.setPen(theme.color("quiet"))
            painter.drawText(QRect(left, top, px(self._aside), px(_ICON)), Qt.AlignmentFlag.AlignVCenter, row.aside)
        side = px(_ICON)
        row.icon.paint(painter, left + px(self._aside), top, side, side)
        if row.end:
            painter.setFont(self._end_font())
            painter.setPen(theme.color("accent"))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self._end_rect(row, body), right, row.end)

    def is_end(self, row: RowLines, rect: QRect, point: QPoint) -> bool:
        """Whether a point of a row lies on what stands at its right."""
        reach = self._theme.px(4)
        body = rect.adjusted(0, self._heading_px(row), 0, 0)
        return bool(row.end) and self._end_rect(row, body).adjusted(-reach, -reach, reach, reach).contains(point)

    def _end_rect(self, row: RowLines, body: QRect) -> QRect:
        px, wide = self._theme.px, self._end_px(row)
        return QRect(body.left() + self.width - px(_PAD) - wide, body.top() + px(_PAD), wide, px(_ICON))

    def _draw_line(self, painter: QPainter, line: Line, place: QRect) -> None:
        theme, px = self._theme, self._theme.px
        if line.icon is not None:
            line.icon.paint(painter, place.left(), place.top() + 1, px(12), px(12))
            place = place.adjusted(px(18), 0, 0, 0)
        painter.setPen(theme.color(line.tone))
        self._wrapped(line, place.width()).draw(painter, QPointF(place.topLeft()))

    def _rects(self, row: RowLines, rect: QRect) -> list[QRect]:
        """Where each line stands; the first leaves room for what stands at its right."""
        px = self._theme.px
        left = rect.left() + px(_PAD + self._aside + _ICON + 8)
        top = rect.top() + self._heading_px(row) + px(_PAD)
        places = []
        for number, line in enumerate(self._lines(row)):
            right = rect.left() + self.width - px(_PAD)
            if not number and row.end:
                right -= self._end_px(row) + px(_PAD)
            wide = max(right - left, px(80))
            inner = wide - (px(18) if line.icon is not None else 0)
            high = self._height(line, inner)
            places.append(QRect(left, top, wide, high))
            top += high + px(_GAP)
        return places

    def _height(self, line: Line, width: int) -> int:
        """Of the text in lines of that width; remembered, for every layout asks for all rows."""
        key = (line.text, line.size, line.is_mono, line.is_bold, width)
        high = self._heights.get(key)
        if high is None:
            if len(self._heights) > _KEPT:
                self._heights.clear()
            metrics = self._metrics(line)
            is_short = metrics.horizontalAdvance(line.text) < width and "\n" not in line.text
            high = metrics.height() if is_short else math.ceil(self._wrapped(line, width).boundingRect().height())
            self._heights[key] = high
        return high

    def _metrics(self, line: Line) -> QFontMetrics:
        key = (line.size, line.is_mono, line.is_bold)
        found = self._fonts.get(key)
        if found is None:
            font = self._theme.font(line.size, mono=line.is_mono, bold=line.is_bold)
            found = self._fonts[key] = (font, QFontMetrics(font))
        return found[1]

    def forget(self) -> None:
        """For when the look has changed."""
        self._heights.clear()
        self._fonts.clear()

    def _wrapped(self, line: Line, width: int) -> QTextLayout:
        """The lines of a text: broken between words, and inside a word only where it is longer than a line."""
        laid = QTextLayout(line.text, self._font(line))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        laid.setTextOption(option)
        laid.beginLayout()
        top = 0.0
        while (part := laid.createLine()).isValid():
            part.setLineWidth(width)
            part.setPosition(QPointF(0, top))
            top += part.height()
        laid.endLayout()
        return laid

    def _heading_px(self, row: RowLines) -> int:
        return self._theme.px(_HEADING) if row.heading else 0

    def _end_px(self, row: RowLines) -> int:
        return QFontMetrics(self._end_font()).horizontalAdvance(row.end) + 2

    def _end_font(self) -> QFont:
        font = self._theme.font(11)
        font.setUnderline(True)
        return font

    def _font(self, line: Line) -> QFont:
        self._metrics(line)
        return self._fonts[line.size, line.is_mono, line.is_bold][0]
