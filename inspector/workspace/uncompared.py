"""The findings of a comparison that one side could not have shown, with the reason that the rule gave there."""

from collections.abc import Sequence

from inspector.model.comparison import ComparedSide, Comparison, FindingRow, Standing
from inspector.model.finding import NotAssessable
from inspector.report.data import Uncompared


def uncompared(comparison: Comparison, gaps: Sequence[NotAssessable]) -> tuple[Uncompared, ...]:
    """One a side and reason, in the order of the sides; the reason is empty where the service was not visited there."""
    found: dict[tuple[str, str], Uncompared] = {}
    for row in comparison.findings:
        if row.standing is not Standing.NOT_COMPARABLE:
            continue
        for side, seen in zip(comparison.sides, row.seen, strict=True):
            if seen.of:
                continue
            gap = _gap(row, side, gaps)
            key = (side.letter, repr((gap.reason, sorted(gap.facts.items()))) if gap else "")
            known = found.get(key)
            found[key] = Uncompared(
                side=side.letter,
                findings=(*(known.findings if known else ()), row.finding),
                reason=gap.reason if gap else "",
                facts=gap.facts if gap else {},
            )
    return tuple(found[key] for key in sorted(found, key=lambda key: key[0]))


def _gap(row: FindingRow, side: ComparedSide, gaps: Sequence[NotAssessable]) -> NotAssessable | None:
    return next((gap for gap in gaps if gap.rule == row.rule and gap.capture in side.captures), None)
