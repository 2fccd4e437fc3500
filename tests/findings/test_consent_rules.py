"""CNS-01 to CNS-05: what happened before a choice about consent, after a refusal, after an acceptance."""

from typing import Any

import pytest
from msgspec.structs import replace

from inspector.decode.tokens.consent_cookies import consent_state
from inspector.findings.needs import unmet_needs
from inspector.findings.rules import cns_01, cns_02, cns_03, cns_04, cns_05
from inspector.findings.survey import survey
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.consent import Choice, ChoiceKind, ChoiceLine, ConsentSignal, Known, Start
from inspector.model.finding import Severity
from inspector.model.flow import Delivery, FlowId, Location, Side
from inspector.model.identifier import Cookie, CookieOrigin, Identified, Identifier, IdentifierKind, Refusal, Use
from inspector.model.leaf import About, Confidence
from inspector.model.party import Role
from inspector.model.signal import Signal, SignalKind
from tests.findings.builders import (
    ADS,
    CAPTURE,
    OWN,
    Evidence,
    capture,
    flow,
    leaf,
    marker,
    needle,
    place,
    recipient,
    request_body,
    sighting,
)

ID = "7f31c09a5be84d22a6f0b1c2"
FRESH = replace(capture(), environment={"profile": "fresh"})
REFUSED_AT_10 = [marker(10, "refused")]
ACCEPTED_AT_10 = [marker(10, "accepted")]


def to_ads(number: int, **facts: Any) -> Any:
    return flow(number, host=f"t.{ADS}", **facts)


def line(kind: ChoiceKind = ChoiceKind.REFUSED, **facts: Any) -> dict[Any, ChoiceLine]:
    """A choice that a signal tells: not made at second 8, in force from second 10 on."""
    choice = Choice(
        kind=kind, known=Known.INFERRED, after_us=8_000_000, at_us=10_000_000, product="didomi",
        flow=FlowId(10), name="didomi_token",
    )  # fmt: skip
    return {CAPTURE: ChoiceLine(capture=CAPTURE, **{"choices": (choice,), "start": Start.FRESH, **facts})}


# CNS-01


def test_a_third_party_before_the_choice_is_told_with_its_role():
    case = Evidence(flows=[flow(1), to_ads(3), to_ads(4), to_ads(12)], markers=REFUSED_AT_10)
    (found,) = cns_01.evaluate(case)
    assert (found.recipient, found.severity, found.confidence) == (ADS, Severity.MEDIUM, Confidence.CERTAIN)
    assert (found.occurrences, found.facts["before_s"]) == ({CAPTURE: 2}, 7)
    assert found.points.total == 3 + 1


@pytest.mark.parametrize("role", [Role.CONSENT, Role.CDN, Role.SECURITY, Role.INFRASTRUCTURE, Role.UNKNOWN])
def test_technical_recipients_before_the_choice_are_low(role):
    headers = {(3, Side.REQUEST): (("cookie", f"id={ID}"),)}
    case = Evidence(
        flows=[flow(1), to_ads(3)], markers=REFUSED_AT_10, recipients=[recipient(role=role)], headers=headers
    )
    (found,) = cns_01.evaluate(case)
    assert found.severity is Severity.LOW
    assert found.variant == ("manager" if role is Role.CONSENT else "technical")


def test_after_an_acceptance_nothing_is_before_the_choice():
    case = Evidence(flows=[flow(1), to_ads(12), to_ads(13)], markers=ACCEPTED_AT_10)
    assert cns_01.evaluate(case) == []


def test_requests_under_way_at_the_choice_are_listed_apart():
    under_way = to_ads(9, duration_us=4_000_000)
    assert cns_01.evaluate(Evidence(flows=[flow(1), under_way], markers=ACCEPTED_AT_10)) == []
    (found,) = cns_01.evaluate(Evidence(flows=[flow(1), to_ads(3), under_way], markers=ACCEPTED_AT_10))
    assert found.occurrences == {CAPTURE: 1}
    assert [(item.place.flow, item.role) for item in found.evidence] == [(3, "evidence"), (9, "contrast")]
    assert found.facts["crossing"] == 1


