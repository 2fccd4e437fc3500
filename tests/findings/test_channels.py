"""TRN-01, WSS-01, MIN-01: transport, streams, and data that seem foreign to a page."""

import pytest

from inspector.findings.rules import min_01, trn_01, wss_01
from inspector.model.finding import Severity
from inspector.model.flow import Connection, Delivery, Location, Side
from inspector.model.leaf import About, Confidence
from inspector.model.party import Role
from tests.findings.builders import ADS, Evidence, flow, leaf, needle, place, recipient, response_body, sighting

_STRICT = {(2, Side.RESPONSE): (("Strict-Transport-Security", "max-age=1"),)}


def _found(case: Evidence) -> list[tuple[str, Severity, str | None]]:
    return [(made.variant, made.severity, made.class_) for made in trn_01.evaluate(case)]


def test_sensitive_data_without_tls_are_high():
    told = leaf(place(2), "health.motive")
    assert _found(Evidence(leaves=[told], flows=[flow(2, scheme="http")])) == [("", Severity.HIGH, "health.motive")]


def test_a_plain_request_is_low_and_one_redirected_to_tls_is_information():
    assert _found(Evidence(flows=[flow(2, scheme="http")])) == [("plain", Severity.LOW, None)]
    sent_on = flow(2, scheme="http", status=301, redirect_url="https://www.rdv.example/")
    assert _found(Evidence(flows=[sent_on])) == [("redirected", Severity.INFO, None)]


@pytest.mark.parametrize(
    "harmless",
    [
        flow(2, scheme="http", delivery=Delivery.INTERNAL_REDIRECT),
        flow(2, scheme="http", response_mime="application/ocsp-response"),
        flow(2, scheme="http", host="detectportal.browser.example"),
        flow(2, scheme="http", host="127.0.0.1"),
        flow(2),
    ],
)
def test_internal_redirects_revocation_portals_and_loopback_are_no_transport(harmless):
    assert _found(Evidence(flows=[harmless])) == []


def test_numbers_that_companies_give_their_own_visitors_are_not_sensitive_on_their_way():
    number = leaf(place(2), "identity.account_id", site=ADS)
    session = leaf(place(3), "credential.session", site=ADS)
    flows = [flow(2, scheme="http", host=f"t.{ADS}"), flow(3, scheme="http", host=f"t.{ADS}")]
    assert _found(Evidence(leaves=[number, session], flows=flows)) == []
    at_home = [*flows, flow(4)]
    assert _found(Evidence(leaves=[number, session], flows=at_home)) == [("plain", Severity.LOW, None)]


def test_an_old_tls_version_is_medium_where_grave_data_travelled():
    old, new = Connection(tls_version="TLSv1.1"), Connection(tls_version="TLSv1.3")
    told = leaf(place(2), "health.motive")
    assert _found(Evidence(leaves=[told], connections={2: old})) == [("old", Severity.MEDIUM, "health.motive")]
    assert _found(Evidence(leaves=[told], connections={2: new})) == []


def test_an_answer_that_does_not_insist_on_tls_is_low():
    told = leaf(response_body(2), "health.motive")
    plain = {(2, Side.RESPONSE): (("Content-Type", "application/json"),)}
    assert _found(Evidence(leaves=[told], headers=plain)) == [("hsts", Severity.LOW, None)]
    assert _found(Evidence(leaves=[told], headers=_STRICT)) == []
    assert _found(Evidence(leaves=[told])) == [], "an answer without any header says nothing"


_FRAME = place(2, location=Location.WEBSOCKET, path="#3 > $.text", layers=("websocket", "json"))


def test_a_message_about_the_user_is_told_with_its_number_and_weighs_by_recipient():
    (own,) = wss_01.evaluate(Evidence(leaves=[leaf(_FRAME, "health.message")]))
    assert (own.severity, own.variant, own.facts["frame"]) == (Severity.MEDIUM, "first_party", "3")
    chat = recipient(ADS, Role.ADVERTISING)
    (other,) = wss_01.evaluate(Evidence(sightings=[sighting(_FRAME, needle("health.message"))], recipients=[chat]))
    assert (other.severity, other.recipient) == (Severity.HIGH, ADS)


def test_opaque_guessed_or_ordinary_messages_say_nothing():
    guessed = leaf(_FRAME, "health.message", confidence=Confidence.TENTATIVE)
    opaque, page = leaf(_FRAME, "encrypted.opaque"), leaf(place(2, location=Location.BODY), "health.message")
    assert wss_01.evaluate(Evidence(leaves=[guessed, opaque, page])) == []


def test_a_door_code_and_another_person_are_low_and_tentative():
    code = leaf(response_body(2, "$.practice.door_code"), "health.practitioner", about=About.PRACTITIONER)
    other = leaf(response_body(2, "$.patients[1].last_name"), "identity.name", about=About.OTHER_PERSON)
    own = leaf(response_body(2, "$.start"), "health.appointment")
    found = {made.class_: made for made in min_01.evaluate(Evidence(leaves=[code, other, own]))}
    assert found["health.practitioner"].variant == "foreign"
    assert {made.severity for made in found.values()} == {Severity.LOW}
    assert {made.confidence for made in found.values()} == {Confidence.TENTATIVE}


def test_the_practitioners_name_and_the_own_name_are_no_excess():
    name = leaf(response_body(2, "$.practitioner.name"), "health.practitioner", about=About.PRACTITIONER)
    own = leaf(response_body(2, "$.patient.last_name"), "identity.name")
    sent = leaf(place(2, path="door_code"), "health.practitioner", about=About.PRACTITIONER)
    assert min_01.evaluate(Evidence(leaves=[name, own, sent])) == []


def _list_with(*names: str):
    own = leaf(response_body(2, "$.account.last_name"), "identity.name", value="Témoin")
    told = [
        leaf(response_body(3, f"$.queue[{index}].patient.name"), "identity.name", value=name)
        for index, name in enumerate(names)
    ]
    return min_01.evaluate(Evidence(leaves=[own, *told], flows=[flow(2), flow(3)]))


def test_somebody_of_another_name_in_a_list_is_told_as_such():
    (found,) = _list_with("Gaspard Montreuillon", "Camille Témoin")
    assert (found.variant, found.severity, found.confidence) == ("named", Severity.LOW, Confidence.TENTATIVE)
    assert [item.place.path for item in found.evidence] == ["$.queue[0].patient.name"]


def test_the_own_name_and_that_of_the_family_are_nobody_elses():
    assert _list_with("TÉMOIN Camille", "Lou Témoin") == []


def test_without_the_name_of_the_account_nobody_is_another():
    entry = leaf(response_body(3, "$.queue[0].patient.name"), "identity.name", value="Gaspard Montreuillon")
    assert min_01.evaluate(Evidence(leaves=[entry])) == []


def test_the_number_of_a_public_directory_is_no_excess():
    number = leaf(response_body(2, "$.doctors[0].rpps"), "health.practitioner", about=About.PRACTITIONER)
    assert min_01.evaluate(Evidence(leaves=[number])) == []
