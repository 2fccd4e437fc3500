"""The order of reading."""

from inspector.findings.registry import _worst_first
from inspector.model.finding import Finding, Points, Rung, Severity
from inspector.model.leaf import Confidence


def _finding(rule: str, severity: Severity, points: Points) -> Finding:
    return Finding(
        id=rule,
        rule=rule,
        recipient="a.example",
        class_=None,
        severity=severity,
        points=points,
        confidence=Confidence.FIRM,
        rung=Rung.L2,
    )


def test_of_equal_severity_what_the_sum_reached_comes_before_what_a_rule_fixes():
    fixed = _finding("CNS-04", Severity.HIGH, Points(data=4, recipient=3, identity=2, fixed=Severity.HIGH))
    reached = _finding("X3P-01", Severity.HIGH, Points(data=3, recipient=3))
    worst = _finding("X3P-02", Severity.CRITICAL, Points(fixed=Severity.CRITICAL))
    assert sorted([fixed, reached, worst], key=_worst_first) == [worst, reached, fixed]
