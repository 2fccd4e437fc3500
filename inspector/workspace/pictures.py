"""What graph and matrix are drawn from: the same for the window and for paper."""

from collections import Counter
from collections.abc import Iterator, Sequence

from inspector.figures.graph import GraphEdge, GraphNode
from inspector.figures.matrix import Count, Matrix, build_matrix
from inspector.model.flow import CaptureId, Side
from inspector.model.identifier import Sync, Via
from inspector.model.leaf import Confidence
from inspector.model.party import Recipient
from inspector.model.struct import Record
from inspector.store.reading.values import DataCell

FIRST = "(service)"
"""The id of the one node that stands for all first parties."""


class Company(Record, frozen=True, kw_only=True):
    """One node: the sites attributed to one operator, heaviest first (the recipient a click selects)."""

    id: str
    name: str
    recipients: tuple[Recipient, ...]

    @property
    def sent(self) -> int:
        return sum(sum(recipient.classes_sent.values()) for recipient in self.recipients)

    @property
    def returned(self) -> int:
        return sum(sum(recipient.classes_returned.values()) for recipient in self.recipients)

    @property
    def flows(self) -> int:
        return sum(recipient.flows for recipient in self.recipients)


def companies(recipients: Sequence[Recipient]) -> tuple[Company, ...]:
    """First the service, then the others, most sensitive values first; a site without operator stands alone."""
    groups: dict[str, list[Recipient]] = {}
    for recipient in recipients:
        key = FIRST if recipient.first_party else recipient.party.operator or recipient.site
        groups.setdefault(key, []).append(recipient)
    found = [
        Company(id=key, name=_name(key, members), recipients=tuple(sorted(members, key=_weight)))
        for key, members in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.id != FIRST, -(one.sent + one.returned), -one.flows, one.id)))


def _name(key: str, members: Sequence[Recipient]) -> str:
    return members[0].party.operator or members[0].site if key == FIRST else key


def _weight(recipient: Recipient) -> tuple[int, int, str]:
    values = sum(recipient.classes_sent.values()) + sum(recipient.classes_returned.values())
    return (-values, -recipient.flows, recipient.site)


def graph_of(
    found: Sequence[Company], syncs: Sequence[Sync] = ()
) -> tuple[tuple[GraphNode, ...], tuple[GraphEdge, ...]]:
    """Nodes and edges for `figures.graph.layout`: the service, an edge to every other company, and one between any two
    that have an identifier in common (`syncs`, tentative ones left out)."""
    nodes = tuple(
        GraphNode(
            id=company.id,
            label=company.name,
            role=company.recipients[0].party.role,
            weight=float(company.sent + company.returned),
            first_party=company.id == FIRST,
            same_group=company.id != FIRST and any(one.same_group for one in company.recipients),
        )
        for company in found
    )
    has_service = any(company.id == FIRST for company in found)
    edges = tuple(
        GraphEdge(
            source=FIRST,
            target=company.id,
            sensitive=company.sent + company.returned,
            sent=company.sent,
            returned=company.returned,
        )
        for company in found
        if has_service and company.id != FIRST
    )
    return nodes, (*edges, *_sync_edges(found, syncs))


def _sync_edges(found: Sequence[Company], syncs: Sequence[Sync]) -> Iterator[GraphEdge]:
    """One a pair and direction; `synced` counts the values."""
    company = {recipient.site: one.id for one in found for recipient in one.recipients}
    values: dict[tuple[str, str], set[str]] = {}
    handed: set[tuple[str, str]] = set()
    for sync in syncs:
        source, target = company.get(sync.source), company.get(sync.target)
        is_told = sync.confidence is not Confidence.TENTATIVE
        if is_told and source and target and source != target and FIRST not in (source, target):
            values.setdefault((source, target), set()).add(sync.value)
            if sync.via is not Via.SHARED:
                handed.add((source, target))
    for (source, target), shared in sorted(values.items()):
        yield GraphEdge(source=source, target=target, synced=len(shared), handed=(source, target) in handed)


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
