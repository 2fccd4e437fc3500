"""The shipped tables are named in the reader's language."""

import tomllib

import pytest

from inspector.messages import Translator
from inspector.report.reference_words import reference_texts
from inspector.resources import resource_path

FR, EN = Translator("fr"), Translator("en")


def test_our_own_tables_have_a_french_name_and_date():
    told = reference_texts("En Clair company table", "2026-11-22", "GPL-3.0-or-later", t=FR)
    assert told == ("Table des sociétés d\u2019En Clair", "22/11/2026", "GPL-3.0-or-later")


def test_a_version_in_brackets_stays():
    name, _, _ = reference_texts("Unicode CLDR country names (babel 2.18.0)", "", "", t=FR)
    assert name == "Noms de pays, Unicode CLDR (babel 2.18.0)"


@pytest.mark.parametrize("key", ["name", "licence"])
def test_english_words_of_the_table_stay_as_they_are_in_english(key: str):
    rows = tomllib.loads(resource_path("reference", "sources.toml").read_text(encoding="utf-8"))["source"]
    for row in rows:
        told = dict(
            zip(("name", "date", "licence"), reference_texts(row["name"], "", row["licence"], t=EN), strict=True)
        )
        assert told[key] == row[key]
    in_french = [reference_texts(row["name"], "", row["licence"], t=FR)[0] for row in rows]
    assert not [name for name in in_french if " table" in name or "country" in name.split("geo-")[0]]
