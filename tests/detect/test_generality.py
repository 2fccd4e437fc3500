"""What the reading of names goes by beyond the names themselves: units, relations, pages, spellings, surroundings."""

import pytest

from inspector.model.leaf import About
from tests.detect.builders import COFFEE_SITE, TRACKER, classes, known_keys, leaves

KEYS = known_keys()


def test_a_value_beside_a_medical_unit_is_a_measurement() -> None:
    found = leaves(received={"records": [{"value": 182, "unit": "mg/dL"}, {"value": 3, "unit": "kg"}]})
    assert found["$.records[0].value"].class_ == "health.measurement"
    assert "$.records[1].value" not in found


@pytest.mark.parametrize(("relation", "whose"), [("daughter", About.OTHER_PERSON), ("self", About.ACCOUNT_HOLDER)])
def test_an_object_that_names_a_relation_is_of_another(relation: str, whose: About) -> None:
    sent = {"contact": {"firstName": "Noa", "relation": relation, "phone": "+33612345678"}}
    assert leaves(sent=sent)["$.contact.phone"].about is whose


def test_names_that_other_trades_use_need_more_than_each_other() -> None:
    sent = {"incident": {"symptoms": "slow pages", "diagnosis": "bad deploy", "treatment": "rollback"}}
    assert not classes(f"{COFFEE_SITE}/incidents", sent=sent)


def test_the_page_a_hit_was_sent_from_lends_it_its_subject() -> None:
    said = "condition=lipoma&dl=https%3A%2F%2Fwww.visionclinic.example%2Fbook"
    assert "health.diagnosis" in classes(f"{TRACKER}/c?{said}")
    assert "health.diagnosis" not in classes(f"{TRACKER}/c?{said.replace('visionclinic', 'usedbooks')}")


@pytest.mark.parametrize(
    ("name", "class_"),
    [
        *(("immunisations", "health.treatment"), ("ptName", "identity.name"), ("telFamille", "contact.phone")),
        *(("hauptbeschwerden", "health.diagnosis"), ("medikamenteAktuell", "health.treatment")),
    ],
)
def test_names_are_read_in_other_spellings_short_and_joined(name: str, class_: str) -> None:
    verdict = KEYS.verdict(name)
    assert verdict is not None
    assert verdict.class_ == class_


def test_a_patient_reference_is_the_patients_wherever_it_stands() -> None:
    assert leaves(sent={"about": "Patient/448"})["$.about"].class_ == "identity.account_id"
