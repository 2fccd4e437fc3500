"""Companies as nodes: recipients joined by operator around the service that was examined."""

from collections.abc import Sequence

from inspector.figures.graph import GraphEdge, GraphLayout, GraphNode, layout
from inspector.model.party import Recipient
from inspector.model.struct import Record

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


def lay_out(found: Sequence[Company], *, aspect: float, label_size: float) -> GraphLayout:
    """Where the companies stand; the same input gives the same drawing."""
    nodes = [
        GraphNode(
            id=company.id,
            label=company.name,
            role=company.recipients[0].party.role,
            weight=float(company.sent + company.returned),
            first_party=company.id == FIRST,
            same_group=company.id != FIRST and any(one.same_group for one in company.recipients),
        )
        for company in found
    ]
    edges = [
        GraphEdge(
            source=FIRST,
            target=company.id,
            sensitive=company.sent + company.returned,
            sent=company.sent,
            returned=company.returned,
        )
        for company in found
        if company.id != FIRST and any(one.id == FIRST for one in found)
    ]
    return layout(nodes, edges, aspect=aspect, label_size=label_size)
