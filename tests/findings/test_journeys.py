"""Journeys: what a recipient could read in time order; several services; composites of findings."""

import pytest
from msgspec.structs import replace

from inspector.findings.journeys.journeys import journeys_of
from inspector.findings.journeys.narrative_texts import narrative_texts
from inspector.findings.journeys.narratives import narratives_of
from inspector.findings.rules import e2e_01
from inspector.messages import Translator
from inspector.model.claim import Claim, ClaimKind
from inspector.model.finding import EvidenceItem, Finding, Points, Rung, Severity, finding_id
from inspector.model.flow import Location, Side
from inspector.model.identifier import Identified, Identifier, IdentifierKind, Use
from inspector.model.journey import Link, Narrative, NarrativeKind, StepKind
from inspector.model.leaf import Confidence
from inspector.model.party import FirstParty, Role
from tests.findings.builders import (
    ADS,
    CAPTURE,
    OWN,
    Evidence,
    flow,
    leaf,
    marker,
    needle,
    place,
    recipient,
    response_body,
    sighting,
)

_PAGE = f"https://www.{OWN}/oncologue/lyon?motif=42"
_OTHER = "autre-clinique.example"


def _sent(number: int, path: str = "q"):
    return place(number, path=path)


def test_steps_come_in_time_order_each_once_with_what_they_follow():
    known = needle()
    case = Evidence(
        sightings=[sighting(_sent(5), known), sighting(_sent(6), known)],
        leaves=[
            leaf(_sent(3, "dl"), "behaviour.page", value=_PAGE, site=ADS),
            leaf(_sent(4, "q"), "behaviour.search", value="oncologue", site=ADS),
            leaf(_sent(4, "x"), "device.identifier", value="a1", site=ADS),
        ],
        flows=[flow(n, host=f"t.{ADS}") for n in (3, 4, 5, 6)],
        markers=[marker(4.5, "motive-chosen")],
    )
    (journey,) = journeys_of(case)
    assert (journey.site, journey.requests) == (ADS, 4)
    assert [(step.kind, step.count, step.act) for step in journey.steps] == [
        (StepKind.PAGE, 1, ""),
        (StepKind.SEARCH, 1, ""),
        (StepKind.CHOICE, 2, "motive-chosen"),
    ]
    assert journey.steps[-1].last_us == 6_000_000


def test_what_the_first_party_reads_and_what_never_left_are_no_steps():
    own = sighting(_sent(5), needle(), site=OWN)
    answer = sighting(place(6, side=Side.RESPONSE, location=Location.BODY), needle())
    foreign = leaf(_sent(3, "dl"), "behaviour.page", value="https://elsewhere.example/x", site=ADS)
    assert journeys_of(Evidence(sightings=[own, answer], leaves=[foreign])) == ()


def _two_services(*, shared: bool, same_capture: bool = True) -> Evidence:
    second = CAPTURE if same_capture else type(CAPTURE)(2)
    flows = [
        flow(1, host=f"www.{OWN}", resource_type="document", page="p1"),
        flow(2, host=f"t.{ADS}", page="p1"),
        flow(3, host=f"www.{_OTHER}", resource_type="document", page="p2", capture=second),
        flow(4, host=f"t.{ADS}", page="p2", capture=second),
    ]
    cookie = (("Cookie", "uid=Zk3v9q0x2m7t1b8d"),)
    use = Use(side=Side.REQUEST, location=Location.COOKIE, name="uid", flows=2, place=place(2))
    identifier = Identifier(
        site=ADS,
        first_party=False,
        same_group=False,
        kind=IdentifierKind.BROWSER,
        confidence=Confidence.FIRM,
        reasons=(),
        value="Zk3v9q0x2m7t1b8d",
        bits=80,
        uses=(use,),
        flows=2,
        pages=2,
        captures=(CAPTURE,),
        first_us=None,
        last_us=None,
    )
    return Evidence(
        flows=flows,
        first_party=FirstParty(sites=(OWN, _OTHER), how="given", why="given"),
        recipients=[
            recipient(),
            recipient(OWN, Role.FIRST_PARTY, verified=False, party=recipient(OWN).party),
            recipient(_OTHER, Role.FIRST_PARTY, first_party=True, party=_party_of_its_own()),
        ],
        headers={(2, Side.REQUEST): cookie, (4, Side.REQUEST): cookie if shared else ()},
        identified=Identified(identifiers=(identifier,)),
    )


def _party_of_its_own():

    return replace(recipient(_OTHER).party, operator="Autre clinique SAS")


def test_a_cookie_seen_from_both_services_links_them():
    (journey,) = journeys_of(_two_services(shared=True))
    assert [sight.site for sight in journey.services] == [OWN, _OTHER]
    (link,) = journey.links
    assert (link.link, link.names, link.flows) == (Link.IDENTIFIER, ("uid",), (2, 4))


