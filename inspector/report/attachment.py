"""The findings as data inside the PDF: what `scan --json` says of them, always masked."""

from collections.abc import Callable

import msgspec

from inspector.figures.drawing import visible
from inspector.findings.confirmation import confirmations_of
from inspector.report.blocks import kept_findings
from inspector.report.data import EvidenceExcerpt, FindingBlock, ReportData
from inspector.report.redaction import Redactor

FORMAT = "enclair-findings/1"
FILE_NAME = "findings.json"


def findings_json(data: ReportData, redactor: Redactor) -> bytes:
    """`{"format", "case", "root", "findings": [...]}` with the field names of `enclair-scan/1`; UTF-8, sorted keys.
    `redactor` is never one of level `none`."""

    def safe(text: str) -> str:
        return visible(redactor.redact_prose(text))

    content = {
        "format": FORMAT,
        "case": safe(data.case_id),
        "root": data.integrity.flows_root,
        "tool": {"version": data.tool_version, "rules": data.rules_version},
        "findings": [_finding(block, safe) for block in kept_findings(data.findings)],
    }
    return msgspec.json.format(msgspec.json.encode(content, order="sorted"), indent=1)


def _finding(block: FindingBlock, safe: Callable[[str], str]) -> dict[str, object]:
    finding = block.finding
    return {
        "id": finding.id,
        "rule": finding.rule,
        "title": safe(block.title),
        "severity": finding.severity,
        "confidence": finding.confidence,
        "rung": finding.rung,
        "status": block.verdict.status if block.verdict else "draft",
        "confirmed": list(confirmations_of(finding)),
        "phase": safe(finding.phase) if finding.phase else None,
        "recipient": safe(finding.recipient),
        "class": finding.class_,
        "occurrences": {str(capture): n for capture, n in finding.occurrences.items()},
        "flows": sorted({item.flow for item in block.evidence} | {item.place.flow for item in finding.evidence}),
        "evidence": [_evidence(item, safe) for item in block.evidence],
        "shows": safe(block.shows),
        "suggests": safe(block.suggests),
        "does_not_show": safe(block.does_not_show),
        "checked": safe(block.checked),
        "runs": safe(block.runs),
        "positive": block.positive,
    }


def _evidence(item: EvidenceExcerpt, safe: Callable[[str], str]) -> dict[str, object]:
    return {
        "flow": item.flow,
        "entry": item.entry,
        "side": item.side,
        "location": item.location,
        "path": safe(item.path),
        "layers": [safe(layer) for layer in item.layers],
        "host": safe(item.host),
        "form": safe(item.form),
        "alike": item.alike,
    }
