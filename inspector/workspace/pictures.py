"""What the figures are drawn from, read from a case: the same for the window and for paper."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from inspector.figures.graph import GraphEdge, GraphNode
from inspector.figures.matrix import Count, Matrix, build_matrix
from inspector.figures.timeline import Lane, Timeline, build_timeline
from inspector.model.flow import CaptureId, Marker, Side
from inspector.model.party import Recipient
from inspector.store.queries import CaseReader, DataCell, TimelineBars

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


def timeline_of(reader: CaseReader, *, markers: tuple[Marker, ...]) -> Timeline:
    """Every flow of a case in lanes per site."""
    return arrange(reader.timeline(), recipients=reader.recipients(), markers=markers)


def arrange(
    bars: TimelineBars, *, recipients: tuple[Recipient, ...] = (), markers: tuple[Marker, ...] = ()
) -> Timeline:
    """One lane per site: hosts of one site share it; hosts nobody has placed yet stand for themselves."""
    by_host = {host: recipient for recipient in recipients for host in recipient.hosts}
    lanes: dict[str, Lane] = {}
    places: dict[str, int] = {}
    lane_of_host = np.zeros(max(len(bars.host_names), 1), dtype=np.int64)
    for index, host in enumerate(bars.host_names):
        site = by_host[host].site if host in by_host else host
        if site not in lanes:
            lanes[site] = _lane(site, by_host.get(host))
            places[site] = len(places)
        lane_of_host[index] = places[site]
    hosts = np.array(bars.hosts, dtype=np.int64)
    starts = np.array(bars.started_us, dtype=np.int64)
    flows = np.array(bars.flows, dtype=np.int64)
    return build_timeline(
        tuple(lanes.values()),
        flow=flows,
        lane=lane_of_host[hosts],
        start_us=starts,
        duration_us=np.array(bars.ended_us, dtype=np.int64) - starts,
        is_sensitive=np.isin(flows, np.fromiter(bars.sensitive, dtype=np.int64, count=len(bars.sensitive))),
        markers=markers,
    )


def _lane(site: str, recipient: Recipient | None) -> Lane:
    if recipient is None:
        return Lane(site=site, label=site or "–")
    return Lane(
        site=site,
        label=site,
        role=recipient.party.role,
        first_party=recipient.first_party,
        first_us=recipient.first_us,
    )