def test_between_the_last_request_without_and_the_first_with_the_signal_nothing_is_claimed():
    assert cns_01.evaluate(Evidence(flows=[flow(1), to_ads(9)], choices=line())) == []
    (found,) = cns_01.evaluate(Evidence(flows=[flow(1), to_ads(3), to_ads(9)], choices=line()))
    assert (found.occurrences, found.confidence) == ({CAPTURE: 1}, Confidence.FIRM)
    assert (found.phase, found.facts["phase_known"], found.facts["unsure"]) == ("before-choice", "inferred", 1)


def test_the_name_of_a_scenario_alone_stays_tentative():
    (found,) = cns_01.evaluate(Evidence(flows=[flow(1), to_ads(3)], scenario="no-choice"))
    assert (found.confidence, found.severity.rank >= Severity.MEDIUM.rank) == (Confidence.TENTATIVE, True)
    assert "scenario" in write_texts(found, Translator("en"), recipient=None).shows


def test_own_group_cache_and_blocked_requests_are_no_contact():
    ours = recipient(same_group=True)
    assert cns_01.evaluate(Evidence(flows=[flow(1), to_ads(3)], markers=REFUSED_AT_10, recipients=[ours])) == []
    off = [flow(1), to_ads(3, delivery=Delivery.CACHE), to_ads(4, delivery=Delivery.BLOCKED)]
    assert cns_01.evaluate(Evidence(flows=off, markers=REFUSED_AT_10)) == []


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"start": Start.CARRIED_CONSENT}, "consent_carried"),
        ({"start": Start.CARRIED_COOKIES}, "cookies_carried"),
        ({"cookies": False}, "no_cookies"),
        ({"choices": ()}, "no_choice"),
    ],
)
def test_where_before_and_after_cannot_be_told_apart_the_rules_say_so(facts, reason):
    case = survey(
        Evidence(flows=[flow(1), to_ads(3)], choices=line(**facts), identified=Identified(cookies=(cookie(),)))
    )
    for rule, module in (("CNS-01", cns_01), ("CNS-02", cns_02), ("CNS-03", cns_03)):
        found = module.evaluate(case)
        assert found == []
        assert reason in {gap.reason for gap in unmet_needs(case, rule, findings=found)}


def test_thousands_of_requests_are_counted_and_few_kept():
    flows = [flow(1, started_us=1), *(to_ads(n, started_us=n * 1000) for n in range(2, 3002))]
    (found,) = cns_01.evaluate(Evidence(flows=flows, markers=REFUSED_AT_10))
    assert (found.occurrences, len(found.evidence)) == ({CAPTURE: 3000}, 50)


def test_what_was_open_before_or_beside_the_service_is_not_its_doing():
    """A search engine that led to the service, and a page of somebody else that was opened beside it."""
    before = to_ads(3, resource_type="document", page="page_1")
    beside = [to_ads(6, resource_type="document", page="page_3"), to_ads(7, page="page_3")]
    own = flow(5, resource_type="document", page="page_2")
    assert cns_01.evaluate(Evidence(flows=[before, own, *beside], markers=REFUSED_AT_10)) == []
    led = to_ads(4, resource_type="document", page="page_2", status=302)
    frame = to_ads(8, resource_type="document", page="page_2")
    (found,) = cns_01.evaluate(Evidence(flows=[before, led, own, *beside, frame], markers=REFUSED_AT_10))
    assert [item.place.flow for item in found.evidence] == [8]
    assert stored(cookie(), flows=[to_ads(3, resource_type="document", page="page_1"), own]) == []
    clean = [before, own, *beside, flow(7)]
    assert len(cns_05.evaluate(Evidence(flows=clean, markers=REFUSED_AT_10, captures=[FRESH]))) == 1


# CNS-05


def test_nobody_contacted_before_the_choice_speaks_for_the_service():
    case = Evidence(flows=[flow(1), flow(2), to_ads(12)], markers=REFUSED_AT_10, captures=[FRESH])
    (found,) = cns_05.evaluate(case)
    assert (found.recipient, found.severity, found.facts["own"]) == (OWN, Severity.INFO, 2)
    assert (found.facts["length_s"], found.variant) == (9, "")


