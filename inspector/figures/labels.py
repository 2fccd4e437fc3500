"""On which side of its node a label stands, so that it covers no node, no other label and hardly a line."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from math import hypot

import numpy as np
import numpy.typing as npt

type Points = npt.NDArray[np.float64]
type Box = tuple[float, float, float, float]  # left, top, right, bottom
type Line = tuple[float, float, float, float]  # from x, y to x, y

MOST_LETTERS = 28
_OVER_A_LINE = 0.4  # what a line through a label costs, by a label of the same length
_LETTER = 0.54  # mean advance of a letter, in heights of the text


class Anchor(StrEnum):
    BELOW = "below"
    ABOVE = "above"
    RIGHT = "right"
    LEFT = "left"


def label_text(label: str) -> str:
    """A label cut to what a figure can carry."""
    return label if len(label) <= MOST_LETTERS else f"{label[: MOST_LETTERS - 1]}…"


def place_labels(
    points: Points,
    radii: Points,
    labels: Sequence[str],
    *,
    aspect: float,
    size: float,
    lines: Sequence[tuple[int, int]] = (),
) -> tuple[Anchor, ...]:
    """One anchor per node: the first side that is free of nodes, of labels placed before and of `lines` (pairs of node
    indexes), else the freest."""
    drawn = [(*points[one].tolist(), *points[other].tolist()) for one, other in lines]
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, radii, strict=True)]
    anchors: list[Anchor] = []
    for (x, y), radius, label in zip(points, radii, labels, strict=True):
        wide = len(label_text(label)) * size * _LETTER
        sides = list(_sides(float(x), float(y), float(radius), wide=wide, size=size))
        sides.sort(key=lambda side: -_outward(side[1], float(x) - aspect / 2, float(y) - 0.5, at=(float(x), float(y))))
        costs = [_cost(box, taken, aspect) + _crossed(box, drawn) * size * _OVER_A_LINE for _, box in sides]
        best = int(np.argmin(costs))
        anchors.append(sides[best][0])
        taken.append(sides[best][1])
    return tuple(anchors)


def _sides(x: float, y: float, radius: float, *, wide: float, size: float) -> Iterator[tuple[Anchor, Box]]:
    gap = radius + size * 0.25
    yield Anchor.BELOW, (x - wide / 2, y + gap, x + wide / 2, y + gap + size)
    yield Anchor.ABOVE, (x - wide / 2, y - gap - size, x + wide / 2, y - gap)
    yield Anchor.RIGHT, (x + gap, y - size / 2, x + gap + wide, y + size / 2)
    yield Anchor.LEFT, (x - gap - wide, y - size / 2, x - gap, y + size / 2)


def _outward(box: Box, dx: float, dy: float, *, at: tuple[float, float]) -> float:
    """How far a label leads away from the middle, where the lines come from."""
    across = np.sign((box[0] + box[2]) / 2 - at[0]) if box[3] > at[1] > box[1] else 0.0
    down = np.sign((box[1] + box[3]) / 2 - at[1]) if not across else 0.0
    return float(across * dx + down * dy)


def _cost(box: Box, taken: Sequence[Box], aspect: float) -> float:
    outside = max(-box[0], 0) + max(-box[1], 0) + max(box[2] - aspect, 0) + max(box[3] - 1, 0)
    return 10 * outside + sum(_overlap(box, other) for other in taken)


def _crossed(box: Box, lines: Sequence[Line]) -> float:
    """The length of all lines within a box."""
    return sum(_length_within(box, line) for line in lines)


def _length_within(box: Box, line: Line) -> float:
    """The part of a line that lies in a box (Liang and Barsky, 1984)."""
    x, y, dx, dy = line[0], line[1], line[2] - line[0], line[3] - line[1]
    first, last = 0.0, 1.0
    for step, room in ((-dx, x - box[0]), (dx, box[2] - x), (-dy, y - box[1]), (dy, box[3] - y)):
        if step == 0:
            if room < 0:
                return 0.0
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    return max(last - first, 0.0) * hypot(dx, dy)


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
