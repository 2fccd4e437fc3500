"""Elements of FHIR resources, threads, and values that programs write where they know none."""

from typing import Any

import pytest

from inspector.detect.judgement import may_be
from inspector.detect.names.positional import names_given
from inspector.detect.names.resources import class_in_resource
from inspector.detect.surroundings import NO_CHAIN, Chain
from tests.detect.builders import COFFEE_SITE, HEALTH_SITE, classes, known_keys, leaves
from tests.detect.test_positional import document

KEYS = known_keys()


def chain(*names: str) -> Chain:
    made = NO_CHAIN
    for name in reversed(names):
        made = made.below(name)
    return made


@pytest.mark.parametrize(
    ("key", "names", "class_"),
    [
        ("mitigation", ("RiskAssessmentResource",), "health.diagnosis"),
        ("text", ("prediction", "outcome", "RiskAssessmentResource"), "health.diagnosis"),
        ("contentString", ("payload", "CommunicationResource"), "health.message"),
        ("sphere", ("lensSpecification", "VisionPrescriptionResource"), "health.treatment"),
        ("display", ("sender", "CommunicationResource"), "health.practitioner"),
        ("status", ("RiskAssessmentResource",), ""),
        ("display", ("tag", "meta", "ConditionResource"), ""),
        ("display", ("subject", "ConditionResource"), ""),
        ("text", ("item", "QuestionnaireResource"), ""),
        ("description", ("SlotResource",), ""),
        ("description", ("product",), ""),
    ],
)
def test_an_element_is_of_its_resource(key: str, names: tuple[str, ...], class_: str) -> None:
    assert class_in_resource(key, chain(*names)) == class_


def test_an_extension_goes_by_the_end_of_its_address() -> None:
    tree: Any = {"url": "http://hl7.org/fhir/StructureDefinition/patient-religion", "valueString": "Quaker"}
    assert [alias.name for alias in names_given(document(tree), KEYS).values()] == ["religion"]


def test_what_people_wrote_in_a_thread_is_a_message_on_a_site_of_care_only() -> None:
    tree = {"msgs": [{"f": "c", "t": "can I still drive with this please"}, {"f": "p", "t": "ok"}]}
    assert "health.message" in classes(f"{HEALTH_SITE}/chat", received=tree)
    assert "health.message" not in classes(f"{COFFEE_SITE}/chat", received=tree)


@pytest.mark.parametrize(
    ("class_", "value"),
    [
        ("identity.account_id", 0),
        ("identity.account_id", "-1"),
        ("identity.account_id", "00000000-0000-0000-0000-000000000000"),
        ("identity.account_id", "2026-04-02T10:00:00Z"),
        ("identity.birthdate", "1900-01-01"),
        ("identity.birthdate", "01/01/1900"),
        ("identity.birthdate", "0001-01-01T00:00:00"),
        ("identity.birthdate", "9999-12-31"),
    ],
)
def test_what_stands_for_nothing_is_nobodys(class_: str, value: str | int) -> None:
    assert not may_be(class_, value)


@pytest.mark.parametrize(
    ("class_", "value"),
    [("identity.account_id", 10), ("identity.account_id", "7001"), ("identity.birthdate", "1970-01-01")],
)
def test_values_near_them_are_somebodys(class_: str, value: str | int) -> None:
    assert may_be(class_, value)


@pytest.mark.parametrize(
    ("value", "class_"),
    [
        ("Olanzapine 10 mg", "health.treatment"),
        ("Xyzapril 5 mg", "health.treatment"),
        ("1 cp le soir", "health.treatment"),
        ("2x tgl. nach dem Essen", "health.treatment"),
        ("1-0-1-0", "health.treatment"),
        ("F33.1", "health.diagnosis"),
        ("N06AB06", "health.treatment"),
        ("c.1521_1523del", "health.measurement"),
        ("p.(Gly12Asp)", "health.measurement"),
    ],
)
def test_a_value_speaks_by_its_form_among_names_of_health_only(value: str, class_: str) -> None:
    tree = {"patient": {"prenom": "Awa"}, "diagnosis": "x1", "zz": [{"qq": value}]}
    told = {leaf.value: leaf.class_ for leaf in leaves(f"{HEALTH_SITE}/dossier", received=tree).values()}
    assert told.get(value) == class_
    assert not classes(f"{COFFEE_SITE}/x", received={"zz": [{"qq": value}]})
