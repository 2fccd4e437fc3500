"""What cannot be compared between captures, or only with care, and why."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from inspector.model.comparison import CaptureTraits, ComparedSide, Limit, SiteTraffic
from inspector.model.flow import CaptureFacts, CaptureId
from inspector.model.share import whole_percent

FEW_ANSWERS = 0.5
"""Below this share of kept bodies, nothing is said of classes that a capture does not return."""

_UNEVEN = 3  # times as many requests to the service: what differs may come from what was done
_CLICK_KINDS = ("refused", "accepted")
_TELLING = ("profile", "interception", "mode", "system", "language", "network", "place")
"""Lines of the environment that change what a site does."""

type Traits = Mapping[CaptureId, CaptureTraits]


def limits_of(
    sides: Sequence[ComparedSide],
    *,
    traits: Traits,
    traffic: Iterable[SiteTraffic],
    first_party: Collection[str],
) -> tuple[Limit, ...]:
    """Those that void comparisons first, then those that ask for care."""
    some = [traits[capture] for side in sides for capture in side.captures]
    visits = dict.fromkeys((one.facts.id for one in some), 0)
    for one in traffic:
        if one.capture in visits and (not first_party or one.site in first_party):
            visits[one.capture] += one.traffic.flows
    found = [
        _where(some, "not_browsed", lambda one: not visits[one.facts.id], sites=", ".join(sorted(first_party)[:3])),
        _where(some, "unfinished", lambda one: one.is_unfinished),
        _where(some, "without_cookies", lambda one: not one.cookies),
        *_few_answers(some),
        *_same_file(some),
        *_made_differently(sides, traits),
        *_environment(sides, traits),
        *_phases(sides, traits),
        *_uneven(sides, visits),
        *_clicks(sides, traits),
    ]
    return tuple(limit for limit in found if limit is not None)


def _where(
    some: Iterable[CaptureTraits], code: str, holds: Callable[[CaptureTraits], bool], **facts: str | int
) -> Limit | None:
    captures = tuple(one.facts.id for one in some if holds(one))
    return Limit(code=code, captures=captures, facts=facts) if captures else None


def _few_answers(some: Iterable[CaptureTraits]) -> Iterator[Limit]:
    for one in some:
        if one.answers < FEW_ANSWERS:
            code = "few_answers" if one.answers else "no_answers"
            yield Limit(code=code, captures=(one.facts.id,), facts={"share": str(whole_percent(one.answers))})


def _same_file(some: Iterable[CaptureTraits]) -> Iterator[Limit]:
    by_file: dict[str, list[CaptureId]] = {}
    for one in some:
        if one.facts.sha256:
            by_file.setdefault(one.facts.sha256, []).append(one.facts.id)
    for captures in by_file.values():
        if len(captures) > 1:
            yield Limit(code="same_file", captures=tuple(captures))


def _made_differently(sides: Sequence[ComparedSide], traits: Traits) -> Iterator[Limit]:
    made = _by_side(
        sides, traits, lambda facts: " / ".join(dict.fromkeys(filter(None, (facts.browser, facts.producer))))
    )
    if _differ(made):
        told = "; ".join(f"{', '.join(sorted(some))} ({side.letter})" for side, some in zip(sides, made, strict=True))
        yield Limit(code="made_differently", facts={"list": told})


def _environment(sides: Sequence[ComparedSide], traits: Traits) -> Iterator[Limit]:
    keys = [key for key in _TELLING if _differ(_by_side(sides, traits, partial(_line, key=key)))]
    if keys:
        yield Limit(code="environment", facts={"keys": " ".join(keys)})


def _line(facts: CaptureFacts, *, key: str) -> str:
    return facts.environment.get(key, "")


def _by_side(sides: Sequence[ComparedSide], traits: Traits, told: Callable[[CaptureFacts], str]) -> list[set[str]]:
    return [{text for capture in side.captures if (text := told(traits[capture].facts))} for side in sides]


def _differ(by_side: Sequence[set[str]]) -> bool:
    """Whether two sides say something, and not the same; silence says nothing."""
    return all(by_side) and any(some != by_side[0] for some in by_side)


def _phases(sides: Sequence[ComparedSide], traits: Traits) -> Iterator[Limit]:
    marked = [frozenset().union(*(traits[capture].phases for capture in side.captures)) for side in sides]
    everywhere = frozenset(marked[0]).intersection(*marked[1:])
    apart = sorted(frozenset().union(*marked) - everywhere - set(_CLICK_KINDS) - {"baseline"})
    for kind in apart:
        letters = " ".join(side.letter for side, kinds in zip(sides, marked, strict=True) if kind in kinds)
        yield Limit(code="phases", facts={"phase": kind, "sides": letters})


def _uneven(sides: Sequence[ComparedSide], visits: Mapping[CaptureId, int]) -> Iterator[Limit]:
    """By capture, so that a side of three repeats is not three times as much."""
    mean = {side.letter: sum(visits[capture] for capture in side.captures) // len(side.captures) for side in sides}
    least, most = min(mean, key=lambda letter: mean[letter]), max(mean, key=lambda letter: mean[letter])
    if mean[least] and mean[most] >= _UNEVEN * mean[least]:
        facts: dict[str, str | int] = {"least": least, "few": mean[least], "most": most, "many": mean[most]}
        yield Limit(code="uneven", facts=facts)


def _clicks(sides: Sequence[ComparedSide], traits: Traits) -> Iterator[Limit]:
    without = [side for side in sides if not any(traits[capture].click for capture in side.captures)]
    if len(without) == len(sides):
        yield Limit(code="no_clicks")
    elif without:
        captures = tuple(capture for side in without for capture in side.captures)
        yield Limit(code="no_click", captures=captures, facts={"sides": " ".join(side.letter for side in without)})
    both = tuple(
        capture
        for side in sides
        for capture in side.captures
        if (click := traits[capture].click) is not None and click.until_us is not None
    )
    if both:
        yield Limit(code="two_clicks", captures=both)
