"""Recorders, features of the device, mobile identifiers, scripts of a page and shapes of monitors."""

import json
from typing import Any

import pytest

from inspector.detect.signals.detectors import signals_of
from inspector.detect.signals.devices import family_of
from inspector.detect.signals.scripts import script_mark
from inspector.model.signal import Signal, SignalKind
from tests.detect.builders import HEALTH_SITE, TRACKER, content, decoded


def _of(kind: SignalKind, url: str = f"{TRACKER}/v1", **parts: Any) -> list[Signal]:
    found = signals_of(content(url, **parts), *decoded(url, **parts))
    return [one for one in found if one.kind is kind]


# recorders


def _recording(text: str) -> dict[str, object]:
    node = {"type": 2, "tagName": "p", "attributes": {}, "id": 41}
    child = {**node, "childNodes": [{"type": 3, "textContent": text, "id": 42}]}
    full = {"type": 2, "timestamp": 1730000000000, "data": {"node": {"type": 0, "id": 1, "childNodes": [child]}}}
    typed = {"type": 3, "timestamp": 1730000000040, "data": {"source": 5, "id": 41, "text": text}}
    return {"sessionId": "b7c1d0e2f3a44b55", "events": [full, typed]}


def test_a_readable_recording_counts_its_texts_and_inputs():
    (found,) = _of(SignalKind.RECORDER, sent=_recording("Annonce de résultats"))
    assert found.name == "rrweb"
    assert (found.facts["texts"], found.facts["inputs"], found.facts["masked"]) == (1, 1, 0)


def test_a_masked_recording_is_still_one_and_says_so():
    (found,) = _of(SignalKind.RECORDER, sent=_recording("******* ** *********"))
    assert (found.facts["texts"], found.facts["inputs"]) == (0, 0)
    assert found.facts["masked"] == 2


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://rs.fullstory.com/rec/bundle?OrgId=ABC&UserId=1&SessionId=2", "fullstory"),
        ("https://relais.rdv-sante.example/rec/bundle?OrgId=ABC&UserId=1", "fullstory"),
        ("https://k.clarity.ms/collect", "clarity"),
        ("https://k-aeu1.contentsquare.net/v2/recording?pid=1", "contentsquare"),
        ("https://browser-intake-datadoghq.eu/api/v2/replay?ddsource=browser", "datadog-replay"),
        ("https://mc.yandex.example.ru/webvisor/1", None),
        ("https://mc.yandex.ru/webvisor/1?x=1", "yandex-webvisor"),
    ],
)
def test_recorders_are_known_by_their_address(url, name):
    found = _of(SignalKind.RECORDER, url, sent=b"\x00\x01\x02\x03")
    assert [one.name for one in found] == ([name] if name else [])


def test_a_recorder_is_no_script_that_was_loaded():
    assert _of(SignalKind.RECORDER, "https://rs.fullstory.com/rec/bundle?OrgId=ABC") == []


def test_relayed_recorders_are_known_by_their_shape():
    clarity = {"e": ["0.7.49", 1, 0, 5000, "abc", "def", "ghi", 1, 0, 0], "a": [[12, 4, 1]], "p": [[0, 5, "HTML"]]}
    assert [one.name for one in _of(SignalKind.RECORDER, sent=clarity)] == ["clarity"]
    page = {"session": "x", "outerHTML": "<html>" + "<p>texte</p>" * 60 + "</html>"}
    assert [one.name for one in _of(SignalKind.RECORDER, sent=page)] == ["page-copy"]
    assert _of(SignalKind.RECORDER, sent={"innerHTML": "<b>court</b>"}) == []


# features


def test_the_families_of_features_are_told_and_no_value():
    traits = {"screenWidth": 1920, "timezone": "Europe/Paris", "languages": ["fr"], "canvas": "c1a0", "fonts": ["a"]}
    (found,) = _of(SignalKind.DEVICE, sent={"components": traits})
    assert found.facts == {"families": "canvas fonts language screen timezone"}


def test_two_features_and_the_service_itself_say_nothing():
    assert _of(SignalKind.DEVICE, f"{TRACKER}/g?sr=1x1&ul=fr") == []
    rich = {"screen": 1, "timezone": 1, "fonts": 1, "canvas": 1}
    assert _of(SignalKind.DEVICE, f"{HEALTH_SITE}/x", sent=rich) == []


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("hardwareConcurrency", "concurrency"),
        ("device_memory", "memory"),
        ("webglRenderer", "webgl"),
        ("screen-resolution", "screen"),
        ("tz", "timezone"),
        ("uafvl", "client-hints"),
        ("screen_name", ""),
        ("policeNumber", ""),
        ("sr2", ""),
    ],
)
def test_families_by_name(name, family):
    assert family_of(name) == family


# mobile identifiers

_GAID = "38400000-8cf0-41bd-b23e-10b96e40000d"


def test_an_identifier_beside_a_health_event_and_package():
    sent = {"advertiser_id": _GAID, "application_package_name": "test.suivi.cycle", "_eventName": "Log period-save"}
    (found,) = _of(SignalKind.DEVICE, sent=sent)
    assert found.facts == {"id": "gaid", "package": "health", "event": "health"}


