"""What the first party teaches, and what is too short, too common or not about the user to be followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.detect.needles.fits import does_key_fit
from inspector.detect.needles.floors import is_telling, why_not_followed
from inspector.detect.needles.learning import learn, why_not_learned
from inspector.detect.needles.variants import spell
from inspector.messages import Translator
from inspector.model.leaf import CLASSES, Needle, Origin
from tests.detect.builders import HEALTH_SITE, TRACKER, classify, document, known_keys, needle

PATIENT = {
    "patient": {
        "first_name": "Camille",
        "last_name": "Témoin",
        "email": "camille@courriel.example",
        "birthdate": "1985-03-14",
        "city": "Lyon",
        "gender": "F",
    },
    "appointment": {
        "start_date": "2026-12-01T10:00:00+01:00",
        "visit_motive": {"id": 9000042, "name": "Dépistage VIH"},
    },
    "practitioner": {"name_with_title": "Dr Alix Fictif"},
}


def learned(url: str = f"{HEALTH_SITE}/account/x.json", **parts: object) -> dict[str, str]:
    told = classify(url, **parts)
    return {one.value: one.class_ for one in learn(told.leaves, told.joins)}


def test_values_about_the_user_are_learned_and_others_not():
    assert learned(received=PATIENT) == {
        "Camille": "identity.name",
        "Témoin": "identity.name",
        "camille@courriel.example": "contact.email",
        "1985-03-14": "identity.birthdate",
        "2026-12-01T10:00:00+01:00": "health.appointment",
        "9000042": "health.motive",
        "Dépistage VIH": "health.motive",
    }


def test_third_parties_teach_nothing():
    assert learned(f"{TRACKER}/x", received=PATIENT) == {}


def test_an_id_is_learned_with_its_label():
    told = classify(
        f"{HEALTH_SITE}/booking/x.json",
        received={"visit_motives": [{"id": 7, "name": "x"}, {"id": 9000042, "name": "Dépistage VIH"}]},
    )
    (found,) = learn(told.leaves, told.joins)
    assert (found.value, found.joined, found.revealing, found.origin) == (
        "9000042",
        "Dépistage VIH",
        True,
        Origin.LEARNED,
    )
    assert found.learned_from is not None
    assert found.learned_from.path == "$.visit_motives[1].id"


@pytest.mark.parametrize(
    ("value", "class_", "reason"),
    [
        ("public", "health.insurance", "common"),
        ("Consultation", "health.motive", "common"),
        ("Lea", "identity.name", "short"),
        ("1234", "identity.account_id", "short"),
        ("1985", "identity.birthdate", "short"),
        ("aaaaaa", "identity.name", "plain"),
        ("000000", "identity.account_id", "plain"),
        ("ab" * 32, "contact.email", "digest"),
        ("F", "identity.gender", "class"),
        ("abcabcabc", "identity.account_id", "plain"),
        ("0123456789", "contact.phone", "plain"),
        ("09 87 65 43 21", "contact.phone", "plain"),
        ("noreply@clinic.example", "contact.email", "common"),
        ("1970-01-01", "identity.birthdate", "common"),
        ("01 23 45 67 98", "contact.phone", None),
        ("123456", "identity.account_id", None),
        ("Camille", "identity.name", None),
        ("camille@courriel.example", "contact.email", None),
    ],
)
def test_floors_give_their_reason(value, class_, reason):
    assert why_not_followed(value, class_) == reason


def test_planted_values_are_meant_even_where_they_look_like_stand_ins():
    assert is_telling(needle("test@courriel.example"))
    assert is_telling(needle("0123456789", "contact.phone"))
    assert not is_telling(needle("Lyon", "contact.address"))


@pytest.mark.parametrize("code", ["class", "short", "plain", "common", "digest", "long", "tentative"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_is_a_sentence(code, language):
    assert Translator(language)(f"about.floor.{code}").endswith(".")


def texts(value: str, class_: str) -> set[str]:
    return {variant.text for variant in spell(needle(value, class_))}


@pytest.mark.parametrize(
    ("class_", "value", "expected"),
    [
        ("contact.email", "A.Bee+x@Mail.example", {"a.bee@mail.example", "abee@mail.example", "A.Bee+x@mail.example"}),
        ("contact.phone", "06 39 98 12 34", {"+33639981234", "33639981234", "639981234", "+33 6 39 98 12 34"}),
        ("contact.phone", "+447700900742", {"07700900742", "447700900742", "07700 900742", "+44 7700 900742"}),
        ("contact.phone", "+49 171 3920042", {"01713920042", "491713920042", "1713920042"}),
        (
            "identity.name",
            "Maëlys Quérouil",
            {"maelys querouil", "quérouil maëlys", "querouil, maelys", "querouilmaelys"},
        ),
        ("identity.birthdate", "1985-03-14", {"19850314", "14/03/1985", "14031985", "479606400", "479606400000"}),
        (
            "health.appointment",
            "2026-12-01T10:00:00+01:00",
            {"2026-12-01T09:00:00Z", "2026-12-01T10:00", "1796115600000"},
        ),
        ("identity.gender", "Femme", {"f"}),
        ("contact.address", "Saint-Étienne", {"saintetienne", "saint etienne"}),
        ("location.place", "France", {"fr"}),
        ("identity.national_id", "287022900041795", {"2870229000417", "2 87 02 29 000 417 95"}),
        ("identity.national_id", "9994100424", {"999 410 0424"}),
        ("financial.iban", "FR7630006000011234567890189", {"FR76 3000 6000 0112 3456 7890 189"}),
        ("identity.account_id", "AB12cd34", {"AB12cd34", "ab12cd34"}),
    ],
)
def test_values_are_written_as_their_class_is(class_, value, expected):
    assert expected <= texts(value, class_)


def test_what_is_too_short_to_look_for_is_only_hashed():
    by_text = {variant.text: variant for variant in spell(needle("Femme", "identity.gender"))}
    assert (by_text["f"].searched, by_text["f"].hashed) == (False, True)
    joined = Needle(name="id", class_="health.motive", value="9000042", origin=Origin.LEARNED, joined="VIH")
    assert [variant.hashed for variant in spell(joined)] == [False]


@given(st.text(max_size=300), st.sampled_from(["", *CLASSES]))
def test_any_value_is_spelled_without_repeats(value, class_):
    variants = spell(needle(value, class_))
    assert len({(variant.text, variant.charset) for variant in variants}) == len(variants) <= 500
    assert sum(variant.hashed for variant in variants) <= 80
    assert variants == spell(needle(value, class_))
    learned = spell(Needle(name="x", class_=class_, value=value, origin=Origin.LEARNED))
    assert len(learned) <= 80
    assert {variant.text for variant in learned} <= {variant.text for variant in variants}


@pytest.mark.parametrize(
    ("key", "value", "class_"),
    [
        ("udff[ct]", "lyon", "contact.address"),
        ("ud[ge]", "f", "identity.gender"),
    ],
)
def test_short_values_fit_the_short_names_of_advanced_matching(key, value, class_):
    (leaf,) = document({key: value}).leaves
    assert does_key_fit(needle(value, class_), leaf, known_keys())
    (other,) = document({"page": value}).leaves
    assert not does_key_fit(needle(value, class_), other, known_keys())


def test_the_reason_why_a_leaf_teaches_nothing_is_told():
    told = classify(f"{HEALTH_SITE}/account/x.json", received=PATIENT).leaves
    reasons = {leaf.place.path: why_not_learned(leaf) for leaf in told}
    assert reasons["$.practitioner.name_with_title"] == "not-about-user"
    assert reasons["$.patient.email"] is None
