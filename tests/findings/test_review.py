"""Statements that a capture does not prove, as a hostile reader would find them."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from inspector.findings.choosing import listed
from inspector.findings.journeys.journeys import journeys_of
from inspector.findings.journeys.narratives import narratives_of
from inspector.findings.overshadowing import without_overshadowed
from inspector.findings.registry import evaluate
from inspector.findings.rules import err_01, jwt_01, src_01, trk_02, trk_03, trn_01, url_01, x3p_01
from inspector.findings.survey import survey
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.consent import ChoiceLine, Start
from inspector.model.finding import EvidenceItem, Finding, Severity
from inspector.model.flow import CaptureId, Connection, FlowFacts, FlowId, Location, Side
from inspector.model.identifier import Identified, Identifier, IdentifierKind, Use
from inspector.model.journey import NarrativeKind
from inspector.model.leaf import About, Confidence
from inspector.model.party import FirstParty, Role
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
    response_body,
    sighting,
    supports,
)
from tests.findings.test_following import event, signal

_UUID = "3f2b8c1e-9d4a-4e7b-8a61-0c5d7e9f1a2b"
_PART = _UUID.replace("-", "")
_SECOND = CaptureId(2)


def _identifier(*uses: Use, site: str = ADS, value: str = _PART) -> Identifier:
    return Identifier(
        site=site,
        first_party=False,
        same_group=False,
        kind=IdentifierKind.BROWSER,
        confidence=Confidence.FIRM,
        reasons=(),
        value=value,
        bits=80,
        uses=uses,
        flows=2,
        pages=2,
        captures=(CAPTURE,),
        first_us=None,
        last_us=None,
    )


def _use(location: Location, name: str, side: Side = Side.REQUEST) -> Use:
    return Use(side=side, location=location, name=name, flows=2, place=place(2))


def _to_ads(number: int, **facts: Any) -> FlowFacts:
    return flow(number, host=f"t.{ADS}", **facts)


# one finding for one rule, recipient and class


def test_contents_and_lengths_of_fields_at_one_site_are_one_finding():
    content = signal(2, SignalKind.FIELD, "content", path="$.value", event="input")
    length = signal(3, SignalKind.FIELD, "length", path="$.len", event="blur")
    (found,) = trk_03.evaluate(Evidence(signals=[content, length]))
    assert (found.severity, found.variant) == (Severity.HIGH, "")


def test_data_without_tls_and_over_an_old_version_are_one_finding():
    leaves = [leaf(request_body(2), "contact.email"), leaf(request_body(3), "contact.email")]
    case = Evidence(
        leaves=leaves, flows=[flow(2, scheme="http"), flow(3)], connections={3: Connection(tls_version="TLS 1.0")}
    )
    (found,) = trn_01.evaluate(case)
    assert (found.severity, found.variant) == (Severity.HIGH, "")


def test_no_finding_has_the_id_of_another():
    content = signal(2, SignalKind.FIELD, "content", path="$.value", event="input")
    length = signal(3, SignalKind.FIELD, "length", path="$.len", event="blur")
    found = evaluate(Evidence(signals=[content, length, event(4), event(5), event(6)])).findings
    assert len({one.id for one in found}) == len(found)


# the identifier beside a value


def _beside(headers: Mapping[int, str], *, path: str = "/c", **more: Any) -> dict[str, str | int]:
    seen = sighting(place(9, path="motiveKey"))
    case = Evidence(
        sightings=[seen],
        flows=[*(_to_ads(number) for number in headers if number != 9), _to_ads(9, url=f"https://t.{ADS}{path}")],
        headers={(number, Side.REQUEST): (("cookie", text),) for number, text in headers.items()},
        identified=Identified(identifiers=(_identifier(_use(Location.COOKIE, "uid"), _use(Location.QUERY, "u")),)),
        **more,
    )
    (found,) = x3p_01.evaluate(case)
    return found.facts


def test_an_identifier_counts_in_whatever_spelling_it_was_sent():
    facts = _beside({2: f"uid={_UUID}", 3: f"uid={_UUID.upper()}", 9: f"uid={_UUID}", 10: f"uid={_UUID}"})
    assert (facts["beside_name"], facts["beside_where"], facts["beside_earlier"]) == ("uid", "cookie", 2)


def test_the_place_of_an_identifier_is_the_one_it_has_in_that_request():
    facts = _beside({2: f"uid={_UUID}", 9: "a=b"}, path=f"/c?u={_UUID}&motiveKey=x")
    assert (facts["beside_name"], facts["beside_where"]) == ("u", "query")


def test_an_address_that_a_referer_names_is_no_identifier_sent_as_such():
    seen = sighting(place(9, path="motiveKey"))
    headers = {(9, Side.REQUEST): (("referer", f"https://www.{OWN}/?u={_UUID}"),)}
    known = Identified(identifiers=(_identifier(_use(Location.COOKIE, "uid")),))
    (found,) = x3p_01.evaluate(Evidence(sightings=[seen], flows=[_to_ads(9)], headers=headers, identified=known))
    assert "beside_name" not in found.facts


def test_a_request_begun_in_the_same_moment_is_no_earlier_one():
    seen = sighting(place(9, path="motiveKey"))
    flows = [_to_ads(9), _to_ads(10, started_us=9_000_000), _to_ads(11, started_us=None)]
    headers = {(number, Side.REQUEST): (("cookie", f"uid={_UUID}"),) for number in (9, 10, 11)}
    known = Identified(identifiers=(_identifier(_use(Location.COOKIE, "uid")),))
    (found,) = x3p_01.evaluate(Evidence(sightings=[seen], flows=flows, headers=headers, identified=known))
    assert found.facts["beside_earlier"] == 0


def test_two_services_are_linked_by_a_cookie_in_hyphens():
    other = "autre-clinique.example"
    flows = [
        flow(1, resource_type="document", page="p1"),
        _to_ads(2, page="p1"),
        flow(3, host=f"www.{other}", resource_type="document", page="p2"),
        _to_ads(4, page="p2"),
    ]
    own = recipient(other, Role.FIRST_PARTY, first_party=True)
    case = Evidence(
        flows=flows,
        first_party=FirstParty(sites=(OWN, other), how="given", why="given"),
        recipients=[recipient(), replace(own, party=copied_operator(own.party))],
        headers={(number, Side.REQUEST): (("Cookie", f"uid={_UUID}"),) for number in (2, 4)},
        identified=Identified(identifiers=(_identifier(_use(Location.COOKIE, "uid")),)),
    )
    (journey,) = journeys_of(case)
    assert [(one.link, one.flows) for one in journey.links] == [("identifier", (2, 4))]


def copied_operator(party: Any) -> Any:
    return replace(party, operator="Autre clinique SAS")


# runs


def _captures(*scenarios: str) -> list[Any]:
    return [replace(capture(name), id=CaptureId(n)) for n, name in enumerate(scenarios, 1)]


def _runs(case: Evidence, rule: str) -> list[str]:
    (found,) = (one for one in evaluate(case).findings if one.rule == rule)
    return str(found.facts.get("runs", "")).splitlines()


def test_runs_are_told_on_one_line_each_whatever_a_scenario_is_called():
    seen = sighting(place(2, path="motiveKey"))
    case = Evidence(sightings=[seen], captures=_captures("a\nb\tc\x85d", "a\nb\tc\x85d"))
    case.supports = {CAPTURE: supports(), _SECOND: supports()}
    assert _runs(case, "X3P-01") == ["a b c d\t1/2"]


def test_a_run_in_which_a_rule_could_not_speak_does_not_count_against_a_finding():
    case = Evidence(leaves=[leaf(response_body(2))], captures=_captures("accepted", "accepted", "refused"))
    case.supports = {
        CAPTURE: supports(),
        _SECOND: supports(answers=0.0),
        CaptureId(3): supports(),
    }
    assert _runs(case, "E2E-01") == ["accepted\t1/1", "refused\t0/1"]


# consent and severity


def _circumstances(**facts: Any) -> int:
    (found,) = x3p_01.evaluate(Evidence(sightings=[sighting(place(2, path="motiveKey"))], **facts))
    return found.points.circumstances


def test_the_name_of_a_scenario_alone_adds_nothing():
    assert _circumstances(scenario="refused") == 0
    assert _circumstances(scenario="refused", markers=[marker(1, "refused")]) == 1


def test_before_a_choice_is_not_said_of_a_browser_that_brought_one_along():
    line = ChoiceLine(capture=CAPTURE, baseline_us=0, start=Start.CARRIED_CONSENT)
    assert _circumstances(choices={CAPTURE: line}) == 0
    assert _circumstances(choices={CAPTURE: replace(line, start=Start.FRESH)}) == 1


@pytest.mark.parametrize(("cookie", "points"), [("lang=fr; theme=dark", 0), (f"lang=fr; uid={_UUID}", 1)])
def test_a_cookie_that_every_visitor_has_is_no_identifier(cookie, points):
    case = survey(Evidence(headers={(2, Side.REQUEST): (("cookie", cookie),)}))
    assert case.identity_points(FlowId(2)) == points


def _finding(rule: str, captures: dict[CaptureId, int], *items: EvidenceItem) -> Finding:
    (found,) = x3p_01.evaluate(Evidence(sightings=[sighting(place(2))]))
    return replace(found, id=rule, rule=rule, occurrences=captures, evidence=items)


def test_what_came_before_the_refusal_is_not_told_as_after_it():
    def sent(second: int) -> EvidenceItem:
        return EvidenceItem(place=place(second), class_=None, value=_UUID, at_us=second * 1_000_000, host=f"t.{ADS}")

    case = Evidence(markers=[marker(5, "refused")])
    assert narratives_of(case, [_finding("CNS-03", {CAPTURE: 1}, sent(2))]) == ()
    (told,) = narratives_of(case, [_finding("CNS-03", {CAPTURE: 2}, sent(2), sent(6))])
    assert told.kind is NarrativeKind.REFUSAL_INEFFECTIVE


def test_findings_of_different_visits_are_no_composite():
    rules = ("TRK-02", "IDS-01", "X3P-03")
    apart = [_finding(rule, {CaptureId(n): 1}) for n, rule in enumerate(rules, 1)]
    assert narratives_of(Evidence(), apart) == ()
    assert len(narratives_of(Evidence(), [_finding(rule, {_SECOND: 1}) for rule in rules])) == 1


# rules


def test_an_address_told_at_one_service_says_nothing_of_that_of_another():
    other = "autre-clinique.example"
    page = f"https://www.{OWN}/oncologue/x"
    told = leaf(place(2, path="dl"), "behaviour.page", value=page, site=ADS)
    own = leaf(place(1, location=Location.URL, path="path[0]"), "health.specialty", value="oncologue")
    else_ = leaf(
        place(5, location=Location.URL, path="path[0]"),
        "health.specialty",
        value="oncologue",
        site=other,
        first_party=True,
    )
    case = Evidence(
        leaves=[own, told, else_, leaf(response_body(6), "identity.name")],
        flows=[flow(1, path="/oncologue/x"), flow(5, host=f"www.{other}", path="/oncologue/y")],
        first_party=FirstParty(sites=(OWN, other), how="given", why="given"),
        recipients=[recipient(), recipient(other, Role.FIRST_PARTY, first_party=True)],
    )
    assert {one.recipient: one.variant for one in url_01.evaluate(case)} == {OWN: "copied", other: ""}


def test_a_search_engine_asked_on_the_way_is_not_the_services_search():
    own = leaf(place(5, path="q"), "behaviour.search", value="oncologue lyon")
    before = leaf(place(1, path="q"), "behaviour.search", value="oncologue lyon", site=ADS)
    after = leaf(place(7, path="q"), "behaviour.search", value="oncologue lyon", site=ADS)
    flows = [_to_ads(1), flow(5), _to_ads(7)]
    assert src_01.evaluate(Evidence(leaves=[before, own], flows=flows)) == []
    assert len(src_01.evaluate(Evidence(leaves=[own, after], flows=flows))) == 1


def test_without_its_time_nobody_says_that_a_choice_came_before_the_booking():
    chosen = sighting(request_body(3), needle(value="9000042", joined="Annonce"), site=OWN)
    events = [event(3, site=OWN)]
    timeless = [flow(3, started_us=None)]
    facts: dict[str, Any] = {"sightings": [chosen], "signals": events, "flows": timeless}
    assert len(trk_02.evaluate(Evidence(**facts))) == 1
    assert trk_02.evaluate(Evidence(**facts, markers=[marker(2, "booking")])) == []


def test_a_claim_is_told_with_the_algorithm_of_its_own_token():
    def token(path: str, algorithm: str) -> Signal:
        return signal(2, SignalKind.TOKEN, "jwt", path=path, site=OWN, alg=algorithm, days=1)

    mail = leaf(
        replace(request_body(2, "$.id_token > $.claims.email"), layers=("json", "jwt", "json")), "contact.email"
    )
    tokens = [token("$.id_token", "RS256"), token("$.other", "none")]
    found = next(one for one in jwt_01.evaluate(Evidence(leaves=[mail], signals=tokens)) if one.class_)
    assert (found.facts["algorithm"], found.facts["signed"]) == ("RS256", "yes")


def test_an_address_of_nobody_known_in_an_error_report_is_tentative():
    report = replace(request_body(2, "$.contexts.support_email"), layers=("sentry-envelope", "json"))
    desk = leaf(report, "contact.email", about=About.UNKNOWN, value="aide@editeur.example", site=ADS)
    (found,) = err_01.evaluate(Evidence(leaves=[desk]))
    assert found.confidence is Confidence.TENTATIVE
    assert found.severity.rank >= Severity.MEDIUM.rank


def test_the_value_of_an_event_is_that_of_the_request_not_of_its_answer():
    sent, answered = request_body(2, "$.name"), response_body(2, "$.name")
    leaves = [leaf(sent, "behaviour.event", value="asked for"), leaf(answered, "behaviour.event", value="replied")]
    case = Evidence(leaves=leaves, signals=[event(2, site=OWN), event(3, site=OWN), event(4, site=OWN)])
    (found,) = (one for one in evaluate(case).findings if one.rule == "TRK-01")
    assert found.evidence[0].value == "asked for"


# what texts are made of


def test_a_step_that_is_two_recognitions_of_one_place_counts_once():
    spot = request_body(2, "$.motive")
    case = Evidence(sightings=[sighting(spot)], leaves=[leaf(spot, site=ADS)], flows=[_to_ads(2)])
    (journey,) = journeys_of(case)
    assert [step.count for step in journey.steps] == [1]


def test_the_address_where_a_value_was_learned_shows_nobodys_name_or_number():
    known = needle("contact.email", value="camille@exemple.example", learned_from=response_body(1, "$.email"))
    named = leaf(place(1, location=Location.URL, path="path[1]"), "identity.name", value="camille-temoin")
    case = Evidence(
        sightings=[sighting(place(2, path="em"), known)],
        leaves=[named],
        flows=[flow(1, path="/patients/camille-temoin/dossier/8417735/rdv.json")],
    )
    (found,) = x3p_01.evaluate(case)
    assert found.facts["origin_address"] == "/patients/ca•••••/dossier/84•••••/rdv.json"


def test_captured_names_come_into_sentences_on_one_line():
    (found,) = x3p_01.evaluate(Evidence(sightings=[sighting(place(2, path="mo\ntive\u202eKey\t{value}"))]))
    text = write_texts(found, Translator("fr"), recipient=None)
    assert found.facts["path"] == "mo tiveKey {value}"
    assert "mo tiveKey {value}" in text.shows
    assert listed(["a\nb", "", "\t"]) == "a b"


def test_a_name_within_a_longer_value_is_found_among_very_many():
    longest = needle("contact.email", value="camille.temoin@exemple.example")
    many = [sighting(place(2), needle("identity.name", value=f"nom {n:05d} de famille")) for n in range(3_000)]
    part = sighting(place(2), needle("identity.name", value="Témoin"))
    kept = without_overshadowed([*many, sighting(place(2), longest), part])
    assert len(kept) == 3_001
    assert part not in kept
