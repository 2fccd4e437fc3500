"""Names that stand in values, and what must not be taken for one."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.document import Document, Notation
from inspector.decode.survey import survey_tree
from inspector.detect.names.code_systems import name_of_reference, name_of_system
from inspector.detect.names.positional import names_given
from inspector.model.flow import Location, Side
from tests.detect.builders import COFFEE_SITE, HEALTH_SITE, classes, known_keys, leaves

KEYS = known_keys()


def document(tree: dict[str, object] | list[object]) -> Document:
    return Document(
        side=Side.RESPONSE,
        location=Location.BODY,
        layers=("json",),
        notation=Notation.JSON,
        tree=tree,
        survey=survey_tree(tree, nesting=64, leaves=1_000_000),
    )


def told(tree: object) -> dict[str, str]:
    return {leaf.place.path: leaf.class_ for leaf in leaves(f"{HEALTH_SITE}/x", sent=tree).values()}


@pytest.mark.parametrize(
    ("tree", "path", "class_"),
    [
        ([["motif", "Premier rendez-vous"], ["couleur", "bleu"]], "$[0][1]", "health.motive"),
        ({"columns": ["email", "n"], "rows": [["a.b@c.example", 1]]}, "$.rows[0][0]", "contact.email"),
        ({"cols": [{"name": "iban"}], "data": [["DE89370400440532013000"]]}, "$.data[0][0]", "financial.iban"),
        ([["Vorname", "Nachname"], ["Kim", "Beispiel"]], "$[1][1]", "identity.name"),
        ([{"name": "birthdate", "value": "1985-03-14"}], "$[0].value", "identity.birthdate"),
        ([{"key": "motif", "value": "Autre chose"}], "$[0].value", "health.motive"),
        ([{"label": "Do you have any allergies?", "answer": "Nuts"}], "$[0].answer", "health.diagnosis"),
        ([{"field_id": "phone_number", "answer": "+33639981234"}], "$[0].answer", "contact.phone"),
        ([{"question": "Medications", "answers": ["Zzz"]}], "$[0].answers[0]", "health.treatment"),
        ({"keys": ["prenom"], "values": ["Camille"]}, "$.values[0]", "identity.name"),
        ({"system": "http://hl7.org/fhir/sid/icd-10", "code": "F32.2"}, "$.code", "health.diagnosis"),
        ({"system": "email", "value": "a.b@c.example"}, "$.value", "contact.email"),
        ({"reference": "Patient/p-2231", "display": "Camille T"}, "$.display", "identity.name"),
        ({"reference": "Practitioner/d-1", "display": "Alix F"}, "$.display", "health.practitioner"),
    ],
)
def test_a_value_goes_by_the_name_beside_or_above_it(tree: object, path: str, class_: str) -> None:
    assert told(tree).get(path) == class_


@pytest.mark.parametrize(
    "tree",
    [
        {"columns": ["level", "points"], "rows": [[1, 200]]},
        [["a", "b"], ["c", "d"]],
        [[1, 2], [3, 4]],
        [{"name": "boss", "value": 2}, {"name": "size", "value": "12"}],
        {"metrics": [{"name": "heap", "value": 1}], "system": "linux"},
        {"reference": "Order/12", "display": "twelve"},
        [{"key": "email_enabled", "value": "yes"}],
    ],
)
def test_other_pairs_and_tables_are_silent(tree: object) -> None:
    assert classes(f"{COFFEE_SITE}/x", sent=tree) == set()


def test_the_naming_field_is_no_value_itself() -> None:
    assert list(told([{"key": "emergency_contact_name", "value": "Riley Sample"}])) == ["$[0].value"]


@pytest.mark.parametrize(
    ("system", "name"),
    [
        ("urn:oid:1.2.250.1.213.1.4.8", "ins"),
        ("http://loinc.org", "loinc"),
        ("http://hl7.org/fhir/sid/us-npi", "npi"),
        ("phone", "phone"),
        ("http://snomed.info/sct", None),
        ("linux", None),
        ("urn:oid:1.2.250.1.213.1.40", None),
    ],
)
def test_a_code_system_stands_for_a_field_name(system: str, name: str | None) -> None:
    assert name_of_system(system) == name


def test_references_to_things_are_not_to_people() -> None:
    assert name_of_reference("https://fhir.example/r4/Patient/12") == "patient"
    assert name_of_reference("Organization/12") is None
    assert name_of_reference("Patient/" + "1/" * 200) is None


texts = st.text(max_size=12) | st.sampled_from(("motif", "email", "value", "name", "rows", "columns", "system"))
wild = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=40,
)


@settings(max_examples=150, deadline=None)
@given(wild)
def test_any_tree_gives_names_of_its_own_leaves_only(tree: object) -> None:
    if not isinstance(tree, dict | list):
        return
    found = names_given(document(tree), KEYS)
    assert all(not isinstance(alias.leaf[2], dict | list) for alias in found.values())
    assert found.keys() == names_given(document(tree), KEYS).keys()


def test_a_large_table_takes_linear_time() -> None:
    header = [f"column_{number}" for number in range(400)] + ["email"]
    started = time.process_time()
    names_given(document({"columns": header, "rows": [header] * 1000, "data": [["x"] * 400] * 3000}), KEYS)
    assert time.process_time() - started < 5
