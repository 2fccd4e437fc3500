"""Values of records: which may be somebody's, and what they are."""

import pytest

from inspector.detect.datum import Counts, class_of_datum, is_datum
from inspector.model.leaf import Scalar

DIAGNOSIS, TREATMENT, APPOINTMENT = "health.diagnosis", "health.treatment", "health.appointment"


@pytest.mark.parametrize("value", [3, 14.2, "118/70", "mild", "2 x daily", "2026-01-02", "Left ear", "R"])
def test_data(value: Scalar) -> None:
    assert is_datum(value)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 1730000000000, "https://a.example/b", "/a/b", "8f14e45f-ceea-4672-a1f1-2d1b3c4d5e6f", "#aabbcc"),
        *("en_GB", "logo.svg", "image/png", "1.2.3", "{}", "--", "a@b.example", "x" * 401),
    ],
)
def test_no_data(value: Scalar) -> None:
    assert not is_datum(value)


@pytest.mark.parametrize("value", [98.5, "118/70", "12 mm", "14,2", "85 %", "< 3", "31 °C"])
def test_numbers_with_or_without_a_unit_are_measurements(value: Scalar) -> None:
    assert class_of_datum(DIAGNOSIS, value) == "health.measurement"


def test_other_values_are_what_stands_around_them() -> None:
    assert class_of_datum(TREATMENT, "alginate + foam") == TREATMENT
    assert class_of_datum("health.measurement", "normal") == DIAGNOSIS
    assert class_of_datum(TREATMENT, "2026-01-02") == TREATMENT


def test_only_a_day_is_an_appointment() -> None:
    assert class_of_datum(APPOINTMENT, "2026-01-02T10:00") == APPOINTMENT
    assert not class_of_datum(APPOINTMENT, "soon")


@pytest.mark.parametrize("value", [7, "7", " +12"])
def test_a_bare_whole_number_is_a_datum_only_under_a_name_that_counts(value: Scalar) -> None:
    assert is_datum(value, counts=Counts.NUMBERS)
    assert not is_datum(value, counts=Counts.NOTHING)
    assert is_datum("7 mm", counts=Counts.NOTHING)


def test_a_yes_counts_only_where_switches_do_and_a_no_nowhere() -> None:
    assert is_datum(True, counts=Counts.SWITCHES)
    assert not is_datum(False, counts=Counts.SWITCHES)
    assert not is_datum(True, counts=Counts.NUMBERS)
    assert not is_datum(7, counts=Counts.NOTHING)
    assert is_datum("7 mm", counts=Counts.NOTHING)


@pytest.mark.parametrize(
    ("value", "class_"),
    [
        *(("tn-40231", "identity.account_id"), ("550231", "identity.account_id"), ("red_kite", "identity.account_id")),
        *(("Petra M.", "identity.name"), ("Tanja Beispiel", "identity.name"), ("ios/4.1", ""), ("{}", "")),
    ],
)
def test_what_stands_for_a_person_is_a_number_or_a_name(value: Scalar, class_: str) -> None:
    assert class_of_datum("identity.name", value) == class_


def test_a_file_in_a_record_is_a_document() -> None:
    assert class_of_datum(DIAGNOSIS, "serologie-novembre.pdf") == "health.document"
