"""Where countries stand under chapter V of the GDPR: dated, numbered, in both languages."""

import re
import tomllib

import pytest

from inspector.messages import LANGUAGES, Translator
from inspector.model.errors import InputUnreadable
from inspector.model.party import StandingKind
from inspector.parties.frameworks import decision_of, load_frameworks, note_of, standing_of
from inspector.resources import resource_path

BOOK = load_frameworks()
ADEQUATE = {"AD", "AR", "BR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"}


@pytest.mark.parametrize("country", ["FR", "DE", "IS", "LI", "NO", "RE"])
def test_the_eea_is_no_third_country(country):
    assert standing_of(country).kind is StandingKind.EEA


def test_the_eea_has_thirty_states():
    document = tomllib.loads(resource_path("reference", "frameworks.toml").read_text(encoding="utf-8"))
    assert len(document["eea"]["countries"]) == len(set(document["eea"]["countries"])) == 30
    assert not {"GB", "CH", "US"} & set(document["eea"]["countries"])


def test_adequacy_names_its_decision_and_date():
    adequate = {code: s for code, s in BOOK.standings.items() if s.kind is StandingKind.ADEQUATE}
    assert set(adequate) == ADEQUATE
    for standing in adequate.values():
        assert re.fullmatch(r"\d{4}/\d+/E[CU]|\(EU\) \d{4}/\d+", standing.decision), standing
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", standing.date), standing


def test_the_united_states_stand_only_for_listed_companies_and_the_appeal_is_told():
    standing = standing_of("US")
    assert (standing.kind, standing.decision, standing.date) == (
        StandingKind.FRAMEWORK,
        "(EU) 2023/1795",
        "2023-07-10",
    )
    for language in LANGUAGES:
        note = note_of(standing, language)
        assert "C-703/25 P" in note
        assert "T-553/23" in note


def test_a_decision_is_cited_as_each_language_cites_it():
    assert [decision_of(standing_of(code), "fr") for code in ("US", "CA")] == ["(UE) 2023/1795", "2002/2/CE"]
    assert [decision_of(standing_of(code), "en") for code in ("US", "CA")] == ["(EU) 2023/1795", "2002/2/EC"]


def test_canada_is_told_with_its_limit():
    assert "commercial" in note_of(standing_of("CA"), "en")
    assert "commerciales" in note_of(standing_of("CA"), "fr")


def test_a_country_without_a_decision_is_none_and_no_country_is_unknown():
    assert standing_of("CN").kind is StandingKind.NONE
    assert standing_of("IN").decision == ""
    assert standing_of(None).kind is StandingKind.UNKNOWN
    assert standing_of("").kind is StandingKind.UNKNOWN


def test_every_standing_is_dated_by_its_table_and_has_a_note_in_both_languages():
    for standing in (*BOOK.standings.values(), standing_of("CN"), standing_of(None)):
        assert standing.source is not None
        assert standing.source.date == "2026-11-21"
        for language in LANGUAGES:
            assert note_of(standing, language).endswith("."), standing
    assert all(set(texts) == set(LANGUAGES) for texts in BOOK.notes.values())


def test_every_country_of_the_table_has_a_name():
    for language in LANGUAGES:
        translate = Translator(language)
        assert not [code for code in BOOK.standings if not translate.has(f"countries.{code}")]


def test_a_pack_replaces_the_table_and_is_unverified(tmp_path):
    text = resource_path("reference", "frameworks.toml").read_text(encoding="utf-8")
    (tmp_path / "frameworks.toml").write_text(text.replace('"UY"', '"AR"', 1), encoding="utf-8")
    replaced = load_frameworks([tmp_path])
    assert replaced.standing_of("UY").kind is StandingKind.NONE
    assert not replaced.source.verified


def test_a_broken_table_is_named(tmp_path):
    (tmp_path / "frameworks.toml").write_text("date = 1", encoding="utf-8")
    with pytest.raises(InputUnreadable, match=r"frameworks\.toml"):
        load_frameworks([tmp_path])
