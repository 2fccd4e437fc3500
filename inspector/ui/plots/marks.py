"""The marks of figures/shapes.py in lists and plots: which shape and colour says what, and pictures of them."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from inspector.figures.palette import FAMILY_SHAPES, GROUP_SHAPES, SEVERITY_SHAPES, Family, family_of, group_of
from inspector.figures.shapes import Shape
from inspector.figures.timeline import Lane
from inspector.model.finding import Severity
from inspector.model.party import Recipient
from inspector.ui.icons import draw_shape
from inspector.ui.theme import Theme

_HATCHED = 150  # of 255

type Mark = tuple[Shape, str]
"""A shape and its colour as `#RRGGBB`."""


def draw_mark(painter: QPainter, mark: Mark, *, centre: QPointF, radius: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_shape(painter, mark[0], centre=centre, radius=radius, colour=QColor(mark[1]))
    painter.restore()


def mark_image(mark: Mark, *, size: int = 12, scale: float = 2.0) -> QImage:
    """A square picture of a mark, `size` logical pixels wide."""
    image = QImage(int(size * scale), int(size * scale), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw_mark(painter, mark, centre=QPointF(size / 2, size / 2), radius=size * 0.42)
    painter.end()
    return image


def hatching(theme: Theme) -> QBrush:
    """The ground of what was inferred: slanted lines, quiet enough for marks on top of them."""
    color = QColor(theme.color("quiet"))
    color.setAlpha(_HATCHED)
    return QBrush(color, Qt.BrushStyle.BDiagPattern)


def severity_mark(severity: Severity, theme: Theme) -> Mark:
    return SEVERITY_SHAPES[severity], theme.palette.severity(severity)


def class_mark(class_: str | None, theme: Theme) -> Mark:
    return GROUP_SHAPES.get(group_of(class_), Shape.CIRCLE), theme.palette.class_(class_)


def recipient_family(recipient: Recipient) -> Family:
    return Family.FIRST_PARTY if recipient.first_party else family_of(recipient.party.role)


def recipient_mark(recipient: Recipient, theme: Theme) -> Mark:
    return family_mark(recipient_family(recipient), theme)


def lane_family(lane: Lane) -> Family:
    return Family.FIRST_PARTY if lane.first_party else family_of(lane.role)


def family_mark(family: Family, theme: Theme) -> Mark:
    return FAMILY_SHAPES[family], theme.palette.families[family]
