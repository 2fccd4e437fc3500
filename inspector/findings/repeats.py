"""Captures that repeat one scenario, and how steadily findings come back in them."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from inspector.model.comparison import Repeats, Stability
from inspector.model.finding import Finding, NotAssessable
from inspector.model.flow import CaptureFacts, CaptureId

type Blind = Mapping[str, Collection[CaptureId]]
"""By rule, the captures in which it could not speak."""


def scenario_groups(captures: Iterable[CaptureFacts]) -> tuple[tuple[str, tuple[CaptureId, ...]], ...]:
    """Captures of equal scenario name together, in the order of the first of each; one without a name stands alone
    under ""."""
    named: dict[str, list[CaptureId]] = {}
    alone: list[tuple[str, tuple[CaptureId, ...]]] = []
    for capture in captures:
        name = scenario_name(capture)
        if name:
            named.setdefault(name, []).append(capture.id)
        else:
            alone.append(("", (capture.id,)))
    groups = [*alone, *((name, tuple(ids)) for name, ids in named.items())]
    return tuple(sorted(groups, key=lambda group: group[1][0]))


def scenario_name(capture: CaptureFacts) -> str:
    """The scenario without letter case and outer blanks, "" for none: what repeats are recognised by."""
    return (capture.scenario or "").strip().casefold()


def blind_captures(gaps: Iterable[NotAssessable]) -> Blind:
    """Where rules could not speak in one capture; those that could speak in none have no findings to count."""
    found: dict[str, set[CaptureId]] = {}
    for gap in gaps:
        if gap.capture is not None:
            found.setdefault(gap.rule, set()).add(gap.capture)
    return found


def stability_of(finding: Finding, groups: Iterable[tuple[str, Sequence[CaptureId]]], *, blind: Blind) -> Stability:
    """Over the captures of every scenario in which the finding was observed; `of` 1 where nothing is repeated."""
    cannot = blind.get(finding.rule, ())
    shown = {capture for capture, count in finding.occurrences.items() if count}
    tried = {
        capture
        for _, captures in groups
        if shown.intersection(captures)
        for capture in captures
        if capture in shown or capture not in cannot
    }
    return Stability(seen=len(shown & tried), of=len(tried))


def repeats_of(
    groups: Iterable[tuple[str, Sequence[CaptureId]]], findings: Sequence[Finding], *, blind: Blind
) -> tuple[Repeats, ...]:
    """One for each scenario of which there are several captures."""
    return tuple(_repeats(group, findings, blind) for group in groups if len(group[1]) > 1)


def _repeats(group: tuple[str, Sequence[CaptureId]], findings: Sequence[Finding], blind: Blind) -> Repeats:
    scenario, captures = group
    stabilities = [stability_of(finding, [group], blind=blind) for finding in findings]
    repeated = [one for one in stabilities if one.of > 1]
    stable = sum(one.seen == one.of for one in repeated)
    return Repeats(scenario=scenario, captures=tuple(captures), stable=stable, intermittent=len(repeated) - stable)
