"""Places that look like records of health and are of none."""

import json

import pytest

from inspector.detect.names.aside import Aside
from inspector.detect.packs import load_packs
from inspector.detect.surroundings import NO_CHAIN, gather_names
from tests.detect.builders import classes, known_keys

PACKS = load_packs()
KEYS, NAMES = known_keys(), gather_names(PACKS)
ASIDE = Aside(KEYS, NAMES)
SITE = "https://api.sport-kine.example/v1/seances"
ILL = {"diagnosis": "asthma", "medication": "salbutamol 100", "allergies": "pollen"}


def of_health(sent: object, url: str = SITE) -> set[str]:
    return {class_ for class_ in classes(url, sent=json.dumps(sent)) if class_.startswith("health.")}


@pytest.mark.parametrize("name", ["pet", "animals", "haustier", "huisdier"])
def test_an_object_of_an_animal_is_no_persons(name: str) -> None:
    assert ASIDE.is_of_another_being(NO_CHAIN.below("data").below(name), ("diagnosis", "weight"))


def test_two_names_that_only_animals_have_tell_of_one() -> None:
    assert ASIDE.is_of_another_being(NO_CHAIN, ("breed", "neutered", "diagnosis"))
    assert not ASIDE.is_of_another_being(NO_CHAIN, ("species", "specimen", "antibiogram"))


def test_a_dish_is_known_by_what_only_dishes_have() -> None:
    recipe = NO_CHAIN.below("recepten")
    assert ASIDE.is_of_another_being(recipe, ("id", "porties", "behandeling"))
    assert not ASIDE.is_of_another_being(recipe, ("id", "medicijn", "dosering"))


def test_a_person_beside_an_animal_keeps_health_and_the_animal_has_none() -> None:
    assert of_health(ILL)
    assert not of_health({"pet": {"species": "cat", "breed": "Manx", **ILL}, "owner": {"email": "a.b@mail.example"}})


def test_the_owner_of_an_animal_stays_readable() -> None:
    sent = json.dumps({"pet": {"species": "cat", "breed": "Manx"}, "owner": {"email": "a.b@mail.example"}})
    assert "contact.email" in classes("https://api.vets.example/v1/visits", sent=sent)


def test_settings_hold_up_to_an_object_of_health() -> None:
    assert ASIDE.is_container(NO_CHAIN.below("settings").below("alarm"))
    assert not ASIDE.is_container(NO_CHAIN.below("settings").below("medication"))


@pytest.mark.parametrize("name", ["autosave", "print_copy", "lieferzeitTage", "scaricabile", "checksumme"])
def test_words_of_printing_and_selling_say_nothing(name: str) -> None:
    assert ASIDE.is_sundry(name)


@pytest.mark.parametrize("name", ["gehstrecke", "wash_help", "ptaDb", "despertares"])
def test_words_of_their_own_are_not_sundry(name: str) -> None:
    assert not ASIDE.is_sundry(name)


def test_the_step_of_a_form_was_not_walked() -> None:
    assert "health.measurement" not in of_health({"step": 4, "steps": 6, **ILL})
    assert "health.measurement" in of_health({"steps": 6400, **ILL})


def test_hours_on_offer_are_nobodys_appointment() -> None:
    offered = json.dumps({"next_slot": "2026-12-04T08:00:00+01:00", "motive": "x"})
    assert "health.appointment" not in classes("https://clinic.example/search", received=offered)


def test_what_a_resource_goes_by_is_no_measurement() -> None:
    resource = {"resourceType": "Observation", "id": "o1", "category": [{"coding": [{"code": "laboratory"}]}]}
    assert not classes("https://fhir.example/Observation/o1", received=json.dumps(resource))
