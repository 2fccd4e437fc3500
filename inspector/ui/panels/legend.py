"""The legend of shapes and colours that stands above timeline and graph; it is always on."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.figures.palette import Family
from inspector.figures.timeline import Lane
from inspector.ui.case_view import CaseView
from inspector.ui.plots.marks import draw_mark, family_mark, lane_family
from inspector.ui.theme import Theme

_MARGIN = 24
_GAP = 16
_KEY = 16  # the mark and the room before its word


class Legend(QWidget):
    """Families of roles in the order of the glossary; words after marks; wraps into rows."""

    def __init__(self, view: CaseView, theme: Theme, *, extra: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._t = view.t
        self._theme = theme
        self._families: tuple[Family, ...] = ()
        self._choice: tuple[tuple[str, str], ...] = ()
        self._extra = tuple(extra) or (("sensitive", self._t("timeline.legend_sensitive")),)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(20))
        theme.changed.connect(self.update)

    def set_choices(self, *, has_inferred: bool) -> None:
        """Whether choices are drawn that only a signal tells."""
        self._choice = (("choice", self._t("timeline.legend_choice")),) if has_inferred else ()

    def set_lanes(self, lanes: Sequence[Lane]) -> None:
        self.set_families({lane_family(lane) for lane in lanes})

    def set_families(self, families: set[Family]) -> None:
        self._families = tuple(family for family in Family if family in families)
        self.setAccessibleName(", ".join(word for _, word in self._entries()))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def _entries(self) -> list[tuple[str, str]]:
        return [*((str(f), self._t(f"window.family.{f}")) for f in self._families), *self._extra, *self._choice]

    def _places(self) -> list[tuple[float, int]]:
        self.ensurePolished()
        metrics, px = self.fontMetrics(), self._theme.px
        places: list[tuple[float, int]] = []
        x, row = float(_MARGIN), 0
        for _, word in self._entries():
            wide = px(_KEY) + metrics.horizontalAdvance(word) + px(_GAP)
            if x > _MARGIN and x + wide > self.width() - _MARGIN + px(_GAP):
                x, row = float(_MARGIN), row + 1
            places.append((x, row))
            x += wide
        return places

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        self.setFont(self._theme.font(11))
        places = self._places()
        rows = places[-1][1] + 1 if places else 1
        self.setFixedHeight(rows * self._theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._theme.font(11))
        high = self._theme.px(20)
        for (key, word), (x, row) in zip(self._entries(), self._places(), strict=True):
            middle = row * high + high / 2
            self._draw_key(painter, key, QPointF(x + self._theme.px(6), middle))
            painter.setPen(self._theme.color("ink"))
            room = QRectF(x + self._theme.px(_KEY), row * high, self.width(), high)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)

    def _draw_key(self, painter: QPainter, key: str, at: QPointF) -> None:
        """A key of 12 px at 100 %, round its middle."""
        painter.save()
        painter.translate(at)
        painter.scale(self._theme.zoom / 100, self._theme.zoom / 100)
        self._draw_at_middle(painter, key, QPointF(0, 0))
        painter.restore()

    def _draw_at_middle(self, painter: QPainter, key: str, at: QPointF) -> None:
        theme = self._theme
        if key == "sensitive":
            color = QColor(theme.palette.class_("health.motive"))
            painter.fillRect(QRectF(at.x() - 1.5, at.y() - 6, 3, 12), color)
        elif key == "choice":
            painter.setPen(QPen(theme.color("quiet"), 1))
            for step in (-6, -3, 0):
                painter.drawLine(at + QPointF(step, 5), at + QPointF(step + 4, -5))
            painter.setPen(QPen(theme.color("ink"), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(at + QPointF(5, -7), at + QPointF(5, 7))
        elif key == "values":
            painter.fillRect(QRectF(at.x() - 6, at.y() - 1.5, 12, 3), theme.color("quiet"))
        elif key == "arrow":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("quiet"))
            painter.drawPolygon(QPolygonF([at + QPointF(6, 0), at + QPointF(-4, -5), at + QPointF(-4, 5)]))
        elif key == "traffic":
            for step in (-6, -2, 2):
                painter.fillRect(QRectF(at.x() + step, at.y() - 0.5, 2, 1), theme.color("quiet"))
        elif key == "sync":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("ink"))
            for dot in (-6, -2, 2, 6):
                painter.drawEllipse(at + QPointF(dot, 0), 1.1, 1.1)
        elif key == "same-group":
            painter.setPen(theme.color("ink"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, 6, 6)
        else:
            draw_mark(painter, family_mark(Family(key), theme), centre=at, radius=5)
