"""IDS-01, IDS-02, SYN-01, CKI-01 and REF-02: identifiers, cookies and Referers."""

from typing import Any

import pytest
from msgspec.structs import replace

from inspector.findings.cookie_purposes import Purpose, purpose_of
from inspector.findings.rules import cki_01, ids_01, ids_02, ref_02, syn_01
from inspector.model.finding import Severity
from inspector.model.flow import Delivery, FlowId, Location, Side
from inspector.model.identifier import Identified, IdentifierKind, Sync, Use, Via
from inspector.model.leaf import About, Confidence, Origin
from inspector.model.party import Role
from tests.findings.builders import (
    ADS,
    CAPTURE,
    OWN,
    Evidence,
    capture,
    flow,
    leaf,
    needle,
    place,
    recipient,
    request_body,
    response_body,
    sighting,
)
from tests.findings.test_consent_rules import ID, cookie, identifier

DSP = "dsp.example"

# IDS-01


def _repeating(**facts: Any) -> list[Any]:
    more = {name: facts.pop(name) for name in ("recipients",) if name in facts}
    more |= {"flows": facts.pop("evidence_flows", ())}
    return ids_01.evaluate(Evidence(identified=Identified(identifiers=(identifier(**facts),)), **more))


def test_a_value_that_repeats_at_a_third_party_weighs_by_identity_and_role():
    (found,) = _repeating()
    assert (found.recipient, found.points.total, found.severity) == (ADS, 1 + 3, Severity.MEDIUM)
    assert (found.confidence, found.occurrences, found.facts["pages"]) == (Confidence.CERTAIN, {CAPTURE: 2}, 2)
    (low,) = _repeating(recipients=[recipient(role=Role.CDN)])
    assert low.severity is Severity.LOW


@pytest.mark.parametrize(
    "facts",
    [{"kind": IdentifierKind.CONSTANT}, {"same_group": True}, {"site": OWN, "first_party": True}, {"flows": 1}],
)
def test_constants_own_sites_and_single_requests_are_no_such_identifiers(facts):
    assert _repeating(**facts) == []


def test_what_never_left_the_browser_is_no_identifier_received():
    assert _repeating(evidence_flows=[flow(3, delivery=Delivery.CACHE)]) == []


# IDS-02

_ACCOUNT = needle("identity.account_id", value="314159265")


def test_an_account_number_at_a_third_party_is_high():
    (found,) = ids_02.evaluate(Evidence(sightings=[sighting(place(2, path="uid"), _ACCOUNT)]))
    assert (found.recipient, found.class_, found.severity) == (ADS, "identity.account_id", Severity.HIGH)


def test_a_short_number_needs_a_field_named_after_an_account():
    short = needle("identity.account_id", value="4711")
    seen = sighting(place(2, path="n"), short)
    assert ids_02.evaluate(Evidence(sightings=[seen])) == []
    named = leaf(place(2, path="n"), "identity.account_id", site=ADS, value="4711")
    assert len(ids_02.evaluate(Evidence(sightings=[seen], leaves=[named]))) == 1


def test_a_field_of_an_account_counts_where_its_value_is_the_first_party_s():
    own = leaf(response_body(1, "$.id"), "identity.account_id", value="4711")
    theirs = leaf(request_body(2, "$.user_id"), "identity.account_id", site=ADS, value="4711", about=About.UNKNOWN)
    (found,) = ids_02.evaluate(Evidence(leaves=[own, theirs]))
    assert (found.confidence, found.evidence[0].origin) == (Confidence.FIRM, own.place)
    other = replace(theirs, value="4712")
    assert ids_02.evaluate(Evidence(leaves=[own, other])) == []


def test_other_values_and_the_first_party_itself_do_not_count():
    mail = needle("contact.email", value="a@b.example", origin=Origin.PERSONA)
    at_home = sighting(place(2), _ACCOUNT, site=OWN)
    assert ids_02.evaluate(Evidence(sightings=[sighting(place(2), mail), at_home])) == []


# SYN-01


def _sync(**facts: Any) -> Sync:
    default: dict[str, Any] = {
        "source": ADS, "target": DSP, "via": Via.REDIRECT, "value": ID, "source_name": "obuid", "target_name": "puid",
        "confidence": Confidence.CERTAIN, "count": 1, "flows": (FlowId(3),), "captures": (CAPTURE,),
        "first_us": 3_000_000, "last_us": 3_000_000,
    }  # fmt: skip
    return Sync(**{**default, **facts})


def _synced(*syncs: Sync, **facts: Any) -> list[Any]:
    both = [recipient(), recipient(DSP)]
    return syn_01.evaluate(
        Evidence(**{"identified": Identified(syncs=syncs, identifiers=(identifier(),)), "recipients": both, **facts})
    )


def test_an_identifier_handed_on_shows_both_ends():
    (found,) = _synced(_sync())
    assert (found.recipient, found.severity, found.facts["source"]) == (DSP, Severity.MEDIUM, ADS)
    assert [(item.role, item.place.location) for item in found.evidence] == [
        ("evidence", Location.HEADER),
        ("origin", Location.QUERY),
    ]


