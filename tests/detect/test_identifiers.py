"""Verdicts on values that repeat: one browser's, a constant, a ticket; bounds of the collector."""

from collections.abc import Iterable

import pytest

from inspector.detect.identifiers import traces
from inspector.detect.identifiers.choices import Choice
from inspector.detect.identifiers.judging import Outside, find_identifiers
from inspector.detect.identifiers.observation import Observation, Token
from inspector.detect.identifiers.syncs import find_syncs
from inspector.detect.identifiers.traces import IdentifierCollector
from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.identifier import IdentifierKind, Via
from inspector.model.leaf import Confidence

ID = "7f31c09a5be84d22a6f0b1c2"
OTHER = "c0a81f20d7734be9b51e44aa"


def sent(
    flow: int,
    *,
    name: str = "uid",
    value: str = ID,
    site: str = "a.example",
    location: Location = Location.QUERY,
    capture: int = 1,
    page: str = "",
    side: Side = Side.REQUEST,
    first_party: bool = False,
) -> Observation:
    token = Token(side, location, name, name, (), value)
    return Observation(
        capture=CaptureId(capture),
        flow=FlowId(flow),
        entry=flow - 1,
        at_us=flow * 1_000_000,
        phase=None,
        host=site,
        site=site,
        first_party=first_party,
        page=page,
        is_static=False,
        tokens=(token,),
        cookies_set=(),
        cookies_sent=(),
        handoffs=(),
        shipped=None,
    )


def collect(flows: Iterable[Observation], choices: dict[CaptureId, Choice] | None = None) -> IdentifierCollector:
    collector = IdentifierCollector(site_of=lambda host: host, choices=choices or {})
    for flow in flows:
        collector.take(flow)
    return collector


def identifiers(flows: Iterable[Observation], outside: Outside = Outside()):  # noqa: B008
    return find_identifiers(collect(flows), outside)


def test_a_value_sent_once_is_none():
    assert identifiers([sent(1)]) == ()


def test_a_ticket_of_one_page_is_none_and_the_same_on_two_pages_is_tentative():
    assert identifiers([sent(1, name="zz"), sent(2, name="zz")]) == ()
    (found,) = identifiers([sent(1, name="zz", page="one"), sent(2, name="zz", page="two")])
    assert (found.kind, found.confidence, found.reasons) == (IdentifierKind.BROWSER, Confidence.TENTATIVE, ("repeats",))


@pytest.mark.parametrize(
    "name", ["nonce", "x-request-id", "csrf_token", "cb", "eid", "gdpr_consent", "AWSALB", "__cf_bm"]
)
def test_tickets_consent_signals_and_balancers_are_none(name: str):
    assert identifiers([sent(1, name=name, page="one"), sent(2, name=name, page="two")]) == ()


@pytest.mark.parametrize("name", ["sentry_key", "tid", "v", "marketerId", "app_id"])
def test_a_name_of_keys_and_versions_makes_a_constant(name: str):
    (found,) = identifiers([sent(1, name=name), sent(2, name=name)])
    assert (found.kind, found.reasons) == (IdentifierKind.CONSTANT, ("named-constant",))


def test_a_value_that_stands_in_a_script_is_a_constant_whatever_its_name():
    (found,) = identifiers([sent(1), sent(2)], Outside(in_scripts=frozenset({ID})))
    assert (found.kind, found.confidence) == (IdentifierKind.CONSTANT, Confidence.FIRM)


def test_values_that_differ_between_captures_are_one_browsers_each():
    flows = [sent(n, name="zz", capture=1 + n // 3, value=OTHER if n // 3 else ID) for n in range(1, 6)]
    assert {one.value: one.reasons for one in identifiers(flows)} == {
        ID: ("differs-between-captures",),
        OTHER: ("differs-between-captures",),
    }


def test_the_same_value_in_two_fresh_profiles_is_a_constant():
    flows = [sent(n, capture=n) for n in (1, 2)]
    (found,) = identifiers(flows, Outside(fresh=frozenset({CaptureId(1), CaptureId(2)})))
    assert (found.kind, found.reasons) == (IdentifierKind.CONSTANT, ("same-in-fresh-profiles",))


def test_what_was_seen_only_after_an_acceptance_that_followed_a_refusal_is_not_held_against_it():
    second = 1_000_000
    choice = Choice(first_us=5 * second, refused_us=5 * second, ended_us=8 * second)
    collector = collect([sent(9, page="x"), sent(10, page="y")], {CaptureId(1): choice})
    assert find_identifiers(collector, Outside())[0].refusals == ()
    collector = collect([sent(4), sent(6), sent(9)], {CaptureId(1): choice})
    (refusal,) = find_identifiers(collector, Outside())[0].refusals
    assert (refusal.before_us, refusal.first_after_us, refusal.flows_after) == (4 * second, 6 * second, 1)


def test_what_came_between_acceptance_and_refusal_was_there_before():
    second = 1_000_000
    choice = Choice(first_us=2 * second, refused_us=5 * second)
    collector = collect([sent(3), sent(6)], {CaptureId(1): choice})
    assert find_identifiers(collector, Outside())[0].refusals[0].before_us == 3 * second


def test_one_companys_own_sites_and_the_first_party_share_nothing():
    flows = [sent(1), sent(2), sent(3, site="b.example"), sent(4, site="own.example", first_party=True)]
    assert find_syncs(collect(flows), Outside(), are_one=lambda *_: True) == ()
    assert find_syncs(collect(flows), Outside(own_group=frozenset({"b.example"})), are_one=lambda *_: False) == ()
    (found,) = find_syncs(collect(flows), Outside(), are_one=lambda *_: False)
    assert (found.source, found.target, found.via) == ("a.example", "b.example", Via.SHARED)


def test_a_cookie_value_at_another_company_comes_from_who_keeps_the_cookie():
    flows = [sent(1, site="b.example", name="pid"), sent(2, location=Location.COOKIE)]
    (found,) = find_syncs(collect(flows), Outside(), are_one=lambda *_: False)
    assert (found.source, found.target, found.via) == ("a.example", "b.example", Via.PARAMETER)
    assert (found.source_name, found.target_name) == ("uid", "pid")


def test_what_everybody_is_sent_or_a_random_parameter_is_no_sync():
    flows = [sent(1, name="zz"), sent(2, name="zz", site="b.example")]
    assert find_syncs(collect(flows), Outside(), are_one=lambda *_: False) == ()
    named = [sent(1), sent(2, site="b.example")]
    assert find_syncs(collect(named), Outside(in_scripts=frozenset({ID})), are_one=lambda *_: False) == ()


def test_a_flood_of_tickets_is_bounded_told_and_costs_no_cookie(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(traces, "_MOST_TRACES", 100)
    flood = [sent(n, name="q", value=f"{n:024x}", page=str(n)) for n in range(1, 1001)]
    kept = sent(1001, location=Location.COOKIE)
    collector = collect([kept, *flood, sent(1002, location=Location.COOKIE)])
    assert len(collector.traces) <= 100
    assert collector.left_out >= 900
    assert [one.value for one in find_identifiers(collector, Outside())] == [ID]
