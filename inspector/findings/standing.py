"""Where a row was observed, and what may be said of it: absence counts only where presence could have been seen."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from inspector.model.comparison import Seen, Standing, Steadiness
from inspector.model.flow import CaptureId, FlowId

_ORDER = (Standing.NEW, Standing.GONE, Standing.CHANGED, Standing.PARTLY, Standing.NOT_COMPARABLE, Standing.SAME)


class HasStanding(Protocol):
    @property
    def standing(self) -> Standing: ...


def change_order(row: HasStanding) -> int:
    """A sort key: what differs first."""
    return _ORDER.index(row.standing)


def seen_on(
    views: Sequence[Collection[CaptureId]],
    counts: Mapping[CaptureId, tuple[int, FlowId | None]],
    *,
    able: Collection[CaptureId],
) -> tuple[Seen, ...]:
    """One element a side. `counts` are occurrences and first flow by capture, `able` the captures that could have shown
    any; one that did show some is able, whatever was thought of it."""
    return tuple(_seen(view, counts, able) for view in views)


def _seen(
    view: Collection[CaptureId], counts: Mapping[CaptureId, tuple[int, FlowId | None]], able: Collection[CaptureId]
) -> Seen:
    showing = [counts[capture] for capture in view if capture in counts]
    return Seen(
        captures=len(showing),
        of=sum(capture in counts or capture in able for capture in view),
        count=sum(count for count, _ in showing),
        flow=min((flow for _, flow in showing if flow is not None), default=None),
    )


def standing_of(seen: Sequence[Seen]) -> Standing:
    """New and gone are told from the first side; where a side could show nothing, nothing is told."""
    present = [one.captures > 0 for one in seen]
    if all(present):
        return Standing.SAME
    if any(one.of == 0 for one in seen):
        return Standing.NOT_COMPARABLE
    if not any(present):
        return Standing.SAME
    if not present[0]:
        return Standing.NEW
    return Standing.PARTLY if any(present[1:]) else Standing.GONE


def steadiness_of(seen: Sequence[Seen]) -> Steadiness:
    """Over the repeats of each side on which there is anything."""
    showing = [one for one in seen if one.captures]
    if any(one.captures < one.of for one in showing):
        return Steadiness.INTERMITTENT
    return Steadiness.STABLE if any(one.of > 1 for one in showing) else Steadiness.ONCE
