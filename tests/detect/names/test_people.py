"""Short and loose names of a person's data are read by their company."""

import pytest

from inspector.model.leaf import About, Confidence
from tests.detect.builders import COFFEE_SITE, HEALTH_SITE, leaves


@pytest.mark.parametrize(
    "person",
    [
        {"vn": "Jost", "nn": "Beispiel", "gebDat": "1958-09-12", "tlf": "07531 998877"},
        {"fn": "Per", "ln": "Dummy", "bd": "1979-01-30", "mob": "+447700900123"},
        {"nome": "Ines", "cognome": "Campione", "natoIl": "1960-01-01", "cell": "3409988776"},
    ],
)
def test_short_names_beside_others_of_a_person_are_read(person: dict[str, str]) -> None:
    found = leaves(f"{COFFEE_SITE}/signup", sent={"respondent": person})
    told = [found[f"$.respondent.{name}"].class_ for name in person]
    assert told == ["identity.name", "identity.name", "identity.birthdate", "contact.phone"]


def test_alone_they_say_nothing() -> None:
    assert not leaves(f"{COFFEE_SITE}/x", sent={"chart": {"vn": "Jost", "nata": "1958-09-12"}})


def test_in_an_address_they_say_nothing() -> None:
    assert not leaves("https://ads.tracker.example/p?cp=558566&ct=351140&ln=C&cf=728X90")


def test_a_name_and_a_number_in_an_object_of_no_other_names_are_somebodys() -> None:
    received = {
        "patient": {"nombre": "Lía", "apellidos": "Falsa"},
        "vecina": {"nombre": "Ana Sol", "telefono": "600998877"},
    }
    found = leaves(f"{HEALTH_SITE}/api/ficha", received=received)
    assert found["$.vecina.nombre"].class_ == "identity.name"
    assert found["$.vecina.telefono"].class_ == "contact.phone"


def test_with_an_address_they_may_be_a_firms() -> None:
    firm = {"nombre": "Alergia Sur", "telefono": "600998877", "direccion": "Calle Sol 3"}
    assert "$.firma.nombre" not in leaves(f"{HEALTH_SITE}/api/ficha", received={"firma": firm})


CARE = {"glucose": 7.1, "hba1c": 6.2, "medication": "metformin"}


def test_a_name_of_a_role_holds_a_persons_number_or_name() -> None:
    found = leaves(f"{HEALTH_SITE}/api/woche", sent=CARE | {"teilnehmer": "tn-40231", "vertrauensperson": "Ida Muster"})
    assert found["$.teilnehmer"].class_ == "identity.account_id"
    assert found["$.vertrauensperson"].class_ == "identity.name"
    assert found["$.vertrauensperson"].about is About.OTHER_PERSON
    assert found["$.teilnehmer"].confidence is Confidence.TENTATIVE


def test_roles_that_programs_have_as_well_hold_nobodys_name() -> None:
    found = leaves(f"{HEALTH_SITE}/api/woche", sent=CARE | {"client": "Android", "agent": "Asbest", "kind": "Basal"})
    assert not {"$.client", "$.agent", "$.kind"} & {
        p for p, leaf in found.items() if leaf.class_.startswith("identity")
    }


@pytest.mark.parametrize(
    ("name", "value", "class_"),
    [
        *(("alias", "red_kite", "identity.account_id"), ("nick", "Ana P.", "identity.name")),
        *(("mid", "m-550231", "identity.account_id"), ("anno", 1971, "identity.birthdate")),
    ],
)
def test_nicknames_numbers_and_years_in_a_persons_object(name: str, value: object, class_: str) -> None:
    member = {"vorname": "Ada", "gebdat": "1971-02-03", name: value}
    found = leaves(f"{HEALTH_SITE}/api/woche", sent={"member": member, "care": CARE})
    assert found[f"$.member.{name}"].class_ == class_


def test_a_role_in_a_chat_is_no_relation() -> None:
    sender = {"role": "doctor", "firstName": "Ada", "lastName": "Sample"}
    found = leaves(f"{HEALTH_SITE}/api/chat", received={"from": sender, "care": CARE})
    assert "identity.relative" not in {leaf.class_ for leaf in found.values()}
