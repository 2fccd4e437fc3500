"""The arithmetic of severity: the calibration examples, the caps, the roles."""

import pytest

from inspector.findings.severity import data_points, recipient_points, role_weights, settle
from inspector.model.finding import Points, Severity
from inspector.model.leaf import CLASSES, Confidence
from inspector.model.party import Role
from tests.findings.builders import recipient


@pytest.mark.parametrize(
    ("points", "severity"),
    [
        (Points(data=4, recipient=3, identity=1), Severity.CRITICAL),
        (Points(data=3, recipient=2, identity=2), Severity.HIGH),
        (Points(data=3, recipient=0, identity=2), Severity.MEDIUM),
        (Points(data=3, recipient=1, identity=1), Severity.MEDIUM),
        (Points(data=4, recipient=1), Severity.MEDIUM),
        (Points(data=1, recipient=1), Severity.LOW),
        (Points(data=1), Severity.INFO),
    ],
    ids=["advertiser gets a motive", "error report", "own events", "picture join", "intermediary", "consent", "least"],
)
def test_calibration(points, severity):
    assert settle(points, confidence=Confidence.CERTAIN)[0] is severity


def test_tentative_never_exceeds_medium():
    severity, points = settle(Points(data=4, recipient=3, identity=2), confidence=Confidence.TENTATIVE)
    assert (severity, points.fixed) == (Severity.MEDIUM, Severity.MEDIUM)
    assert "capped_tentative" in points.why


def test_tentative_caps_even_a_fixed_severity():
    assert settle(Points(), confidence=Confidence.TENTATIVE, fixed=Severity.HIGH)[0] is Severity.MEDIUM


def test_a_fixed_severity_overrides_the_sum_and_keeps_it_visible():
    severity, points = settle(
        Points(data=4, recipient=3, identity=2), confidence=Confidence.CERTAIN, fixed=Severity.INFO
    )
    assert (severity, points.total, points.fixed) == (Severity.INFO, 9, Severity.INFO)


def test_a_floor_lifts_only_what_is_below():
    low, lifted = settle(Points(data=3), confidence=Confidence.FIRM, floor=Severity.MEDIUM)
    assert (low, lifted.fixed) == (Severity.MEDIUM, Severity.MEDIUM)
    high, kept = settle(Points(data=4, recipient=2), confidence=Confidence.FIRM, floor=Severity.MEDIUM)
    assert (high, kept.fixed) == (Severity.HIGH, None)


def test_every_class_has_a_weight_between_none_and_four():
    assert {data_points(class_) for class_ in CLASSES} == {0, 1, 2, 3, 4}
    assert data_points("health.motive") == 4
    assert data_points("health.motive", inferred=True) == 3
    assert data_points("identity.national_id") == 4
    assert data_points("behaviour.page", inferred=True) == 3


def test_every_role_has_a_weight_and_advertising_the_greatest():
    weights = {role: role_weights().weight_of(role) for role in Role}
    assert weights[Role.FIRST_PARTY] == 0
    assert weights[Role.ADVERTISING] == weights[Role.SOCIAL] == max(weights.values()) == 3


def test_an_unknown_recipient_weighs_as_little_as_a_technical_one():
    assert recipient_points(None) == (1, "recipient_unknown")
    assert recipient_points(recipient(same_group=True)) == (0, "recipient_same_group")
