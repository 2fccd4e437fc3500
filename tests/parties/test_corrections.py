"""The investigator's word on an attribution: what it states stands, with its own source; the rest is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.party import Party, Role, Source
from inspector.parties.claims import checked_country
from inspector.parties.corrections import (
    CitedSource,
    Correction,
    cited,
    correct,
    faults_of,
    read_correction,
    source_of,
    write_correction,
)

TABLE = Source(name="table", date="2026-11-21", verified=True)
KNOWN = Party(
    site="pixel.example",
    operator="Pixel Ltd",
    group="Pixel Group",
    role=Role.ADVERTISING,
    seat_country="GB",
    group_country="US",
    sources=dict.fromkeys(("operator", "group", "role", "seat_country", "group_country"), TABLE),
)
POLICY = CitedSource(name="Privacy policy of the clinic", date="2026-10-01")


def test_what_is_stated_stands_and_the_rest_keeps_its_source():
    party = correct(KNOWN, Correction(role=Role.ANALYTICS, source=POLICY))
    assert (party.operator, party.role, party.seat_country) == ("Pixel Ltd", Role.ANALYTICS, "GB")
    assert party.sources["role"].name == "corrected in this case: Privacy policy of the clinic"
    assert party.sources["role"].date == "2026-10-01"
    assert party.sources["operator"] is TABLE


def test_a_new_operator_takes_group_and_countries_of_the_old_one_with_it():
    party = correct(KNOWN, Correction(operator="Other SAS", seat_country="FR", source=POLICY))
    assert (party.operator, party.group, party.seat_country, party.group_country) == ("Other SAS", None, "FR", None)
    assert party.role is Role.ADVERTISING
    assert set(party.sources) == {"operator", "seat_country", "role"}


def test_an_attribute_can_be_taken_away():
    party = correct(KNOWN, Correction(operator="", role=Role.UNKNOWN, at="2026-11-22"))
    assert (party.operator, party.group, party.role) == (None, None, Role.UNKNOWN)


def test_only_a_correction_that_names_where_it_can_be_checked_is_verified():
    bare = correct(KNOWN, Correction(seat_country="FR", at="2026-11-22"))
    assert (bare.seat_country, checked_country(bare)) == ("FR", None)
    assert bare.sources["seat_country"].date == "2026-11-22"
    assert checked_country(correct(KNOWN, Correction(seat_country="FR", source=POLICY))) == "FR"
    assert checked_country(correct(KNOWN, Correction(seat_country="FR", document="ab" * 32, at="2026-11-22"))) == "FR"


def test_the_source_says_that_it_is_a_correction_and_what_it_cites():
    assert cited(source_of(Correction(role=Role.MAPS, at="2026-11-22"))) == ""
    assert cited(source_of(Correction(role=Role.MAPS, source=POLICY))) == POLICY.name
    assert cited(source_of(Correction(role=Role.MAPS, document="ab" * 32))) == "document abababababab"
    assert cited(TABLE) is None


@pytest.mark.parametrize("code", ["fr", "FRA", "F", "12", "ZZZ", "É1"])
def test_a_country_is_a_code_of_two_letters(code):
    assert faults_of(Correction(seat_country=code)) == ("seat_country",)


def test_what_is_kept_is_read_again():
    said = Correction(operator="Other", role=Role.SUPPORT, tenant="clinic", source=POLICY, document="ab" * 32)
    assert read_correction(write_correction(said)) == said


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"role":"boss"}', '{"seat_country":"france"}', '{"operator":1}']
)
def test_what_is_no_correction_is_left_out(text):
    assert read_correction(text) is None


@given(st.text(max_size=300))
def test_wild_text_is_survived(text):
    read_correction(text)
