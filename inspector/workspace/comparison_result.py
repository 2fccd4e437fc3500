"""Captures compared as `enclair-scan/1` tells them (contracts.md)."""

from collections.abc import Callable
from typing import Any

from inspector.findings.comparison_words import limit_texts, summary_of
from inspector.messages import Translator
from inspector.model.comparison import (
    ClickTiming,
    Comparison,
    DataRow,
    FindingRow,
    IdentifierRow,
    RecipientRow,
    Seen,
    TimingRow,
)
from inspector.model.flow import Side

type Shown = Callable[[str], dict[str, str]]
"""What may be said of a value: masked, in full, hashed."""


def describe_comparison(comparison: Comparison | None, t: Translator, shown: Shown) -> dict[str, Any] | None:
    """The member `comparison` of a result; None for one capture. Lists named `sides` have one element a side."""
    if comparison is None:
        return None
    _, *limits = limit_texts(comparison, t)  # the first holds always: it stands in the documentation
    return {
        "chosen": comparison.is_chosen,
        "sides": [
            {"side": side.letter, "scenario": side.scenario or None, "captures": list(side.captures)}
            for side in comparison.sides
        ],
        "summary": [said.text for said in summary_of(comparison, t)],
        "limits": [
            {"code": limit.code, "captures": list(limit.captures), "text": text}
            for limit, text in zip(comparison.limits, limits, strict=True)
        ],
        "repeats": [
            {
                "scenario": one.scenario,
                "captures": list(one.captures),
                "stable": one.stable,
                "intermittent": one.intermittent,
            }
            for one in comparison.repeats
        ],
        "recipients": [_recipient(row) for row in comparison.recipients],
        "data": [_data(row) for row in comparison.data],
        "identifiers": [_identifier(row, shown) for row in comparison.identifiers],
        "findings": [_finding(row) for row in comparison.findings],
        "timing": [_timing(row) for row in comparison.timing],
    }


def _seen(one: Seen) -> dict[str, Any]:
    return {"captures": one.captures, "of": one.of}


def _counted(one: Seen) -> dict[str, Any]:
    return {**_seen(one), "count": one.count, "flow": one.flow}


def _recipient(row: RecipientRow) -> dict[str, Any]:
    return {
        "site": row.site,
        "first_party": row.first_party,
        "standing": row.standing,
        "sides": [
            {
                **_seen(one),
                "flows": traffic.flows,
                "bytes_sent": traffic.bytes_sent,
                "bytes_received": traffic.bytes_received,
                "flow": one.flow,
            }
            for one, traffic in zip(row.seen, row.traffic, strict=True)
        ],
    }


def _data(row: DataRow) -> dict[str, Any]:
    return {
        "site": row.site,
        "first_party": row.first_party,
        "class": row.class_,
        "direction": "sent" if row.side is Side.REQUEST else "returned",
        "standing": row.standing,
        "sides": [_counted(one) for one in row.seen],
    }


def _identifier(row: IdentifierRow, shown: Shown) -> dict[str, Any]:
    return {
        "site": row.site,
        "first_party": row.first_party,
        "kind": "cookie" if row.is_cookie else "identifier",
        "name": row.name,
        "standing": row.standing,
        "sides": [
            {**_seen(one), **(shown(value) if one.captures else {"value": None, "value_id": None})}
            for one, value in zip(row.seen, row.values, strict=True)
        ],
    }


def _finding(row: FindingRow) -> dict[str, Any]:
    return {
        "id": row.finding,
        "rule": row.rule,
        "recipient": row.recipient,
        "class": row.class_,
        "severity": row.severity,
        "standing": row.standing,
        "steadiness": row.steadiness,
        "sides": [{**_seen(one), "count": one.count} for one in row.seen],
    }


def _timing(row: TimingRow) -> dict[str, Any]:
    return {
        "site": row.site,
        "first_party": row.first_party,
        "standing": row.standing,
        "sides": [_click(one) if one.of else None for one in row.timing],
    }


def _click(one: ClickTiming) -> dict[str, Any]:
    return {
        "captures": one.captures,
        "of": one.of,
        "before": one.before,
        "after": one.after,
        "soonest_us": one.soonest_us,
        "latest_us": one.latest_us,
        "flow": one.flow,
    }
