"""Rule packs load, name real classes and checksums, and a new word needs a TOML line only."""

import pytest

from inspector.detect.classify import Classifier
from inspector.detect.packs import describe, load_packs
from inspector.detect.words.checksums import holds, names
from inspector.detect.words.lexicon import Lexicon
from inspector.messages import Translator
from inspector.model.errors import InputUnreadable
from inspector.model.leaf import CLASSES, About
from tests.detect.builders import decoded, known_keys

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
        ("at.vnr", "1237010180", "1238010180"),
        ("pl.pesel", "44051401359", "44051401358"),
        ("pt.nif", "501964843", "501964842"),
        ("pt.cc", "00000000 0 ZZ4", "00000000 0 ZZ5"),
        ("phone", "+33639981234", "+331"),
    ],
)
def test_checksums_hold_for_published_samples_only(name, good, bad):
    assert holds(name, good)
    assert not holds(name, bad)
    assert not holds(name, "é" * 9)


@pytest.mark.parametrize(
    ("key", "class_"),
    [
        ("patientFirstName", "identity.name"),
        ("nomPatient", "identity.name"),
        ("date_naissance_beneficiaire", "identity.birthdate"),
        ("geburtsDatum", "identity.birthdate"),
        ("Patientenvorname", "identity.name"),
        ("useremail", "contact.email"),
        ("txt_nom", "identity.name"),
        ("adresse1", "contact.address"),
        ("tel_2", "contact.phone"),
        ("code-postal", "contact.address"),
        ("form[patient][nomNaissance]", "identity.name"),
        ("/dossier/patient/dateNaissance", "identity.birthdate"),
        ("patient.sexe", "identity.gender"),
        ("kundenNr", "identity.account_id"),
        ("diagnosen", "health.diagnosis"),
        ("glucoseMgDl", "health.measurement"),
        ("motifDeLaConsultation", "health.motive"),
        ("naissance_date", "identity.birthdate"),
        ("ud[em]", "contact.email"),
    ],
)
def test_names_are_known_in_every_spelling(key, class_):
    verdict = known_keys().verdict(key)
    assert verdict is not None
    assert verdict.class_ == class_


@pytest.mark.parametrize(
    "key",
    [
        "u_cd",
        "cd1",
        "d.x",
        "path[0]",
        "email_enabled",
        "q1",
        "product_name",
        "Parent.Name",
        "section",
        "padding",
        "slug",
    ],
)
def test_names_that_only_look_alike_say_nothing(key):
    verdict = known_keys().verdict(key)
    assert verdict is None or not verdict.strong


@pytest.mark.parametrize(
    ("text", "word"), [("HIV testing", "HIV"), ("diabetes types", "diabetes"), ("heartless attackers", None)]
)
def test_a_shorter_word_is_found_where_the_longest_goes_on_otherwise(text: str, word: str | None) -> None:
    found = Lexicon(load_packs()).find([text])
    assert (found[text].word if text in found else None) == word


@pytest.mark.parametrize(
    ("name", "class_"),
    [
        ("preConsultationNote", "health.message"),
        ("symptomDuration", "health.diagnosis"),
        ("antidepressants", "health.treatment"),
        ("sessionDuration", None),
        ("appointments_count", None),
    ],
)
def test_the_last_word_says_what_a_name_is_of(name: str, class_: str | None) -> None:
    verdict = known_keys().verdict(name)
    assert (verdict.class_ if verdict is not None else None) == class_


def test_a_mute_that_names_nothing_is_refused(tmp_path):
    (tmp_path / "rules.toml").write_text(
        'pack = "x"\nversion = "1"\ndate = "2026-11-22"\nsource = "test"\n[[mute]]\nid = "empty"\nwhy = "x"\nexcept = ["x"]\n'
    )
    with pytest.raises(InputUnreadable, match="names no key, path or value"):
        load_packs(tmp_path)