def test_a_consent_manager_alone_is_said_beside():
    known = [recipient("cmp.example", Role.CONSENT)]
    case = Evidence(
        flows=[flow(1), flow(2, host="t.cmp.example")], markers=REFUSED_AT_10, captures=[FRESH], recipients=known
    )
    (found,) = cns_05.evaluate(case)
    assert (found.variant, found.facts["managers"]) == ("manager", "cmp.example")


def test_a_positive_finding_needs_a_declared_profile_nothing_blocked_and_time():
    flows = [flow(1), to_ads(12)]
    fine: dict[str, Any] = {"flows": flows, "markers": REFUSED_AT_10, "captures": [FRESH]}
    blocked = to_ads(3, delivery=Delivery.BLOCKED)
    spoilers: tuple[dict[str, Any], ...] = (
        {"captures": [capture()]},
        {"captures": [replace(FRESH, environment={"profile": "fresh", "extensions": "a blocker"})]},
        {"flows": [*flows, blocked]},
        {"flows": [*flows, to_ads(3)]},
        {"markers": [marker(1.5, "refused")]},
        {"markers": []},
    )
    for spoiled in spoilers:
        assert cns_05.evaluate(Evidence(**{**fine, **spoiled})) == [], spoiled
    assert len(cns_05.evaluate(Evidence(**fine))) == 1


# CNS-02


def cookie(name: str = "uid", **facts: Any) -> Cookie:
    """Set at second 3 by an answer of the advertiser."""
    site = facts.pop("site", ADS)
    default: dict[str, Any] = {
        "capture": CAPTURE,
        "name": name,
        "domain": site,
        "path": "/",
        "site": site,
        "first_party": site == OWN,
        "origin": CookieOrigin.RESPONSE,
        "value": ID,
        "set_flow": FlowId(3),
        "set_us": 3_000_000,
    }
    return Cookie(**{**default, **facts})


def refusal(number: int = 12) -> Refusal:
    at_us = number * 1_000_000
    return Refusal(
        capture=CAPTURE, refused_us=10_000_000, before_us=None, first_after_us=at_us, last_after_us=at_us,
        flows_after=1, flow=FlowId(number),
    )  # fmt: skip


def stored(*cookies: Cookie, **facts: Any) -> list[Any]:
    flows = [flow(1), to_ads(3)]
    case = Evidence(identified=Identified(cookies=cookies), **{"markers": REFUSED_AT_10, "flows": flows, **facts})
    return cns_02.evaluate(case)


def test_a_tracker_s_cookie_before_the_choice_is_high():
    (found,) = stored(cookie())
    assert (found.recipient, found.severity, found.confidence) == (ADS, Severity.HIGH, Confidence.CERTAIN)
    assert (found.facts["names_before"], found.facts["names_refused"]) == ("uid", "")
    assert found.evidence[0].place.location is Location.COOKIE


def test_a_cookie_met_after_a_refusal_counts_and_one_after_an_acceptance_does_not():
    late = cookie(set_flow=FlowId(12), set_us=12_000_000, refusal=refusal())
    (found,) = stored(late)
    assert found.facts["names_refused"] == "uid"
    assert stored(late, markers=ACCEPTED_AT_10) == []


@pytest.mark.parametrize("name", ["_ga", "_ga_ABC123DEF4", "_fbp", "_gcl_au", "_hjSessionUser_123"])
def test_a_tracker_s_cookie_under_the_service_s_own_name_counts(name):
    (found,) = stored(cookie(name, site=OWN))
    assert (found.recipient, found.variant, found.severity) == (OWN, "own", Severity.HIGH)


def test_an_own_cookie_whose_value_goes_to_a_tracker_counts():
    assert [found.variant for found in stored(cookie("v", site=OWN, also_at=(ADS,)))] == ["own"]


@pytest.mark.parametrize(
    "name", ["rdv_session", "PHPSESSID", "csrf_token", "XSRF-TOKEN", "AWSALB", "didomi_token", "OptanonConsent", "lang"]
)
def test_necessary_cookies_are_left_apart(name):
    assert stored(cookie(name, site=OWN)) == []


