"""The graph as SVG: a mark per party, a line per flow of values, the legend always on."""

from math import hypot

from inspector.figures.bows import Bow, bow
from inspector.figures.drawing import document, legend, legend_height, line, mark, tag, text
from inspector.figures.graph import OTHERS, Direction, GraphLayout, PlacedEdge, PlacedNode, direction
from inspector.figures.labels import Anchor, label_text
from inspector.figures.palette import FAMILY_SHAPES, Family, Theme, family_of
from inspector.messages import Translator

_SYNC_HEAD = 6.0


def graph_svg(layout: GraphLayout, theme: Theme, *, words: Translator, width: float = 640) -> str:
    """The drawing, `width` units wide; words from the catalogue `report` (`family.*`, `graph.*`)."""
    height = width / layout.aspect
    size = layout.label_size * height
    entries = _legend_entries(layout, theme, words, size=size)
    tall = height + legend_height(entries, width=width, size=size) + size * 1.6
    place = {placed.node.id: placed for placed in layout.nodes}
    parts = [
        *(_edge(edge, place, theme, width=width, height=height) for edge in layout.edges),
        *(_node(placed, theme, width=width, height=height, size=size) for placed in layout.nodes),
        *(_name(placed, theme, words, width=width, height=height, size=size) for placed in layout.nodes),
        line(0, height + size * 0.4, width, height + size * 0.4, stroke=theme.line),
        legend(entries, x=0, y=height + size * 1.6, width=width, size=size, theme=theme),
    ]
    return document("".join(parts), width=width, height=tall, theme=theme, title=words("report.graph.title"))


def _family(placed: PlacedNode) -> Family:
    return Family.FIRST_PARTY if placed.node.first_party else family_of(placed.node.role)


def _node(placed: PlacedNode, theme: Theme, *, width: float, height: float, size: float) -> str:
    x, y, radius = placed.x * width, placed.y * height, placed.radius * height
    family = _family(placed)
    drawn = mark(FAMILY_SHAPES[family], x=x, y=y, radius=radius, fill=theme.families[family], ground=theme.ground)
    if placed.node.same_group:
        drawn += tag("circle", cx=x, cy=y, r=radius + size * 0.2, fill="none", stroke=theme.ink, stroke_width=1)
    return drawn


def _name(placed: PlacedNode, theme: Theme, words: Translator, *, width: float, height: float, size: float) -> str:
    """The label on a halo of the ground, so that lines behind it do not touch its letters."""
    word = words("report.graph.others", n=placed.count) if placed.node.id == OTHERS else label_text(placed.node.label)
    reach = placed.radius * height + size * (0.45 if placed.node.same_group else 0.25)
    label = _label(word, placed.anchor, x=placed.x * width, y=placed.y * height, reach=reach, size=size, theme=theme)
    return tag("g", label, stroke=theme.ground, stroke_width=size * 0.3, stroke_linejoin="round", paint_order="stroke")


def _label(word: str, anchor: Anchor, *, x: float, y: float, reach: float, size: float, theme: Theme) -> str:
    match anchor:
        case Anchor.BELOW:
            return text(word, x=x, y=y + reach + size * 0.8, size=size, fill=theme.ink, anchor="middle")
        case Anchor.ABOVE:
            return text(word, x=x, y=y - reach - size * 0.2, size=size, fill=theme.ink, anchor="middle")
        case Anchor.RIGHT:
            return text(word, x=x + reach, y=y + size * 0.35, size=size, fill=theme.ink)
        case Anchor.LEFT:
            return text(word, x=x - reach, y=y + size * 0.35, size=size, fill=theme.ink, anchor="end")


