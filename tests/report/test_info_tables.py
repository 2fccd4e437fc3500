"""Findings for information of one rule stand in one table, and nothing of any of them is lost."""

import json
from io import BytesIO
from typing import Any

from msgspec.structs import replace
from pypdf import PdfReader

from inspector.messages import Translator
from inspector.model.finding import Reply, Severity, Status, TrapAnswer, Verdict
from inspector.report.blocks import finding_blocks
from inspector.report.data import FindingBlock, ReportData
from inspector.report.pdf import build_redactor, write_pdf
from inspector.report.typesetter import Typesetter
from tests.report.builders import finding, small_report


def informed(number: int, *, severity: Severity = Severity.INFO, verdict: Verdict | None = None) -> FindingBlock:
    block = finding(number, language="en")
    id_ = f"{number:016x}"
    made = replace(block.finding, id=id_, rule="JUR-01", severity=severity)
    return replace(
        block,
        finding=made,
        verdict=verdict and replace(verdict, finding=id_),
        title=f"Title number {number}",
        shows=f"Shows number {number}.",
        suggests="One of two." if number % 2 else "The other of two.",
        positive=False,
    )


def report(*blocks: FindingBlock) -> ReportData:
    return replace(small_report(), findings=blocks)


def pages_of(data: ReportData) -> Any:
    redactor = build_redactor(data, language="en", level="default")
    return finding_blocks(data, Typesetter(Translator("en"), redactor))


def test_those_of_one_rule_share_a_table_and_the_graver_ones_stand_alone():
    page = pages_of(report(informed(1), informed(2), informed(3), informed(4, severity=Severity.LOW)))
    assert [block["id"] for block in page["blocks"]] == [f"{4:016x}"]
    (table,) = page["tables"]
    assert {row["id"] for row in table["rows"]} == {f"{n:016x}" for n in (1, 2, 3)}
    assert not page["rest"]


def test_a_single_one_keeps_its_block():
    page = pages_of(report(informed(1)))
    assert len(page["blocks"]) == 1
    assert not page["tables"]


def test_the_text_of_the_rule_stands_once_and_each_variant_of_it():
    (table,) = pages_of(report(*map(informed, range(1, 7))))["tables"]
    said = {one["label"]: one["lines"] for one in table["said"]}
    assert sorted(said["Suggests"]) == ["One of two.", "The other of two."]
    assert said["Shows (first finding)"] == [f"Shows number {int(table['rows'][0]['id'], 16)}."]


def test_every_row_has_reach_status_count_and_the_place_of_its_evidence():
    verified = Verdict(finding="", status=Status.VERIFIED)
    (table,) = pages_of(report(informed(1, verdict=verified), informed(2)))["tables"]
    first, second = sorted(table["rows"], key=lambda row: str(row["id"]))
    assert "verified" in first["standing"]
    assert "draft" in second["standing"]
    assert all(row["standing"][0].startswith("rung L") for row in table["rows"])
    assert all(row["evidence"][0]["place"] for row in table["rows"])
    assert {"label": "Occurrences", "lines": ["3"]} in first["facts"]


def test_what_a_person_wrote_or_ticked_is_printed_below_the_table():
    worked = Verdict(
        finding="",
        status=Status.NEEDS_REPLY,
        note="Seen twice.",
        reviewer="Odile Exemple",
        traps=(TrapAnswer(number=1, word="Another company."),),
        reply=Reply(text="We disagree.", said_by="The company", date="2026-03-09"),
    )
    data = report(informed(1, verdict=worked), informed(2))
    (one,) = pages_of(data)["tables"][0]["worked"]
    assert one["id"] == f"{1:016x}"
    reader = PdfReader(BytesIO(write_pdf(data, language="en")))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("Seen twice.", "Odile Exemple", "Another company.", "We disagree.", "Title number 2"):
        assert words in text
    attached = json.loads(reader.attachments["findings.json"][0])
    assert {one["shows"] for one in attached["findings"]} == {"Shows number 1.", "Shows number 2."}
