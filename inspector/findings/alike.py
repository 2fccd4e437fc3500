"""Evidence that says the same again: that a host was asked once more is no other excerpt."""

from collections.abc import Iterable

from inspector.model.finding import EvidenceItem
from inspector.model.flow import Location

_HOST = "host"


def grouped(evidence: Iterable[EvidenceItem]) -> list[tuple[EvidenceItem, int]]:
    """Each excerpt once, the first of those alike, with how many there are. Only requests of which nothing but the
    host is told are alike: values are quoted with what stands around them."""
    groups: dict[object, tuple[EvidenceItem, int]] = {}
    for number, item in enumerate(evidence):
        place = item.place
        is_host = place.location is Location.URL and place.path == _HOST
        key = (place.side, item.host, item.value, item.role) if is_host else number
        first, count = groups.get(key, (item, 0))
        groups[key] = first, count + 1
    return list(groups.values())
