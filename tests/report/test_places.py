"""Values too common or too short to be looked for everywhere are masked where the name of their field stands."""

import base64
import json
from urllib.parse import quote

import pytest

from inspector.report.forms import field_name
from inspector.report.pdf import write_pdf
from inspector.report.redaction import KnownValue, Redactor
from tests.report.builders import small_report

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


SEX = KnownValue(text="F", class_="identity.gender", name="sex")
MOTIVE = KnownValue(text="VIH", class_="health.motive", name="motif")
SECOND = KnownValue(text="SIDA", class_="health.motive", name="motif")
DOSE = KnownValue(text="12", class_="health.treatment", name="dose")


@pytest.fixture
def short() -> Redactor:
    return Redactor("default", [SEX, MOTIVE, SECOND, DOSE], language="en", common=frozenset({"sida"}))


@pytest.mark.parametrize(
    "text",
    [
        '{"motif" : "VIH"}',
        '{"motif":\n  "VIH"}',
        "{'motif': 'VIH'}",
        "{'motif': ['VIH']}",
        "motif = VIH",
        "motif: VIH",
        "motif[0]=VIH",
        "motif%5B%5D=VIH",
        "form[motif]=VIH",
        '{"motif[0]":"VIH"}',
        "<motif>VIH</motif>",
        '<a:motif lang="fr"> VIH </a:motif>',
        "&lt;motif&gt;VIH&lt;/motif&gt;",
        "<motif><![CDATA[VIH]]></motif>",
        'Content-Disposition: form-data; name="motif"\r\n\r\nVIH\r\n--x',
        'Content-Disposition: form-data; name="motif"; filename="a b"\r\nContent-Type: text/plain\r\n\r\nVIH\r\n--x',
        '<input name="motif" value="VIH">',
        '{\\"motif\\" : [\\"VIH\\"]}',
    ],
)
def test_a_short_value_is_masked_however_its_field_is_written(short: Redactor, text: str):
    assert short.redact(text) == text.replace("VIH", "[reason for consultation 1]")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ('"motif":["VIH","SIDA"]', '"motif":["[1]","[2]"]'),
        (
            '"motif" : [ "a,\\"]b", \'x\', 3,\n "SIDA", "VIH" ], "n": ["VIH"]',
            '"motif" : [ "a,\\"]b", \'x\', 3,\n "[2]", "[1]" ], "n": ["VIH"]',
        ),
        ('{"motif":[1],"other":"VIH"}', '{"motif":[1],"other":"VIH"}'),
    ],
)
def test_every_element_of_a_list_is_masked(short: Redactor, text: str, masked: str):
    assert short.redact(text).replace("reason for consultation ", "") == masked


@pytest.mark.parametrize("number", ["12.5", "120", "1.12", "12e3", "-12"])
def test_a_part_of_a_number_is_not_that_number(short: Redactor, number: str):
    assert short.redact(f'{{"dose":{number}}}') == f'{{"dose":{number}}}'


@pytest.mark.parametrize("end", ["}", ".", ". 5", ",5]", " mg"])
def test_a_number_ends_where_no_digit_follows(short: Redactor, end: str):
    assert "12" not in short.redact(f'"dose":12{end}')


def test_a_header_is_a_field_too(short: Redactor):
    ((_, sex), (_, other), (_, token)) = short.redact_headers((("Sex", "F"), ("Letter", "F"), ("x", "token=abc")))
    assert (sex, other, token) == ("[gender 1]", "F", "token=•••••")


def test_a_sentence_of_the_report_may_tell_what_stands_after_its_own_words():
    step = KnownValue(text="3", class_="health.motive", name="step")
    redactor = Redactor("default", [step], common=frozenset({"step"}))
    assert redactor.redact_prose("Step: 3") == "Step: 3"
    assert redactor.redact_prose("step=3") == "step=[reason for consultation 1]"
    assert redactor.redact("Step: 3") == "Step: [reason for consultation 1]"


def test_the_files_own_metadata_are_no_leak():
    part = KnownValue(text="3", class_="health.motive", name="part")  # of the standard that the file follows
    redactor = Redactor("default", [part])
    assert redactor.find_unredacted(write_pdf(small_report("en"), language="en")) == []


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
        ("$.ids[3]", "ids"),
        ("#1 > $.breadcrumbs[1].data.url > insurance_sector", "insurance_sector"),
        ("path[2]", ""),
        ("$", ""),
    ],
)
def test_the_field_is_named_by_the_end_of_the_path(path: str, name: str):
    assert field_name(path) == name
