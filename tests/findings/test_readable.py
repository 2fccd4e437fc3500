"""E2E-01, E2E-02 and TLS-01: what the service itself, or who stands before it, can read."""

from typing import Any

import pytest
from msgspec.structs import replace

from inspector.findings.evidence import Fingerprint
from inspector.findings.fingerprints import FingerprintTable, read_fingerprints, shipped_fingerprints
from inspector.findings.rules import e2e_01, e2e_02, min_01, tls_01
from inspector.findings.survey import survey
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.finding import Rung, Severity
from inspector.model.flow import Delivery, Location, Side
from inspector.model.leaf import About, Confidence
from inspector.model.party import DeliverySign, Intermediary, Role, SignKind, Source, Weight
from tests.findings.builders import (
    ADS,
    CAPTURE,
    OWN,
    Evidence,
    flow,
    leaf,
    place,
    recipient,
    request_body,
    response_body,
)

_EDGE = Fingerprint(
    header="server",
    value="^bordure$",
    provider="Bordure",
    source=Source(name="Fiche", date="2026-01-01", verified=True),
)


def test_motive_in_an_answer_is_readable_by_the_service_and_only_information():
    (found,) = e2e_01.evaluate(Evidence(leaves=[leaf(response_body())]))
    assert (found.recipient, found.class_, found.variant) == (OWN, "health.motive", "motive")
    assert (found.severity, found.rung) == (Severity.INFO, Rung.L2)
    assert found.facts["transport"] == "encrypted"


def test_the_service_reading_what_it_receives_is_the_same_observation():
    (found,) = e2e_01.evaluate(Evidence(leaves=[leaf(request_body(), "contact.email")]))
    assert found.facts["side"] == "request"


def test_readable_is_said_of_anybody_who_answers_with_it():
    (found,) = e2e_01.evaluate(Evidence(leaves=[leaf(response_body(), site=ADS)]))
    assert found.recipient == ADS


def test_opaque_fields_of_the_same_service_are_counted_beside():
    leaves = [leaf(response_body()), leaf(response_body(1, "$.b"), "encrypted.opaque", about=About.UNKNOWN)]
    (found,) = e2e_01.evaluate(Evidence(leaves=leaves))
    assert found.facts["opaque"] == 1


@pytest.mark.parametrize("about", [About.CATALOGUE, About.PRACTITIONER, About.UNKNOWN])
def test_public_directories_and_catalogues_are_not_readable_personal_fields(about):
    assert e2e_01.evaluate(Evidence(leaves=[leaf(response_body(), about=about)])) == []


@pytest.mark.parametrize("delivery", [Delivery.SERVICE_WORKER, Delivery.CACHE, Delivery.REVALIDATED])
def test_bodies_that_did_not_travel_are_not_readable_by_anyone(delivery):
    assert e2e_01.evaluate(Evidence(leaves=[leaf(response_body())], flows=[flow(1, delivery=delivery)])) == []


def test_what_is_only_guessed_is_not_claimed_to_be_readable():
    guessed = leaf(request_body(), "health.treatment", confidence=Confidence.TENTATIVE, value="B")
    assert e2e_01.evaluate(Evidence(leaves=[guessed])) == []


def test_own_password_over_tls_is_not_reported():
    assert e2e_01.evaluate(Evidence(leaves=[leaf(request_body(), "credential.password")])) == []


def test_what_others_receive_is_left_to_their_rules():
    assert e2e_01.evaluate(Evidence(leaves=[leaf(request_body(), site=ADS)])) == []


def test_a_connection_without_tls_is_said():
    (found,) = e2e_01.evaluate(Evidence(leaves=[leaf(response_body())], flows=[flow(1, scheme="http")]))
    assert found.facts["transport"] == "clear"


def test_an_opaque_field_is_a_positive_observation():
    opaque = leaf(response_body(), "encrypted.opaque", about=About.UNKNOWN, value="A" * 80)
    (found,) = e2e_02.evaluate(Evidence(leaves=[opaque]))
    assert (found.severity, found.facts["length"]) == (Severity.INFO, 80)


def test_readable_fields_and_other_sites_are_not_opaque():
    assert e2e_02.evaluate(Evidence(leaves=[leaf(response_body())])) == []
    assert e2e_02.evaluate(Evidence(leaves=[leaf(response_body(), "encrypted.opaque", site=ADS)])) == []


def _behind(server: str, *, class_: str = "health.appointment", **facts: object) -> Evidence:
    headers = {(1, Side.RESPONSE): (("Server", server),)}
    return Evidence(leaves=[leaf(response_body(), class_, **facts)], headers=headers, fingerprints=[_EDGE])


def test_intermediary_before_appointments_is_medium():
    (found,) = tls_01.evaluate(_behind("bordure"))
    assert (found.severity, found.points.total) == (Severity.MEDIUM, 5)
    assert (found.facts["provider"], found.facts["headers"]) == ("Bordure", "server")


def test_coordinates_alone_do_not_make_an_intermediary_a_finding():
    assert tls_01.evaluate(_behind("bordure", class_="contact.email")) == []


def test_other_servers_and_public_data_show_no_intermediary():
    assert tls_01.evaluate(_behind("nginx")) == []
    assert tls_01.evaluate(_behind("bordure", about=About.CATALOGUE)) == []


def test_a_header_that_others_write_as_well_makes_it_tentative():
    shared = replace(_EDGE, weight=Weight.MEDIUM)
    headers = {(1, Side.RESPONSE): (("Server", "bordure"),)}
    facts: dict[str, Any] = {"leaves": [leaf(response_body(), "health.appointment")], "headers": headers}
    (found,) = tls_01.evaluate(Evidence(**facts, fingerprints=[shared]))
    assert (found.confidence, found.severity, found.variant) == (Confidence.TENTATIVE, Severity.MEDIUM, "shared")
    (found,) = tls_01.evaluate(Evidence(**facts, fingerprints=[shared, _EDGE]))
    assert (found.confidence, found.variant) == (Confidence.FIRM, "")


