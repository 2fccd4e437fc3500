"""Draws the rows of the flow table in one loop: the default item painting is three times slower on long tables."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPen, QPixmap

from inspector.figures.palette import GROUP_SHAPES, SEVERITY_SHAPES, group_of, group_rank, role_shape
from inspector.figures.shapes import Shape
from inspector.model.finding import Severity
from inspector.model.flow import Delivery, Timings
from inspector.model.party import Role
from inspector.ui.icons import shape_icon
from inspector.ui.models.flow_columns import Column, Paint
from inspector.ui.models.flows import FlowLine
from inspector.ui.theme import Theme

_PAD = 8
_MARK = 12
_STEP = 13  # from one mark to the next
_MARKS_SHOWN = 3
_TEXT = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_LEFT = _TEXT | Qt.AlignmentFlag.AlignLeft
_RIGHT = _TEXT | Qt.AlignmentFlag.AlignRight
_ELIDED_KEPT = 20_000
_TROUBLE = Severity.HIGH

PHASES = ("blocked", "dns", "connect", "tls", "send", "wait", "receive")
PHASE_STRENGTH = {"blocked": 60, "dns": 95, "connect": 130, "tls": 160, "send": 255, "wait": 110, "receive": 220}
"""How dark each phase is drawn in the accent colour, 0 to 255."""


class FlowPainter:
    """Colours, fonts and elided texts, kept between frames; made anew when the theme changes."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.font = theme.font()
        self.mono = theme.font(mono=True)
        self.small = theme.font(11)
        self.ink, self.quiet = theme.color("ink"), theme.color("quiet")
        self.line, self.selection = theme.color("line"), theme.color("selection")
        self.accent = theme.color("accent")
        self.roles = {role: (role_shape(role), theme.role_color(role)) for role in Role}
        self.severities = {s: (shape, theme.severity_color(s)) for s, shape in SEVERITY_SHAPES.items()}
        self.groups = {g: (shape, theme.class_color(g)) for g, shape in GROUP_SHAPES.items()}
        self.phases = {name: self._strength(PHASE_STRENGTH[name]) for name in PHASES}
        self.from_us, self.until_us = 0, 1
        self._metrics = {False: QFontMetrics(self.font), True: QFontMetrics(self.mono)}
        self._mono_advance = QFontMetricsF(self.mono).horizontalAdvance("m" * 100) / 100
        self._elided: dict[tuple[str, int, bool], str] = {}
        self._side, self._step = theme.px(_MARK), theme.px(_STEP)
        self._marks: dict[tuple[Shape, int], QPixmap] = {}

    def _strength(self, alpha: int) -> QColor:
        colour = QColor(self.accent)
        colour.setAlpha(alpha)
        return colour

    def draw_cell(self, painter: QPainter, column: Column, line: FlowLine, *, text: str, rect: QRect) -> None:
        """One cell; `rect` is the whole cell."""
        match column.paint:
            case Paint.PARTY:
                shape, colour = self.roles.get(_role(line.row.role), (Shape.RING, self.quiet))
                self._mark(painter, shape, colour, x=rect.left() + _PAD + self._step // 2, rect=rect)
                rect = rect.adjusted(self._step + 1, 0, 0, 0)
            case Paint.SENSITIVE:
                rect = self._draw_classes(painter, line, rect=rect)
            case Paint.FINDING:
                if line.row.severity is None:
                    return
                shape, colour = self.severities[line.row.severity]
                self._mark(painter, shape, colour, x=rect.left() + _PAD + self._step // 2, rect=rect)
                rect = rect.adjusted(self._step + 1, 0, 0, 0)
            case Paint.WATERFALL:
                self._draw_waterfall(painter, line, rect=rect)
                return
            case _:
                pass
        if text:
            self._draw_text(painter, column, line, text=text, rect=rect)

    def _draw_text(self, painter: QPainter, column: Column, line: FlowLine, *, text: str, rect: QRect) -> None:
        painter.setFont(self.mono if column.mono else self.font)
        is_quiet = column.quiet or not line.row.facts.delivery.is_on_wire or line.row.facts.background
        painter.setPen(self.quiet if is_quiet else self.ink)
        if column.name == "status" and _is_trouble(line):
            painter.setPen(self.severities[_TROUBLE][1])
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        width = inner.width()
        painter.drawText(inner, _RIGHT if column.right else _LEFT, self.elided(text, width, mono=column.mono))

    def elided(self, text: str, width: int, *, mono: bool) -> str:
        """The text, cut with an ellipsis where it is wider than `width` pixels; remembered."""
        key = (text, width, mono)
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) > _ELIDED_KEPT:
                self._elided.clear()
            found = self._elided[key] = self._elide(text, width, mono=mono)
        return found

    def _elide(self, text: str, width: int, *, mono: bool) -> str:
        """Where every character is as wide as the next, counting them is enough."""
        if mono and text.isascii():
            fits = int(width / self._mono_advance)
            return text if len(text) <= fits else f"{text[: max(fits - 1, 0)]}…"
        return self._metrics[mono].elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _mark(self, painter: QPainter, shape: Shape, colour: QColor, *, x: float, rect: QRect) -> None:
        key = (shape, colour.rgba())
        mark = self._marks.get(key)
        if mark is None:
            mark = self._marks[key] = shape_icon(shape, colour, size=self._side).pixmap(self._side, self._side)
        painter.drawPixmap(int(x) - self._side // 2, rect.center().y() + 1 - self._side // 2, mark)

    def _draw_classes(self, painter: QPainter, line: FlowLine, *, rect: QRect) -> QRect:
        """A mark for each group of classes, at most three; the rectangle that is left."""
        ranked = sorted(line.row.classes, key=group_rank)
        groups = list(dict.fromkeys(group_of(class_) for class_ in ranked))[:_MARKS_SHOWN]
        for n, group in enumerate(groups):
            shape, colour = self.groups.get(group, (Shape.CIRCLE, self.quiet))
            self._mark(painter, shape, colour, x=rect.left() + _PAD + self._step // 2 + n * self._step, rect=rect)
        return rect.adjusted(self._step * len(groups) + (2 if groups else 0), 0, 0, 0)

    def _draw_waterfall(self, painter: QPainter, line: FlowLine, *, rect: QRect) -> None:
        facts = line.row.facts
        if facts.started_us is None:
            return
        width, left = rect.width() - 2 * _PAD, rect.left() + _PAD
        scale = width / max(self.until_us - self.from_us, 1)
        start = left + (facts.started_us - self.from_us) * scale
        length = max((facts.duration_us or 0) * scale, 2.0)
        middle, tall = rect.center().y(), 8
        right = left + width
        if start > right or start + length < left:
            return
        shown = QRectF(max(start, left), middle - tall / 2 + 1, min(start + length, right) - max(start, left), tall)
        spans = measured_phases(facts.timings) if length >= 6 else ()
        if not spans:
            painter.fillRect(shown, self.phases["receive"] if facts.delivery.is_on_wire else self.line)
            return
        painter.fillRect(QRectF(shown.left(), middle + 0.5, shown.width(), 1), self.quiet)
        x = start
        for name, length_us in spans:
            step = length_us * scale
            if x + step > left and x < right:
                painter.fillRect(QRectF(x, shown.top(), min(step, right - x), tall), self.phases[name])
            x += step


def measured_phases(timings: Timings) -> tuple[tuple[str, int], ...]:
    """The phases that were measured, in order, in microseconds; TLS is taken out of connecting (HAR 1.2)."""
    found = []
    for name in PHASES:
        length = getattr(timings, name)
        if name == "connect" and length is not None:
            length = max(length - (timings.tls or 0), 0)
        if length:
            found.append((name, length))
    return tuple(found)


def draw_focus(painter: QPainter, rect: QRect, *, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2))
    painter.drawLine(rect.left() + 1, rect.top(), rect.left() + 1, rect.bottom())


def _role(role: str) -> Role:
    return Role(role) if role in Role else Role.UNKNOWN


def _is_trouble(line: FlowLine) -> bool:
    facts = line.row.facts
    return facts.delivery is Delivery.FAILED or (facts.status or 0) >= 400