def test_load_balancers_of_others_and_values_without_an_identifier_are_left_apart():
    assert stored(cookie("__cf_bm")) == []
    assert stored(cookie("uid", value="1")) == []


@pytest.mark.parametrize("role", [Role.UNKNOWN, Role.MEDIA])
def test_an_unknown_purpose_stays_tentative(role):
    (found,) = stored(cookie(), recipients=[recipient(role=role)])
    assert (found.confidence, found.severity, found.variant) == (Confidence.TENTATIVE, Severity.MEDIUM, "unsure")


@pytest.mark.parametrize("role", [Role.CONSENT, Role.SECURITY, Role.CDN, Role.PAYMENT])
def test_cookies_of_technical_providers_do_not_count(role):
    assert stored(cookie(), recipients=[recipient(role=role)]) == []


def test_audience_measurement_that_may_be_exempt_stays_tentative():
    (found,) = stored(cookie("_pk_id.1.abcd", site=OWN))
    assert found.confidence is Confidence.TENTATIVE


def identifier(**facts: Any) -> Identifier:
    """A visitor's number sent to the advertiser as a parameter, in flows 3 and 12."""
    use = Use(side=Side.REQUEST, location=Location.QUERY, name="uid", flows=2, place=place(3, path="uid"))
    default: dict[str, Any] = {
        "site": ADS, "first_party": False, "same_group": False, "kind": IdentifierKind.BROWSER,
        "confidence": Confidence.CERTAIN, "reasons": ("differs-between-captures",), "value": ID, "bits": 96,
        "uses": (use,), "flows": 2, "pages": 2, "captures": (CAPTURE,), "first_us": 3_000_000, "last_us": 12_000_000,
        "refusals": (refusal(),),
    }  # fmt: skip
    return Identifier(**{**default, **facts})


def _pings(*numbers: int, more: str = "") -> list[Any]:
    return [flow(1), *(to_ads(n, url=f"https://t.{ADS}/x?uid={ID}{more}") for n in numbers)]


def test_an_identifier_read_as_a_parameter_counts():
    case = Evidence(identified=Identified(identifiers=(identifier(),)), flows=_pings(3, 12), markers=REFUSED_AT_10)
    (found,) = cns_02.evaluate(case)
    assert (found.facts["names_before"], found.facts["names_refused"]) == ("uid", "uid")
    constant = identifier(kind=IdentifierKind.CONSTANT)
    unsure = identifier(confidence=Confidence.TENTATIVE)
    for other in (constant, unsure):
        case = Evidence(identified=Identified(identifiers=(other,)), flows=_pings(3, 12), markers=REFUSED_AT_10)
        assert cns_02.evaluate(case) == []


# CNS-03


def signal(name: str, value: str, number: int, **facts: Any) -> ConsentSignal:
    state = consent_state(name, value)
    assert state is not None
    site = facts.pop("site", ADS)
    default: dict[str, Any] = {
        "place": place(number, path=name),
        "name": name,
        "host": f"t.{site}",
        "site": site,
        "first_party": site == OWN,
        "at_us": number * 1_000_000,
        "state": state,
        "value": value,
    }
    return ConsentSignal(**{**default, **facts})


def contradictions(*signals: ConsentSignal, **facts: Any) -> list[Any]:
    default: dict[str, Any] = {
        "identified": Identified(identifiers=(identifier(),)),
        "flows": _pings(3, 12),
        "markers": REFUSED_AT_10,
        "consent_signals": signals,
    }
    return cns_03.evaluate(Evidence(**{**default, **facts}))


def test_an_identifier_beside_a_signal_that_says_no_is_high():
    (found,) = contradictions(signal("gcs", "G100", 12))
    assert (found.severity, found.confidence, found.facts["signal"]) == (Severity.HIGH, Confidence.CERTAIN, "gcs")
    assert [(item.place.flow, item.role) for item in found.evidence] == [(12, "evidence"), (12, "contrast")]


def test_pings_without_an_identifier_and_signals_that_say_yes_do_not_count():
    bare = [to_ads(12, url=f"https://t.{ADS}/x?cid=1")]
    assert contradictions(signal("gcs", "G100", 12), flows=bare) == []
    assert contradictions(signal("gcs", "G111", 12)) == []
    assert contradictions(signal("gcs", "G110", 12)) == []  # advertising granted, and this is an advertiser


