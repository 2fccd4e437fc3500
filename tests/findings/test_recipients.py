"""X3P-01, X3P-02, X3P-03, SRC-01, REF-01 and URL-01: what others learn, and by which address."""

import pytest

from inspector.findings.registry import evaluate
from inspector.findings.rules import ref_01, src_01, url_01, x3p_01, x3p_02, x3p_03
from inspector.model.finding import Rung, Severity
from inspector.model.flow import Delivery, Location, Side
from inspector.model.leaf import About, Confidence, Origin
from tests.findings.builders import (
    ADS,
    OWN,
    Evidence,
    flow,
    leaf,
    marker,
    needle,
    place,
    recipient,
    request_body,
    response_body,
    sighting,
)

_PAGE = f"https://www.{OWN}/oncologue/lyon/x"


def _page_case(**facts: object) -> Evidence:
    """Flow 1 is a page whose path names a specialty."""
    in_path = leaf(place(1, location=Location.URL, path="path[0]", layers=()), "health.specialty", about=About.UNKNOWN)
    leaves = [in_path, *facts.pop("leaves", ())]  # type: ignore[misc]
    return Evidence(leaves=leaves, flows=[flow(1, url=_PAGE, path="/oncologue/lyon/x"), *_ads_flows()], **facts)


def _ads_flows() -> list[object]:
    return [flow(2, host=f"t.{ADS}", path="/p")]


def test_a_learned_motive_at_an_advertiser_beside_a_cookie_is_critical():
    case = Evidence(
        sightings=[sighting(place(2, path="motiveKey"))],
        headers={(2, Side.REQUEST): (("cookie", "uid=k3JfX9qLz0TtB7vw"),)},
    )
    (found,) = x3p_01.evaluate(case)
    assert (found.recipient, found.class_) == (ADS, "health.motive")
    assert (found.severity, found.points.total) == (Severity.CRITICAL, 8)
    assert (found.confidence, found.rung) == (Confidence.CERTAIN, Rung.L2)


def test_a_joined_id_is_an_inference_and_says_so():
    (found,) = x3p_01.evaluate(Evidence(sightings=[sighting(place(2), needle(value="9000042", joined="Annonce"))]))
    assert (found.points.data, found.variant) == (3, "joined")


def test_a_value_not_known_to_be_the_users_stays_tentative_and_at_most_medium():
    (found,) = x3p_01.evaluate(Evidence(sightings=[sighting(place(2), needle(about=About.CATALOGUE))]))
    assert (found.confidence, found.severity) == (Confidence.TENTATIVE, Severity.MEDIUM)


def test_a_field_that_speaks_for_itself_counts_without_having_been_learned():
    (found,) = x3p_01.evaluate(Evidence(leaves=[leaf(place(2), site=ADS)]))
    assert found.confidence is Confidence.FIRM


def test_companies_of_the_same_group_are_shown_as_such():
    case = Evidence(sightings=[sighting(place(2))], recipients=[recipient(same_group=True)])
    (found,) = x3p_01.evaluate(case)
    assert (found.variant, found.points.recipient) == ("same_group", 0)


@pytest.mark.parametrize("delivery", [Delivery.BLOCKED, Delivery.CACHE, Delivery.INTERNAL_REDIRECT, Delivery.FAILED])
def test_what_never_left_was_sent_to_nobody(delivery):
    case = Evidence(sightings=[sighting(place(2))], flows=[flow(2, delivery=delivery)])
    assert x3p_01.evaluate(case) == []


def test_a_part_of_a_longer_value_at_the_same_place_is_not_told_twice():
    mail = needle("contact.email", value="camille.temoin@courriel.example", origin=Origin.PERSONA)
    name = needle("identity.name", value="Camille Témoin", origin=Origin.PERSONA)
    seen = [sighting(place(2), mail), sighting(place(2), name), sighting(place(2, path="n"), name)]
    found = {one.class_: one.occurrences for one in evaluate(Evidence(sightings=seen)).findings}
    assert found == {"contact.email": {1: 1}, "identity.name": {1: 1}}


