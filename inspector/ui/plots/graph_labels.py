"""Which names of a crowded graph are written: none over another name or over a mark that is not its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont

from inspector.figures.labels import Anchor

_OVER = 0.12  # of a name's height: so much may touch before two names are hard to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The name of a node where it is written."""

    node: str
    word: str
    box: QRectF
    font: QFont


def move_beside(box: QRectF, at: QPointF, *, anchor: Anchor, gap: float) -> None:
    """Moves a box to one side of a mark."""
    match anchor:
        case Anchor.BELOW:
            box.moveCenter(QPointF(at.x(), at.y() + gap + box.height() / 2))
        case Anchor.ABOVE:
            box.moveCenter(QPointF(at.x(), at.y() - gap - box.height() / 2))
        case Anchor.RIGHT:
            box.moveCenter(QPointF(at.x() + gap + box.width() / 2, at.y()))
        case Anchor.LEFT:
            box.moveCenter(QPointF(at.x() - gap - box.width() / 2, at.y()))


def free_labels(labels: Sequence[Label], marks: Mapping[str, QRectF], *, is_kept: Callable[[str], bool]) -> list[Label]:
    """Those that find room, the first ones first; names that are kept always do, and come last: on top."""
    kept = [label for label in labels if is_kept(label.node)]
    taken = [_core(label.box) for label in kept]
    free: list[Label] = []
    for label in labels:
        core = _core(label.box)
        others = (mark for node, mark in marks.items() if node != label.node)
        if label in kept or any(map(core.intersects, taken)) or any(map(core.intersects, others)):
            continue
        free.append(label)
        taken.append(core)
    return [*free, *kept]


def _core(box: QRectF) -> QRectF:
    slack = box.height() * _OVER
    return box.adjusted(slack, slack, -slack, -slack)
