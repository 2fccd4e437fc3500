"""Two refusals against two acceptances, from HAR to result: what differs is told, what cannot be compared too."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.messages import Translator
from inspector.model.comparison import Standing
from inspector.model.flow import CaptureId
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.comparing import default_sides, is_worth_printing, keep_sides, read_comparison, usual_sides
from inspector.workspace.result import build_result
from tests.data import compared
from tests.findings.test_comparison import capture


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compared.build_compared(tmp_path_factory.mktemp("compared"))


@pytest.fixture(scope="module")
def reader(path: Path) -> Iterator[CaseReader]:
    with Case.open(path, read_only=True) as case:
        yield CaseReader(case)


@pytest.fixture(scope="module")
def result(reader: CaseReader) -> dict[str, Any]:
    return build_result(reader, translator=Translator("en"))


def by_site(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["site"]: row for row in rows}


def test_refusals_stand_against_acceptances(result: dict[str, Any]):
    assert [(side["side"], side["scenario"], side["captures"]) for side in result["comparison"]["sides"]] == [
        ("A", "refused", [1, 3]),
        ("B", "accepted", [2, 4]),
    ]


def test_recipients_that_only_the_acceptance_called_are_new_with_their_captures(result: dict[str, Any]):
    rows = by_site(result["comparison"]["recipients"])
    assert rows["regie.example"]["standing"] == rows["mesure.example"]["standing"] == "new"
    assert rows["regie.example"]["sides"][1] | {"flow": 0} == {
        "captures": 2, "of": 2, "flows": 4, "bytes_sent": 0, "bytes_received": 20, "flow": 0
    }  # fmt: skip
    assert rows["mesure.example"]["sides"][1]["captures"] == 1
    assert rows["pixel-a.example"]["standing"] == rows["rdv.example"]["standing"] == "same"


def test_classes_by_recipient_say_direction_and_side(result: dict[str, Any]):
    data = {(row["site"], row["class"], row["direction"]): row["standing"] for row in result["comparison"]["data"]}
    assert data["regie.example", "health.specialty", "sent"] == "new"
    assert data["rdv.example", "health.motive", "returned"] == "same"


def test_a_value_that_outlives_the_capture_is_the_same_and_no_value_is_told_in_full(result: dict[str, Any]):
    rows = by_site(result["comparison"]["identifiers"])
    kept = rows["pixel-a.example"]
    assert kept["standing"] == "same"
    assert len({side["value_id"] for side in kept["sides"]}) == 1
    assert rows["regie.example"]["sides"][0] == {"captures": 0, "of": 2, "value": None, "value_id": None}
    told = json.dumps(result["comparison"])
    assert compared.KEPT_ID not in told
    assert not [value for value in compared.OTHER_IDS if value in told]


def test_delays_after_the_click_and_what_came_before_it(result: dict[str, Any]):
    rows = by_site(result["comparison"]["timing"])
    assert rows["regie.example"]["sides"][1]["soonest_us"] == 500_000
    assert rows["regie.example"]["sides"][1]["before"] == 0
    assert rows["pixel-a.example"]["sides"][0]["before"] == 2


def test_findings_say_how_many_repeats_show_them(result: dict[str, Any]):
    steady = {
        row["recipient"]: row["steadiness"] for row in result["comparison"]["findings"] if row["rule"] == "X3P-01"
    }
    assert steady == {"regie.example": "stable", "mesure.example": "intermittent"}
    stability = {row["recipient"]: row["stability"] for row in result["findings"] if row["rule"] == "X3P-01"}
    assert stability == {"regie.example": {"seen": 2, "of": 2}, "mesure.example": {"seen": 1, "of": 2}}


def test_a_repeat_by_another_person_confirms_the_finding(result: dict[str, Any]):
    (row,) = [row for row in result["findings"] if (row["rule"], row["class"]) == ("X3P-01", "contact.email")]
    assert row["stability"] == {"seen": 2, "of": 2}
    assert len({one["value_id"] for one in result["sightings"] if one["needle"] == "email"}) == 2


def test_the_same_file_twice_is_no_repetition(result: dict[str, Any]):
    assert [limit["code"] for limit in result["comparison"]["limits"]] == ["same_file"]


def test_one_capture_has_nothing_to_be_compared_with(tmp_path: Path):
    with Case.open(compared.build_compared(tmp_path, scenarios=("accepted",)), read_only=True) as case:
        found = build_result(CaseReader(case), translator=Translator("en"))
    assert found["comparison"] is None
    assert {(row["stability"]["seen"], row["stability"]["of"]) for row in found["findings"]} == {(1, 1)}


def test_without_markers_nothing_is_said_of_the_time_after_a_click(tmp_path: Path):
    made = compared.build_compared(tmp_path, scenarios=("refused", "accepted"), marked=False)
    with Case.open(made, read_only=True) as case:
        found = read_comparison(CaseReader(case))
    assert found is not None
    assert found.timing == ()
    assert "no_clicks" in {limit.code for limit in found.limits}


def test_the_investigators_sides_are_kept_and_can_be_taken_back(tmp_path: Path):
    made = compared.build_compared(tmp_path, scenarios=("refused", "accepted", ""))
    keep_sides(made, ((CaptureId(3),), (CaptureId(2), CaptureId(3), CaptureId(99))))
    with Case.open(made, read_only=True) as case:
        reader = CaseReader(case)
        found = read_comparison(reader)
        assert usual_sides(reader) == ((3,), (2,))
    assert found is not None
    assert found.is_chosen
    assert is_worth_printing(found, ())
    keep_sides(made, ())
    with Case.open(made, read_only=True) as case:
        assert usual_sides(CaseReader(case)) == ((1,), (2,))


def test_sides_that_nobody_chose():
    named = [capture(n, scenario=scenario) for n, scenario in enumerate(("accepted", "baseline", "refused"), start=1)]
    assert default_sides(named) == ((3,), (1,))
    assert default_sides([capture(1), capture(2), capture(3)]) == ((1,), (3,))
    assert default_sides([capture(1, scenario="accepted"), capture(2, scenario="accepted")]) == ((1,), (2,))
    control = [capture(1, scenario="oncology"), capture(2, scenario="harmless-control")]
    assert default_sides(control) == ((2,), (1,))
    assert default_sides([capture(1), capture(2, imported=0)]) == ((1,), (2,))
    assert default_sides([capture(1)]) == ()


def test_a_wrong_setting_is_as_good_as_none(tmp_path: Path):
    made = compared.build_compared(tmp_path, scenarios=("refused", "accepted"))
    with Case.open(made) as case:
        case.change_setting("compared", '{"no": [sides')
        found = read_comparison(CaseReader(case))
    assert found is not None
    assert not found.is_chosen
    assert any(row.standing is Standing.NEW for row in found.recipients)
