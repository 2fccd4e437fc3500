"""Rule packs load, name real classes and checksums, and a new word needs a TOML line only."""

import re

import pytest

from inspector.detect.checksums import holds, names
from inspector.detect.classify import Classifier
from inspector.detect.explain import explain
from inspector.detect.packs import describe, load_packs
from inspector.messages import Translator
from inspector.model.errors import InputUnreadable
from inspector.model.leaf import CLASSES, About
from tests.detect.builders import HEALTH_SITE, classify, decoded

HEAD = 'pack = "{}"\nversion = "1"\ndate = "2026-11-21"\nsource = "test"\n'


def test_every_pack_says_its_version_date_and_source():
    told = describe(load_packs())
    assert {"fr", "en", "de", "it", "es", "any"} <= set(told)
    assert all(version and date and source for version, date, source in told.values())


def test_every_checksum_a_pack_asks_for_exists():
    checks = {rule.check for pack in load_packs().packs for rule in pack.pattern if rule.check}
    assert checks <= names()


def test_a_line_in_a_pack_is_enough(tmp_path):
    (tmp_path / "xx.toml").write_text(HEAD.format("xx") + '[[key]]\nclass = "health.motive"\nstrong = ["zorgvraag"]\n')
    (leaf,) = Classifier(load_packs(tmp_path)).classify(*decoded(received={"zorgvraag": "Hoofdpijn"})).leaves
    assert (leaf.class_, leaf.rule) == ("health.motive", "xx/health.motive")


@pytest.mark.parametrize(
    "text", ["nonsense [", '[[key]]\nclass = "health.motive"', HEAD.format("x") + '[[key]]\nclass = "health.x"']
)
def test_a_bad_pack_is_one_clear_line(tmp_path, text):
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(InputUnreadable, match=r"^bad\.toml: [^\n]+$"):
        load_packs(tmp_path)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_class_has_a_name_in_both_languages(language):
    translate = Translator(language)
    assert [class_ for class_ in CLASSES if not translate.has(f"classes.{class_}")] == []
    assert [c for c in CLASSES if not translate.has(f"classes.group.{c.partition('.')[0]}")] == []
    assert [about for about in About if not translate.has(f"about.{about}")] == []


def test_reasons_are_sentences_and_hold_no_captured_value():
    sent = {"email": "camille@courriel.example", "motif": "Dépistage VIH", "patient": {"nom": "Témoin"}}
    for leaf in classify(f"{HEALTH_SITE}/x", sent=sent).leaves:
        for code, fact in explain(leaf):
            assert Translator("fr").has(code), code
            assert not re.search("camille|Témoin|Dépistage VIH", fact)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("iban", "FR1420041010050500013M02606", "FR1420041010050500013M02607"),
        ("card", "4111 1111 1111 1111", "4111 1111 1111 1112"),
        ("de.kvnr", "A123456780", "A123456781"),
        ("it.codicefiscale", "RSSMRA85T10A562S", "RSSMRA85T10A562X"),
        ("es.dni-nie", "12345678Z", "12345678A"),
        ("gb.nhs", "9434765919", "9434765918"),
        ("nl.bsn", "111222333", "111222334"),
        ("be.nn", "85073003328", "85073003329"),
        ("ch.ssn", "756.9217.0769.85", "756.9217.0769.84"),
        ("de.idnr", "36574261809", "36574261808"),
        ("phone", "+33639981234", "+331"),
    ],
)
def test_checksums_hold_for_published_samples_only(name, good, bad):
    assert holds(name, good)
    assert not holds(name, bad)
    assert not holds(name, "é" * 9)
