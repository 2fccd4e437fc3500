"""Which sites an investigation is about."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from inspector.messages import LANGUAGES, Translator
from inspector.parties.book import PartyBook
from inspector.parties.navigation import SiteActivity, infer_first_party, state_first_party

BOOK = PartyBook.load()
HARS = Path(__file__).parents[3] / "shared" / "hars"


def visit(site: str, **facts: Any) -> SiteActivity:
    return SiteActivity(site=site, **{"flows": 1, "bytes": 1_000, "first_us": 1_000, **facts})


CLINIC = visit("clinic.example", pages=3, documents=4, referred_by=60, initiated=20, flows=40, bytes=500_000)


def test_the_site_of_the_navigation_is_the_first_party():
    found = infer_first_party([visit("tracker.example", flows=30), CLINIC], BOOK)
    assert (found.sites, found.how, found.why) == (("clinic.example",), "inferred", "pages")
    assert found.facts["pages"] == "3/3"


def test_a_login_hop_and_a_consent_page_do_not_win():
    login = visit("auth0.com", host="clinic.eu.auth0.com", pages=2, documents=6, referred_by=10, flows=20)
    consent = visit("cookielaw.org", documents=2, referred_by=8, flows=9)
    assert infer_first_party([login, consent, CLINIC], BOOK).sites == ("clinic.example",)


def test_a_search_engine_on_the_way_does_not_win():
    search = visit("google.com", host="www.google.com", pages=2, documents=3, referred_by=30, flows=80, first_us=1)
    assert infer_first_party([search, CLINIC], BOOK).sites == ("clinic.example",)


def test_a_frame_of_a_tracker_does_not_win_over_the_page_around_it():
    page = visit("facebook.com", host="www.facebook.com", pages=1, documents=1, referred_by=40, flows=60)
    frame = visit("frame.example", documents=2, flows=3)
    assert infer_first_party([frame, page], BOOK).sites[0] == "facebook.com"


def test_many_tracker_requests_do_not_win_over_documents():
    tracker = visit("doubleclick.net", flows=900, bytes=9_000_000, documents=12, first_us=1)
    assert infer_first_party([tracker, visit("clinic.example", documents=1, referred_by=5)], BOOK).sites == (
        "clinic.example",
    )


def test_sites_of_the_same_operator_join_and_sites_of_the_same_group_do_not():
    main = visit("doctolib.fr", pages=2, documents=2, referred_by=10, flows=20)
    found = infer_first_party([main, visit("doctolib.com"), visit("tanker.io"), visit("cloudinary.com")], BOOK)
    assert found.sites == ("doctolib.fr", "doctolib.com")
    assert found.why == "pages-and-operator"
    assert found.facts["others"] == "doctolib.com"


def test_tenants_of_one_host_are_not_one_operator():
    main = visit("clinic.github.io", pages=1, documents=1, referred_by=3)
    assert infer_first_party([main, visit("other.github.io")], BOOK).sites == ("clinic.github.io",)


def test_two_sites_visited_for_themselves_are_both_named():
    second = visit("pharmacy.example", pages=2, documents=3, referred_by=40, initiated=5, flows=30)
    found = infer_first_party([CLINIC, second, visit("tracker.example")], BOOK)
    assert (found.sites, found.why) == (("clinic.example", "pharmacy.example"), "several")


def test_a_redirect_hop_does_not_stand_on_its_own():
    hop = visit("old-clinic.example", pages=1, documents=1, first_us=1)
    assert infer_first_party([hop, CLINIC], BOOK).sites == ("clinic.example",)


def test_without_documents_the_site_with_most_of_the_traffic_is_taken_and_said_so():
    api = visit("clinic.example", flows=40, bytes=90_000, first_us=5)
    sdk = visit("appsflyer.com", flows=60, bytes=100_000, first_us=1)
    found = infer_first_party([sdk, api], BOOK)
    assert (found.sites, found.why, found.facts["flows"]) == (("clinic.example",), "volume", "40/100")


def test_referers_alone_decide_where_documents_are_missing():
    found = infer_first_party([visit("clinic.example", referred_by=9), visit("cdn.example", flows=50)], BOOK)
    assert (found.sites, found.why) == (("clinic.example",), "referers")


def test_a_capture_of_trackers_only_still_names_one():
    assert infer_first_party([visit("doubleclick.net"), visit("criteo.com", flows=2)], BOOK).sites == ("criteo.com",)


def test_no_site_is_no_guess():
    found = infer_first_party([], BOOK)
    assert (found.sites, found.why) == ((), "none")
    assert infer_first_party([visit("")], BOOK) == found


def test_the_answer_does_not_depend_on_the_order():
    visits = [CLINIC, visit("a.example"), visit("doctolib.fr", documents=1), visit("b.example", pages=3, referred_by=9)]
    assert infer_first_party(visits, BOOK).sites == infer_first_party(visits[::-1], BOOK).sites


def test_what_a_person_names_is_taken_as_sites():
    found = state_first_party(["https.clinic.example", "WWW.Clinic.example.", "", "192.0.2.1"], how="user", book=BOOK)
    assert (found.sites, found.how, found.why) == (("clinic.example", "192.0.2.1"), "user", "user")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_whole_sentence_in_both_languages(language):
    translate = Translator(language)
    reasons = ["pages", "documents", "referers", "volume", "several"]
    codes = [*reasons, *(f"{reason}-and-operator" for reason in reasons), "only-site", "none", "given", "user"]
    facts = infer_first_party([CLINIC], BOOK).facts
    for code in codes:
        assert translate.has(f"first_party.{code}")
        assert "{" not in translate(f"first_party.{code}", **facts)


def activities(har: Path) -> list[SiteActivity]:
    """Activities of a HAR, roughly: only for these tests."""
    log = json.loads(har.read_text(encoding="utf-8-sig"))["log"]
    counts: dict[str, dict[str, Any]] = {}
    first_page: set[str] = set()
    for n, entry in enumerate(log["entries"]):
        site = BOOK.sites.site_of(urlsplit(entry["request"]["url"]).hostname or "")
        count = counts.setdefault(site, dict.fromkeys(("documents", "pages", "referred_by", "flows", "bytes"), 0))
        count.setdefault("first_us", n)
        count["flows"] += 1
        count["bytes"] += max(0, entry["response"].get("bodySize") or 0)
        count["documents"] += "html" in (entry["response"]["content"].get("mimeType") or "")
        page = entry.get("pageref")
        if page is not None and page not in first_page:
            first_page.add(page)
            count["pages"] += 1
        referer = next((h["value"] for h in entry["request"]["headers"] if h["name"].lower() == "referer"), "")
        origin = BOOK.sites.site_of(urlsplit(referer).hostname or "")
        if origin in counts and origin != site:
            counts[origin]["referred_by"] += 1
    return [SiteActivity(site=site, **count) for site, count in counts.items()]


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("har2tree--lemonde.har", "lemonde.fr"),
        ("har2tree--lalibre-079.har", "lalibre.be"),
        ("haralyzer--cnn-chrome.har", "cnn.com"),
        ("pagexray--redirect-mytoys.de.har", "mytoys.de"),
        ("har2tree--circl.har", "circl.lu"),
    ],
)
def test_the_site_of_a_real_capture_is_found(name, site):
    if not (HARS / name).exists():
        pytest.skip("the shared captures are not beside this checkout")
    assert infer_first_party(activities(HARS / name), BOOK).sites[0] == site
