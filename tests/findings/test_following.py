"""TRK-01, TRK-03 and TRK-04: events, what is typed, recordings."""

from typing import Any

import pytest

from inspector.findings.rules import trk_01, trk_02, trk_03, trk_04
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.finding import Finding, Severity
from inspector.model.flow import Location
from inspector.model.leaf import Confidence, Origin
from inspector.model.party import Role
from inspector.model.signal import Signal, SignalKind
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
    response_body,
    sighting,
)


def signal(number: int, kind: SignalKind, name: str, **facts: Any) -> Signal:
    """A signal in the body of the flow at second `number`, at the advertising site unless `site` says otherwise."""
    site, path = facts.pop("site", ADS), facts.pop("path", "$.name")
    return Signal(
        kind=kind,
        name=name,
        place=request_body(number, path),
        host=f"t.{site}",
        site=site,
        first_party=site == OWN,
        at_us=number * 1_000_000,
        facts=facts,
    )


# TRK-01


def event(number: int, **facts: Any) -> Signal:
    return signal(number, SignalKind.EVENT, "event", **{"id_kind": "session", "id_mark": 7, **facts})


def test_three_events_with_one_id_at_an_advertiser():
    events = [event(2), event(3), event(4)]
    (found,) = trk_01.evaluate(Evidence(signals=events, markers=[marker(2.7, "search")]))
    assert (found.recipient, found.class_, found.variant) == (ADS, "behaviour.event", "")
    assert found.points.total == 4
    assert found.facts["events"] == 3
    assert (found.facts["marked"], found.facts["followed"], found.facts["delay_ms"]) == ("yes", 2, 300)


def test_at_the_service_itself_events_are_low_whatever_they_carry():
    account = [leaf(request_body(n), "identity.account_id") for n in (2, 3, 4)]
    events = [event(n, site=OWN, id_kind="account") for n in (2, 3, 4)]
    (found,) = trk_01.evaluate(Evidence(signals=events, leaves=account, scenario="logged-in"))
    assert (found.severity, found.variant) == (Severity.LOW, "first_party")


def test_events_that_name_a_motive_are_told_under_its_class():
    chosen = sighting(request_body(4, "$.item_id"), needle(value="9000042", joined="Annonce de résultats"), site=OWN)
    events = [event(2, site=OWN), event(3, site=OWN), event(4, site=OWN, item=1)]
    found = {one.class_: one for one in trk_01.evaluate(Evidence(signals=events, sightings=[chosen]))}
    assert found["health.motive"].variant == "item_first_party"
    assert found["health.motive"].facts["events"] == 3
    assert found["behaviour.event"].occurrences == {1: 2}


@pytest.mark.parametrize(
    "events",
    [
        [event(2), event(3)],
        [event(2, id_mark=1), event(3, id_mark=2), event(4, id_mark=3)],
        [event(2), event(3), event(4, site=OWN)],
    ],
)
def test_two_events_or_ids_that_change_follow_nobody(events):
    assert trk_01.evaluate(Evidence(signals=events)) == []


# TRK-02


def test_a_slots_call_that_names_its_page_and_session_is_no_event():
    motive = sighting(place(3, path="visit_motive_ids"), needle(value="9000042", joined="Annonce"), site=OWN)
    beside = [leaf(place(3, path="page"), "behaviour.page"), leaf(place(3, path="ssid"), "device.identifier")]
    assert trk_02.evaluate(Evidence(sightings=[motive], leaves=beside)) == []
    assert len(trk_02.evaluate(Evidence(sightings=[motive], leaves=beside, signals=[event(3, site=OWN)]))) == 1


# TRK-03

_MAIL = needle("contact.email", value="camille@exemple.example", origin=Origin.PERSONA, learned_from=None)


def _typed(number: int = 2, **facts: Any) -> Any:
    return sighting(request_body(number, "$.value"), facts.pop("known", _MAIL), **facts)


def _submitted(number: int = 9) -> Any:
    return sighting(request_body(number, "$.patient.email"), _MAIL, site=OWN)


_FORM = flow(9, method="POST", path="/appointments.json")


def test_what_is_typed_goes_elsewhere_before_the_service_gets_it():
    (found,) = trk_03.evaluate(Evidence(sightings=[_typed(), _submitted()], flows=[_FORM]))
    assert (found.recipient, found.severity, found.confidence) == (ADS, Severity.HIGH, Confidence.CERTAIN)
    assert (found.facts["sent"], found.facts["lead_s"], found.facts["sent_flow"]) == ("later", 7, 9)


