"""What a capture can and cannot support, and whether it looks sanitized."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from inspector.formats.har.supports import SupportTally
from inspector.messages import Translator
from inspector.model.flow import Connection, FlowRecord, Marker
from tests.formats.hars import make_entry, make_log, read

AGENT = {"name": "User-Agent", "value": "Mozilla/5.0 Chrome/{}.0.0.0 Safari/537.36"}


def tally_of(tmp_path: Path, *entries: Any) -> SupportTally:
    tally = SupportTally()
    for flow in read(tmp_path, make_log(list(entries))).flows:
        tally.add(flow)
    return tally


def agent(version: int) -> list[dict[str, str]]:
    return [{"name": "User-Agent", "value": AGENT["value"].format(version)}]


def test_chromes_default_export_is_recognised(tmp_path):
    tally = tally_of(tmp_path, make_entry(), make_entry(request__headers=agent(141)))
    assert tally.is_sanitized("WebInspector")
    assert not tally.is_sanitized("Firefox")
    supports, reasons = tally.supports(sanitized=True)
    assert not supports.cookies
    assert "sanitized" in [reason.code for reason in reasons]


@pytest.mark.parametrize(
    "changes",
    [
        {"request__headers": [{"name": "Cookie", "value": "a=1"}]},
        {"request__headers": [{"name": "authorization", "value": "x"}]},
        {"response__headers": [{"name": "Set-Cookie", "value": "a=1"}]},
        {"response__cookies": [{"name": "a", "value": "1"}]},
        {"request__headers": agent(120)},
        {"request__headers": [], "response__headers": []},
    ],
)
def test_a_full_export_is_not_taken_for_a_sanitized_one(tmp_path, changes):
    assert not tally_of(tmp_path, make_entry(**changes)).is_sanitized("WebInspector")


def test_answers_are_the_share_of_bodies_that_could_be_there(tmp_path):
    missing = make_entry(response__content={"size": 9, "mimeType": "text/html"})
    redirect = make_entry(response__status=302, response__content={"size": 0, "mimeType": ""})
    supports, reasons = tally_of(tmp_path, make_entry(), missing, redirect).supports(sanitized=False)
    assert supports.answers == 0.5
    assert reasons[0].facts == {"n": 1, "of": 2}


def test_images_count_only_where_there_are_some(tmp_path):
    picture = make_entry(response__content={"size": 9, "mimeType": "image/png"})
    assert tally_of(tmp_path, make_entry()).supports(sanitized=False)[0].images
    assert not tally_of(tmp_path, picture).supports(sanitized=False)[0].images


def test_consent_needs_a_scenario_or_a_marker(tmp_path):
    tally = tally_of(tmp_path, make_entry())
    assert not tally.supports(sanitized=False)[0].consent
    assert tally.supports(sanitized=False, scenario="refused")[0].consent
    assert tally.supports(sanitized=False, markers=(Marker(at_us=1, kind="refused"),))[0].consent


def test_transport_needs_facts_on_tls(tmp_path):
    tally = tally_of(tmp_path, make_entry(_securityDetails={"protocol": "TLS 1.3"}))
    assert tally.supports(sanitized=False)[0].transport


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_reason_has_its_sentences(tmp_path, language):
    t = Translator(language)
    for tally in (SupportTally(), tally_of(tmp_path, make_entry(response__content={"size": 9, "mimeType": "image/a"}))):
        for sanitized in (True, False):
            for reason in tally.supports(sanitized=sanitized)[1]:
                for key in (f"supports.{reason.code}", f"supports.{reason.code}_better"):
                    assert t(key, **reason.facts) != key
                    assert "{" not in t(key, **reason.facts)


def test_what_a_browser_does_on_its_own_account_says_nothing_of_the_pages():
    tally = SupportTally()
    own = FlowRecord(
        entry=None, started_us=1, method="GET", url="https://own.example/", status=200, response_body_size=9,
        connection=Connection(tls_version="TLSv1.3"), background=True,
    )  # fmt: skip
    tally.add(own)
    assert (tally.flows, tally.answers, tally.with_transport) == (0, 0, 0)
    tally.add(replace(own, background=False))
    assert (tally.flows, tally.answers, tally.with_transport) == (1, 1, 1)
