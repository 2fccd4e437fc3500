"""What people did on findings, and the public claims of a case, as parts of `enclair-scan/1`."""

from typing import Any

from inspector.model.finding import Finding, Verdict
from inspector.store.claims import read_claims
from inspector.store.queries import CaseReader
from inspector.workspace.verdicts import count_traps, open_traps


def describe_review(finding: Finding, verdict: Verdict | None) -> dict[str, Any]:
    """`reproduced` is what a person counted, null where nobody did; the reply itself stays in the case."""
    traps = count_traps(finding.rule)
    has_runs = verdict is not None and verdict.runs_tried is not None
    return {
        "traps_answered": traps - len(open_traps(finding, verdict)),
        "traps": traps,
        "reproduced": {"seen": verdict.runs_seen, "tried": verdict.runs_tried} if verdict and has_runs else None,
        "reply": verdict is not None and verdict.reply is not None,
    }


def describe_claims(reader: CaseReader) -> list[dict[str, Any]]:
    """`scope` holds against an observation only where `scope_confirmed` is true."""
    return [
        {
            "id": claim.id,
            "kind": claim.kind,
            "quote": claim.quote,
            "date": claim.date or None,
            "url": claim.url or None,
            "document_sha256": claim.document or None,
            "scope": list(claim.scope),
            "scope_confirmed": claim.is_scope_confirmed,
        }
        for claim in read_claims(reader)
    ]