def test_a_field_event_with_content_needs_no_later_form():
    content = signal(2, SignalKind.FIELD, "content", path="$.value", event="input")
    (found,) = trk_03.evaluate(Evidence(sightings=[_typed()], signals=[content]))
    assert (found.class_, found.severity, found.facts["sent"]) == ("contact.email", Severity.HIGH, "unknown")


def test_lengths_at_the_service_are_medium():
    length = signal(2, SignalKind.FIELD, "length", path="$.data_length", event="blur", site=OWN)
    (found,) = trk_03.evaluate(Evidence(signals=[length], markers=[marker(5, "booking")]))
    assert (found.severity, found.variant) == (Severity.MEDIUM, "length_first_party")
    assert (found.facts["sent"], found.facts["lead_s"]) == ("marked", 3)


def test_a_digest_is_told_as_one():
    (found,) = trk_03.evaluate(Evidence(sightings=[_typed(form="sha256"), _submitted()], flows=[_FORM]))
    assert found.variant == "hashed"


@pytest.mark.parametrize(
    "case",
    [
        # the service knew it: it answered with it, or had been sent it
        {"sightings": [sighting(response_body(1, "$.email"), _MAIL, site=OWN), _typed(), _submitted()]},
        {"sightings": [_submitted(1), _typed(2)], "flows": [flow(1, method="POST", path="/login.json")]},
        # completing an address, checking a field, logging in elsewhere
        {
            "sightings": [_typed(), _submitted()],
            "flows": [_FORM, flow(2, host=f"t.{ADS}", path="/places/autocomplete")],
        },
        {"sightings": [_typed(), _submitted()], "recipients": [recipient(role=Role.IDENTITY)]},
        # learned from an answer, a recording, an answer of somebody else, nothing sent afterwards
        {"sightings": [_typed(known=needle()), _submitted()]},
        {"sightings": [sighting(place(2, location=Location.BODY, layers=("json", "rrweb")), _MAIL), _submitted()]},
        {"sightings": [sighting(response_body(2), _MAIL), _submitted()]},
        {"sightings": [_typed()]},
    ],
)
def test_what_was_known_or_is_needed_was_not_typed_for_others(case):
    flows = case.pop("flows", [_FORM])
    assert trk_03.evaluate(Evidence(flows=flows, **case)) == []


# TRK-04


def recording(number: int, **facts: Any) -> Signal:
    return signal(
        number, SignalKind.RECORDER, "rrweb", **{"readable": "yes", "texts": 3, "inputs": 0, "masked": 0, **facts}
    )


def _recorded(*signals: Signal, **facts: Any) -> Finding:
    (found,) = trk_04.evaluate(Evidence(signals=signals, recipients=[recipient(role=Role.SESSION_REPLAY)], **facts))
    return found


def test_a_readable_recording_behind_the_login_is_high():
    found = _recorded(recording(2), recording(5), markers=[marker(4, "logged-in")])
    assert (found.severity, found.variant, found.confidence) == (Severity.HIGH, "", Confidence.CERTAIN)
    assert (found.facts["batches"], found.facts["behind_login"], found.facts["texts"]) == (2, 1, 6)


def test_outside_the_login_the_sum_decides():
    assert _recorded(recording(2)).points.fixed is None


def test_masked_recordings_are_weighed_by_the_sum_and_said_to_be_masked():
    found = _recorded(recording(5, texts=0, masked=12), scenario="logged-in")
    assert (found.variant, found.severity) == ("masked", Severity.MEDIUM)
    assert "(12)" in write_texts(found, Translator("en"), recipient=None).shows


def test_of_unread_recordings_no_content_is_claimed():
    found = _recorded(recording(5, readable="no", texts=0), scenario="logged-in")
    assert (found.variant, found.severity, found.confidence) == ("unread", Severity.HIGH, Confidence.FIRM)


def test_a_recorder_of_the_service_itself_is_medium_behind_the_login():
    found = _recorded(recording(5, site=OWN), scenario="logged-in")
    assert (found.variant, found.severity) == ("first_party", Severity.MEDIUM)


def test_without_a_recorder_nothing_is_said():
    page = leaf(request_body(2), "behaviour.page", site=ADS)
    assert trk_04.evaluate(Evidence(leaves=[page])) == []
    assert trk_04.evaluate(Evidence(signals=[event(2), event(3), event(4)])) == []