def test_recipients_that_neither_advertise_nor_measure_do_not_count():
    assert contradictions(signal("gcs", "G100", 12), recipients=[recipient(role=Role.CDN)]) == []


def test_a_string_in_the_body_of_the_request_says_no_as_well():
    told: dict[str, str | int] = {"granted": "", "refused": "purpose-1,purpose-2"}
    here = replace(request_body(12, "$.user.ext.consent"), layers=("json", "tcf"))
    beside = Signal(
        kind=SignalKind.CONSENT, name="tcf", place=here, host=f"t.{ADS}", site=ADS, first_party=False,
        at_us=12_000_000, facts=told,
    )  # fmt: skip
    (found,) = contradictions(signals=[beside], markers=REFUSED_AT_10)
    assert (found.severity, found.facts["signal"], found.facts["refused"]) == (
        Severity.HIGH,
        "consent",
        "purpose-1, purpose-2",
    )
    allowed = replace(beside, facts={"granted": "purpose-1", "refused": "purpose-2"})
    assert contradictions(signals=[allowed], markers=REFUSED_AT_10) == []


def test_a_default_that_nobody_is_known_to_have_chosen_stays_tentative():
    unknown = {CAPTURE: ChoiceLine(capture=CAPTURE, start=Start.FRESH)}
    (found,) = contradictions(signal("gcs", "G100", 12), choices=unknown, markers=[])
    assert (found.confidence, found.facts["period"]) == (Confidence.TENTATIVE, "unknown")


def test_a_cookie_of_the_service_that_says_no_counts_from_the_refusal_on():
    told = signal(
        "cookieyes-consent", "consentid:x,consent:no,action:yes,ads:no", 10, site=OWN,
        place=place(10, location=Location.COOKIE, path="cookieyes-consent"),
    )  # fmt: skip
    choices = line()
    choices[CAPTURE] = replace(
        choices[CAPTURE], choices=(replace(choices[CAPTURE].choices[0], name="cookieyes-consent"),)
    )
    (found,) = contradictions(told, choices=choices, markers=[])
    assert (found.confidence, found.facts["told"], found.evidence[0].place.flow) == (Confidence.FIRM, "service", 12)
    assert contradictions(told, choices=line(ChoiceKind.ACCEPTED), markers=[]) == []


# CNS-04


def test_health_content_after_an_acceptance_is_paired_with_it():
    (found,) = cns_04.evaluate(Evidence(sightings=[sighting(place(12))], markers=ACCEPTED_AT_10))
    assert (found.recipient, found.class_, found.severity) == (ADS, "health.motive", Severity.HIGH)
    assert (found.facts["after_s"], found.facts["given"]) == (2, "accepted")
    assert "n'est pas dans la capture" in write_texts(found, Translator("fr"), recipient=None).shows.replace(
        "\u2019", "'"
    )


def test_before_the_acceptance_or_after_a_refusal_there_is_nothing_to_pair():
    assert cns_04.evaluate(Evidence(sightings=[sighting(place(5))], markers=ACCEPTED_AT_10)) == []
    assert cns_04.evaluate(Evidence(sightings=[sighting(place(12))], markers=REFUSED_AT_10)) == []
    assert cns_04.evaluate(Evidence(sightings=[sighting(place(12))], scenario="refused")) == []


def test_other_content_and_other_people_s_is_not_paired():
    mail = sighting(place(12), needle("contact.email", value="a@b.example"))
    public = leaf(request_body(12), "health.specialty", site=ADS, about=About.CATALOGUE)
    assert cns_04.evaluate(Evidence(sightings=[mail], leaves=[public], markers=ACCEPTED_AT_10)) == []


def test_a_field_that_speaks_for_itself_is_paired_too():
    told = leaf(request_body(12), "health.diagnosis", site=ADS)
    (found,) = cns_04.evaluate(Evidence(leaves=[told], scenario="accepted"))
    assert (found.class_, found.confidence, found.severity) == (
        "health.diagnosis",
        Confidence.TENTATIVE,
        Severity.MEDIUM,
    )
