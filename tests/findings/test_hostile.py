"""What a hostile or careless capture must not make the rules say, and what it must not make them miss."""

from typing import Any

import pytest
from msgspec.structs import replace

from inspector.findings.legible import is_masked, legible
from inspector.findings.rules import e2e_01, jwt_01, ref_01, tok_01, trn_01, url_01, url_02, x3p_01, x3p_03
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.finding import Severity
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Confidence
from inspector.model.party import Role
from inspector.model.signal import Signal, SignalKind
from tests.findings.builders import (
    ADS,
    OWN,
    Evidence,
    flow,
    leaf,
    needle,
    place,
    recipient,
    request_body,
    response_body,
    sighting,
)

_TOKEN = "Zk8wQx41LmPv0tRs7Yb2Zk8wQx41LmPv"


@pytest.mark.parametrize(
    "value", ["c*****@e*****.example", "FR76 **** **** **** 4321", "2 99 ** ** *** ***", "••••• 08", "** ** ** ** 08"]
)
def test_a_value_that_was_masked_before_it_was_sent_is_readable_by_nobody(value):
    assert is_masked(value)
    assert e2e_01.evaluate(Evidence(leaves=[leaf(response_body(), "contact.email", value=value)])) == []


@pytest.mark.parametrize("value", ["Annonce de résultats **", "a*b*c", "*", "Suivi ** important ** du patient", ""])
def test_an_asterisk_beside_a_text_is_no_mask(value):
    leaves = [leaf(response_body(), value=value)]
    assert legible(leaves) is leaves or legible(leaves) == leaves


def test_a_national_number_that_nothing_names_is_tentative_in_an_address():
    bare = leaf(
        place(1, location=Location.URL, path="path[1]"), "identity.national_id", confidence=Confidence.TENTATIVE
    )
    (found,) = url_02.evaluate(Evidence(leaves=[bare]))
    assert (found.confidence, found.severity) == (Confidence.TENTATIVE, Severity.MEDIUM)
    assert url_02.evaluate(Evidence(leaves=[replace(bare, class_="identity.name")])) == []


@pytest.mark.parametrize(("name", "count"), [("token", 1), ("auth", 1), ("x.sid", 1), ("ref", 0), ("ctoken_hash", 0)])
def test_a_random_value_under_a_token_s_name_is_tentative(name, count):
    told = leaf(place(2, path=name), "credential.token", value=_TOKEN, confidence=Confidence.TENTATIVE)
    found = tok_01.evaluate(Evidence(leaves=[told]))
    assert [(one.confidence, one.severity) for one in found] == [(Confidence.TENTATIVE, Severity.MEDIUM)] * count


_SIGNED_ID = f"70033918-eyJpZCI6NzAwMzM5MTh9=--{'0a1b' * 10}"


@pytest.mark.parametrize(("name", "kind", "count"), [("signed_id", "document", 1), ("sgid", "image", 0)])
def test_a_signed_id_that_no_name_explains_is_a_token_of_the_address(name, kind, count):
    url = f"https://www.{OWN}/rdv?{name}={_SIGNED_ID}"
    told = Signal(
        kind=SignalKind.TOKEN, name="rails-signed", place=place(1, path=name, layers=("url", "rails-signed")),
        host=f"www.{OWN}", site=OWN, first_party=True, at_us=0,
    )  # fmt: skip
    case: dict[str, Any] = {"flows": [flow(1, url=url, resource_type=kind), flow(2, host=f"t.{ADS}")]}
    found = tok_01.evaluate(Evidence(**case, signals=[told]))
    assert [(one.severity, one.class_) for one in found] == [(Severity.HIGH, "credential.token")] * count
    referer = {(2, Side.REQUEST): (("Referer", url),)}
    found = tok_01.evaluate(Evidence(**case, signals=[told], headers=referer))
    assert [(one.severity, one.facts["told_to"]) for one in found] == [(Severity.CRITICAL, ADS)] * count
    assert jwt_01.evaluate(Evidence(**case, signals=[told])) == []


# addresses


def test_a_bare_number_for_a_reason_is_information_unless_somebody_is_named():
    number = leaf(place(1, path="motif_id"), value="12")
    assert [one.severity for one in url_01.evaluate(Evidence(leaves=[number]))] == [Severity.INFO]
    named = leaf(response_body(2, "$.name"), "identity.name")
    assert [one.severity for one in url_01.evaluate(Evidence(leaves=[number, named]))] == [Severity.LOW]
    labelled = replace(number, label="Annonce de résultats")
    assert [one.severity for one in url_01.evaluate(Evidence(leaves=[labelled]))] == [Severity.LOW]


