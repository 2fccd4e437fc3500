"""URL-02, TOK-01, JWT-01, CCH-01: what addresses, tokens and caches hold."""

import pytest

from inspector.findings.rules import cch_01, jwt_01, tok_01, url_02
from inspector.model.finding import Severity
from inspector.model.flow import Delivery, Location, Side
from inspector.model.leaf import About, Confidence, Origin
from inspector.model.signal import Signal, SignalKind
from tests.findings.builders import ADS, OWN, Evidence, flow, leaf, needle, place, response_body, sighting

_TOKEN = "dGhpcyBpcyBub3QgYSByZWFsIHRva2VuLCBidXQ-q8Zr1Yt5Kw0"
_IN_QUERY = place(2, path="patient_email")


def test_an_e_mail_address_in_an_own_address_is_high():
    mail = needle("contact.email", value="a@b.example", origin=Origin.PERSONA, learned_from=None)
    (found,) = url_02.evaluate(Evidence(sightings=[sighting(_IN_QUERY, mail, site=OWN)]))
    assert (found.recipient, found.class_, found.severity, found.confidence) == (
        OWN,
        "contact.email",
        Severity.HIGH,
        Confidence.CERTAIN,
    )


@pytest.mark.parametrize(
    "silent",
    [
        leaf(_IN_QUERY, "contact.email", confidence=Confidence.TENTATIVE),
        leaf(_IN_QUERY, "contact.email", about=About.PRACTITIONER),
        leaf(_IN_QUERY, "contact.email", site=ADS),
        leaf(place(2, location=Location.BODY), "contact.email"),
        leaf(_IN_QUERY, "identity.gender"),
    ],
)
def test_what_names_nobody_or_stands_elsewhere_is_no_identity_in_an_address(silent):
    assert url_02.evaluate(Evidence(leaves=[silent])) == []


def test_an_address_that_never_left_is_no_identity_in_an_address():
    named = leaf(_IN_QUERY, "contact.email")
    assert url_02.evaluate(Evidence(leaves=[named], flows=[flow(2, delivery=Delivery.INTERNAL_REDIRECT)])) == []


def test_a_token_in_an_address_is_high_and_critical_once_a_referer_told_it():
    token = leaf(place(2, path="signed_id"), "credential.token", value=_TOKEN)
    (alone,) = tok_01.evaluate(Evidence(leaves=[token]))
    assert (alone.severity, alone.variant) == (Severity.HIGH, "")
    copy = leaf(
        place(3, location=Location.HEADER, path="referer > signed_id"), "credential.token", value=_TOKEN, site=ADS
    )
    (told,) = tok_01.evaluate(Evidence(leaves=[token, copy]))
    assert (told.severity, told.variant, told.facts["told_to"]) == (Severity.CRITICAL, "told", ADS)
    assert told.id == alone.id


@pytest.mark.parametrize(
    ("path", "value"),
    [("csrf_token", _TOKEN), ("token", "abc123"), ("X-Amz-Signature", _TOKEN), ("v", _TOKEN), ("state", _TOKEN)],
)
def test_nonces_signatures_and_short_values_are_no_token_in_an_address(path, value):
    assert tok_01.evaluate(Evidence(leaves=[leaf(place(2, path=path), "credential.token", value=value)])) == []


def test_a_token_in_a_header_is_no_token_in_an_address():
    header = leaf(place(2, location=Location.HEADER, path="authorization"), "credential.token", value=_TOKEN)
    assert tok_01.evaluate(Evidence(leaves=[header])) == []


def _signal(algorithm: str, days: int) -> Signal:
    return Signal(
        kind=SignalKind.TOKEN,
        name="jwt",
        place=place(2, path="token", layers=("jwt",)),
        host=f"www.{OWN}",
        site=OWN,
        first_party=True,
        at_us=2_000_000,
        facts={"alg": algorithm, "days": days},
    )


def test_claims_about_the_user_are_medium_and_name_the_algorithm():
    claim = leaf(place(2, path="token > $.claims.email", layers=("url", "jwt")), "contact.email")
    (found,) = jwt_01.evaluate(Evidence(leaves=[claim], signals=[_signal("HS256", 90)]))
    assert (found.severity, found.class_) == (Severity.MEDIUM, "contact.email")
    assert (found.facts["algorithm"], found.facts["days"], found.facts["valid"]) == ("HS256", 90, "long")


def test_an_unsigned_or_long_lived_token_counts_by_itself():
    for signal in (_signal("none", 0), _signal("RS256", 365)):
        (found,) = jwt_01.evaluate(Evidence(signals=[signal]))
        assert (found.severity, found.class_, found.variant) == (Severity.LOW, None, "weak")


def test_an_ordinary_token_and_an_opaque_subject_say_nothing():
    subject = leaf(place(2, path="token > $.claims.sub", layers=("jwt",)), "identity.account_id")
    outside = leaf(place(2, path="$.email", layers=("json",)), "contact.email")
    assert jwt_01.evaluate(Evidence(leaves=[subject, outside], signals=[_signal("RS256", 1)])) == []


def _answer(*headers: tuple[str, str], asked: tuple[tuple[str, str], ...] = (), **facts: object) -> Evidence:
    return Evidence(
        leaves=[leaf(response_body(2), "health.motive"), leaf(response_body(2, "$.n"), "identity.name")],
        flows=[flow(2, **facts)],
        headers={(2, Side.RESPONSE): (("content-type", "application/json"), *headers), (2, Side.REQUEST): asked},
    )


def test_an_answer_that_no_header_keeps_out_of_caches_is_medium_once_by_its_gravest_class():
    (found,) = cch_01.evaluate(_answer())
    assert (found.severity, found.class_, found.facts["stated"]) == (Severity.MEDIUM, "health.motive", "no")
    (stated,) = cch_01.evaluate(_answer(("Cache-Control", "public, max-age=600")))
    assert stated.facts["cache"] == "public, max-age=600"


def test_a_shared_cache_that_answers_somebody_recognised_is_critical():
    (found,) = cch_01.evaluate(_answer(("CF-Cache-Status", "HIT"), asked=(("Cookie", "sid=1"),)))
    assert (found.severity, found.variant) == (Severity.CRITICAL, "shared")
    (anybody,) = cch_01.evaluate(_answer(("Age", "120")))
    assert (anybody.severity, anybody.variant) == (Severity.MEDIUM, "shared")


@pytest.mark.parametrize("orders", ["no-store", "private, max-age=60", "NO-STORE"])
def test_what_forbids_keeping_is_respected(orders):
    assert cch_01.evaluate(_answer(("Cache-Control", orders))) == []


def test_other_methods_states_and_recognised_answers_of_caches_without_leave_are_left_alone():
    assert cch_01.evaluate(_answer(method="POST")) == []
    assert cch_01.evaluate(_answer(status=404)) == []
    assert cch_01.evaluate(_answer(delivery=Delivery.CACHE)) == []
    assert cch_01.evaluate(_answer(asked=(("Authorization", "Bearer x"),))) == []
    assert cch_01.evaluate(_answer(("CF-Cache-Status", "MISS"), ("Cache-Control", "no-store"))) == []
