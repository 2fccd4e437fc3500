"""What the service itself could read: classes with examples, for the report."""

from collections.abc import Iterable, Sequence

from inspector.figures.matrix import class_order
from inspector.model.flow import Side
from inspector.model.leaf import About
from inspector.report.data import ServiceReading
from inspector.workspace.personal_places import PersonalPlace

_MOST_EXAMPLES = 3


def service_readings(places: Iterable[PersonalPlace]) -> tuple[ServiceReading, ...]:
    """Classes the first party could read, most telling first."""
    groups: dict[tuple[str, About], list[PersonalPlace]] = {}
    for one in places:
        if one.first_party:
            groups.setdefault((one.class_, one.about), []).append(one)
    return tuple(_reading(class_, about, some) for (class_, about), some in sorted(groups.items(), key=_group_key))


def _group_key(group: tuple[tuple[str, About], list[PersonalPlace]]) -> tuple[int, str, str]:
    (class_, about), _ = group
    rank, place, _name = class_order(class_)
    return rank * 1000 + place, class_, about


def _reading(class_: str, about: About, leaves: Sequence[PersonalPlace]) -> ServiceReading:
    sent = sum(leaf.place.side is Side.REQUEST for leaf in leaves)
    return ServiceReading(
        class_=class_,
        about=about,
        count=len(leaves),
        sent=sent,
        returned=len(leaves) - sent,
        values=tuple(dict.fromkeys(leaf.value for leaf in leaves))[:_MOST_EXAMPLES],
        paths=tuple(dict.fromkeys(leaf.place.path for leaf in leaves))[:_MOST_EXAMPLES],
        flows=tuple(dict.fromkeys(leaf.place.flow for leaf in leaves))[:_MOST_EXAMPLES],
    )
