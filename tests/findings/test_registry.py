"""The registry: order, grouping, stable ids, unmet needs, a rule that breaks."""

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import MOST_EVIDENCE
from inspector.findings.registry import RULES, Rule, evaluate
from inspector.model.finding import Finding, finding_id
from inspector.model.flow import CaptureId, Side
from inspector.model.leaf import About
from inspector.model.party import FirstParty
from inspector.resources import resource_path
from tests.findings.builders import ADS, CAPTURE, OWN, Evidence, leaf, place, response_body, sighting, supports


def _broken(_case: CaseEvidence) -> list[Finding]:
    raise KeyError("a captured value that must not be repeated")


def test_a_broken_rule_is_reported_without_its_message_and_takes_no_other_with_it():
    rules = (Rule(id="X3P-02", evaluate=_broken), *RULES)
    made = evaluate(Evidence(sightings=[sighting(place(2))]), rules=rules)
    assert [(failure.rule, failure.error) for failure in made.failures] == [("X3P-02", "KeyError")]
    assert [found.rule for found in made.findings] == ["X3P-01"]


def test_ids_follow_rule_recipient_and_class_only():
    once = evaluate(Evidence(sightings=[sighting(place(2))])).findings
    twice = evaluate(Evidence(sightings=[sighting(place(2)), sighting(place(7, path="other"))])).findings
    assert [found.id for found in once] == [found.id for found in twice] == [finding_id("X3P-01", ADS, "health.motive")]


def test_the_same_case_gives_the_same_evaluation():
    case = Evidence(sightings=[sighting(place(2)), sighting(place(3), form="sha256")], leaves=[leaf(response_body())])
    assert evaluate(case) == evaluate(case)


def test_occurrences_are_counted_beyond_the_evidence_that_is_kept():
    (found,) = evaluate(Evidence(sightings=[sighting(place(n)) for n in range(1, 80)])).findings
    assert found.occurrences == {CAPTURE: 79}
    assert len(found.evidence) == MOST_EVIDENCE


def test_a_place_told_twice_counts_once():
    (found,) = evaluate(Evidence(sightings=[sighting(place(2))], leaves=[leaf(place(2), site=ADS)])).findings
    assert found.occurrences == {CAPTURE: 1}


def test_worst_comes_first():
    case = Evidence(
        leaves=[leaf(response_body())],
        sightings=[sighting(place(2))],
        headers={(2, Side.REQUEST): (("cookie", "a=b"),)},
    )
    assert [found.rule for found in evaluate(case).findings] == ["X3P-01", "E2E-01"]


def test_silence_without_answers_is_not_assessable():
    made = evaluate(Evidence(supports={CAPTURE: supports(answers=0.0)}))
    reasons = {(one.rule, one.capture, one.reason) for one in made.not_assessable}
    assert ("E2E-01", CAPTURE, "no_answers") in reasons
    assert ("X3P-01", None, "no_values") in reasons


def test_a_capture_in_which_a_rule_spoke_is_assessable():
    case = Evidence(leaves=[leaf(response_body())], supports={CAPTURE: supports(answers=0.0)})
    assert not any(one.rule == "E2E-01" for one in evaluate(case).not_assessable)


def test_without_a_first_party_rules_say_so():
    case = Evidence(first_party=FirstParty(sites=(), how="inferred", why="none"))
    assert {one.reason for one in evaluate(case).not_assessable} >= {"no_first_party"}


def test_an_empty_case_gives_nothing_and_breaks_nothing():
    made = evaluate(Evidence(captures=(), supports={}))
    assert made.findings == ()
    assert made.failures == ()


def test_harmless_traffic_gives_nothing():
    leaves = [
        leaf(response_body(1), "health.specialty", about=About.CATALOGUE),
        leaf(response_body(2), "health.practitioner", about=About.PRACTITIONER),
        leaf(place(3), "device.identifier", site=ADS, about=About.UNKNOWN),
    ]
    assert evaluate(Evidence(leaves=leaves)).findings == ()


def test_every_rule_is_there_once_with_a_version():
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids) == len(list(resource_path("rules", "findings").glob("*-*.toml")))
    assert all(rule.version for rule in RULES)
    assert CaptureId(1) == CAPTURE
    assert OWN != ADS
