"""Journeys in a result: masked, pages by their host, and what a report counts is what the matrix counts."""

import json
from collections import Counter
from pathlib import Path

import pytest

from inspector.messages import Translator
from inspector.model.flow import Side
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.report_parts import transport_note
from inspector.workspace.reporting import collect_report
from inspector.workspace.result import build_result

SECRETS = ("camille.temoin", "Annonce de résultats", "oncologie sénologie", "/oncologue/lyon")


def built(path: Path, values: str = "masked") -> dict[str, list[dict[str, object]]]:
    with Case.open(path, read_only=True) as case:
        return build_result(CaseReader(case), translator=Translator("en"), values=values)


@pytest.mark.parametrize("values", ["masked", "hash"])
def test_journeys_tell_no_value_and_no_page(analysed_sample: Path, values: str):
    journeys = built(analysed_sample, values)["journeys"]
    told = json.dumps(journeys, ensure_ascii=False)
    assert "https://www.rdv-sante.example/•••••" in told
    assert not [secret for secret in SECRETS if secret in told]


def test_an_act_is_named_only_after_a_marker(analysed_sample: Path):
    steps = [step for journey in built(analysed_sample)["journeys"] for step in journey["steps"]]  # type: ignore[attr-defined]
    assert {step["act"] for step in steps} >= {None, "motive-chosen"}
    assert all(step["flow"] and step["count"] for step in steps)


def test_values_stand_in_full_only_when_asked(analysed_sample: Path):
    told = json.dumps(built(analysed_sample, "full")["journeys"], ensure_ascii=False)
    assert "oncologie sénologie" in told


def test_findings_say_what_was_checked(analysed_sample: Path):
    findings = built(analysed_sample)["findings"]
    assert any(str(finding["checked"]).startswith("Checked: ") for finding in findings)
    assert all(finding["runs"] is None for finding in findings)  # one capture only


def test_service_table_first_page_and_matrix_count_the_same(analysed_sample: Path):
    with Case.open(analysed_sample, read_only=True) as case:
        data = collect_report(CaseReader(case), language="en", created_us=0)
    assert data.matrix is not None
    own = Counter[str]()
    for read in data.service_reads:
        own[read.class_] += read.count
    first = next(recipient.site for recipient in data.recipients if recipient.first_party)
    (capture,) = data.matrix.captures
    shown = {class_: data.matrix.cell(capture, first, class_).total for class_ in data.matrix.classes}
    assert dict(own) == {class_: count for class_, count in shown.items() if count}
    cells = (data.matrix.cell(capture, site, class_) for site in data.matrix.rows for class_ in data.matrix.classes)
    assert data.sensitive == sum(cell.total for cell in cells)


def test_the_list_of_recipients_counts_what_the_matrix_counts(analysed_sample: Path):
    with Case.open(analysed_sample, read_only=True) as case:
        reader = CaseReader(case)
        listed = {r.site: (dict(r.classes_sent), dict(r.classes_returned)) for r in reader.recipients()}
        shown: dict[str, tuple[dict[str, int], dict[str, int]]] = {site: ({}, {}) for site in listed}
        for cell in reader.data_cells():
            shown[cell.site][cell.side is Side.RESPONSE][cell.class_] = cell.count
    assert listed == shown


def test_every_other_site_is_told_on_the_first_page(analysed_sample: Path):
    with Case.open(analysed_sample, read_only=True) as case:
        data = collect_report(CaseReader(case), language="fr", created_us=0)
    assert len(data.others) == 5
    assert [said.text.split()[0] for said in data.answer] == ["Dans", "5"]


def test_transport_is_told_of_the_first_party_alone(analysed_sample: Path):
    with Case.open(analysed_sample, read_only=True) as case:
        reader = CaseReader(case)
        own = transport_note(reader, {"rdv-sante.example"}, {"www.rdv-sante.example"})
        assert own.encrypted + sum(count for _, count in own.versions) > 0
        assert not own.clear
        assert transport_note(reader, (), ()).encrypted == 0