def test_a_step_of_a_page_address_is_left_to_the_page_rule():
    specialty = sighting(place(2, path="dl > path[0]"), needle("health.specialty", value="oncologue"))
    assert x3p_01.evaluate(Evidence(sightings=[specialty])) == []


def test_a_bare_name_or_address_that_nobody_planted_or_learned_is_nothing():
    leaves = [leaf(place(2), "identity.name", site=ADS), leaf(place(2, path="em"), "contact.email", site=ADS)]
    assert x3p_01.evaluate(Evidence(leaves=leaves)) == []


def test_the_first_party_is_no_third_party():
    assert x3p_01.evaluate(Evidence(sightings=[sighting(place(2), site=OWN)])) == []


def test_a_catalogue_word_in_somebody_elses_field_is_nothing():
    assert x3p_01.evaluate(Evidence(leaves=[leaf(place(2), site=ADS, about=About.CATALOGUE)])) == []


def test_circumstances_come_from_the_markers():
    markers = [marker(0.5, "refused"), marker(0.6, "logged-in")]
    (found,) = x3p_01.evaluate(Evidence(sightings=[sighting(place(2))], markers=markers))
    assert (found.points.circumstances, found.phase) == (2, "logged-in")
    assert {"before_choice", "authenticated"} <= set(found.points.why)


def test_a_recomputed_digest_is_high_and_reaches_l1():
    mail = needle("contact.email", value="a@b.example", origin=Origin.PERSONA, learned_from=None)
    case = Evidence(sightings=[sighting(request_body(2), mail, form="sha256")])
    (found,) = x3p_02.evaluate(case)
    assert (found.severity, found.rung, found.confidence) == (Severity.HIGH, Rung.L1, Confidence.CERTAIN)
    assert x3p_01.evaluate(case) == []


def test_plain_values_and_first_party_digests_are_not_digests_at_others():
    assert x3p_02.evaluate(Evidence(sightings=[sighting(place(2))])) == []
    assert x3p_02.evaluate(Evidence(sightings=[sighting(place(2), form="sha256", site=OWN)])) == []


def test_the_address_of_a_health_page_at_an_advertiser():
    told = leaf(place(2, path="dl"), "behaviour.page", site=ADS, about=About.UNKNOWN, value=f"{_PAGE}?pid=1")
    (found,) = x3p_03.evaluate(_page_case(leaves=[told]))
    assert (found.class_, found.points.data, found.points.recipient) == ("behaviour.page", 3, 3)
    assert found.severity is Severity.HIGH


@pytest.mark.parametrize("value", [f"https://www.{OWN}/", f"https://www.{OWN}/aide", "https://autre.example/oncologue"])
def test_addresses_that_tell_nothing_are_left_alone(value):
    told = leaf(place(2, path="dl"), "behaviour.page", site=ADS, about=About.UNKNOWN, value=value)
    assert x3p_03.evaluate(_page_case(leaves=[told])) == []


def test_a_health_page_in_the_referer_of_a_request_to_others():
    seen = leaf(place(2, location=Location.URL, path="path[0]"), "device.identifier", site=ADS)
    case = _page_case(leaves=[seen])
    case._headers[2, Side.REQUEST] = (("Referer", _PAGE),)
    (found,) = ref_01.evaluate(case)
    assert (found.recipient, found.evidence[0].place.path, found.evidence[0].value) == (ADS, "referer", _PAGE)


def test_an_origin_only_referer_is_the_harmless_twin():
    seen = leaf(place(2), "device.identifier", site=ADS)
    case = _page_case(leaves=[seen])
    case._headers[2, Side.REQUEST] = (("Referer", f"https://www.{OWN}/"),)
    assert ref_01.evaluate(case) == []


