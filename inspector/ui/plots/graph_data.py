"""The graph's layout for the window: what an arrow means, and labels clear of their own line."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from inspector.figures.graph import GraphEdge, GraphLayout, PlacedNode, layout
from inspector.figures.labels import Anchor, label_text
from inspector.model.identifier import Sync
from inspector.workspace.pictures import FIRST, Company, graph_of

type Box = tuple[float, float, float, float]  # left, top, right, bottom, in heights of the drawing

_LETTER = 0.44  # mean advance of a letter of the window's face, in heights of its line
_LETTER_BOLD = 0.62  # of the service's name, which is larger
_ASSIGNED = ("device.", "credential.")
"""Classes that a recipient hands out itself, mostly as cookies: not something it knew about the person."""


def lay_out(found: Sequence[Company], *, aspect: float, label_size: float, syncs: Sequence[Sync] = ()) -> GraphLayout:
    """Where the companies stand; the same input gives the same drawing."""
    nodes, edges = graph_of(found, syncs)
    known = {company.id: _returned(company) for company in found}
    honest = [replace(edge, returned=known[edge.target]) if edge.source == FIRST else edge for edge in edges]
    honest = [_weighed(edge) for edge in honest]
    return _clear(layout(nodes, honest, aspect=aspect, label_size=label_size))


def _weighed(edge: GraphEdge) -> GraphEdge:
    return replace(edge, sensitive=edge.sent + edge.returned)


def _returned(company: Company) -> int:
    """Values about the user that came back, without identifiers that the company assigned."""
    return sum(
        count
        for recipient in company.recipients
        for class_, count in recipient.classes_returned.items()
        if not class_.startswith(_ASSIGNED)
    )


def _clear(drawn: GraphLayout) -> GraphLayout:
    """Labels that cover the line of their own company move to a side where they do not, if one is free."""
    middle = next((placed for placed in drawn.nodes if placed.node.first_party), None)
    if middle is None:
        return drawn
    boxes = {placed.node.id: _box(placed, placed.anchor, drawn) for placed in drawn.nodes}
    moved = []
    for placed in drawn.nodes:
        if placed is middle:
            placed = replace(placed, anchor=_clearest(middle, drawn))
        elif _covers(boxes[placed.node.id], placed, middle, aspect=drawn.aspect):
            others = [box for name, box in boxes.items() if name != placed.node.id]
            others += [_mark(other, drawn.aspect) for other in drawn.nodes if other is not placed]
            for anchor in _free_sides(placed, middle, others, drawn):
                placed = replace(placed, anchor=anchor)
                boxes[placed.node.id] = _box(placed, anchor, drawn)
                break
        moved.append(placed)
    return replace(drawn, nodes=tuple(moved))


def _free_sides(placed: PlacedNode, middle: PlacedNode, others: list[Box], drawn: GraphLayout) -> Iterator[Anchor]:
    slack = drawn.label_size * 1.3  # the margin round the drawing
    for anchor in Anchor:
        box = _box(placed, anchor, drawn)
        is_inside = box[0] > -slack and box[1] > -slack and box[2] < drawn.aspect + slack and box[3] < 1 + slack
        is_free = not any(_meet(box, other) for other in others)
        if is_inside and is_free and not _covers(box, placed, middle, aspect=drawn.aspect):
            yield anchor


def _clearest(middle: PlacedNode, drawn: GraphLayout) -> Anchor:
    """The side of the service's mark on which its name covers the fewest lines; where all are equal, as it was."""
    rest = [placed for placed in drawn.nodes if placed is not middle]

    carrying = {edge.edge.target for edge in drawn.edges if edge.edge.sensitive}

    def lines(anchor: Anchor) -> tuple[int, bool]:
        box = _box(middle, anchor, drawn)
        covered = [other for other in rest if _covers(box, other, middle, aspect=drawn.aspect)]
        return sum(3 if one.node.id in carrying else 1 for one in covered), anchor is not middle.anchor

    return min(Anchor, key=lines)


def _box(placed: PlacedNode, anchor: Anchor, drawn: GraphLayout) -> Box:
    high = drawn.label_size
    wide = len(label_text(placed.node.label)) * high * (_LETTER_BOLD if placed.node.first_party else _LETTER)
    x, y, gap = placed.x * drawn.aspect, placed.y, placed.radius + high * 0.25
    match anchor:
        case Anchor.BELOW:
            return (x - wide / 2, y + gap, x + wide / 2, y + gap + high)
        case Anchor.ABOVE:
            return (x - wide / 2, y - gap - high, x + wide / 2, y - gap)
        case Anchor.RIGHT:
            return (x + gap, y - high / 2, x + gap + wide, y + high / 2)
        case Anchor.LEFT:
            return (x - gap - wide, y - high / 2, x - gap, y + high / 2)


def _mark(placed: PlacedNode, aspect: float) -> Box:
    x, y, r = placed.x * aspect, placed.y, placed.radius
    return (x - r, y - r, x + r, y + r)


def _meet(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])


def _covers(box: Box, placed: PlacedNode, middle: PlacedNode, *, aspect: float) -> bool:
    """Whether the line from the company to the service runs through the label (sampled along the line)."""
    dx, dy = (middle.x - placed.x) * aspect, middle.y - placed.y
    points = ((placed.x * aspect + dx * n / 50, placed.y + dy * n / 50) for n in range(51))
    return any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points)
