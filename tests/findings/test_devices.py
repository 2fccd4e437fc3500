"""FPR-01, MOB-01 and 3PS-01: features, identifiers, scripts; and who is blamed for an error report or a search."""

from typing import Any

import pytest

from inspector.detect.signals.scripts import script_mark
from inspector.findings.registry import evaluate
from inspector.findings.rules import err_01, fpr_01, mob_01, src_01, tps_01
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.finding import Severity
from inspector.model.flow import Delivery, Side
from inspector.model.leaf import Confidence, Origin
from inspector.model.party import Role
from inspector.model.signal import Signal, SignalKind
from tests.findings.builders import ADS, OWN, Evidence, flow, leaf, marker, needle, recipient, request_body, sighting
from tests.findings.test_following import signal

# FPR-01

_BASIC = "screen language timezone platform color-depth pixel-ratio"
_RARE = "screen language timezone canvas fonts audio"
_FAR = "canvas fonts audio"


def features(number: int, families: str, **facts: Any) -> Signal:
    return signal(number, SignalKind.DEVICE, "features", families=families, **facts)


def test_six_features_in_one_message():
    (found,) = fpr_01.evaluate(Evidence(signals=[features(2, _RARE)]))
    assert (found.severity, found.confidence, found.facts["features"]) == (Severity.MEDIUM, Confidence.FIRM, 6)
    assert "les polices installées" in write_texts(found, Translator("fr"), recipient=None).shows


def test_six_features_in_a_few_messages():
    parts = [features(2, "screen language timezone"), features(3, "canvas fonts audio")]
    (found,) = fpr_01.evaluate(Evidence(signals=parts))
    assert found.occurrences == {1: 2}


def test_what_all_measurements_take_is_tentative():
    (found,) = fpr_01.evaluate(Evidence(signals=[features(2, _BASIC)]))
    assert (found.confidence, found.variant) == (Confidence.TENTATIVE, "common")


@pytest.mark.parametrize(
    "signals",
    [
        [features(2, "screen language timezone canvas fonts")],
        [features(2, _RARE, site=OWN)],
        [features(2, "screen language timezone"), *[features(n, "screen") for n in range(3, 7)], features(8, _FAR)],
    ],
)
def test_fewer_features_the_service_itself_and_distant_messages_say_nothing(signals):
    assert fpr_01.evaluate(Evidence(signals=signals)) == []


# MOB-01


def mobile(number: int = 2, **facts: Any) -> Signal:
    return signal(number, SignalKind.DEVICE, "mobile-id", **{"id": "gaid", **facts})


@pytest.mark.parametrize(
    ("around", "variant"), [({"event": "health", "package": "health"}, "event"), ({"package": "health"}, "package")]
)
def test_an_advertising_identifier_with_health(around, variant):
    (found,) = mob_01.evaluate(Evidence(signals=[mobile(**around)]))
    assert (found.class_, found.severity, found.variant) == ("device.advertising_id", Severity.HIGH, variant)


def test_health_data_in_the_same_message_count_as_an_event():
    (found,) = mob_01.evaluate(Evidence(signals=[mobile(id="imei")], leaves=[leaf(request_body(2, "$.m"), site=ADS)]))
    assert (found.class_, found.variant) == ("device.identifier", "event")


def test_the_app_of_a_health_service_is_tentative_by_its_name_alone():
    own = [leaf(request_body(n), "health.appointment") for n in (5, 6, 7)]
    (found,) = mob_01.evaluate(Evidence(signals=[mobile(package="yes")], leaves=own))
    assert (found.variant, found.confidence, found.severity) == ("service", Confidence.TENTATIVE, Severity.MEDIUM)


@pytest.mark.parametrize(
    "found", [mobile(event="health", zero="yes"), mobile(package="yes", event="yes"), mobile(event="health", site=OWN)]
)
def test_zeros_other_apps_and_the_service_itself_say_nothing(found):
    assert mob_01.evaluate(Evidence(signals=[found])) == []


# 3PS-01

