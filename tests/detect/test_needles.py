"""What the first party teaches, and what is too short, too common or not about the user to be followed."""

import pytest

from inspector.detect.floors import why_not_followed
from inspector.detect.needles import learn, why_not_learned
from inspector.model.leaf import Origin
from tests.detect.builders import HEALTH_SITE, TRACKER, classify

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
    return {needle.value: needle.class_ for needle in learn(told.leaves, told.joins)}


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
    (needle,) = learn(told.leaves, told.joins)
    assert (needle.value, needle.joined, needle.revealing, needle.origin) == (
        "9000042",
        "Dépistage VIH",
        True,
        Origin.LEARNED,
    )
    assert needle.learned_from is not None
    assert needle.learned_from.path == "$.visit_motives[1].id"


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
        ("123456", "identity.account_id", None),
        ("Camille", "identity.name", None),
        ("camille@courriel.example", "contact.email", None),
    ],
)
def test_floors_give_their_reason(value, class_, reason):
    assert why_not_followed(value, class_) == reason


def test_the_reason_why_a_leaf_teaches_nothing_is_told():
    told = classify(f"{HEALTH_SITE}/account/x.json", received=PATIENT).leaves
    reasons = {leaf.place.path: why_not_learned(leaf) for leaf in told}
    assert reasons["$.practitioner.name_with_title"] == "not-about-user"
    assert reasons["$.patient.email"] is None
