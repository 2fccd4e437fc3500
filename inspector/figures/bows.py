"""Curved lines of the graph, which never lie on its straight ones."""

from math import hypot

from inspector.model.struct import Record

_BEND = 0.16  # of a line's length


class Bow(Record, frozen=True, kw_only=True):
    """A curve between two points by way of a third (quadratic Bézier), its ends cut off before the marks."""

    start: tuple[float, float]
    way: tuple[float, float]
    end: tuple[float, float]
    towards: tuple[float, float]  # direction of the curve at its end, of length 1


def bow(
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    centre: tuple[float, float],
    cut: tuple[float, float],
) -> Bow | None:
    """The line of a shared identifier: it bends away from the centre, so that it never lies on the service's lines.
    `cut` are the lengths taken off at either end; None where nothing would be left."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    if length <= sum(cut):
        return None
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    normal = (-dy / length, dx / length)
    outward = normal[0] * (middle[0] - centre[0]) + normal[1] * (middle[1] - centre[1])
    bend = _BEND * length * (1 if outward >= 0 else -1)
    way = (middle[0] + normal[0] * bend, middle[1] + normal[1] * bend)
    leaving, arriving = _unit(start, way), _unit(way, end)
    return Bow(
        start=(start[0] + leaving[0] * cut[0], start[1] + leaving[1] * cut[0]),
        way=way,
        end=(end[0] - arriving[0] * cut[1], end[1] - arriving[1] * cut[1]),
        towards=arriving,
    )


def _unit(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length