def test_a_referer_sent_to_the_service_itself_is_none():
    seen = leaf(place(1), "device.identifier")
    case = _page_case(leaves=[seen])
    case._headers[1, Side.REQUEST] = (("Referer", _PAGE),)
    assert ref_01.evaluate(case) == []


def test_a_typed_search_term_at_an_advertiser_is_high():
    (found,) = src_01.evaluate(Evidence(sightings=[sighting(place(2), needle("behaviour.search", value="oncologie"))]))
    assert (found.severity, found.class_) == (Severity.HIGH, "behaviour.search")


def test_a_term_equal_to_one_the_service_received_is_found_without_a_needle():
    own = leaf(place(1), "behaviour.search", value="oncologie")
    away = leaf(place(2), "behaviour.search", value="Oncologie", site=ADS)
    assert len(src_01.evaluate(Evidence(leaves=[own, away]))) == 1


def test_searches_within_the_service_and_other_peoples_searches_are_silent():
    own = leaf(place(1), "behaviour.search", value="oncologie")
    other = leaf(place(2), "behaviour.search", value="chaussures", site=ADS)
    assert src_01.evaluate(Evidence(leaves=[own, other])) == []
    assert src_01.evaluate(Evidence(sightings=[sighting(place(2), needle("behaviour.search"), site=OWN)])) == []


def test_a_chosen_motive_in_an_address_of_the_service_is_low():
    (found,) = url_01.evaluate(Evidence(leaves=[leaf(place(1, path="visit_motive_ids"), label="Annonce")]))
    assert (found.severity, found.variant) == (Severity.LOW, "")


def test_an_address_that_was_told_to_others_is_high():
    in_path = leaf(place(1, location=Location.URL, path="path[0]", layers=()), "health.specialty")
    told = leaf(place(2, path="dl"), "behaviour.page", site=ADS, about=About.UNKNOWN, value=_PAGE)
    name = leaf(response_body(3, path="$.patient.last_name"), "identity.name")
    (found,) = url_01.evaluate(Evidence(leaves=[in_path, told, name], flows=[flow(1, url=_PAGE)]))
    assert (found.severity, found.variant) == (Severity.HIGH, "copied")


def test_the_address_of_a_public_page_weighs_less_where_nobody_is_named():
    in_path = leaf(place(1, location=Location.URL, path="path[0]", layers=()), "health.specialty")
    told = leaf(place(2, path="dl"), "behaviour.page", site=ADS, about=About.UNKNOWN, value=_PAGE)
    (alone,) = url_01.evaluate(Evidence(leaves=[in_path], flows=[flow(1, url=_PAGE)]))
    (copied,) = url_01.evaluate(Evidence(leaves=[in_path, told], flows=[flow(1, url=_PAGE)]))
    assert (alone.severity, copied.severity) == (Severity.INFO, Severity.MEDIUM)


def test_a_health_page_that_no_request_asked_for_is_known_by_its_address_elsewhere():
    dl = leaf(place(2, path="dl"), "behaviour.page", site=ADS, about=About.UNKNOWN, value=_PAGE)
    part = leaf(place(2, path="dl > path[0]"), "health.specialty", site=ADS, about=About.UNKNOWN, value="oncologue")
    found = x3p_03.evaluate(Evidence(leaves=[dl, part], flows=[flow(1, url=f"https://www.{OWN}/"), *_ads_flows()]))
    assert [finding.recipient for finding in found] == [ADS]


def test_catalogue_words_bodies_and_other_sites_are_no_health_addresses():
    leaves = [leaf(place(1), about=About.CATALOGUE), leaf(response_body(1)), leaf(place(2), site=ADS)]
    assert url_01.evaluate(Evidence(leaves=leaves)) == []


def test_a_public_path_without_a_person_stays_tentative():
    in_path = leaf(place(1, location=Location.URL), "health.specialty", about=About.UNKNOWN)
    (found,) = url_01.evaluate(Evidence(leaves=[in_path]))
    assert found.confidence is Confidence.TENTATIVE
