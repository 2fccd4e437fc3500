"""Which parts of a value could tell one browser from all others, and what never does."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.detect.identifiers.parts import LEAST_BITS, identifying_parts, randomness_bits

GUID = "550e8400-e29b-41d4-a716-446655440000"
GUID_PLAIN = GUID.replace("-", "")


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("GA1.1.1234567890.1700000000", "1234567890.1700000000"),
        ("GA1.2-2.123456789.1699999999", "123456789.1699999999"),
        ("fb.1.1700000000000.1234567890", "1700000000000.1234567890"),
        (GUID, GUID_PLAIN),
        (GUID.upper(), GUID_PLAIN),
        ("v1%7C550e8400e29b41d4a716446655440000%7C17000", GUID_PLAIN),
        (f"isGpcEnabled=0&datestamp=Mon+Nov+24&consentId={GUID}&interactionCount=1", GUID_PLAIN),
        (f"aid={GUID}&rum=0&expire=1700000000000", GUID_PLAIN),
        ("Yk1vZ2R4c2hQ0t7uN3wE9aLmXc5bV8qJ", "Yk1vZ2R4c2hQ0t7uN3wE9aLmXc5bV8qJ"),
        ("4543781192251800772", "4543781192251800772"),
        ("c1460000linux-Ab3dEf6hIj9k", "c1460000linux-Ab3dEf6hIj9k"),
    ],
)
def test_the_identifying_part_is_found_in_one_spelling(value: str, part: str):
    assert part in identifying_parts(value)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-24T09:30:00.000Z", "20261124093000", "1700000000123", "1700000000", "1700000000123456",
        "GS1.1.1699999999.1.1.1699999999.0.0.0", "0.7264827364827364", "48.8566140", "1920x1080",
        "navigation_banner_clicked_home", "patientClicksTelehealthDiagnosticAppointmentCard", "home-hero-2024-variant-b",
        "9.4.0-beta.12", "www.rdv-sante.example", "https://www.rdv.example/a?b=1", "/static/site-77a0.js",
        "text/html;charset=utf-8", "fr-FR,fr;q=0.9,en;q=0.8", "00000000-0000-0000-0000-000000000000", "aaaaaaaaaaaaaaaa",
        "CPzZzZzPzZzZzAAAAAENCgCgAAAAAAAAAAAAAAAAAAAA.YAAAAAAAAAAA", "camille.temoin@courriel.example", "true", "",
        "Une phrase avec des blancs et 12345678901234567890",
    ],
)  # fmt: skip
def test_times_words_versions_addresses_and_consent_strings_are_no_identifiers(value: str):
    assert identifying_parts(value) == ()


@given(st.text(max_size=600))
def test_any_text_gives_at_most_four_parts_of_enough_bits(text: str):
    parts = identifying_parts(text)
    assert len(parts) <= 4
    assert parts == identifying_parts(text)
    assert all(part.startswith("eyJ") or randomness_bits(part) >= LEAST_BITS - 3 for part in parts)


@pytest.mark.parametrize("piece", ["a", "1.", "%25", "|", "aB3", "-", "=&"])
def test_hostile_values_cost_no_more_than_their_length(piece: str):
    started_s = time.perf_counter()
    for size in (510, 100_000):
        identifying_parts((piece * size)[:size])
    assert time.perf_counter() - started_s < 0.5
