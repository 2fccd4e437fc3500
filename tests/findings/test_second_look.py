"""What each rule may not claim, and what it may not leave out: masks, stronger signs, pages told abroad, frames."""

from typing import Any

import pytest

from inspector.findings.alike import grouped
from inspector.findings.cards import rule_card
from inspector.findings.choosing import request_item
from inspector.findings.evidence import Fingerprint
from inspector.findings.legible import is_masked
from inspector.findings.rules import jur_01, tls_01, tok_01
from inspector.findings.survey import survey
from inspector.model.finding import EvidenceItem, Severity
from inspector.model.flow import Location, Side
from inspector.model.leaf import Confidence
from inspector.model.party import Party, Role, Source, Weight
from inspector.model.signal import Signal, SignalKind
from tests.findings.builders import ADS, OWN, Evidence, flow, leaf, place, recipient, response_body

_CHECKED = Source(name="Table", date="2026-01-01", verified=True)


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("j***@shop.example", True),
        ("c•••@e•••.example", True),
        ("FR76 **** **** **** 4321", True),
        ("camille@sh**.example", False),
        ("Rendez-vous *** important ***", False),
    ],
)
def test_of_an_address_the_part_before_the_sign_is_what_a_mask_hides(value: str, is_one: bool):
    assert is_masked(value) is is_one


def test_what_a_lesser_sign_tells_is_not_counted_with_a_strong_one():
    strong = Fingerprint(header="server", value="bordure", provider="Bordure", source=_CHECKED)
    lesser = Fingerprint(header="via", value="proxy", provider="Relais", source=_CHECKED, weight=Weight.MEDIUM)
    headers = {(1, Side.RESPONSE): (("Server", "bordure"),), (2, Side.RESPONSE): (("Via", "1.1 proxy"),)}
    leaves = [leaf(response_body(n), "health.appointment") for n in (1, 2)]
    (found,) = tls_01.evaluate(Evidence(leaves=leaves, headers=headers, fingerprints=[strong, lesser]))
    assert (found.confidence, found.facts["count"], found.facts["headers"]) == (Confidence.FIRM, 1, "server")
    (found,) = tls_01.evaluate(Evidence(leaves=leaves, headers=headers, fingerprints=[lesser]))
    assert (found.confidence, found.facts["count"]) == (Confidence.TENTATIVE, 1)


@pytest.mark.parametrize(("path", "severity"), [("/ivg/lyon", Severity.LOW), ("/contact", Severity.INFO)])
def test_a_seat_abroad_that_was_told_of_a_health_page_is_low(path: str, severity: Severity):
    asked = leaf(place(1, location=Location.URL, path="path[0]"), "health.motive", value="ivg")
    told = leaf(place(2, path="dl"), "behaviour.page", value=f"https://www.{OWN}{path}", site=ADS)
    sources = dict.fromkeys(("operator", "seat_country"), _CHECKED)
    party = Party(site=ADS, operator="Ads", role=Role.ADVERTISING, seat_country="US", sources=sources)
    known = recipient(ADS, party=party, classes_sent={"behaviour.page": 1})
    flows = [flow(1, path="/ivg/lyon"), flow(2, host=f"t.{ADS}")]
    (found,) = jur_01.evaluate(Evidence(leaves=[asked, told], recipients=[known], flows=flows))
    assert found.severity is severity


_TOKEN = f"eyJpZCI6NzAwMzM5MTh9--{'0a1b' * 10}"


def _signed(path: str) -> list[Any]:
    url, name = f"https://www.{OWN}/rdv?ref={_TOKEN}", "ref"
    told = Signal(
        kind=SignalKind.TOKEN, name="rails-signed", place=place(1, path=name, layers=("url", "rails-signed")),
        host=f"www.{OWN}", site=OWN, first_party=True, at_us=0,
    )  # fmt: skip
    referer = {(2, Side.REQUEST): (("Referer", f"https://www.{OWN}{path}"),)}
    flows = [flow(1, url=url), flow(2, host=f"t.{ADS}")]
    return tok_01.evaluate(Evidence(flows=flows, signals=[told], headers=referer))


@pytest.mark.parametrize(
    ("path", "variant"),
    [
        (f"/rdv?x=1&ref={_TOKEN}", "told"),
        (f"/rdv/{_TOKEN}/suite?x=1", "told"),
        (f"/rdv?ref={_TOKEN.replace('--', '%2D%2D')}#x", "told"),
        (f"/rdv?ref={_TOKEN}0", ""),
        ("/rdv", ""),
    ],
)
def test_a_signed_id_in_a_referer_is_looked_for_as_a_whole_part(path: str, variant: str):
    (found,) = _signed(path)
    assert (found.variant, found.confidence) == (variant, Confidence.TENTATIVE)


def test_a_host_asked_again_is_the_same_excerpt_and_a_value_never_is():
    case = survey(Evidence(flows=[flow(n, host=f"t.{ADS}") for n in (1, 2)] + [flow(3, host=f"u.{ADS}")]))
    asked = [request_item(request) for request in case.requests()]
    assert [(item.host, count) for item, count in grouped(asked)] == [(f"t.{ADS}", 2), (f"u.{ADS}", 1)]
    assert [count for _, count in grouped([asked[0], request_item(next(case.requests()), role="contrast")])] == [1, 1]
    value = EvidenceItem(place=place(1), class_="health.motive", value="x", at_us=0, host=f"t.{ADS}")
    assert [count for _, count in grouped([value, value])] == [1, 1]


def test_traps_keep_their_numbers_and_new_ones_come_last():
    """Answers are kept by number: one in between would tick another trap than was looked at."""
    for language in ("fr", "en"):
        traps = getattr(rule_card("3PS-01"), language).traps
        assert ("déduite" if language == "fr" else "inferred") in traps[-1]
        assert len(traps) == 5
