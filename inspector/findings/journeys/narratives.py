"""Composites: findings at one recipient that tell one thing together, with the rung of the weakest (domain.md 7)."""

from collections.abc import Collection, Iterator, Sequence

from inspector.findings.claimed import encryption_claims, source_of
from inspector.findings.evidence import CaseEvidence
from inspector.findings.survey import Survey, survey
from inspector.model.claim import Claim
from inspector.model.consent import Period
from inspector.model.finding import Finding, Rung
from inspector.model.flow import CaptureId
from inspector.model.journey import Narrative, NarrativeKind
from inspector.model.leaf import Confidence

_TOGETHER = (
    (NarrativeKind.PRE_BOOKING_PROFILE, ("TRK-02", "IDS-01", "X3P-03")),
    (NarrativeKind.IMAGE_INFERENCE, ("IMG-03", "IDS-01", "REF-01")),
)
_AFTER_REFUSAL = ("CNS-02", "CNS-03")
_CONFIDENCES = list(Confidence)
_RUNGS = list(Rung)


def narratives_of(case: CaseEvidence, findings: Sequence[Finding]) -> tuple[Narrative, ...]:
    """What the findings tell together; `findings` in the order of reading."""
    known = survey(case)
    return (*_at_one_recipient(findings), *_refusals(known, findings), *_claims(known, findings))


def _at_one_recipient(findings: Sequence[Finding]) -> Iterator[Narrative]:
    by_recipient: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        by_recipient.setdefault(finding.recipient, {}).setdefault(finding.rule, []).append(finding)
    for recipient, rules in by_recipient.items():
        for kind, wanted in _TOGETHER:
            if together := _in_one_capture([rules.get(rule, []) for rule in wanted]):
                yield _narrative(kind, recipient, together)


def _in_one_capture(choices: Sequence[Sequence[Finding]]) -> list[Finding]:
    """Of each rule the gravest finding that occurs in one capture with the others: what two visits showed apart, nobody
    was seen to learn together. Empty where there is no such capture."""
    occurring = [{capture for one in some for capture in one.occurrences} for some in choices]
    shared = sorted(set[CaptureId].intersection(*occurring))
    found = [[next(one for one in some if capture in one.occurrences) for some in choices] for capture in shared]
    return min(found, key=lambda some: [one.severity.rank for one in some], default=[])


def _refusals(case: Survey, findings: Sequence[Finding]) -> Iterator[Narrative]:
    """What went on after a refusal: findings of CNS-02 and CNS-03 that lie in a capture where one was made."""
    refused = {
        capture
        for capture, line in case.choices.items()
        if line.obstacle is None
        and (any(choice.kind == "refused" for choice in line.made) or line.at(None).period is Period.REFUSED)
    }
    by_recipient: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.rule in _AFTER_REFUSAL and refused & set(finding.occurrences) and _is_after(case, finding, refused):
            by_recipient.setdefault(finding.recipient, []).append(finding)
    for recipient, some in by_recipient.items():
        yield _narrative(NarrativeKind.REFUSAL_INEFFECTIVE, recipient, some)


def _is_after(case: Survey, finding: Finding, refused: Collection[CaptureId]) -> bool:
    """Both rules also speak of what was there before any choice: a signal may say no by default."""
    if finding.rule == "CNS-02":
        return finding.facts.get("refused") == "some"
    return any(
        case.standing(item.place.capture, item.at_us).period is Period.REFUSED
        for item in finding.evidence
        if item.role == "evidence" and item.place.capture in refused
    )


def _claims(case: Survey, findings: Sequence[Finding]) -> Iterator[Narrative]:
    """A claim of end-to-end encryption beside what was readable and what stayed opaque, of the classes that the
    investigator says it covers."""
    for claim in encryption_claims(case.claims):
        for site in case.first_party.sites:
            own = [finding for finding in findings if finding.recipient == site]
            readable = [finding for finding in own if finding.rule == "E2E-01" and claim.covers(finding.class_)]
            opaque = [finding for finding in own if finding.rule == "E2E-02"]
            if readable or opaque:
                yield _claim_test(claim, site, readable=readable, opaque=opaque)


def _claim_test(claim: Claim, site: str, *, readable: list[Finding], opaque: list[Finding]) -> Narrative:
    variant = "contradicted" if readable else "opaque"
    facts: dict[str, str | int] = {
        "quote": claim.quote[:400],
        "date": claim.date,
        "url": source_of(claim),
        "claim": claim.id,
        "readable": len(readable),
        "opaque": len(opaque),
    }
    return _narrative(NarrativeKind.CLAIM_TEST, site, [*readable, *opaque], variant=variant, facts=facts)


def _narrative(
    kind: NarrativeKind,
    recipient: str,
    findings: Sequence[Finding],
    *,
    variant: str = "",
    facts: dict[str, str | int] | None = None,
) -> Narrative:
    return Narrative(
        kind=kind,
        recipient=recipient,
        findings=tuple(finding.id for finding in findings),
        rung=min((finding.rung for finding in findings), key=_RUNGS.index),
        confidence=max((finding.confidence for finding in findings), key=_CONFIDENCES.index),
        variant=variant,
        facts=facts or {},
    )
