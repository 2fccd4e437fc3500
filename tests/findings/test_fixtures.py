"""Fixtures F1 to F27 through the whole way (import, analysis): what must be found is, what must not be said is not.

A rule that is not in the registry is left out everywhere. What does not hold yet stands in KNOWN_GAPS, and a gap that
was mended fails until it is taken off the list.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.findings.registry import RULES
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace import landscape
from inspector.workspace.analysis import analyse_case
from tests.data.fixtures.case import build_case
from tests.data.fixtures.catalogue import all_fixtures
from tests.data.fixtures.fixture import Fixture
from tests.data.fixtures.marking import Mistake, Outcome, mistakes
from tests.data.fixtures.variants import FOUNDING, founding

FIXTURES = {fixture.name: fixture for fixture in all_fixtures()}
REGISTERED = frozenset(rule.id for rule in RULES)

OWN = "rdv-sante.example"


def _gap(fixture: str, kind: Any, rule: str, recipient: str, class_: str | None, why: str) -> Mistake:
    return Mistake(fixture=fixture, kind=kind, rule=rule, recipient=recipient, class_=class_, why=why)


KNOWN_GAPS: tuple[Mistake, ...] = (
    _gap("F1-de-snake", "missing", "E2E-01", OWN, "health.specialty", "German: stays the practitioner's, not in French"),
)  # fmt: skip

VARIANT_GAPS: frozenset[tuple[str, str, str]] = frozenset((
    ("F1", "missing", "E2E-01"),
    ("F1-cloudfront", "missing", "E2E-01"),
))  # fmt: skip
"""Fixture, kind and rule of what does not hold on some stage."""

_SEEDS = (1, 5)

_REPEATED = ("F1-en-snake", "F2-third", "F6-accept", "F14-disguised", "F17-against-tcf", "F25-two-runs")


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Outcomes"]:
    """The tables of parties are read once for all of them: reading them is a third of a small analysis."""
    book = landscape.load_book()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landscape, "load_book", lambda: book)
        yield Outcomes(tmp_path_factory.mktemp("fixtures"))


class Outcomes:
    """What the rules say of each fixture; analysed once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Outcome] = {}

    def of(self, name: str) -> Outcome:
        if name not in self._known:
            self._known[name] = read_outcome(build_case(FIXTURES[name], self._folder))
        return self._known[name]

    def of_variant(self, fixture: Fixture, seed: int) -> Outcome:
        """Several rows of the table share a fixture."""
        name = f"{fixture.name}-{seed}"
        if name not in self._known:
            folder = self._folder / name
            folder.mkdir()
            self._known[name] = read_outcome(build_case(fixture, folder))
        return self._known[name]

    def again(self, name: str) -> Outcome:
        self.of(name)
        path = self._folder / f"{name}.enclair"
        analyse_case(path, first_party=FIXTURES[name].first_party)
        return read_outcome(path)


def read_outcome(path: Path) -> Outcome:
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        assert reader.outcome("rule_failures") == b"[]"
        return Outcome(findings=reader.findings(), not_assessable=reader.not_assessable())


def _found(outcomes: Outcomes, name: str, kind: str) -> list[Mistake]:
    made = mistakes(FIXTURES[name], outcomes.of(name), rules=REGISTERED)
    gaps = {(gap.fixture, gap.kind, gap.rule, gap.recipient, gap.class_) for gap in KNOWN_GAPS}
    return [one for one in made if one.kind == kind and (name, kind, one.rule, one.recipient, one.class_) not in gaps]


@pytest.mark.parametrize("name", FIXTURES)
def test_what_is_planted_is_found(outcomes: Outcomes, name: str):
    assert _found(outcomes, name, "missing") == []


@pytest.mark.parametrize("name", FIXTURES)
def test_what_is_harmless_is_left_alone(outcomes: Outcomes, name: str):
    assert _found(outcomes, name, "unwanted") == []


@pytest.mark.parametrize("name", FIXTURES)
def test_nothing_is_weighed_otherwise_than_the_key_says(outcomes: Outcomes, name: str):
    assert _found(outcomes, name, "severity") == []
    assert _found(outcomes, name, "confidence") == []


