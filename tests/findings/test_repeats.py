"""Repeats of a scenario, and how many of them show a finding."""

from inspector.findings.repeats import blind_captures, repeats_of, scenario_groups, stability_of
from inspector.model.comparison import Stability
from inspector.model.finding import NotAssessable
from inspector.model.flow import CaptureId
from tests.findings.test_comparison import capture, finding

GROUPS = scenario_groups(
    [capture(1, scenario="refused"), capture(2, scenario="Accepted "), capture(3), capture(4, scenario="accepted")]
)


def test_captures_of_equal_scenario_stand_together_and_unnamed_ones_alone():
    assert GROUPS == (("refused", (1,)), ("accepted", (2, 4)), ("", (3,)))


def test_stability_counts_the_repeats_of_scenarios_that_show_the_finding():
    assert stability_of(finding(seen={2: 3}), GROUPS, blind={}) == Stability(seen=1, of=2)
    assert stability_of(finding(seen={1: 1, 2: 3, 4: 1}), GROUPS, blind={}) == Stability(seen=3, of=3)
    assert stability_of(finding(seen={3: 1}), GROUPS, blind={}) == Stability(seen=1, of=1)


def test_a_capture_in_which_the_rule_could_not_speak_is_not_counted():
    blind = blind_captures([NotAssessable(rule="X3P-01", capture=CaptureId(4), reason="x")])
    assert stability_of(finding(seen={2: 3}), GROUPS, blind=blind) == Stability(seen=1, of=1)


def test_repeats_count_stable_and_intermittent_findings():
    findings = [finding("X3P-01", seen={2: 1, 4: 1}), finding("X3P-02", seen={4: 1}), finding("X3P-03", seen={1: 1})]
    (repeated,) = repeats_of(GROUPS, findings, blind={})
    assert (repeated.scenario, repeated.stable, repeated.intermittent) == ("accepted", 1, 1)