_SCRIPT = {"host": f"t.{ADS}", "path": "/sdk.js", "resource_type": "script"}
_REFERER = {(5, Side.REQUEST): (("Referer", f"https://www.{OWN}/"),)}


def _scripts(**facts: Any) -> Evidence:
    made = flow(5, **{**_SCRIPT, **facts.pop("script", {})})
    default: dict[str, Any] = {"markers": [marker(3, "logged-in")], "headers": _REFERER}
    return Evidence(flows=[made], **{**default, **facts})


def test_a_script_behind_the_login_is_low_and_a_capability():
    (found,) = tps_01.evaluate(_scripts())
    assert (found.recipient, found.class_, found.severity) == (ADS, None, Severity.LOW)
    assert found.confidence is Confidence.FIRM
    assert found.evidence[0].value.endswith("/sdk.js")


def test_a_script_that_the_page_lists_is_certain_and_a_checked_one_is_left_out():
    listed = signal(1, SignalKind.SCRIPT, "listed", site=OWN, mark=script_mark(f"t.{ADS}", "/sdk.js"), integrity="no")
    (found,) = tps_01.evaluate(_scripts(signals=[listed]))
    assert (found.confidence, found.facts["listed"]) == (Confidence.CERTAIN, "yes")
    checked = signal(1, SignalKind.SCRIPT, "listed", site=OWN, mark=script_mark(f"t.{ADS}", "/sdk.js"), integrity="yes")
    assert tps_01.evaluate(_scripts(signals=[checked])) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"markers": [marker(8, "logged-in")]},
        {"markers": [marker(1, "logged-in"), marker(2, "logged-out")]},
        {"markers": []},
        {"script": {"resource_type": "image"}},
        {"script": {"delivery": Delivery.CACHE}},
        {"headers": {(5, Side.REQUEST): (("Referer", "https://frame.elsewhere.example/"),)}},
        {"recipients": [recipient(same_group=True)]},
    ],
)
def test_outside_the_login_in_frames_and_from_the_cache_nothing_is_said(facts):
    assert tps_01.evaluate(_scripts(**facts)) == []


def test_without_a_marked_login_the_rule_cannot_speak():
    assert ("3PS-01", "no_login") in {(one.rule, one.reason) for one in evaluate(Evidence()).not_assessable}


# ERR-01


def _report(*, site: str, role: Role = Role.UNKNOWN, shape: str = "bugsnag") -> Evidence:
    mail = needle("contact.email", value="a@b.example", origin=Origin.PERSONA, learned_from=None)
    seen = sighting(request_body(2, "$.user.email"), mail, site=site)
    return Evidence(
        sightings=[seen], recipients=[recipient(role=role)], signals=[signal(2, SignalKind.SHAPE, shape, site=site)]
    )


@pytest.mark.parametrize("shape", ["bugsnag", "datadog", "new-relic", "sentry-envelope"])
def test_reports_are_known_by_their_shape_and_told_once(shape):
    found = [one for one in evaluate(_report(site=ADS, shape=shape)).findings if one.class_ == "contact.email"]
    assert [one.rule for one in found] == ["ERR-01"]
    assert found[0].points.recipient == 2


def test_a_monitor_that_the_service_runs_weighs_nothing_as_recipient():
    (found,) = err_01.evaluate(_report(site=OWN))
    assert (found.variant, found.points.recipient) == ("relayed", 0)


def test_another_shape_is_no_error_report():
    assert err_01.evaluate(_report(site=ADS, shape="meta-pixel")) == []


# SRC-01


def test_who_answers_searches_is_weighed_and_others_are_high():
    term = needle("behaviour.search", value="onkologie wien", learned_from=request_body(1))
    seen = sighting(request_body(2, "$.q"), term)
    (high,) = src_01.evaluate(Evidence(sightings=[seen]))
    (weighed,) = src_01.evaluate(Evidence(sightings=[seen], recipients=[recipient(role=Role.SEARCH)]))
    assert (high.severity, high.variant) == (Severity.HIGH, "")
    assert (weighed.severity, weighed.variant) == (Severity.MEDIUM, "provider")
