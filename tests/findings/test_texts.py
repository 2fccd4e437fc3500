"""The texts: both languages whole, within the claim ladder, values masked, operators named only where verified."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.findings.cards import rule_card, words
from inspector.findings.grouping import masked
from inspector.findings.needs import NEEDS, REASONS
from inspector.findings.registry import RULES, evaluate
from inspector.findings.texts import FindingTexts, write_texts
from inspector.messages import Translator
from inspector.model.finding import Finding, Points, Rung, Severity, finding_id
from inspector.model.flow import Location, Side
from inspector.model.leaf import CLASSES, Confidence
from inspector.resources import resource_path
from tests.findings.builders import ADS, Evidence, leaf, needle, place, recipient, response_body, sighting

_FORBIDDEN = re.compile(
    r"\bleak|\bfuit|\bviol(?!et)|\bill[ée]gal|\bunlawful\b|\billicite|\binfraction|\bguilty|\bcoupable"
    r"|stor\w+ in clear|stock\w* en clair|anonym|\bthe Americans|\bles Américains",
    re.IGNORECASE,
)
"""Words of section 0 of the domain notes, and verdicts: a capture proves none of them."""
_FILES = sorted(
    file
    for folder in (("rules", "findings"), ("i18n", "en"), ("i18n", "fr"), ("report",), ("samples",))
    for file in (*resource_path(*folder).glob("*.toml"), *resource_path(*folder).glob("*.typ"))
) + [resource_path("reference", name) for name in ("frameworks.toml", "sources.toml")]
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


@pytest.mark.parametrize("file", _FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_no_text_says_more_than_a_capture_can_show(file):
    written = file.read_text(encoding="utf-8")
    texts = _texts(tomllib.loads(written)) if file.suffix == ".toml" else [written]
    for text in texts:
        assert not _FORBIDDEN.search(text), text


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_cards_are_whole_in_both_languages(rule):
    card = rule_card(rule)
    assert card.id == rule
    assert set(card.needs) <= NEEDS
    assert set(card.fr.variants) == set(card.en.variants)
    assert {name: set(table) for name, table in card.fr.choices.items()} == {
        name: set(table) for name, table in card.en.choices.items()
    }
    assert len(card.fr.traps) == len(card.en.traps) > 0
    for name in ("title", "shows", "suggests", "does_not_show", "reproduction", "legal"):
        french, english = getattr(card.fr, name), getattr(card.en, name)
        assert set(_PLACEHOLDER.findall(french)) == set(_PLACEHOLDER.findall(english)), name
        assert french != english


def test_catalogues_have_the_same_keys():
    for section in ("points", "not_assessable"):
        tables = [
            tomllib.loads(resource_path("i18n", language, f"{section}.toml").read_text(encoding="utf-8"))
            for language in ("en", "fr")
        ]
        assert set(tables[0]) == set(tables[1])


def test_every_class_has_its_words():
    for language in ("fr", "en"):
        assert set(words(language).classes) == {*CLASSES, ""}


def test_every_reason_that_a_need_gives_has_its_sentence():
    for language in ("fr", "en"):
        t = Translator(language)
        assert all(t.has(f"not_assessable.{reason}") for reason in REASONS)


def _written(language: str, **facts: Any) -> FindingTexts:
    known = facts.pop("recipient", recipient())
    case = Evidence(sightings=[sighting(place(2, path="motiveKey"))], recipients=[known])
    (found,) = evaluate(case).findings
    return write_texts(found, Translator(language), recipient=known)


def test_french_sentence_of_a_sent_motive():
    texts = _written("fr")
    assert texts.title == "Le motif de consultation\u00a0: valeur envoyée à ads.example"
    assert "dans le paramètre d’adresse «\u202fmotiveKey\u202f»" in texts.shows
    assert "An•••••" in texts.shows
    assert "4 + 3 + 0 + 0 = 7" in texts.points_text


def test_values_are_masked_everywhere():
    for language in ("fr", "en"):
        texts = _written(language)
        assert "Annonce de résultats" not in " ".join((texts.title, texts.shows, texts.suggests, texts.reproduction))


def test_of_an_address_only_scheme_and_host_are_shown():
    assert masked("https://www.rdv.example/oncologue/lyon?pid=1") == "https://www.rdv.example/•••••"
    assert masked("https://camille:secret@www.rdv.example/x") == "https://www.rdv.example/•••••"
    assert masked("https:// not an address") == "ht•••••"


def test_a_verified_operator_is_named_with_source_and_date():
    assert "attributed to Mesure SA; source: Table of parties, 1\u00a0January 2026" in _written("en").shows


def test_an_unverified_operator_is_not_named():
    assert "Mesure SA" not in _written("en", recipient=recipient(verified=False)).shows


def test_readable_always_says_how_the_connection_was():
    (found,) = evaluate(Evidence(leaves=[leaf(response_body())])).findings
    assert (
        "connection itself was encrypted (TLS, HTTP/2.0)" in write_texts(found, Translator("en"), recipient=None).shows
    )


def test_a_braced_value_is_never_read_as_a_placeholder():
    braced = needle(value="{at}{host}")
    (found,) = evaluate(Evidence(sightings=[sighting(place(2, path="{value}"), braced)])).findings
    assert "“{value}”" in write_texts(found, Translator("en"), recipient=None).shows


@given(value=st.text(min_size=12), path=st.text(max_size=300))
def test_a_hostile_value_is_masked_and_breaks_no_text(value, path):
    planted = needle(value=f"§{value}§", joined=value)
    made = evaluate(Evidence(sightings=[sighting(place(2, path=f"p{path}"), planted)]))
    assert made.failures == ()
    for language in ("fr", "en"):
        texts = write_texts(made.findings[0], Translator(language), recipient=None)
        assert f"§{value}§" not in texts.title + texts.suggests + texts.does_not_show + texts.legal
        assert f"{value}§" not in texts.shows.replace(f"p{path}"[:160], "")


def _bare(rule: str, variant: str) -> Finding:
    return Finding(
        id=finding_id(rule, ADS, "health.motive"),
        rule=rule,
        recipient=ADS,
        class_="health.motive",
        severity=Severity.INFO,
        points=Points(),
        confidence=Confidence.FIRM,
        rung=Rung.L1,
        variant=variant,
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_variant_can_be_written_whatever_facts_are_missing(rule, language):
    for variant in ("", *rule_card(rule).fr.variants, "no such variant"):
        texts = write_texts(_bare(rule, variant), Translator(language), recipient=None)
        assert texts.title
        assert texts.shows
        assert "{" not in texts.title + texts.shows + texts.suggests + texts.does_not_show


def test_every_point_code_has_its_sentence():
    where = place(2, side=Side.REQUEST, location=Location.BODY)
    made = evaluate(Evidence(sightings=[sighting(where)], leaves=[leaf(response_body())], scenario="refused"))
    for language in ("fr", "en"):
        t = Translator(language)
        for found in made.findings:
            assert all(t.has(f"points.{code}") for code in found.points.why)
