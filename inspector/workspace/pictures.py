"""What graph and matrix are drawn from: the same for the window and for paper."""

from collections import Counter
from collections.abc import Sequence

from inspector.figures.graph import GraphEdge, GraphNode
from inspector.figures.matrix import Count, Matrix, build_matrix
from inspector.model.flow import CaptureId, Side
from inspector.model.party import Recipient
from inspector.store.queries import DataCell

SERVICE = "(service)"
"""The id of the node that stands for all first-party sites together."""


def graph_of(recipients: Sequence[Recipient], *, service: str) -> tuple[tuple[GraphNode, ...], tuple[GraphEdge, ...]]:
    """Companies as nodes around the service; sites of one verified operator and role are one node."""
    first = [r for r in recipients if r.first_party]
    nodes = [_node(SERVICE, service, first, first_party=True)] if first else []
    edges = []
    groups: dict[str, list[Recipient]] = {}
    for recipient in recipients:
        if not recipient.first_party:
            groups.setdefault(recipient.site, []).append(recipient)
    for site, some in groups.items():
        nodes.append(_node(site, some[0].site, some, first_party=False))
        sent = sum(count for r in some for count in r.classes_sent.values())
        returned = sum(count for r in some for count in r.classes_returned.values())
        if first:
            edges.append(
                GraphEdge(source=SERVICE, target=site, sensitive=sent + returned, sent=sent, returned=returned)
            )
    return tuple(nodes), tuple(edges)


def _node(name: str, label: str, recipients: Sequence[Recipient], *, first_party: bool) -> GraphNode:
    busiest = max(recipients, key=lambda r: r.flows)
    return GraphNode(
        id=name,
        label=label,
        role=busiest.party.role,
        weight=float(sum(r.flows for r in recipients)),
        first_party=first_party,
        same_group=any(r.same_group for r in recipients),
    )


def matrix_of(cells: Sequence[DataCell], recipients: Sequence[Recipient], *, captures: Sequence[CaptureId]) -> Matrix:
    """Recipients by class, first parties first, then by how much they were sent."""
    counts = [
        Count(site=c.site, class_=c.class_, sent=c.side is Side.REQUEST, capture=c.capture, count=c.count)
        for c in cells
    ]
    totals = Counter[str]()
    for count in counts:
        totals[count.site] += count.count
    first = {r.site for r in recipients if r.first_party}
    order = sorted(totals, key=lambda site: (site not in first, -totals[site], site))
    return build_matrix(counts, order=order, captures=captures)
