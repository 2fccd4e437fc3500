"""Several signs of one choice: products that keep it each in their own cookie, and a marker beside a signal."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from inspector.model.consent import Choice, ChoiceKind

_TOGETHER_US = 3_000_000  # signals of several products that change within this time tell of one choice
_BY_HAND_US = 30_000_000  # how far from the choice a marker may have been set
_EXACT_US = 1_000_000


def merged(changes: Sequence[Choice]) -> Iterator[Choice]:
    """Changes that may be one choice as one, and what only repeats the choice before left out. One cookie that says
    something else than before is another choice, however soon."""
    current: Choice | None = None
    for change in sorted(changes, key=lambda change: (change.at_us, change.product, change.name)):
        if current is not None and change.kind is current.kind:
            current = _narrowed(current, change) if _is_one_message(current, change) else current
            continue
        if current is not None and _may_be_one(current, change):
            current = _both(current, change)
            continue
        if current is not None:
            yield current
        current = change
    if current is not None:
        yield current


def _may_be_one(one: Choice, later: Choice) -> bool:
    is_same = (one.product, one.name) == (later.product, later.name)
    return not is_same and later.after_us <= one.at_us + _TOGETHER_US


def _is_one_message(one: Choice, other: Choice) -> bool:
    """Whether one product told the same choice twice, in two cookies of one request."""
    return (one.product, one.flow) == (other.product, other.flow)


def _narrowed(one: Choice, other: Choice) -> Choice:
    """A choice within both times, where they meet."""
    after_us, at_us = max(one.after_us, other.after_us), min(one.at_us, other.at_us)
    return replace(one, after_us=after_us, at_us=at_us) if after_us <= at_us else one


def _both(one: Choice, other: Choice) -> Choice:
    if _is_one_message(one, other):
        return replace(_narrowed(one, other), kind=ChoiceKind.PARTLY)
    return replace(
        one, kind=ChoiceKind.PARTLY, after_us=min(one.after_us, other.after_us), at_us=max(one.at_us, other.at_us)
    )


def confirmed(marked: Sequence[Choice], told: Sequence[Choice]) -> tuple[Choice, ...]:
    """The marked choices, each widened to where a signal of the same choice says that it was made: a marker is set by
    hand, somewhat late or early."""
    return tuple(_confirmed(choice, told) for choice in marked)


def _confirmed(choice: Choice, told: Sequence[Choice]) -> Choice:
    near = [one for one in told if one.kind is choice.kind and _distance_us(one, choice.at_us) <= _BY_HAND_US]
    if not near:
        return choice
    sign = min(near, key=lambda one: _distance_us(one, choice.at_us))
    is_exact = sign.at_us - sign.after_us <= _EXACT_US
    return replace(
        choice,
        after_us=min(choice.after_us, sign.after_us) if is_exact or sign.at_us <= choice.at_us else choice.after_us,
        at_us=max(choice.at_us, sign.at_us) if is_exact else choice.at_us,
        product=sign.product,
        flow=sign.flow,
        after_flow=sign.after_flow,
        name=sign.name,
    )


def _distance_us(one: Choice, at_us: int) -> int:
    return max(one.after_us - at_us, at_us - one.at_us, 0)
