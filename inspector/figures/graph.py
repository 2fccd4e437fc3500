"""The graph: companies around the service that was examined. Coordinates in a unit square, the same every time."""

import math
import random
from collections.abc import Mapping, Sequence
from enum import StrEnum

import igraph
import numpy as np
import numpy.typing as npt

from inspector.figures.labels import Anchor, place_labels
from inspector.model.party import Role
from inspector.model.struct import Record

type Points = npt.NDArray[np.float64]

OTHERS = "(others)"
"""The id of the node that stands for everything beyond `most_nodes`."""

COLD_ITERATIONS = 300
WARM_ITERATIONS = 10
_MARGIN = 0.06  # of the height
_GAP = 0.012
_ROUNDS = 160


class GraphNode(Record, frozen=True, kw_only=True):
    """A company (or site). `weight` decides its size and who is shown at all; any non-negative scale."""

    id: str
    label: str
    role: Role = Role.UNKNOWN
    weight: float = 0.0
    first_party: bool = False
    same_group: bool = False


class GraphEdge(Record, frozen=True, kw_only=True):
    """From who sent to who could read: `sensitive` values, of which `sent` up and `returned` down."""

    source: str
    target: str
    sensitive: int = 0
    sent: int = 0
    returned: int = 0


class PlacedNode(Record, frozen=True, kw_only=True):
    """`x`, `y` are in the unit square, y downwards; `radius` is a share of the height. `count` is the number of
    parties behind it (more than one only for OTHERS, whose label the renderer writes)."""

    node: GraphNode
    x: float
    y: float
    radius: float
    anchor: Anchor
    count: int = 1


class PlacedEdge(Record, frozen=True, kw_only=True):
    """`width` is a share of the height."""

    edge: GraphEdge
    x1: float
    y1: float
    x2: float
    y2: float
    width: float


class GraphLayout(Record, frozen=True, kw_only=True):
    """`aspect` is the width of the drawing over its height, for which labels were kept apart."""

    nodes: tuple[PlacedNode, ...]
    edges: tuple[PlacedEdge, ...]
    others: int
    aspect: float
    label_size: float  # height of label text as a share of the drawing's height

    @property
    def positions(self) -> dict[str, tuple[float, float]]:
        """What `layout(positions=...)` takes to go on from here."""
        return {placed.node.id: (placed.x, placed.y) for placed in self.nodes}


def layout(
    nodes: Sequence[GraphNode],
    edges: Sequence[GraphEdge],
    *,
    seed: int = 1,
    positions: Mapping[str, tuple[float, float]] | None = None,
    iterations: int | None = None,
    most_nodes: int = 60,
    aspect: float = 1.5,
    label_size: float = 0.022,
) -> GraphLayout:
    """Where everything stands: first party in the middle, labels clear of nodes. Same input, same layout.

    With `positions` of an earlier layout it moves on in small steps (nothing jumps); `label_size` is the height
    of label text as a share of the drawing's height. Above `most_nodes` the lightest become one node OTHERS.
    """
    shown, count = _bounded(nodes, most_nodes)
    links = _merged(edges, {node.id for node in shown})
    if not shown:
        return GraphLayout(nodes=(), edges=(), others=0, aspect=aspect, label_size=label_size)
    points = _spread(shown, links, seed=seed, positions=positions, iterations=iterations)
    points = _fitted(_centred(points, shown), aspect, reach=_reach(len(shown)) if positions else None)
    radii = _radii(shown)
    points = _apart(points, radii, [node.label for node in shown], aspect=aspect, label_size=label_size)
    anchors = place_labels(points, radii, [node.label for node in shown], aspect=aspect, size=label_size)
    placed = tuple(
        PlacedNode(
            node=node,
            x=round(float(x) / aspect, 5),
            y=round(float(y), 5),
            radius=round(float(radius), 5),
            anchor=anchor,
            count=count if node.id == OTHERS else 1,
        )
        for node, (x, y), radius, anchor in zip(shown, points, radii, anchors, strict=True)
    )
    return GraphLayout(
        nodes=placed, edges=_placed_edges(links, placed, label_size), others=count, aspect=aspect, label_size=label_size
    )


def _bounded(nodes: Sequence[GraphNode], most: int) -> tuple[list[GraphNode], int]:
    ordered = sorted(nodes, key=lambda node: (not node.first_party, -node.weight, node.id))
    if len(ordered) <= most:
        return ordered, 0
    kept, rest = ordered[: most - 1], ordered[most - 1 :]
    others = GraphNode(id=OTHERS, label="000 others", weight=max(node.weight for node in rest))
    return [*kept, others], len(rest)


def _merged(edges: Sequence[GraphEdge], shown: set[str]) -> list[GraphEdge]:
    """One edge per ordered pair; ends that are not shown become OTHERS."""
    merged: dict[tuple[str, str], GraphEdge] = {}
    for edge in edges:
        source = edge.source if edge.source in shown else OTHERS
        target = edge.target if edge.target in shown else OTHERS
        if source == target or not {source, target} <= shown:
            continue
        old = merged.get((source, target), GraphEdge(source=source, target=target))
        merged[source, target] = GraphEdge(
            source=source,
            target=target,
            sensitive=old.sensitive + edge.sensitive,
            sent=old.sent + edge.sent,
            returned=old.returned + edge.returned,
        )
    return [merged[pair] for pair in sorted(merged)]


