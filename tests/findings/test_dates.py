"""Dates in sentences are those of a person; facts keep the machine's."""

import pytest

from inspector.findings.dates import told_date, told_fact
from inspector.messages import Translator


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("2026-03-10 14:00:32 UTC", "en", "10\u00a0March 2026, 14:00:32\u00a0UTC"),
        ("2026-03-10 14:00:32 UTC", "fr", "10\u00a0mars 2026, 14:00:32\u00a0UTC"),
        ("2026-04-01", "fr", "1er\u00a0avril 2026"),
        ("2026-04-01", "en", "1\u00a0April 2026"),
        ("2026-13-01", "en", "2026-13-01"),
        ("2026-03", "en", "2026-03"),
        ("spring 2026", "en", "spring 2026"),
        ("2026-03-10-a", "en", "2026-03-10-a"),
        ("", "fr", ""),
    ],
)
def test_a_date_is_told_in_words_and_what_is_none_stays(text: str, language: str, told: str):
    assert told_date(text, Translator(language)) == told


def test_only_what_has_the_name_of_a_date_is_one():
    t = Translator("en")
    assert told_fact("source_date", "2026-03-10", t) == "10\u00a0March 2026"
    assert told_fact("value", "2026-03-10", t) == "2026-03-10"