def test_a_slot_asked_for_names_nobody():
    slot = leaf(place(1, path="lieu"), "health.appointment", value="mairie")
    specialty = leaf(place(1, location=Location.URL, path="path[0]"), "health.specialty", value="dentiste")
    assert [one.severity for one in url_01.evaluate(Evidence(leaves=[slot, specialty]))] == [Severity.INFO]
    kept = leaf(response_body(2), "health.appointment")
    assert [one.severity for one in url_01.evaluate(Evidence(leaves=[kept, specialty]))] == [Severity.LOW]


@pytest.mark.parametrize(
    ("path", "confidence"),
    [("/aide/annuler-chez-un-gynecologue", Confidence.TENTATIVE), ("/gynecologue/lyon", Confidence.FIRM)],
)
def test_a_page_of_help_that_names_a_specialty_is_tentative(path, confidence):
    page = f"https://www.{OWN}{path}"
    asked = leaf(place(1, location=Location.URL, path="path[1]"), "health.specialty", value=path.rpartition("/")[2])
    told = leaf(place(2, path="dl"), "behaviour.page", value=page, site=ADS)
    referer = {(2, Side.REQUEST): (("Referer", page),)}
    case: dict[str, Any] = {"leaves": [asked, told], "flows": [flow(1, url=page, path=path), flow(2, host=f"t.{ADS}")]}
    for rule in (x3p_03, ref_01, url_01):
        (found,) = rule.evaluate(Evidence(**case, headers=referer))
        assert found.confidence is confidence


def test_a_value_that_was_learned_where_it_stands_did_not_come_back():
    here = place(1, path="visit_motive_ids")
    known = needle(value="90000042", learned_from=here, joined="Annonce de résultats")
    (found,) = url_01.evaluate(Evidence(sightings=[sighting(here, known, site=OWN)]))
    assert (found.confidence, "origin_flow" in found.facts) == (Confidence.FIRM, False)
    elsewhere = replace(known, learned_from=response_body(1, "$.id"))
    (found,) = url_01.evaluate(Evidence(sightings=[sighting(here, elsewhere, site=OWN)]))
    assert (found.confidence, found.facts["origin_flow"]) == (Confidence.CERTAIN, 1)


# coordinates


def _at(site: str, value: str = "45.757812", **facts: Any) -> Any:
    return leaf(place(3, path="lat"), "location.coordinates", value=value, site=site, **facts)


def test_precise_coordinates_sent_to_an_advertiser_are_told_and_nobody_s_in_particular():
    (found,) = x3p_01.evaluate(Evidence(leaves=[_at(ADS)]))
    assert (found.confidence, found.variant) == (Confidence.TENTATIVE, "position")
    assert "whose position" in write_texts(found, Translator("en"), recipient=None).does_not_show
    assert "de qui est cette position" in write_texts(found, Translator("fr"), recipient=None).does_not_show


@pytest.mark.parametrize(
    "case",
    [
        {"leaves": [_at(ADS, "45.7")]},
        {"leaves": [_at(ADS)], "recipients": [recipient(role=Role.MAPS)]},
        {"leaves": [_at(ADS, about=About.PRACTITIONER)]},
        {"leaves": [_at(ADS), replace(_at(OWN), place=response_body(1, "$.lat"), about=About.UNKNOWN)]},
        {"leaves": [_at(OWN)]},
    ],
)
def test_coarse_places_maps_and_the_place_of_a_practice_are_not(case):
    assert x3p_01.evaluate(Evidence(**case)) == []


def test_what_a_body_asks_for_and_gets_is_still_told():
    """The other side of the mask: a value in full beside a masked one."""
    leaves = [
        leaf(request_body(), "contact.email", value="camille.temoin@exemple.example"),
        leaf(response_body(), "contact.email", value="c****@e****.example"),
    ]
    (found,) = e2e_01.evaluate(Evidence(leaves=leaves))
    assert (found.facts["side"], found.facts["count"]) == ("request", 1)


# abbreviations


def test_an_abbreviation_is_a_measurement_only_where_the_service_speaks_of_health():
    """`cd4` is a count of cells to a clinic, and the fourth dimension of a measuring tool to a newspaper."""
    sent = leaf(place(3, path="cd4"), "health.measurement", value="Section", site=ADS)
    plain_text = [flow(3, host=f"t.{ADS}", scheme="http")]
    assert x3p_01.evaluate(Evidence(leaves=[sent])) == []
    assert [one.class_ for one in trn_01.evaluate(Evidence(leaves=[sent], flows=plain_text))] == []
    clinic = [sent, leaf(response_body(1), "health.specialty", about=About.CATALOGUE)]
    assert [one.class_ for one in x3p_01.evaluate(Evidence(leaves=clinic))] == ["health.measurement"]
    spelled = replace(sent, place=place(3, path="blood_pressure"), value="12/8")
    assert [one.class_ for one in x3p_01.evaluate(Evidence(leaves=[spelled]))] == ["health.measurement"]