def test_the_package_in_a_list_without_names():
    sent = {"idfa": _GAID, "extinfo": ["i2", "test.torrefaction", 412]}
    found = [one for one in _of(SignalKind.DEVICE, sent=sent) if one.name == "mobile-id"]
    assert [one.facts["package"] for one in found] == ["yes"]


def test_zeros_are_told_as_zeros():
    (found,) = _of(SignalKind.DEVICE, sent={"idfa": "00000000-0000-0000-0000-000000000000"})
    assert found.facts["zero"] == "yes"


@pytest.mark.parametrize(
    "sent", [{"ad_id": "banner-12"}, {"adid": 120}, {"imei": "n/a"}, {"package": "left-pad@1.2.3"}]
)
def test_the_number_of_an_advertisement_is_no_device(sent):
    assert _of(SignalKind.DEVICE, sent=sent) == []


# scripts

_PAGE = """<!doctype html><script src="https://cdn.other.example/a.js?v=1"></script>
<SCRIPT async integrity='sha384-abc' src=//cdn.other.example/b.js></SCRIPT>
<script src="/own.js"></script><script>var src="https://cdn.other.example/c.js"</script>"""


def test_scripts_of_other_hosts_and_whether_they_are_checked():
    found = _of(SignalKind.SCRIPT, f"{HEALTH_SITE}/", received=_PAGE, mime="text/html")
    assert {one.facts["mark"]: one.facts["integrity"] for one in found} == {
        script_mark("cdn.other.example", "/a.js"): "no",
        script_mark("cdn.other.example", "/b.js"): "yes",
    }


def test_the_pages_of_others_are_not_looked_at():
    assert _of(SignalKind.SCRIPT, f"{TRACKER}/", received=_PAGE, mime="text/html") == []


# shapes


@pytest.mark.parametrize(
    ("url", "sent", "name"),
    [
        ("https://notify.bugsnag.com/", {"events": []}, "bugsnag"),
        ("https://erreurs.rdv-sante.example/api/1/item/", {"access_token": "x", "data": {}}, "rollbar"),
        (
            f"{HEALTH_SITE}/api/event",
            {"n": "pageview", "u": f"{HEALTH_SITE}/", "d": "x.example", "r": None},
            "plausible",
        ),
        ("https://glitchtip.rdv-sante.example/api/4/envelope/?sentry_key=ab", "{}", "sentry-envelope"),
        ("https://bam.eu01.nr-data.net/jserrors/1/NRJS-abcdef0123", {"err": []}, "new-relic"),
        ("https://browser-intake-datadoghq.eu/api/v2/rum?ddsource=browser&dd-api-key=x", "{}", "datadog"),
    ],
)
def test_monitors_are_known_by_their_address_whoever_receives_them(url, sent, name):
    assert [one.name for one in _of(SignalKind.SHAPE, url, sent=sent)] == [name]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/event", {"title": "Concert", "date": "2026-06-21"}),
        ("/api/event", {"name": "open", "url": "/agenda"}),
        ("/api/event", None),
        ("/api/1/item/", {"sku": "tasse", "quantity": 2}),
        ("/api/1/item/", {"data": {"sku": "tasse"}}),
        ("/events/1/concert-de-jazz", {"seats": 2}),
        ("/resources/1/rapport-annuel-2026?page=2", None),
    ],
)
def test_an_ordinary_address_of_the_service_is_no_shape(path, sent):
    assert _of(SignalKind.SHAPE, f"{HEALTH_SITE}{path}", sent=sent) == []


@pytest.mark.parametrize("path", ["/nr_insert?a=1", "/nr_insert_v2/events", "/jserrors/1/0a1b2c3d4e?a=1234&v=1.2"])
def test_a_relayed_monitor_is_known_by_its_address(path):
    assert [one.name for one in _of(SignalKind.SHAPE, f"{HEALTH_SITE}{path}", sent={"err": []})] == ["new-relic"]


def test_tracing_headers_are_no_shape():
    headers = (
        ("sentry-trace", "5f0c9a3e7d1b4288a3f0c5d7e1b42889-9a3f0c5d7e1b4288-1"),
        ("baggage", "sentry-environment=x"),
    )
    assert _of(SignalKind.SHAPE, f"{HEALTH_SITE}/live", sent=json.dumps({"a": 1}), headers=headers) == []


def test_a_signed_id_in_a_parameter_is_told_without_its_value():
    signed = f"70033918-eyJpZCI6NzAwMzM5MTh9=--{'0a1b' * 10}"
    (found,) = _of(SignalKind.TOKEN, f"{HEALTH_SITE}/rdv?signed_id={signed}")
    assert (found.name, found.place.path) == ("rails-signed", "signed_id")
    assert signed[:20] not in str(found)
    assert _of(SignalKind.TOKEN, f"{HEALTH_SITE}/rdv?signed_id=70033918") == []
