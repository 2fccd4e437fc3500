"""A long text is known by its beginning, where all of a value is that, and where no other text would end so."""

import pytest

from inspector.detect.needles.cuts import beginnings, cut_form
from inspector.model.leaf import Needle, Origin
from tests.detect.builders import needle

MOTIVE = "Annonce de résultats (oncologie)"


def form(line: str, value: str = MOTIVE) -> str | None:
    found = [cut_form(line, variant) for variant in beginnings(needle(value, "health.motive"))]
    return next((one for one in found if one is not None), None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (MOTIVE[:25], "truncated-25"),
        (f" {MOTIVE[:30].upper()} ", "truncated-30"),
        ("annonce de resultats (onc", "truncated-25"),
        (f"{MOTIVE[:28]}…", "truncated-28"),
        (f"{MOTIVE[:24]} ...", "truncated-24"),
    ],
)
def test_a_text_cut_off_is_known(line, expected):
    assert form(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Annonce de résultats",  # may be another motive
        "Annonce de rés",
        "Annonce de résultats…",
        "Annonce de résultats (",
        MOTIVE,
        f"{MOTIVE} annulée",
        "Annonce de résultats (cardio",
        f"RDV : {MOTIVE[:25]}",
        "…",
        "",
    ],
)
def test_what_may_be_another_text_is_not(line):
    assert form(line) is None


def test_a_beginning_that_ends_with_a_word_may_be_a_text_of_its_own():
    value = "Consultation de suivi pour une fausse couche au premier trimestre"
    assert form("Consultation de suivi pour une fausse couche", value) is None
    assert form("Consultation de suivi pour une fausse couche...", value) == "truncated-44"
    assert form("Consultation de suivi pour une fausse cou", value) == "truncated-41"


def test_a_value_of_any_length_costs_a_look_only():
    assert form("Annonce de résultats (onco " * 100_000) is None


@pytest.mark.parametrize(
    ("value", "class_"),
    [
        ("Dépistage du VIH", "health.motive"),
        ("2026-12-01T10:00:00+01:00", "health.appointment"),
        ("camille.temoin+rdv7@courriel.example", "contact.email"),
        ("x" * 1001, "health.motive"),
    ],
)
def test_only_long_free_texts_have_beginnings(value, class_):
    assert beginnings(needle(value, class_)) == []


def test_texts_of_a_catalogue_have_none():
    joined = Needle(name="motive", class_="health.motive", value=MOTIVE, origin=Origin.LEARNED, joined="x")
    assert beginnings(joined) == []