def test_without_a_common_value_only_the_address_or_nothing_links_them():
    (journey,) = journeys_of(_two_services(shared=False))
    assert journey.links[0].link is Link.ADDRESS
    (apart,) = journeys_of(_two_services(shared=False, same_capture=False))
    assert apart.links[0].link is Link.NOTHING


def _finding(rule: str, recipient: str = ADS, **facts: object) -> Finding:
    default = {
        "id": finding_id(rule, recipient, None),
        "rule": rule,
        "recipient": recipient,
        "class_": None,
        "severity": Severity.LOW,
        "points": Points(),
        "confidence": Confidence.CERTAIN,
        "rung": Rung.L2,
        "occurrences": {CAPTURE: 1},
    }
    return Finding(**{**default, **facts})  # type: ignore[arg-type]


def test_a_composite_has_the_rung_and_confidence_of_its_weakest_link():
    found = [
        _finding("TRK-02"),
        _finding("IDS-01", rung=Rung.L1),
        _finding("X3P-03", confidence=Confidence.FIRM),
        _finding("X3P-03", "elsewhere.example"),
    ]
    (told,) = narratives_of(Evidence(), found)
    assert (told.kind, told.recipient) == (NarrativeKind.PRE_BOOKING_PROFILE, ADS)
    assert (told.rung, told.confidence) == ("L1", Confidence.FIRM)
    assert told.findings == tuple(one.id for one in found[:3])


def test_two_of_three_are_no_composite():
    assert narratives_of(Evidence(), [_finding("TRK-02"), _finding("IDS-01"), _finding("X3P-03", "b.example")]) == ()


def test_what_went_on_after_a_refusal_is_told_only_where_one_was_made():
    item = EvidenceItem(place=place(2), class_=None, value="k3JfX9qLz0TtB7vw", at_us=2_000_000, host=f"t.{ADS}")
    after = _finding("CNS-03", evidence=(item,))
    (told,) = narratives_of(Evidence(markers=[marker(1, "refused")]), [after])
    assert told.kind is NarrativeKind.REFUSAL_INEFFECTIVE
    assert narratives_of(Evidence(markers=[marker(1, "accepted")]), [after]) == ()
    assert narratives_of(Evidence(), [after]) == ()


_CLAIM = Claim(
    id=1,
    quote="Vos données sont chiffrées de bout en bout",
    date="2026-01-12",
    url="https://rdv.example/securite",
    kind=ClaimKind.END_TO_END_ENCRYPTED,
    scope=("health.motive",),
    is_scope_confirmed=True,
)


def test_a_claim_counts_against_an_observation_only_where_the_investigator_says_it_covers_it():

    leaves = [leaf(response_body(2)), leaf(response_body(2, "$.n"), "identity.name")]
    severities = {made.class_: made.severity for made in e2e_01.evaluate(Evidence(leaves=leaves, claims=[_CLAIM]))}
    assert severities == {"health.motive": Severity.MEDIUM, "identity.name": Severity.INFO}
    for unsourced in (replace(_CLAIM, date=""), replace(_CLAIM, url=" "), replace(_CLAIM, url="", document="")):
        assert {made.severity for made in e2e_01.evaluate(Evidence(leaves=leaves, claims=[unsourced]))} == {
            Severity.INFO
        }
    copied = replace(_CLAIM, url="", document="ab" * 32)
    found = {made.class_: made for made in e2e_01.evaluate(Evidence(leaves=leaves, claims=[copied]))}
    assert found["health.motive"].facts["quote_url"] == "SHA-256 abababababababab…"
    unsaid = replace(_CLAIM, is_scope_confirmed=False)
    assert {made.severity for made in e2e_01.evaluate(Evidence(leaves=leaves, claims=[unsaid]))} == {Severity.INFO}


def test_a_claim_is_set_beside_what_was_readable_and_what_stayed_opaque():
    readable = _finding("E2E-01", OWN, class_="health.motive")
    (told,) = narratives_of(Evidence(claims=[_CLAIM]), [readable, _finding("E2E-02", OWN)])
    assert (told.kind, told.variant, told.facts["readable"], told.facts["opaque"]) == (
        NarrativeKind.CLAIM_TEST,
        "contradicted",
        1,
        1,
    )
    assert narratives_of(Evidence(claims=[_CLAIM]), [_finding("E2E-01", OWN, class_="identity.name")]) == ()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", list(NarrativeKind))
def test_every_composite_has_its_texts_without_holes(kind, language):
    facts: dict[str, str | int] = {"quote": "q", "date": "2026", "url": "u", "readable": 1, "opaque": 2}
    for variant in ("", "opaque"):
        told = Narrative(
            kind=kind,
            recipient=ADS,
            findings=(),
            rung="L2",
            confidence=Confidence.FIRM,
            variant=variant,
            facts=facts,
        )
        texts = narrative_texts(told, Translator(language))
        assert ADS in texts.title
        assert "{" not in texts.title + texts.tells + texts.does_not_show