def _named(kind: SignKind, weight: Weight, name: str = f"www.{OWN}") -> list[Any]:
    source = Source(name="Table", date="2026-01-01", verified=True)
    sign = DeliverySign(kind=kind, name=name, told="x.bordure.example", weight=weight, source=source)
    known = Intermediary(provider="Bordure", operator=None, weight=weight, signs=(sign,), source=source)
    case = Evidence(
        leaves=[leaf(response_body(), "health.appointment")],
        recipients=[recipient(OWN, Role.FIRST_PARTY, intermediaries=(known,))],
    )
    return tls_01.evaluate(case)


def test_a_name_that_leads_to_a_delivery_network_is_told_as_such():
    (found,) = _named(SignKind.NAME, Weight.STRONG)
    assert (found.variant, found.confidence, found.facts["headers"]) == ("name", Confidence.FIRM, "x.bordure.example")
    for language in ("fr", "en"):
        shows = write_texts(found, Translator(language), recipient=None).shows
        assert "x.bordure.example" in shows
        assert "header" not in shows
        assert "en-tête" not in shows
    assert _named(SignKind.NAME, Weight.MEDIUM)[0].confidence is Confidence.TENTATIVE


def test_hosting_and_the_names_of_other_hosts_show_no_intermediary():
    assert _named(SignKind.ADDRESS, Weight.MEDIUM, "203.0.113.1") == []
    assert _named(SignKind.ISSUER, Weight.WEAK, "") == []
    assert _named(SignKind.NAME, Weight.WEAK) == []
    assert _named(SignKind.NAME, Weight.STRONG, f"img.{OWN}") == []


def test_shipped_headers_have_their_weights():
    shipped = shipped_fingerprints()
    weights = {(mark.provider, mark.header): mark.weight for mark in shipped}
    assert weights["Fastly", "x-timer"] is Weight.MEDIUM
    assert weights["Cloudflare", "cf-ray"] is Weight.STRONG
    assert Weight.WEAK not in weights.values()
    assert {mark.header for mark in shipped} >= {"cf-ray", "x-amz-cf-id"}
    assert "issuer" not in {mark.header for mark in shipped}
    shown = FingerprintTable(shipped).matching((("Server", "Cloudflare"), ("x-a", "b")))
    assert [mark.provider for mark in shown] == ["Cloudflare"]


def test_marks_come_in_the_order_of_the_table_each_once():
    source = Source(name="s", date="2026-01-01")
    values = (("via", "^b"), ("server", "a"), ("via", "^a"), ("server", "z"))
    table = FingerprintTable(Fingerprint(header=h, value=v, provider=f"{h} {v}", source=source) for h, v in values)
    headers = (("Via", "a"), ("SERVER", "a"), ("server", "aa"), ("via", "b"))
    for _ in range(2):  # the second time from what is kept
        assert [mark.provider for mark in table.matching(headers)] == ["via ^b", "server a", "via ^a"]
    assert table.matching((("via", "c"),)) == []


def test_a_wrong_pattern_in_a_book_is_left_out():
    row = {"header": "x", "value": "(", "provider": "P", "source": "s", "date": "2026-01-01"}
    assert read_fingerprints([row, {**row, "value": "^a$"}, {"header": 3}])[0].value == "^a$"


def test_location_of_evidence_is_kept():
    where = place(1, side=Side.RESPONSE, location=Location.WEBSOCKET, path="#1 > $.x", layers=("websocket", "json"))
    (found,) = e2e_01.evaluate(Evidence(leaves=[leaf(where)]))
    assert found.evidence[0].place == where


def _of_account(name: str) -> Any:
    return leaf(response_body(1, "$.account.last_name"), "identity.name", value=name)


def _entry(number: int, name: str) -> list[Any]:
    path = f"$.patients[{number}]"
    return [
        leaf(response_body(2, f"{path}.last_name"), "identity.name", value=name),
        leaf(response_body(2, f"{path}.visit.motive"), "health.motive", value=f"Motif {number}"),
    ]


def test_entries_that_name_somebody_else_are_told_apart_and_not_quoted_first():
    """What MIN-01 takes for other people is said to be so here as well."""
    leaves = [_of_account("Témoin"), *_entry(0, "Ferrand"), *_entry(1, "Témoin"), *_entry(2, "Lenoir")]
    case = survey(Evidence(leaves=leaves))
    found = {one.class_: one for one in e2e_01.evaluate(case)}
    assert (found["health.motive"].facts["others"], found["health.motive"].facts["whom"]) == (2, "some")
    assert found["health.motive"].facts["path"] == "$.patients[1].visit.motive"
    assert (
        "other people than the account holder"
        in write_texts(found["health.motive"], Translator("en"), recipient=None).shows
    )
    (other,) = min_01.evaluate(case)
    assert other.occurrences == {CAPTURE: 2}


def test_a_list_of_the_holder_s_own_visits_and_one_without_an_account_say_nothing_of_others():
    own = [_of_account("Témoin"), *_entry(0, "Témoin")]
    for leaves in (own, _entry(0, "Ferrand")):
        found = {one.class_: one for one in e2e_01.evaluate(Evidence(leaves=leaves))}
        assert "whom" not in found["health.motive"].facts
    relative = leaf(response_body(3, "$.child.motive"), "health.motive", about=About.OTHER_PERSON)
    assert e2e_01.evaluate(Evidence(leaves=[relative]))[0].facts["whom"] == "all"
