"""Sentences follow the typography and the dates of their language; captured values never do."""

import pytest

from inspector.messages import Translator, french_spaces, stated


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("at", "2026-03-10 14:00:32 UTC", "10/03/2026 14:00:32 UTC"),
        ("source_date", "2026-03-10", "10/03/2026"),
        ("date", "2026", "2026"),
        ("date", "2026-03-10-beta", "2026-03-10-beta"),
        ("value", "1987-03-14", "1987-03-14"),
        ("label", "2026-03-10", "2026-03-10"),
    ],
)
def test_an_iso_date_is_told_as_people_write_it_in_french(name: str, value: str, told: str):
    assert stated(name, value, "fr") == told
    assert stated(name, value, "en") == value


def test_a_sentence_with_a_date_is_french_throughout():
    assert "10/03/2026" in Translator("fr")("recipients.source", name="Registre", date="2026-03-10")
    assert "2026-03-10" in Translator("en")("recipients.source", name="Register", date="2026-03-10")


def test_a_unit_stays_with_its_number_in_french():
    assert french_spaces("20 s, {n} ms, 5 % ; 3 sites, 2 heures") == (
        "20\u00a0s, {n}\u00a0ms, 5\u00a0%\u202f; 3 sites, 2 heures"
    )
