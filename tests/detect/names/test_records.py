"""Objects that are records of somebody's health lend it to names that nobody listed."""

import pytest

from inspector.model.leaf import Confidence
from tests.detect.builders import COFFEE_SITE, TRACKER, classes, leaves

SERVICE = "https://api.unseen.example/sessions/55"
PATIENT = {"firstName": "Ada", "lastName": "Sample", "birthDate": "1966-04-02"}
SESSION = {"diagnosis": "E11", "medication": "insulin", "zorbelPre": 98.5, "grintSide": "upper", "wobbled": "twice"}


def test_unknown_names_in_a_record_of_a_patient_are_health_data() -> None:
    found = leaves(SERVICE, received={"patient": PATIENT, "session": SESSION})
    assert found["$.session.zorbelPre"].class_ == "health.measurement"
    assert found["$.session.grintSide"].class_.startswith("health.")
    assert found["$.session.wobbled"].class_.startswith("health.")


def test_what_only_the_record_says_is_tentative_and_says_so() -> None:
    leaf = leaves(SERVICE, received={"patient": PATIENT, "session": SESSION})["$.session.wobbled"]
    assert leaf.confidence is Confidence.TENTATIVE
    assert ("sibling", "health-name") in {(clue.kind, clue.what) for clue in leaf.clues}
    assert leaf.rule == "any/health.record"


def test_a_word_of_health_in_its_value_makes_it_firm() -> None:
    session = SESSION | {"wobbled": "diabetes mellitus"}
    assert leaves(SERVICE, received={"patient": PATIENT, "session": session})["$.session.wobbled"].confidence is (
        Confidence.FIRM
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("id", 5), ("status", "open"), ("createdAt", "2026-01-01"), ("thumbnailUrl", "x y"), ("sortOrder", 3)),
        *(("canEdit", True), ("devise", "EUR"), ("preis", 12.5), ("g-recaptcha-response", "03AGdBq25"), ("title", "x")),
        *(("zorbel", "https://a.example/b"), ("zorbel", "d41d8cd98f00b204e9800998ecf8427e"), ("zorbel", "#225577")),
        ("zorbel", 1730000000000),
    ],
)
def test_furniture_stays_furniture_in_a_record(name: str, value: object) -> None:
    found = leaves(SERVICE, received={"patient": PATIENT, "session": SESSION | {name: value}})
    assert "$.session.zorbelPre" in found
    assert f"$.session.{name}" not in found
    assert f"$.session['{name}']" not in found


def test_an_object_of_a_persons_name_and_address_is_no_record() -> None:
    person = PATIENT | {"phone": "+33612345678", "schoolbag": "blue"}
    assert "$.patient.schoolbag" not in leaves(SERVICE, received={"patient": person, "session": SESSION})


def test_a_practitioners_object_is_no_record_of_a_patient() -> None:
    doctor = {"rpps": "10003333333", "specialty": "oncology", "wobbled": "twice"}
    assert "$.doctor.wobbled" not in leaves(SERVICE, received={"patient": PATIENT, "doctor": doctor})


@pytest.mark.parametrize(
    "record",
    [
        {"pet": {"name": "Mog", "breed": "tabby"}, "visit": {"treatment": "dental", "dose": 3, "wobbled": "twice"}},
        {"hero": {"health": 80, "poison": "mild", "stamina": 4, "wobbled": "twice"}},
        {"sensor": {"temperature": 20.5, "pressure": 1013, "weight": 3, "wobbled": "twice"}},
        {"order": {"reason": "gift", "condition": "new", "treatment": "waxed", "wobbled": "twice"}},
    ],
)
def test_records_of_other_trades_lend_nothing(record: dict[str, object]) -> None:
    assert "twice" not in {leaf.value for leaf in leaves(f"{COFFEE_SITE}/api", received=record).values()}


def test_a_vendors_envelope_needs_more_than_one_name_of_health() -> None:
    sent = {"properties": {"mood": "sad", "wobbled": "twice", "userId": "u1", "title": "x"}}
    assert "$.properties.wobbled" not in leaves(f"{TRACKER}/v1", sent=sent)


def test_texts_of_the_interface_are_no_record() -> None:
    texts = {"diagnosis": "Your diagnosis", "medication": "Your medication", "wobbled": "It wobbled"}
    assert "$.wobbled" not in leaves("https://www.clinic.example/i18n/en.json", received=texts)


def test_without_a_person_or_a_site_of_health_two_loose_names_are_not_enough() -> None:
    assert not classes(f"{COFFEE_SITE}/x", received={"node": {"bleeding": 1, "wounds": 2, "wobbled": "twice"}})


def test_a_day_to_come_in_a_record_is_an_appointment() -> None:
    received = {"patient": PATIENT, "icd10": "E11", "nextWobble": "2026-12-04T10:20", "nextHop": "later"}
    found = leaves(SERVICE, received=received)
    assert found["$.nextWobble"].class_ == "health.appointment"
    assert "$.nextHop" not in found
