"""The graph: companies around the service that was examined. Coordinates in a unit square, the same every time."""

import random
from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from inspector.figures.labels import Anchor, place_labels
from inspector.figures.placement import keep_apart, place_nodes
from inspector.model.party import Role
from inspector.model.struct import Record

type Points = npt.NDArray[np.float64]

OTHERS = "(others)"
"""The id of the node that stands for everything beyond `most_nodes`."""


class GraphNode(Record, frozen=True, kw_only=True):
    """A company (or site). `weight` decides its size and who is shown at all; any non-negative scale."""

    id: str
    label: str
    role: Role = Role.UNKNOWN
    weight: float = 0.0
    first_party: bool = False
    same_group: bool = False


class GraphEdge(Record, frozen=True, kw_only=True):
    """From who sent to who could read: `sensitive` values, of which `sent` up and `returned` down. `synced` identifiers
    are those that both ends have: an edge between two companies beside the service, which moves no node; `handed`
    where they are seen to go from source to target."""

    source: str
    target: str
    sensitive: int = 0
    sent: int = 0
    returned: int = 0
    synced: int = 0
    handed: bool = False


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
    own = [index for index, node in enumerate(shown) if node.first_party]
    start = _start(shown, positions, seed=seed)
    points = place_nodes(
        len(shown), _pairs(shown, links), own=own, seed=seed, start=start, steps=iterations, aspect=aspect
    )
    radii, labels = _radii(shown), [node.label for node in shown]
    points = keep_apart(points, radii, [len(label) for label in labels], aspect=aspect, label_size=label_size)
    anchors = place_labels(points, radii, labels, aspect=aspect, size=label_size, lines=_pairs(shown, links))
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
            synced=old.synced + edge.synced,
            handed=old.handed or edge.handed,
        )
    return [merged[pair] for pair in sorted(merged)]


def _pairs(nodes: Sequence[GraphNode], edges: Sequence[GraphEdge]) -> list[tuple[int, int]]:
    place = {node.id: index for index, node in enumerate(nodes)}
    return [(place[edge.source], place[edge.target]) for edge in edges if direction(edge) is not Direction.SYNC]


def _start(
    nodes: Sequence[GraphNode], positions: Mapping[str, tuple[float, float]] | None, *, seed: int
) -> Points | None:
    """Old positions about the middle; new nodes begin near it. None for a cold start."""
    if not positions:
        return None
    rng = random.Random(seed)
    near = [(rng.uniform(-0.05, 0.05), rng.uniform(-0.05, 0.05)) for _ in nodes]
    old = [positions.get(node.id) for node in nodes]
    return np.array([n if o is None else (o[0] - 0.5, o[1] - 0.5) for o, n in zip(old, near, strict=True)])


def _radii(nodes: Sequence[GraphNode]) -> Points:
    heaviest = max((node.weight for node in nodes), default=0.0) or 1.0
    return np.array([0.026 if node.first_party else 0.011 + 0.011 * (node.weight / heaviest) ** 0.5 for node in nodes])


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
    """What an edge shows: values that went up, came down, both, traffic without any, or a shared identifier."""

    SENT = "sent"
    RETURNED = "returned"
    BOTH = "both"
    NONE = "none"
    SYNC = "sync"


def direction(edge: GraphEdge) -> Direction:
    if edge.sent and edge.returned:
        return Direction.BOTH
    if edge.sent:
        return Direction.SENT
    if edge.returned:
        return Direction.RETURNED
    return Direction.SYNC if edge.synced else Direction.NONE
