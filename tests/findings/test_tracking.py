"""TRK-02, IMG-03, ERR-01 and HST-01: events, pictures, error reports, storage."""

from inspector.findings.registry import evaluate
from inspector.findings.rules import err_01, hst_01, img_03, trk_02
from inspector.model.finding import Rung, Severity
from inspector.model.flow import Delivery, Location
from inspector.model.leaf import About, Confidence, Origin
from inspector.model.party import Role
from tests.findings.builders import (
    ADS,
    OWN,
    Evidence,
    flow,
    leaf,
    marker,
    needle,
    place,
    recipient,
    request_body,
    sighting,
)

_MOTIVE = needle(value="9000042", joined="Annonce de résultats (oncologie)")
_CHOICE = sighting(request_body(3, "$.Record.Data > $.item_id"), _MOTIVE, site=OWN)
_EVENT = leaf(request_body(3, "$.Record.Data > $.name"), "behaviour.event")
_MAIL = needle("contact.email", value="a@b.example", origin=Origin.PERSONA, learned_from=None)


def test_a_choice_in_an_event_before_any_booking_is_at_least_medium():
    markers = [marker(2.5, "motive-chosen"), marker(9, "booking")]
    (found,) = trk_02.evaluate(Evidence(sightings=[_CHOICE], leaves=[_EVENT], markers=markers))
    assert (found.recipient, found.severity, found.variant) == (OWN, Severity.MEDIUM, "first_party_joined")
    assert found.facts["act_delay_ms"] == 500
    assert found.evidence[0].joined == "Annonce de résultats (oncologie)"


def test_the_availability_call_is_no_event():
    slots = sighting(place(3, path="visit_motive_ids"), _MOTIVE, site=OWN)
    assert trk_02.evaluate(Evidence(sightings=[slots])) == []


def test_the_address_of_a_page_in_an_event_is_no_choice():
    page = sighting(request_body(3, "$.page_url > path[0]"), needle("health.specialty", value="oncologue"), site=OWN)
    assert trk_02.evaluate(Evidence(sightings=[page], leaves=[_EVENT])) == []


def test_after_the_booking_marker_or_a_booking_request_nothing_is_said():
    assert trk_02.evaluate(Evidence(sightings=[_CHOICE], leaves=[_EVENT], markers=[marker(1, "booking")])) == []
    booked = leaf(request_body(2), "health.appointment")
    flows = [flow(2, method="POST", path="/appointments.json")]
    assert trk_02.evaluate(Evidence(sightings=[_CHOICE], leaves=[_EVENT, booked], flows=flows)) == []


def _picture(**facts: object) -> Evidence:
    known = needle("health.specialty", value="k3v9q0x2m7t1b8d4c6z5", joined="Oncologie", about=About.CATALOGUE)
    seen = sighting(place(2, location=Location.URL, path="path[4]", layers=()), known, site=str(facts.get("site", ADS)))
    flows = [flow(2, resource_type=facts.get("kind", "image"))]
    return Evidence(sightings=[seen], flows=flows, recipients=[recipient(role=Role.MEDIA)])


def test_a_joined_picture_at_a_media_host_is_medium_and_firm():
    (found,) = img_03.evaluate(_picture())
    assert (found.severity, found.confidence, found.rung) == (Severity.MEDIUM, Confidence.FIRM, Rung.L1)


def test_the_same_picture_from_the_service_itself_is_silent():
    assert img_03.evaluate(_picture(site=OWN)) == []


def test_an_id_in_the_address_of_a_script_is_no_picture():
    assert img_03.evaluate(_picture(kind="script")) == []


def _report(*seen: object, role: Role = Role.ERROR_MONITORING, **facts: object) -> Evidence:
    return Evidence(sightings=list(seen), recipients=[recipient(role=role)], **facts)


def test_mail_and_health_page_in_one_envelope():
    where = place(2, location=Location.BODY, path="#1 > $.user.email", layers=("sentry-envelope", "json"))
    page = place(2, location=Location.BODY, path="#1 > $.request.url", layers=("sentry-envelope", "json"))
    specialty = leaf(page, "health.specialty", site=ADS)
    found = err_01.evaluate(_report(sighting(where, _MAIL), leaves=[specialty]))
    by_class = {one.class_: one for one in found}
    assert by_class["health.specialty"].points.total == 7
    assert by_class["health.specialty"].severity is Severity.HIGH
    assert by_class["contact.email"].severity is Severity.HIGH


def test_only_the_endpoint_counts_never_the_initiating_sdk():
    flows = [flow(2, initiator_url="https://js.alerte.example/sdk.js")]
    assert err_01.evaluate(_report(sighting(request_body(2), _MAIL, site=OWN), flows=flows)) == []


def test_an_error_report_is_told_once_under_its_own_rule():
    case = _report(sighting(request_body(2), _MAIL))
    assert [found.rule for found in evaluate(case).findings] == ["ERR-01"]


def test_session_counters_are_no_personal_data():
    counters = leaf(request_body(2), "device.identifier", site=ADS, about=About.UNKNOWN)
    assert err_01.evaluate(_report(leaves=[counters])) == []


def test_a_report_relayed_by_the_service_says_so():
    where = place(2, location=Location.BODY, path="#1 > $.user.email", layers=("sentry-envelope", "json"))
    (found,) = err_01.evaluate(_report(sighting(where, _MAIL, site=OWN)))
    assert (found.recipient, found.variant) == (OWN, "relayed")


def test_a_blocked_report_was_sent_to_nobody():
    flows = [flow(2, delivery=Delivery.BLOCKED)]
    assert err_01.evaluate(_report(sighting(request_body(2), _MAIL), flows=flows)) == []


def test_a_motive_at_a_storage_service():
    case = Evidence(sightings=[sighting(request_body(2), _MOTIVE)], recipients=[recipient(role=Role.STORAGE)])
    (found,) = hst_01.evaluate(case)
    assert (found.variant, found.points.total, found.severity) == ("", 4, Severity.MEDIUM)


def test_the_shape_of_a_stream_at_the_service_itself_is_tentative():
    (found,) = hst_01.evaluate(Evidence(sightings=[_CHOICE]))
    assert (found.variant, found.confidence) == ("shape", Confidence.TENTATIVE)


def test_other_hosts_and_catalogue_values_go_to_no_storage():
    assert hst_01.evaluate(Evidence(sightings=[sighting(request_body(2), _MOTIVE)])) == []
    catalogue = leaf(request_body(2), site=ADS, about=About.CATALOGUE)
    assert hst_01.evaluate(Evidence(leaves=[catalogue], recipients=[recipient(role=Role.STORAGE)])) == []


def test_a_storage_host_is_known_by_its_name():
    seen = sighting(request_body(2), _MOTIVE, host="seau.s3.eu-west-3.amazonaws.com", site="amazonaws.com")
    assert len(hst_01.evaluate(Evidence(sightings=[seen]))) == 1
