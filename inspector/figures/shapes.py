"""The marks of every figure: polygons in a circle of radius 1, so that window and paper draw the same shapes."""

from enum import StrEnum
from math import cos, pi, sin


class Shape(StrEnum):
    CIRCLE = "circle"
    RING = "ring"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    TRIANGLE_DOWN = "triangle-down"
    PENTAGON = "pentagon"
    HEXAGON = "hexagon"
    OCTAGON = "octagon"
    CROSS = "cross"
    STAR = "star"
    BAR = "bar"

    @property
    def is_round(self) -> bool:
        return self in (Shape.CIRCLE, Shape.RING)

    @property
    def is_hollow(self) -> bool:
        return self is Shape.RING


type Point = tuple[float, float]

_REGULAR: dict[Shape, tuple[int, float]] = {
    Shape.SQUARE: (4, pi / 4),
    Shape.DIAMOND: (4, pi / 2),
    Shape.TRIANGLE: (3, pi / 2),
    Shape.TRIANGLE_DOWN: (3, -pi / 2),
    Shape.PENTAGON: (5, pi / 2),
    Shape.HEXAGON: (6, 0.0),
    Shape.OCTAGON: (8, pi / 8),
}
_T = 1 / 3
_CROSS: tuple[Point, ...] = (
    *((-_T, -1.0), (_T, -1.0), (_T, -_T), (1.0, -_T), (1.0, _T), (_T, _T)),
    *((_T, 1.0), (-_T, 1.0), (-_T, _T), (-1.0, _T), (-1.0, -_T), (-_T, -_T)),
)
_BAR: tuple[Point, ...] = ((-0.4, -1.0), (0.4, -1.0), (0.4, 1.0), (-0.4, 1.0))


def outline(shape: Shape) -> tuple[Point, ...]:
    """The corners of a shape, y downwards, at most 1 from the centre; empty for the round ones."""
    if shape.is_round:
        return ()
    if shape is Shape.CROSS:
        return _CROSS
    if shape is Shape.BAR:
        return _BAR
    if shape is Shape.STAR:
        return tuple(_at(pi / 2 + i * pi / 5, 1.0 if i % 2 == 0 else 0.45) for i in range(10))
    corners, turn = _REGULAR[shape]
    return tuple(_at(turn + i * 2 * pi / corners, 1.0) for i in range(corners))


def _at(angle: float, radius: float) -> Point:
    return (round(radius * cos(angle), 4), round(-radius * sin(angle), 4))
