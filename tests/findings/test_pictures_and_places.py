"""IMG-01, IMG-02, CNM-01, JUR-01: pictures at others, names that lead elsewhere, countries outside the EEA."""

import pytest

from inspector.findings.registry import evaluate
from inspector.findings.rules import cnm_01, img_01, img_02, jur_01
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.finding import Finding, Severity
from inspector.model.flow import Location, Side
from inspector.model.leaf import About, Confidence
from inspector.model.party import AddressFacts, Alias, Party, Recipient, Role, Source
from inspector.model.signal import Signal, SignalKind
from tests.findings.builders import (
    ADS,
    OWN,
    Evidence,
    flow,
    leaf,
    needle,
    place,
    recipient,
    request_body,
    sighting,
)

_ADDRESS = place(2, location=Location.URL, path="path[3]", layers=())
_PICTURE = flow(2, host=f"t.{ADS}", resource_type="image")
_CHECKED = Source(name="Table of companies", date="2026-01-01", verified=True)
_ATLAS = Source(name="Table of addresses", date="2026-02-02")


def test_a_health_word_in_a_pictures_address_is_medium_and_tentative():
    word = leaf(_ADDRESS, "health.specialty", site=ADS, about=About.UNKNOWN)
    (found,) = img_01.evaluate(Evidence(leaves=[word], flows=[_PICTURE]))
    assert (found.recipient, found.severity, found.confidence) == (ADS, Severity.MEDIUM, Confidence.TENTATIVE)


def test_a_known_value_of_the_person_in_a_pictures_address_is_certain():
    seen = sighting(_ADDRESS, needle("health.specialty"))
    (found,) = img_01.evaluate(Evidence(sightings=[seen], flows=[_PICTURE]))
    assert found.confidence is Confidence.CERTAIN


def test_own_pictures_other_types_and_practitioners_are_no_finding():
    own, other = leaf(_ADDRESS, "health.specialty"), leaf(_ADDRESS, "health.specialty", site=ADS)
    doctor = leaf(_ADDRESS, "health.specialty", site=ADS, about=About.PRACTITIONER)
    assert img_01.evaluate(Evidence(leaves=[own, doctor], flows=[_PICTURE])) == []
    assert img_01.evaluate(Evidence(leaves=[other], flows=[flow(2, resource_type="script")])) == []


def _read(**facts: object) -> list[Finding]:
    layers = facts.pop("layers", ("ocr",))
    where = place(2, side=Side.RESPONSE, location=Location.BODY, path="", layers=layers)
    return img_02.evaluate(Evidence(leaves=[leaf(where, "health.specialty", **facts)]))


def test_words_read_in_a_third_partys_picture_are_medium_and_tentative():
    (found,) = _read(site=ADS)
    assert (found.severity, found.confidence) == (Severity.MEDIUM, Confidence.TENTATIVE)


def test_own_pictures_and_words_that_are_no_pixels_are_silent():
    assert _read(site=OWN) == []
    assert _read(site=ADS, layers=("html",)) == []


def test_where_no_picture_was_read_the_rule_is_not_assessable():
    picture = flow(2, host=f"t.{ADS}", response_mime="image/png")
    unread = evaluate(Evidence(flows=[picture], pictures_read=False)).not_assessable
    assert ("IMG-02", "pictures_unread") in {(item.rule, item.reason) for item in unread}
    none_sent = evaluate(Evidence(pictures_read=False)).not_assessable
    assert "pictures_unread" not in {item.reason for item in none_sent}


def _alias(role: Role) -> Recipient:
    alias = Alias(
        host=f"stats.{OWN}",
        names=("x.eulerian.example",),
        site="eulerian.example",
        operator="Eulerian",
        role=role,
        at_us=1,
        resolver="system",
        source=_CHECKED,
    )
    return recipient(OWN, Role.FIRST_PARTY, hosts=(f"stats.{OWN}",), aliases=(alias,))


def test_an_own_name_that_leads_to_a_tracker_is_medium():
    asked = flow(2, host=f"stats.{OWN}")
    (found,) = cnm_01.evaluate(Evidence(recipients=[_alias(Role.ANALYTICS)], flows=[asked]))
    assert (found.recipient, found.severity, found.facts["target"]) == (OWN, Severity.MEDIUM, "eulerian.example")
    assert cnm_01.evaluate(Evidence(recipients=[_alias(Role.CDN)], flows=[asked])) == []
    assert cnm_01.evaluate(Evidence(recipients=[_alias(Role.ANALYTICS)], flows=[flow(2)])) == []


@pytest.mark.parametrize("is_own", [True, False])
def test_a_trackers_shape_counts_at_the_first_party_only(is_own):
    signal = Signal(
        kind=SignalKind.SHAPE,
        name="new-relic",
        place=request_body(2),
        host="x",
        site=OWN if is_own else ADS,
        first_party=is_own,
        at_us=2,
    )
    found = cnm_01.evaluate(Evidence(signals=[signal]))
    assert [made.confidence for made in found] == ([Confidence.TENTATIVE] if is_own else [])


def _abroad(
    *,
    seat: str | None = None,
    group: str | None = None,
    classes: dict[str, int] | None = None,
    address: AddressFacts | None = None,
    verified: bool = True,
) -> list[Finding]:
    named = ("operator", "seat_country", "group_country")
    sources = dict.fromkeys(named, _CHECKED) if verified else {}
    party = Party(
        site=ADS, operator="Ads", role=Role.ADVERTISING, seat_country=seat, group_country=group, sources=sources
    )
    sent = {"contact.email": 1} if classes is None else classes
    known = recipient(ADS, party=party, classes_sent=sent, address=address)
    return jur_01.evaluate(Evidence(recipients=[known], flows=[flow(2, host=f"t.{ADS}")]))


def test_a_seat_outside_the_eea_is_low_and_medium_with_explicit_health_data():
    (low,) = _abroad(seat="US")
    assert (low.severity, low.rung, low.facts["tie_country"]) == (Severity.LOW, "L3", "US")
    (medium,) = _abroad(seat="US", classes={"health.motive": 1})
    assert medium.severity is Severity.MEDIUM
    (adequate,) = _abroad(seat="CH", classes={"health.motive": 1})
    assert adequate.severity is Severity.LOW
    (group,) = _abroad(seat="FR", group="US")
    assert group.variant == "group"


@pytest.mark.parametrize("class_", ["device.identifier", "behaviour.page", "behaviour.event"])
def test_a_seat_where_only_identifiers_and_pages_went_is_information(class_):
    """A page with forty advertisers would else have forty findings of weight."""
    (found,) = _abroad(seat="US", classes={class_: 3})
    assert (found.severity, found.variant) == (Severity.INFO, "")


def test_an_address_alone_is_information():
    (found,) = _abroad(address=AddressFacts(address="192.0.2.1", country="US", sources={"country": _ATLAS}))
    assert (found.severity, found.variant) == (Severity.INFO, "address")


def test_europe_the_unverified_and_the_untold_are_silent():
    assert _abroad(seat="FR", group="FR") == []
    assert _abroad(seat="US", verified=False) == []
    assert _abroad(seat="US", classes={}) == []


@pytest.mark.parametrize(("language", "name"), [("fr", "États-Unis"), ("en", "United States")])
def test_country_decision_and_its_state_are_written_in_words(language, name):
    (found,) = _abroad(seat="US")
    texts = write_texts(found, Translator(language), recipient=None)
    assert name in texts.title
    assert "2023/1795" in texts.shows
    assert "Latombe" in texts.shows
