"""Every rule, and the one function that asks them all."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from inspector.findings.cards import rule_card
from inspector.findings.confirmation import confirmations
from inspector.findings.evidence import CaseEvidence, Evaluation
from inspector.findings.needs import unmet_needs
from inspector.findings.particulars import runs_of
from inspector.findings.rules import (
    cch_01,
    cki_01,
    cnm_01,
    cns_01,
    cns_02,
    cns_03,
    cns_04,
    cns_05,
    e2e_01,
    e2e_02,
    err_01,
    fpr_01,
    hst_01,
    ids_01,
    ids_02,
    img_01,
    img_02,
    img_03,
    jur_01,
    jwt_01,
    min_01,
    mob_01,
    ref_01,
    ref_02,
    src_01,
    syn_01,
    tls_01,
    tok_01,
    tps_01,
    trk_01,
    trk_02,
    trk_03,
    trk_04,
    trn_01,
    url_01,
    url_02,
    wss_01,
    x3p_01,
    x3p_02,
    x3p_03,
)
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, NotAssessable, RuleFailure
from inspector.model.struct import Record

type Evaluate = Callable[[CaseEvidence], list[Finding]]


class Rule(Record, frozen=True, kw_only=True):
    """A rule of the registry; its version, needs and texts are on its card."""

    id: str
    evaluate: Evaluate

    @property
    def version(self) -> str:
        return rule_card(self.id).version

    @property
    def needs(self) -> tuple[str, ...]:
        return rule_card(self.id).needs


RULES: tuple[Rule, ...] = (
    Rule(id="X3P-01", evaluate=x3p_01.evaluate),
    Rule(id="X3P-02", evaluate=x3p_02.evaluate),
    Rule(id="X3P-03", evaluate=x3p_03.evaluate),
    Rule(id="SRC-01", evaluate=src_01.evaluate),
    Rule(id="REF-01", evaluate=ref_01.evaluate),
    Rule(id="URL-01", evaluate=url_01.evaluate),
    Rule(id="URL-02", evaluate=url_02.evaluate),
    Rule(id="TOK-01", evaluate=tok_01.evaluate),
    Rule(id="WSS-01", evaluate=wss_01.evaluate),
    Rule(id="JWT-01", evaluate=jwt_01.evaluate),
    Rule(id="CCH-01", evaluate=cch_01.evaluate),
    Rule(id="TRN-01", evaluate=trn_01.evaluate),
    Rule(id="MIN-01", evaluate=min_01.evaluate),
    Rule(id="TRK-01", evaluate=trk_01.evaluate),
    Rule(id="TRK-02", evaluate=trk_02.evaluate),
    Rule(id="TRK-03", evaluate=trk_03.evaluate),
    Rule(id="TRK-04", evaluate=trk_04.evaluate),
    Rule(id="FPR-01", evaluate=fpr_01.evaluate),
    Rule(id="MOB-01", evaluate=mob_01.evaluate),
    Rule(id="3PS-01", evaluate=tps_01.evaluate),
    Rule(id="ERR-01", evaluate=err_01.evaluate),
    Rule(id="HST-01", evaluate=hst_01.evaluate),
    Rule(id="IMG-01", evaluate=img_01.evaluate),
    Rule(id="IMG-02", evaluate=img_02.evaluate),
    Rule(id="IMG-03", evaluate=img_03.evaluate),
    Rule(id="CNM-01", evaluate=cnm_01.evaluate),
    Rule(id="JUR-01", evaluate=jur_01.evaluate),
    Rule(id="TLS-01", evaluate=tls_01.evaluate),
    Rule(id="E2E-01", evaluate=e2e_01.evaluate),
    Rule(id="E2E-02", evaluate=e2e_02.evaluate),
    Rule(id="REF-02", evaluate=ref_02.evaluate),
    Rule(id="CNS-01", evaluate=cns_01.evaluate),
    Rule(id="CNS-02", evaluate=cns_02.evaluate),
    Rule(id="CNS-03", evaluate=cns_03.evaluate),
    Rule(id="CNS-04", evaluate=cns_04.evaluate),
    Rule(id="CNS-05", evaluate=cns_05.evaluate),
    Rule(id="IDS-01", evaluate=ids_01.evaluate),
    Rule(id="IDS-02", evaluate=ids_02.evaluate),
    Rule(id="SYN-01", evaluate=syn_01.evaluate),
    Rule(id="CKI-01", evaluate=cki_01.evaluate),
)


def evaluate(case: CaseEvidence, *, rules: tuple[Rule, ...] = RULES) -> Evaluation:
    """Asks every rule. Findings come worst first, then by rule, recipient and class; a rule that breaks is reported
    and takes none of the others with it."""
    known = survey(case)
    findings: list[Finding] = []
    not_assessable: list[NotAssessable] = []
    failures: list[RuleFailure] = []
    for rule in rules:
        try:
            found = _each_once(rule.evaluate(known))
            gaps = unmet_needs(known, rule.id, findings=found)
            findings += [_over_captures(known, finding, gaps) for finding in found]
            not_assessable += gaps
        except Exception as error:  # noqa: BLE001 - one broken rule must not silence the others
            failures.append(RuleFailure(rule=rule.id, error=type(error).__name__))
    return Evaluation(
        findings=tuple(sorted(findings, key=_worst_first)),
        not_assessable=tuple(not_assessable),
        failures=tuple(failures),
    )


def _each_once(findings: Sequence[Finding]) -> list[Finding]:
    """A rule that judges one recipient and class in two ways has one finding: the graver, or else the first."""
    found: dict[str, Finding] = {}
    for finding in findings:
        known = found.get(finding.id)
        if known is None or finding.severity.rank < known.severity.rank:
            found[finding.id] = finding
    return list(found.values())


def _over_captures(case: Survey, finding: Finding, gaps: Sequence[NotAssessable]) -> Finding:
    """What all its captures together tell: in which of the repeated runs it came back, of those in which its rule could
    speak, and whether it was seen with and without interception."""
    blind = {gap.capture for gap in gaps if gap.capture is not None}
    told = runs_of(case, finding.occurrences, blind=blind)
    if confirmed := confirmations(case, finding.occurrences):
        told["confirmed"] = " ".join(confirmed)
    return replace(finding, facts=finding.facts | told) if told else finding


def _worst_first(finding: Finding) -> tuple[int, int, str, str, str]:
    """A severity that the rule fixes comes after those that the sum reached."""
    points = 0 if finding.points.fixed else finding.points.total
    return finding.severity.rank, -points, finding.rule, finding.recipient, finding.class_ or ""
