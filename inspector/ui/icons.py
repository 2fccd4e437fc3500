"""Icons and marks: single-colour SVGs tinted by the theme, and the shapes of the figures drawn as icons."""

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtSvg import QSvgRenderer

from inspector.figures.shapes import Shape, outline
from inspector.resources import resource_path

_SIZES = (16, 20, 32)
_RATIOS = (1, 2)


@cache
def _svg(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


def tinted_icon(name: str, colour: QColor, *, beside: bool = False) -> QIcon:
    """The icon `resources/icons/<name>.svg` in one colour; raises FileNotFoundError where there is none. `beside`: with
    a quarter of its width on the right, since Qt leaves too little before the words, and no more for large ones."""
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour.name()).encode()))
    icon = QIcon()
    for size in _SIZES:
        for ratio in _RATIOS:
            icon.addPixmap(_rendered(renderer, size=size, ratio=ratio, extra=size // 4 if beside else 0))
    return icon


def _rendered(renderer: QSvgRenderer, *, size: int, ratio: int, extra: int) -> QPixmap:
    pixmap = _blank(size, ratio=ratio, extra=extra)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _blank(size: int, *, ratio: int, extra: int = 0) -> QPixmap:
    pixmap = QPixmap(QSize(size + extra, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def shape_icon(shape: Shape, colour: QColor, *, size: int = 16) -> QIcon:
    """A mark as an icon of this size, and of twice as much for large text."""
    icon = QIcon()
    for side in (size, 2 * size):
        for ratio in _RATIOS:
            pixmap = _blank(side, ratio=ratio)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_shape(painter, shape, centre=QPointF(side / 2, side / 2), radius=side * 0.36, colour=colour)
            painter.end()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # a selected row would tint it: its colour means
                icon.addPixmap(pixmap, mode)
    return icon


def draw_shape(painter: QPainter, shape: Shape, *, centre: QPointF, radius: float, colour: QColor) -> None:
    """One mark, filled, or a ring of 1.5 px; the painter's pen and brush are changed."""
    if shape.is_hollow:
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius - 0.75, radius - 0.75)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if shape.is_round:
        painter.drawEllipse(centre, radius, radius)
    else:
        corners = [QPointF(centre.x() + x * radius, centre.y() + y * radius) for x, y in outline(shape)]
        painter.drawPolygon(QPolygonF(corners))
