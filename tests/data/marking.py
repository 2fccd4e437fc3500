"""Marks a result (`enclair-scan/1`) against the answer key of the sample."""

from typing import Any

type Line = dict[str, Any]


def mistakes(key: Line, result: Line) -> list[str]:
    """What the result misses or says too much, one line each; empty where it agrees with the key."""
    return [_named(line) for line in key["answers"] if not _agrees(line, result["findings"])]


def _agrees(line: Line, findings: list[Line]) -> bool:
    return _is_told(line, findings) if line["verdict"] == "fire" else not _is_cited(line, findings)


def _is_told(line: Line, findings: list[Line]) -> bool:
    """A finding of this rule, recipient and class rests on the entry, at the path, through the layers."""
    wanted = (line["side"], line["location"], line["path"], line["layers"])
    return any(
        evidence["entry"] in line["entries"]
        and (evidence["side"], evidence["location"], evidence["path"], evidence["layers"]) == wanted
        for finding in findings
        if (finding["rule"], finding["recipient"], finding["class"]) == (line["rule"], line["recipient"], line["class"])
        for evidence in finding["evidence"]
    )


def _is_cited(line: Line, findings: list[Line]) -> bool:
    """A finding of this rule (any rule for `*`) about this recipient (anyone for null) rests on one of the entries."""
    return any(
        evidence["entry"] in line["entries"]
        for finding in findings
        if line["rule"] in ("*", finding["rule"]) and line["recipient"] in (None, finding["recipient"])
        for evidence in finding["evidence"]
    )


def _named(line: Line) -> str:
    what = "missing" if line["verdict"] == "fire" else "unwanted"
    return f"{what}: {line['rule']} {line['recipient']} {line['class']} entries {line['entries']} {line['path'] or ''}"
