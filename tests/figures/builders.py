"""Nodes, edges and flows with boring defaults."""

from inspector.figures.graph import GraphEdge, GraphNode
from inspector.figures.timeline import Lane, Timeline, build_timeline
from inspector.model.flow import Marker
from inspector.model.party import Role

START_US = 1_773_316_800_000_000
SECOND_US = 1_000_000


def star(n: int) -> tuple[list[GraphNode], list[GraphEdge]]:
    """A service with n - 1 recipients around it."""
    roles = list(Role)
    nodes = [GraphNode(id="own", label="rdv-sante.example", role=Role.FIRST_PARTY, weight=50, first_party=True)]
    nodes += [
        GraphNode(id=f"n{i:03}", label=f"recipient-{i}.example", role=roles[1 + i % (len(roles) - 1)], weight=float(i))
        for i in range(n - 1)
    ]
    edges = [
        GraphEdge(source="own", target=node.id, sensitive=i % 7, sent=(i % 7 + 1) // 2, returned=i % 7 // 2)
        for i, node in enumerate(nodes[1:])
    ]
    return nodes, edges


def session() -> Timeline:
    """Three lanes given out of order, four flows given out of order, two phases."""
    return build_timeline(
        [
            Lane(site="late.example", label="late.example", role=Role.CDN, first_us=START_US + 5 * SECOND_US),
            Lane(site="ads.example", label="ads.example", role=Role.ADVERTISING, first_us=START_US + 9 * SECOND_US),
            Lane(site="own.example", label="own.example", role=Role.FIRST_PARTY, first_party=True, first_us=START_US),
        ],
        flow=[1, 3, 2, 4],
        lane=[2, 1, 0, 1],
        start_us=[START_US + s * SECOND_US for s in (0, 9, 5, 10)],
        duration_us=[SECOND_US, SECOND_US, -5, 4 * SECOND_US],
        is_sensitive=[False, True, False, False],
        markers=[
            Marker(at_us=START_US + 6 * SECOND_US, kind="accepted"),
            Marker(at_us=START_US, kind="baseline"),
            Marker(at_us=START_US + 8 * SECOND_US, kind="note", label="look here"),
        ],
    )