def _spread(
    nodes: Sequence[GraphNode],
    edges: Sequence[GraphEdge],
    *,
    seed: int,
    positions: Mapping[str, tuple[float, float]] | None,
    iterations: int | None,
) -> Points:
    place = {node.id: index for index, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(place[edge.source], place[edge.target]) for edge in edges])
    start = None
    steps = COLD_ITERATIONS if iterations is None else iterations
    if positions:
        steps = WARM_ITERATIONS if iterations is None else iterations
        reach = _reach(len(nodes))
        rng = random.Random(seed)
        middle = {node.id: (0.5 + rng.uniform(-0.05, 0.05), 0.5 + rng.uniform(-0.05, 0.05)) for node in nodes}
        start = [[(c - 0.5) * reach for c in positions.get(node.id, middle[node.id])] for node in nodes]
    random.seed(seed)  # igraph draws its numbers from here
    warm = {} if start is None else {"seed": start, "start_temp": 0.1}
    found = graph.layout_fruchterman_reingold(niter=steps, **warm)
    points: Points = np.array(found.coords, dtype=np.float64).reshape(len(nodes), 2)
    return points if start is None else _turned_back(points, np.array(start, dtype=np.float64))


def _turned_back(points: Points, towards: Points) -> Points:
    """WORKAROUND: igraph 1.0 turns and mirrors every finished layout to its main axes, warm starts too; the
    orthogonal transform nearest to the old positions (Procrustes, by SVD) undoes that."""
    left, _, right = np.linalg.svd(points.T @ towards)
    turned: Points = points @ left @ right
    return turned


def _centred(points: Points, nodes: Sequence[GraphNode]) -> Points:
    own = [index for index, node in enumerate(nodes) if node.first_party] or list(range(len(nodes)))
    centred: Points = points - points[own].mean(axis=0)
    return centred


def _reach(count: int) -> float:
    """How wide a layout of so many nodes is about, in igraph's units."""
    return 2.0 * math.sqrt(count)


def _fitted(points: Points, aspect: float, *, reach: float | None) -> Points:
    """Scaled about the origin into the drawing (aspect x 1), the origin in its middle; with a `reach` (a warm
    layout) by exactly that, so that nothing jumps."""
    middle = np.array([aspect / 2, 0.5])
    room = middle - np.array([3 * _MARGIN, _MARGIN])
    if reach is not None:
        warm: Points = np.clip(points / reach * np.array([aspect, 1.0]), -room, room) + middle
        return warm
    widest = np.abs(points).max(axis=0)
    fitted: Points = points * np.where(widest > 1e-9, room / np.maximum(widest, 1e-9), 1.0) + middle
    return fitted


def _radii(nodes: Sequence[GraphNode]) -> Points:
    heaviest = max((node.weight for node in nodes), default=0.0) or 1.0
    return np.array([0.026 if node.first_party else 0.011 + 0.011 * (node.weight / heaviest) ** 0.5 for node in nodes])


def _apart(points: Points, radii: Points, labels: Sequence[str], *, aspect: float, label_size: float) -> Points:
    """Pushes nodes with their labels apart until no two boxes touch (or the rounds are over)."""
    points = points.copy()
    half_w = np.maximum(radii, np.array([min(len(label), 28) for label in labels]) * label_size * 0.27)
    half_h = radii + label_size * 0.75
    fixed = np.zeros(len(points), dtype=bool)
    fixed[0] = True  # the first party stays where it is
    for _ in range(_ROUNDS):
        gap = points[:, None, :] - points[None, :, :]
        over_x = half_w[:, None] + half_w[None, :] + _GAP - np.abs(gap[..., 0])
        over_y = half_h[:, None] + half_h[None, :] + _GAP - np.abs(gap[..., 1])
        touching = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(touching, val=False)
        if not touching.any():
            break
        side = np.sign(gap)
        index = np.arange(len(points))
        side[side == 0] = np.where((index[:, None] > index[None, :])[..., None].repeat(2, 2), 1, -1)[side == 0]
        by_y = over_y <= over_x
        move_y = np.where(touching & by_y, side[..., 1] * over_y, 0).sum(axis=1)
        move_x = np.where(touching & ~by_y, side[..., 0] * over_x, 0).sum(axis=1)
        moved = points + 0.3 * np.stack([move_x, move_y], axis=1)
        moved[:, 0] = np.clip(moved[:, 0], half_w + 0.01, aspect - half_w - 0.01)
        moved[:, 1] = np.clip(moved[:, 1], half_h + 0.01, 1 - half_h - 0.01)
        points = np.where(fixed[:, None], points, moved)
    return points


def _placed_edges(edges: Sequence[GraphEdge], nodes: Sequence[PlacedNode], label_size: float) -> tuple[PlacedEdge, ...]:
    place = {placed.node.id: placed for placed in nodes}
    most = max((edge.sensitive for edge in edges), default=0) or 1
    return tuple(
        PlacedEdge(
            edge=edge,
            x1=place[edge.source].x,
            y1=place[edge.source].y,
            x2=place[edge.target].x,
            y2=place[edge.target].y,
            width=round(label_size * (0.08 + (0.32 * (edge.sensitive / most) ** 0.5 if edge.sensitive else 0)), 5),
        )
        for edge in edges
    )


class Direction(StrEnum):
    """What an edge shows: values that went up, came down, both, or traffic without any."""

    SENT = "sent"
    RETURNED = "returned"
    BOTH = "both"
    NONE = "none"


def direction(edge: GraphEdge) -> Direction:
    if edge.sent and edge.returned:
        return Direction.BOTH
    if edge.sent:
        return Direction.SENT
    return Direction.RETURNED if edge.returned else Direction.NONE
