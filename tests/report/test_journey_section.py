"""Who learned what when, claims and documents: masked, no act without a marker, facts of two kinds kept apart."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from inspector.messages import Translator
from inspector.model.claim import ClaimKind
from inspector.report.blocks import linked_titles, printed_findings
from inspector.report.claim_section import claim_section
from inspector.report.data import ReportData, TransportNote
from inspector.report.document import document
from inspector.report.journey_section import journey_section
from inspector.report.pdf import build_redactor, write_pdf
from inspector.report.typesetter import Typesetter
from tests.report.builders import EMAIL, MOTIVE, SHA, empty_report
from tests.report.journeys import PAGE, QUOTE, UID, journey, told_report
from tests.report.test_pdf import text_of


def setter_of(data: ReportData, *, language: str = "en", level: str = "default") -> Typesetter:
    return Typesetter(Translator(language), build_redactor(data, language=language, level=level))


def journeys_of(data: ReportData, *, level: str = "default") -> Any:
    return journey_section(data, setter_of(data, level=level), linked=linked_titles(data))


def claims_of(data: ReportData) -> Any:
    return claim_section(data, setter_of(data), findings=printed_findings(data)[0], linked=linked_titles(data))


def test_values_are_masked_and_of_a_page_only_the_host_is_shown():
    data = told_report()
    told = json.dumps(journeys_of(data), ensure_ascii=False)
    assert not [value for value in (MOTIVE, EMAIL, PAGE, UID, "Oncologie", "camille", "lyon") if value in told]
    assert "[reason for consultation 1]" in told
    assert "www.\u200brdv-" in told or "www.rdv-sante.example/" in told


def test_an_act_is_told_only_where_a_marker_says_so():
    (one,) = journeys_of(told_report())["recipients"]
    rows = one["groups"][0]["rows"]
    assert [bool(row["act"]) for row in rows] == [False, True, False, False]
    assert "the person chose" in rows[1]["act"]
    assert [bool(row["no_act"]) for row in rows] == [False, False, True, False]
    assert all("person" not in row["sent"] for row in rows)
    assert "2 more" in one["more"]


def test_a_composite_names_its_findings_and_its_rung():
    (one,) = journeys_of(told_report())["narratives"]
    assert [item["id"] for item in one["findings"]] == list(linked_titles(told_report()))
    assert "L1" in one["standing"]


@pytest.mark.parametrize(
    ("link", "word"),
    [("identifier", "One identifier"), ("address", "network address"), ("nothing", "Nothing in common")],
)
def test_services_are_linked_by_what_was_observed(link: str, word: str):
    told = journey()
    links = tuple(replace(one, link=type(one.link)(link)) for one in told.links)
    (row,) = journeys_of(replace(told_report(), journeys=(replace(told, links=links),)))["services"]["rows"]
    assert row[1:3] == ["3", "3"]
    assert word in row[3]
    assert UID not in row[3]


def test_one_service_needs_no_table():
    alone = replace(journey(), services=journey().services[:1], links=())
    assert journeys_of(replace(told_report(), journeys=(alone,)))["services"] is None


def test_an_observation_stands_beside_a_claim_only_where_its_scope_is_confirmed():
    (claim,) = claims_of(told_report())["claims"]
    assert [item["text"] for item in claim["observed"][0]["findings"]] == ["reason for consultation"]
    (claim,) = claims_of(told_report(confirmed=False))["claims"]
    assert not claim["observed"][0]["findings"]
    assert "not said" in claim["scope"]


def test_a_claim_is_quoted_letter_by_letter_with_its_archived_copy():
    data = told_report()
    page: Any = claim_section(data, setter_of(data, language="fr"), findings=(), linked={})
    (claim,) = page["claims"]
    assert QUOTE in claim["quote"]
    assert claim["hash"] == SHA
    assert "politique.pdf" in claim["copy"]


@pytest.mark.parametrize(
    ("kind", "name"), [("no-third-party", "other sites"), ("consent-respected", "choice"), ("other", "No rule")]
)
def test_other_claims_say_what_they_were_held_against(kind: str, name: str):
    data = told_report()
    claims = tuple(replace(claim, kind=ClaimKind(kind)) for claim in data.claims)
    (claim,) = claims_of(replace(data, claims=claims))["claims"]
    assert name in claim["observed"][0]["text"]


def test_documents_say_who_cites_them():
    ((row,),) = (claims_of(told_report())["documents"]["rows"],)
    assert row["sha256"] == SHA
    assert row["cited"][0] == "claim 1"
    assert "attribution of" in row["cited"][1]


@pytest.mark.parametrize(
    ("transport", "state"),
    [
        (TransportNote(versions=(("TLS 1.3", 2),)), "tls"),
        (TransportNote(encrypted=2), "tls"),
        (TransportNote(encrypted=2, clear=1), "mixed_transit"),
        (TransportNote(clear=1), "clear"),
        (TransportNote(), "unseen"),
    ],
)
def test_three_states_say_what_a_capture_can_tell(transport: TransportNote, state: str):
    columns = claims_of(replace(told_report(), transport=transport))["states"]["columns"]
    assert [column["state"] for column in columns] == [state, "readable", "unknown"]
    assert "No capture shows" in columns[2]["sentences"][0]


def test_good_practice_is_apart_and_no_problem_on_the_first_page():
    data = told_report("en")
    page: Any = document(data, redactor=build_redactor(data, language="en", level="default"), figures={})
    assert len(page["findings"]["blocks"]) == 1
    assert len(page["findings"]["positive"]["blocks"]) == 1
    assert len(page["summary"]["findings"]) == 1
    assert [count["word"] for count in page["summary"]["counts"]][-1] == "good practice observed"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_set_in_both_languages_and_nothing_unmasked_gets_in(language: str):
    text = text_of(write_pdf(told_report(language), language=language))
    words = Translator(language)
    for key in (
        "journeys.title",
        "services.title",
        "claims.title",
        "states.title",
        "documents.title",
        "positive.title",
    ):
        assert " ".join(words(f"report.{key}").split()) in text
    assert EMAIL not in text


def test_an_empty_case_has_the_three_states_and_says_that_nothing_was_claimed():
    page = claims_of(empty_report())
    assert page["claims"] == []
    assert page["documents"] is None
    assert [column["state"] for column in page["states"]["columns"]] == ["unseen", "unseen", "unknown"]