@pytest.mark.parametrize("name", [name for name, one in FIXTURES.items() if one.expected.not_assessable])
def test_a_rule_that_cannot_tell_says_so(outcomes: Outcomes, name: str):
    assert _found(outcomes, name, "assessable") == []


@pytest.mark.parametrize("gap", KNOWN_GAPS, ids=lambda gap: f"{gap.fixture}-{gap.rule}")
def test_a_known_gap_is_still_one(outcomes: Outcomes, gap: Mistake):
    if gap.rule not in REGISTERED:
        return
    made = mistakes(FIXTURES[gap.fixture], outcomes.of(gap.fixture), rules=REGISTERED)
    assert (gap.kind, gap.rule, gap.recipient, gap.class_) in [
        (one.kind, one.rule, one.recipient, one.class_) for one in made
    ], "mended: take it off KNOWN_GAPS"


@pytest.fixture(scope="session")
def of_variants(outcomes: Outcomes) -> dict[tuple[str, int], list[Mistake]]:
    """What differs on each stage, by row of the acceptance table and seed."""
    return {
        (row, seed): [
            one
            for fixture in founding(row, seed)
            for one in mistakes(fixture, outcomes.of_variant(fixture, seed), rules=REGISTERED)
        ]
        for row in FOUNDING
        for seed in _SEEDS
    }


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("row", FOUNDING)
def test_the_founding_experiments_hold_on_other_stages(
    of_variants: dict[tuple[str, int], list[Mistake]], row: str, seed: int
):
    assert [one for one in of_variants[row, seed] if (one.fixture, one.kind, one.rule) not in VARIANT_GAPS] == []


def test_known_gaps_of_other_stages_are_still_there(of_variants: dict[tuple[str, int], list[Mistake]]):
    made = {(one.fixture, one.kind, one.rule) for some in of_variants.values() for one in some}
    assert {gap for gap in VARIANT_GAPS if gap[2] in REGISTERED} <= made, "mended: take it off VARIANT_GAPS"


@pytest.mark.parametrize("name", _REPEATED)
def test_a_second_analysis_says_the_same(outcomes: Outcomes, name: str):
    before = outcomes.of(name)
    assert outcomes.again(name) == before


def test_building_twice_gives_the_same_bytes():
    once = [capture.as_bytes() for fixture in FIXTURES.values() for capture in fixture.captures]
    assert once == [capture.as_bytes() for fixture in all_fixtures() for capture in fixture.captures]


def test_every_registered_rule_has_a_positive_and_two_negatives():
    fires, stays = Counter[str](), Counter[str]()
    for fixture in FIXTURES.values():
        fires.update({rule for rule, _, _ in fixture.expected.must_fire})
        stays.update({rule for rule, _, _ in fixture.expected.must_stay_silent})
    poor = {rule: (fires[rule], stays[rule]) for rule in REGISTERED if fires[rule] < 1 or stays[rule] < 2}
    assert poor == {}


def test_two_runs_of_one_visit_count_once_each(outcomes: Outcomes):
    (found,) = [
        one for one in outcomes.of("F25-two-runs").findings
        if (one.rule, one.recipient, one.class_) == ("X3P-01", "mesure-pub.example", "contact.email")
    ]  # fmt: skip
    assert {int(capture): count for capture, count in found.occurrences.items()} == {1: 1, 2: 1}


def test_the_model_finding_is_of_the_accepted_runs_only(outcomes: Outcomes):
    (found,) = [
        one for one in outcomes.of("F6-model").findings
        if (one.rule, one.recipient, one.class_) == ("X3P-01", "mesure-pub.example", "health.motive")
    ]  # fmt: skip
    assert (found.severity.value, found.rung.value) == ("critical", "L2")
    assert set(map(int, found.occurrences)) == {1, 2}
    assert found.evidence[0].place.layers == ("url", "base64")


def test_marking_notices_what_is_missing_unwanted_and_too_severe(outcomes: Outcomes):
    fixture, outcome = FIXTURES["F1-direct"], outcomes.of("F1-direct")
    nothing = Outcome(findings=(), not_assessable=())
    assert {one.rule for one in mistakes(fixture, nothing, rules=REGISTERED)} == {"E2E-01", "E2E-02"}
    worse = FIXTURES["F26-directory"]
    assert {one.kind for one in mistakes(worse, outcome, rules=REGISTERED)} == {"unwanted"}
