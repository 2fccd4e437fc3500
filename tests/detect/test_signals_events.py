"""Interaction events and form telemetry: told at any layer, in any spelling, and not told of what merely looks alike."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.detect.signals.detectors import signals_of
from inspector.model.signal import Signal, SignalKind
from tests.detect.builders import HEALTH_SITE, TRACKER, content, decoded

_EVENT: dict[str, Any] = {
    "name": "booking_motive_selected",
    "ssid": "c9900001mac-Ab3dEf6hIj9k",
    "item_id": 9000042,
    "client_time": 1730000000000,
    "details": {"page_url": f"{HEALTH_SITE}/x", "device": "desktop"},
}


def _signals(url: str, **parts: Any) -> list[Signal]:
    return list(signals_of(content(url, **parts), *decoded(url, **parts)))


def _of(kind: SignalKind, url: str = f"{HEALTH_SITE}/live", **parts: Any) -> list[Signal]:
    return [one for one in _signals(url, **parts) if one.kind is kind]


def _events(url: str = f"{HEALTH_SITE}/live", **parts: Any) -> list[Signal]:
    return _of(SignalKind.EVENT, url, **parts)


def test_an_event_in_base64_in_json_is_told_at_its_name():
    record = {"DeliveryStreamName": "s", "Record": {"Data": b64encode(json.dumps(_EVENT).encode()).decode()}}
    (found,) = _events(sent=record)
    assert found.place.path == "$.Record.Data > $.name"
    assert found.facts["id_kind"] == "visitor"
    assert found.facts["item"] == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"eventName": "Button Clicked", "timestamp": "2024-10-27T03:30:00Z", "anonymousId": "a8f5f167-f44f-4964-e6c9"},
        {"event": "$pageview", "properties": {"distinct_id": "018f-aa11-bb22", "time": 1730000000}},
        {"batch": [{"type": "track", "event": "x", "sentAt": "2024-10-27T03:30:00Z"}], "userId": "u-9000042"},
        {"event_type": "screen opened", "time": 1730000000000, "device_id": "7f31c09a5be84d22"},
        {"evenement": "motif_choisi", "horodatage": 1730000000, "id_visiteur": "7f31c09a5be84d22"},
        {"type": "view", "date": 1730000000000, "session": {"id": "5f0c9a3e-7d1b-4288-a3f0-c5d7e1b42889"}},
        [{"name": "menu_opened", "ts": 1730000000, "session_id": "7f31c09a5be84d22", "url": "/x"}],
    ],
)
def test_events_of_many_senders_are_told(sent):
    assert len(_events(sent=sent)) == 1


def test_a_query_and_a_batch_of_lines_are_events_too():
    told = {"ev": "ViewContent", "ts": "1730000000000", "fbp": "fb.1.1730000000000.5530918277"}
    assert len(_events(f"{TRACKER}/p?{urlencode(told)}")) == 1
    lines = "en=page_view&_et=1\nen=scroll&_et=2"
    batch = f"{TRACKER}/g/collect?v=2&tid=G-ABC1234&cid=1234567890.1730000000"
    assert len(_events(batch, sent=lines, sent_mime="text/plain")) == 2


def test_the_parts_of_an_event_are_no_events_of_their_own():
    nested = {**_EVENT, "details": {**_EVENT["details"], "data_event": "blur", "esid": "mT4vQ8zR1xK7nB2yL6wS9dGc"}}
    assert len(_events(sent=nested)) == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "Camille Témoin", "timestamp": 1730000000000, "session_id": "7f31c09a5be84d22"},  # a person
        {"type": "message", "text": "Bonjour", "time": 1730000000000, "user_id": "7f31c09a5be84d22"},  # a chat
        {"operationName": "GetSlots", "variables": {"start": "2026-03-10T14:02:11Z", "patient_id": 9000042}},
        {"name": "menu_opened", "url": "/x", "session_id": "7f31c09a5be84d22"},  # no moment
        {"name": "menu_opened", "url": "/x", "timestamp": 1730000000000},  # no id
        {"name": "menu_opened", "url": "/x", "timestamp": 1730000000000, "id": "7f31c09a5be84d22"},  # of the event
        {"ok": True, "at": 1773151121044},
        {"event_type": "appointment", "date": "2024-12-01T09:15:00Z", "patient_id": 9000042},  # is to come
        {"type": "visit", "start_time": "2024-10-26T09:15:00Z", "patient_id": 9000042},  # no gesture
        {"event": "opened", "ts": 1730000000, "client_id": "web-app"},  # the same for everybody
        {"event": {"name": "Soirée jazz"}, "updated": 1730000000000, "agenda": "concerts"},
    ],
)
def test_what_only_looks_like_an_event_is_none(sent):
    assert _events(sent=sent) == []


def test_the_cookie_of_another_site_is_its_id_and_that_of_the_service_is_not():
    sent, headers = {"event": "opened", "ts": 1730000000}, (("Cookie", "obuid=7f31c09a5be84d22a6f0b1c2"),)
    assert len(_events(f"{TRACKER}/e", sent=sent, headers=headers)) == 1
    assert _events(sent=sent, headers=headers) == []


def test_what_a_service_answers_is_no_event():
    assert _events(received=_EVENT) == []


def test_the_short_types_of_the_snowplow_protocol_are_events():
    """Of the tracker protocol: `e` the type, `eid` the event's id, `dtm` its moment, `duid` the browser's id."""
    sent = {"e": "ue", "eid": "4e1ff0b4", "tv": "js-3.24", "duid": "7d1e5a60-33a1-4b5e", "dtm": "1730000000000"}
    (found,) = _events(sent={"schema": "iglu:x/payload_data", "data": [sent]})
    assert found.place.path == "$.data[0].e"
    assert _events(sent={"data": [{"e": ["ue"], "eid": "4e1ff0b4", "duid": "7d1e5a60-33a1-4b5e"}]}) == []


def test_equal_ids_have_equal_marks_and_no_mark_tells_the_id():
    first, second = (_events(sent={**_EVENT, "ssid": ssid})[0] for ssid in ("abcdef123", "abcdef124"))
    again = _events(sent={**_EVENT, "name": "menu_opened", "ssid": "abcdef123"})[0]
    assert first.facts["id_mark"] == again.facts["id_mark"] != second.facts["id_mark"]
    assert isinstance(first.facts["id_mark"], int)
    assert 0 <= first.facts["id_mark"] < 65_536


# fields


@pytest.mark.parametrize(
    ("sent", "name", "gesture"),
    [
        ({"data_event": "blur", "data_id": "phone", "data_length": 10}, "length", "blur"),
        ({"dataEvent": "focusOut", "dataLength": 3}, "length", "focusout"),
        ({"event": "input", "field": "email", "value": "a@b.example"}, "content", "input"),
        ({"type": "keyup", "target": "#nom", "value": "Tém"}, "content", "keyup"),
        ({"field_name": "motif", "value_length": 12}, "length", ""),
        ({"e": {"event": "form_blur", "details": {"x": 1}}, "d": {"event": "field_blur", "len": 4}}, "length", "blur"),
    ],
)
def test_what_is_told_of_a_field(sent, name, gesture):
    (found,) = _of(SignalKind.FIELD, sent=sent)
    assert found.name == name
    assert found.facts.get("event", "") == gesture


@pytest.mark.parametrize(
    "sent",
    [
        {"field": "email", "valid": True},
        {"data_event": "focus", "data_id": "phone", "data_length": 0},  # nothing typed yet
        {"type": "input", "name": "q", "value": "café"},  # the description of a field
        {"name": "motif", "value": "rayures"},
        {"event": "input", "field": "email", "value": "*****"},
        {"content_length": 120, "type": "text"},
        {"len": 12, "name": "archive"},
    ],
)
def test_an_ordinary_form_is_no_telemetry(sent):
    assert _of(SignalKind.FIELD, sent=sent) == []


def test_a_form_body_is_read_like_an_object():
    body = f"ev=blur&field=email&value={quote('a@b.example')}"
    (found,) = _of(SignalKind.FIELD, sent=body, sent_mime="application/x-www-form-urlencoded")
    assert (found.name, found.place.path) == ("content", "value")


_KEYS = st.sampled_from(
    (
        *("event", "name", "type", "timestamp", "ts", "session_id", "user", "value", "data_length", "field", "idfa"),
        *("extinfo", "package", "outerHTML", "e", "p", "a", "properties", "screen", "canvas", "é\ud800"),
    )
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=30,
)


@given(sent=_JSON)
def test_no_body_breaks_a_detector(sent):
    for one in _signals(f"{TRACKER}/x?event=a&ts=1730000000", sent=json.dumps(sent)):
        assert all(isinstance(value, str | int) for value in one.facts.values())