def test_a_parameter_is_shown_where_it_stands():
    flows = [flow(5, host=f"t.{DSP}", url=f"https://t.{DSP}/m?puid={ID}")]
    (found,) = _synced(_sync(via=Via.PARAMETER, flows=(FlowId(5),)), flows=flows)
    assert (found.evidence[0].place.path, found.facts["via"]) == ("puid", "parameter")


def test_the_first_party_and_its_group_are_no_end_of_an_exchange():
    ours = [recipient(same_group=True), recipient(DSP)]
    assert _synced(_sync(), recipients=ours) == []
    assert _synced(_sync(source=OWN)) == []
    assert _synced() == []


# CKI-01


def _judged(*cookies: Any, **facts: Any) -> list[Any]:
    return cki_01.evaluate(Evidence(identified=Identified(cookies=cookies), **facts))


def test_a_lasting_identifier_is_told_with_its_days():
    (found,) = _judged(cookie("uid", lifetime_days=730.0))
    assert (found.facts["days"], found.severity, found.class_) == (730, Severity.MEDIUM, None)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("uid", {"lifetime_days": 396.0}),
        ("uid", {"lifetime_days": None}),
        ("lang", {"lifetime_days": 730.0}),
        ("theme", {"lifetime_days": 730.0, "value": "dark"}),
        ("didomi_token", {"lifetime_days": 730.0}),
        ("uid", {"lifetime_days": 730.0, "set_flow": None}),
    ],
)
def test_within_thirteen_months_or_without_an_identifier_nothing_is_said(name, facts):
    assert _judged(cookie(name, **facts)) == []


def test_a_session_cookie_of_the_service_names_what_it_lacks():
    whole: dict[str, Any] = {"secure": True, "http_only": True, "same_site": "lax", "site": OWN}
    assert _judged(cookie("rdv_session", **whole)) == []
    (found,) = _judged(cookie("rdv_session", **{**whole, "http_only": False, "same_site": ""}))
    assert (found.facts["names_weak"], found.severity) == ("rdv_session (HttpOnly, SameSite)", Severity.LOW)
    assert _judged(cookie("rdv_session", **{**whole, "http_only": False, "site": ADS})) == []
    assert _judged(cookie("csrf_token", **{**whole, "http_only": False})) == []


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("_ga", Purpose.TRACKER),
        ("__Secure-next-auth.session-token", Purpose.SESSION),
        ("_gat_lang", Purpose.NECESSARY),
        ("_pk_id.3.1fff", Purpose.AUDIENCE),
        ("__cf_bm", Purpose.NECESSARY),
        ("JSESSIONID", Purpose.SESSION),
        ("obsession", Purpose.UNKNOWN),
        ("visitor", Purpose.UNKNOWN),
    ],
)
def test_the_name_of_a_cookie_tells_its_purpose(name, purpose):
    assert purpose_of(name) is purpose


# REF-02


def _referred(referer: str, **facts: Any) -> list[Any]:
    flows = [
        flow(1, path="/", resource_type="document"),
        flow(2, path="/ivg/lyon", resource_type="document"),
        *(flow(n, host=f"t.{ADS}") for n in (3, 4)),
        *facts.pop("flows", ()),
    ]
    headers = {(n, Side.REQUEST): (("referer", referer),) for n in (3, 4)} if referer else {}
    return ref_02.evaluate(Evidence(flows=flows, headers=headers, **facts))


def test_a_referer_cut_to_the_origin_speaks_for_the_service():
    (found,) = _referred(f"https://www.{OWN}/")
    assert (found.recipient, found.severity, found.facts["cut"], found.facts["asked"]) == (OWN, Severity.INFO, 2, 2)
    assert found.confidence is Confidence.FIRM
    (sure,) = _referred(f"https://www.{OWN}/", captures=[replace(capture(), environment={"profile": "fresh"})])
    assert sure.confidence is Confidence.CERTAIN


@pytest.mark.parametrize("referer", [f"https://www.{OWN}/ivg/lyon", f"https://www.{OWN}/?q=ivg", "", "https://[x"])
def test_a_path_a_query_or_no_referer_at_all_gives_no_good_word(referer):
    assert _referred(referer) == []


def test_without_others_or_pages_with_a_path_there_is_nothing_to_praise():
    origin = (("referer", f"https://www.{OWN}/"),)
    front = [flow(1, path="/", resource_type="document"), flow(3, host=f"t.{ADS}")]
    assert ref_02.evaluate(Evidence(flows=front, headers={(3, Side.REQUEST): origin})) == []
    assert ref_02.evaluate(Evidence(flows=[flow(1, path="/ivg", resource_type="document")])) == []
    assert _referred(f"https://www.{OWN}/", flows=[flow(5, host=f"t.{ADS}", delivery=Delivery.BLOCKED)]) == []


def test_a_use_that_only_an_answer_shows_is_where_the_identifier_comes_from():
    uses = (
        Use(side=Side.RESPONSE, location=Location.COOKIE, name="uid", flows=1, place=place(3, side=Side.RESPONSE)),
        Use(side=Side.REQUEST, location=Location.COOKIE, name="uid", flows=2, place=place(4, path="uid")),
    )
    (found,) = _repeating(uses=uses, reasons=("set-by-response",))
    assert [item.role for item in found.evidence] == ["origin", "evidence"]
    assert found.facts["set"] == "seen"