def _edge(edge: PlacedEdge, place: dict[str, PlacedNode], theme: Theme, *, width: float, height: float) -> str:
    x1, y1, x2, y2 = edge.x1 * width, edge.y1 * height, edge.x2 * width, edge.y2 * height
    if direction(edge.edge) is Direction.SYNC:
        reach = [place[end].radius * height + 2 for end in (edge.edge.source, edge.edge.target)]
        curve = bow((x1, y1), (x2, y2), centre=(width / 2, height / 2), cut=(reach[0], reach[1]))
        return _dotted(curve, colour=theme.ink, head=_SYNC_HEAD * edge.edge.handed) if curve else ""
    length = hypot(x2 - x1, y2 - y1) or 1.0
    towards = ((x2 - x1) / length, (y2 - y1) / length)
    start = place[edge.edge.source].radius * height + 2
    stop = length - place[edge.edge.target].radius * height - 2
    if stop <= start:
        return ""
    wide = max(edge.width * height, 0.8)
    way = direction(edge.edge)
    if way is Direction.NONE:
        ends = _along(x1, y1, towards, start) + _along(x1, y1, towards, stop)
        return line(*ends, stroke=theme.line, width=wide, dash="3 3")
    head = wide * 1.2 + 4
    is_up, is_down = way in (Direction.SENT, Direction.BOTH), way in (Direction.RETURNED, Direction.BOTH)
    ends = _along(x1, y1, towards, start + head * is_down) + _along(x1, y1, towards, stop - head * is_up)
    drawn = line(*ends, stroke=theme.edge, width=wide)
    if is_up:
        drawn += _head(_along(x1, y1, towards, stop), towards, length=head, fill=theme.edge)
    if is_down:
        back = (-towards[0], -towards[1])
        drawn += _head(_along(x1, y1, towards, start), back, length=head, fill=theme.edge)
    return drawn


def _dotted(curve: Bow, *, colour: str, head: float) -> str:
    """Round dots: a shared identifier; with an open head where it is seen which way it went."""
    (dx, dy), half, (x, y) = curve.towards, head * 0.5, curve.end
    base = (x - dx * head, y - dy * head)
    corners = ((base[0] - dy * half, base[1] + dx * half), (x, y), (base[0] + dy * half, base[1] - dx * half))
    course = "M{:.2f} {:.2f} Q{:.2f} {:.2f} {:.2f} {:.2f}".format(*curve.start, *curve.way, *curve.end)
    dots = tag(
        "path", d=course, fill="none", stroke=colour, stroke_width=1.6, stroke_dasharray="0.1 4", stroke_linecap="round"
    )
    if not head:
        return dots
    points = " ".join(f"{px:.2f},{py:.2f}" for px, py in corners)
    return dots + tag("polyline", points=points, fill="none", stroke=colour, stroke_width=1.2)


def _along(x: float, y: float, towards: tuple[float, float], distance: float) -> tuple[float, float]:
    return (x + towards[0] * distance, y + towards[1] * distance)


def _head(tip: tuple[float, float], towards: tuple[float, float], *, length: float, fill: str) -> str:
    (x, y), (dx, dy) = tip, towards
    half = length * 0.45
    base = (x - dx * length, y - dy * length)
    corners = (tip, (base[0] - dy * half, base[1] + dx * half), (base[0] + dy * half, base[1] - dx * half))
    return tag("polygon", points=" ".join(f"{px:.2f},{py:.2f}" for px, py in corners), fill=fill)


def _legend_entries(layout: GraphLayout, theme: Theme, words: Translator, *, size: float) -> list[tuple[str, str]]:
    families = {_family(placed) for placed in layout.nodes}
    marks = [
        (
            mark(FAMILY_SHAPES[f], x=0, y=0, radius=size * 0.42, fill=theme.families[f], ground=theme.ground),
            words(f"report.family.{f}"),
        )
        for f in Family
        if f in families
    ]
    if any(placed.node.same_group for placed in layout.nodes):
        ring = tag("circle", cx=0, cy=0, r=size * 0.5, fill="none", stroke=theme.ink, stroke_width=1)
        marks.append((ring, words("report.graph.same_group")))
    ways = {direction(edge.edge) for edge in layout.edges}
    half = size * 0.6
    if ways - {Direction.NONE, Direction.SYNC}:
        arrow = line(-half, 0, half * 0.4, 0, stroke=theme.quiet, width=2)
        arrow += _head((half, 0.0), (1.0, 0.0), length=6, fill=theme.quiet)
        marks.append((arrow, words("report.graph.sensitive")))
    if Direction.NONE in ways:
        marks.append((line(-half, 0, half, 0, stroke=theme.quiet, dash="3 3"), words("report.graph.traffic")))
    if Direction.SYNC in ways:
        sample = Bow(start=(-size, 0.0), way=(0.0, 0.0), end=(half, 0.0), towards=(1.0, 0.0))
        dotted = _dotted(sample, colour=theme.ink, head=0)
        marks.append((dotted, words("report.graph.synced")))
    return marks
