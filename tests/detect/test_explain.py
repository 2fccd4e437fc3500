"""Every sensitive leaf says why, in both languages, and quotes nothing that was captured."""

import re

import pytest

from inspector.detect.explain import explain, write_about, write_clues, write_how_sure, write_source
from inspector.detect.packs import describe, load_packs
from inspector.detect.unrecognised import why_not
from inspector.messages import Translator
from inspector.model.leaf import Confidence
from tests.detect.builders import HEALTH_SITE, TRACKER, classify

PACKS = describe(load_packs())
SENT = {
    "email": "camille@courriel.example",
    "motif": "Dépistage VIH",
    "patient": {"nom": "Témoin", "nir": "255081416802538"},
    "uid": "kJ8dh2Lq0ZxW93hdPq2m",
    "iban": "FR1420041010050500013M02606",
}


def everything():
    return [*classify(f"{HEALTH_SITE}/x", sent=SENT).leaves, *classify(f"{TRACKER}/x", sent=SENT).leaves]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_part_is_a_sentence_without_a_captured_value(language):
    t = Translator(language)
    leaves = everything()
    assert len(leaves) > 6
    for leaf in leaves:
        told = explain(leaf, PACKS)
        parts = [*write_clues(told, t), write_how_sure(told, t), write_about(told, t), write_source(told, t)]
        assert all(parts), (leaf.rule, parts)
        assert not [part for part in parts if re.search(r"camille|Témoin|Dépistage|255081|explain\.|\{", part)]


def test_weights_stand_beside_the_clues_strongest_first():
    for leaf in everything():
        weights = [clue.weight for clue in explain(leaf).clues]
        assert weights == sorted(weights, reverse=True)
        assert explain(leaf).total == pytest.approx(sum(clue.weight for clue in leaf.clues))


def test_how_sure_fits_the_confidence():
    t = Translator("en")
    words = {Confidence.CERTAIN: "Certain", Confidence.FIRM: "Firm", Confidence.TENTATIVE: "Tentative"}
    for leaf in everything():
        assert write_how_sure(explain(leaf), t).startswith(words[leaf.confidence])


def test_a_checked_number_under_a_strong_key_says_both():
    found = {leaf.class_: leaf for leaf in everything()}
    assert explain(found["financial.iban"]).how_sure == "sure.key-checksum"


def test_the_pack_is_named_with_version_and_date():
    leaf = next(leaf for leaf in everything() if leaf.class_ == "health.motive")
    pack = leaf.rule.partition("/")[0]
    said = write_source(explain(leaf, PACKS), Translator("en"))
    assert leaf.rule in said
    assert PACKS[pack][0] in said
    assert PACKS[pack][1] in said
    assert write_source(explain(leaf), Translator("en")) == f"Rule {leaf.rule}."


@pytest.mark.parametrize(
    ("key", "code", "class_"),
    [
        ("", "not.nameless", ""),
        ("zzqx", "not.unknown", ""),
        ("treatment_group", "not.silenced", ""),
        ("is_enabled", "not.silenced", ""),
        ("specialty", "not.weak", "health.specialty"),
        ("visit_motive", "not.strong", "health.motive"),
    ],
)
def test_a_leaf_that_is_not_recognised_says_why_not(key, code, class_):
    found = why_not(key)
    assert (found.code, found.class_) == (code, class_)
    assert all(Translator(language).has(f"explain.{found.code}") for language in ("fr", "en"))


def test_no_clue_is_listed_twice():
    sent = {"raison": "Dépistage VIH", "reason": "Suivi de chimiothérapie", **SENT}
    leaves = [*classify(f"{HEALTH_SITE}/x", sent=sent).leaves, *classify(f"{TRACKER}/x", sent=sent).leaves]
    supported = [leaf for leaf in leaves if any(c.kind == "key" and c.weight < 1 for c in leaf.clues)]
    assert any(clue.kind == "value" for leaf in supported for clue in leaf.clues)
    for leaf in leaves:
        named = [(clue.kind, clue.what) for clue in leaf.clues]
        assert len(named) == len(set(named)), leaf.rule
