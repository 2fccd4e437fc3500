"""Values too common or too short to be looked for everywhere are masked where the name of their field stands."""

import base64
import json
from urllib.parse import quote

import pytest

from inspector.report.forms import field_name
from inspector.report.redaction import KnownValue, Redactor

PUBLIC = KnownValue(text="public", class_="health.insurance", name="insuranceSector")
AGENDA = KnownValue(text="41", class_="health.practitioner", name="agenda_ids")


@pytest.fixture
def redactor() -> Redactor:
    return Redactor("default", [PUBLIC, AGENDA], language="en")


@pytest.mark.parametrize(
    "text",
    [
        "GET /pixel?a=1&insuranceSector=public&dl=x",
        "https://x.example/?dl=" + quote("https://y.example/?insuranceSector=public&z=1", safe=""),
        '{"kind": "main", "insuranceSector": "public", "n": 1}',
        json.dumps({"url": '{"insuranceSector":"public"}'}),
        json.dumps({"insuranceSector": ["public", "x"]}, separators=(",", ":")),
        base64.b64encode(b'{"insuranceSector":"public","more":"than enough"}').decode(),
    ],
)
def test_a_common_word_is_masked_at_its_place(redactor: Redactor, text: str):
    redacted = redactor.redact(text)
    assert "health insurance 1" in redacted
    assert "public" not in redacted


def test_elsewhere_it_stays(redactor: Redactor):
    text = "a public service, otherSector=public, insuranceSector=publication, myinsuranceSector=public, agenda 41"
    assert redactor.redact(text) == text


def test_a_short_number_is_masked_behind_its_name_only(redactor: Redactor):
    assert redactor.redact("agenda_ids=41&practice=41") == "agenda_ids=[practitioner or practice 1]&practice=41"


def test_one_value_in_two_fields_has_one_mark():
    other = KnownValue(text="public", class_="health.insurance", name="insurance_sector")
    redactor = Redactor("default", [PUBLIC, other], language="en")
    redacted = redactor.redact("insuranceSector=public&insurance_sector=public")
    assert redacted == "insuranceSector=[health insurance 1]&insurance_sector=[health insurance 1]"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("insuranceSector", "insuranceSector"),
        ("udff[em]", "udff[em]"),
        ("name#2", "name"),
        ("$.a[0].insurance_sector", "insurance_sector"),
        ("$['a b'].c['d-e']", "d-e"),
        ("$.ids[0]", "ids"),
        ("$.ids[3]", ""),
        ("#1 > $.breadcrumbs[1].data.url > insurance_sector", "insurance_sector"),
        ("path[2]", ""),
        ("$", ""),
    ],
)
def test_the_field_is_named_by_the_end_of_the_path(path: str, name: str):
    assert field_name(path) == name
