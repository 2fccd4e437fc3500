"""Reading a case: rows, badges, cells, and edits that outlive a rebuild of the analysis."""

from pathlib import Path

import pytest

from inspector.model.finding import Severity, Status
from inspector.model.flow import CaptureId, FlowId, Marker, Side
from inspector.model.leaf import Needle, Origin
from inspector.store import edits
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowQuery, SortKey
from inspector.store.results import ResultWriter, value_id
from inspector.store.schema.analysis import ANALYSIS_TABLES
from tests.store.builders import START_US, build_case


@pytest.fixture
def case(tmp_path: Path):
    with Case.open(build_case(tmp_path / "a.enclair", flows=240)) as case:
        yield case


def test_a_row_carries_party_direction_and_worst_finding(case: Case):
    (row,) = CaseReader(case).flow_rows([40])
    assert (row.site, row.role, row.first_party) == ("rdv-sante.example", "first-party", True)
    assert (row.sensitive_sent, row.sensitive_returned) == (0, 5)
    assert row.severity is Severity.MEDIUM


def test_a_value_seen_as_leaf_and_as_sighting_counts_once(case: Case):
    (row,) = CaseReader(case).flow_rows([90])
    assert row.sensitive_sent == 1
    cells = {(c.site, c.class_, c.side): c.count for c in CaseReader(case).data_cells()}
    assert cells["mesure-pub.example", "health.motive", Side.REQUEST] == 1


def test_the_figure_of_the_case_is_the_sum_of_the_matrix(case: Case):
    reader = CaseReader(case)
    places = reader.counts().places
    assert 0 < places == sum(cell.count for cell in reader.data_cells())
    assert places == sum(reader.count_about_the_user(capture.id) for capture in reader.captures())


def test_rows_come_in_the_order_asked_and_unknown_ids_are_left_out(case: Case):
    assert [row.facts.id for row in CaseReader(case).flow_rows([7, 999_999, 3])] == [7, 3]


def test_the_brush_is_half_open(case: Case):
    reader = CaseReader(case)
    some = reader.facts(FlowId(10)).started_us
    assert some is not None
    assert list(reader.flow_ids(FlowQuery(from_us=some, until_us=some + 1))) == [10]
    assert list(reader.flow_ids(FlowQuery(from_us=some, until_us=some))) == []


@pytest.mark.parametrize("key", list(SortKey))
def test_every_column_sorts_both_ways_without_losing_a_flow(case: Case, key: SortKey):
    reader = CaseReader(case)
    up = list(reader.flow_ids(FlowQuery(sort=key)))
    down = list(reader.flow_ids(FlowQuery(sort=key, descending=True)))
    assert up == down[::-1]
    assert len(up) == 240


def test_edits_outlive_a_rebuild_and_are_logged(case: Case):
    reader = CaseReader(case)
    finding = reader.findings()[0].id
    edits.decide(case, finding, status=Status.REJECTED, note="catalogue")
    edits.decide(case, finding, status=Status.VERIFIED)
    edits.add_marker(case, CaptureId(1), Marker(at_us=START_US, kind="note", label="ici"))
    edits.add_needles(case, [Needle(name="email", class_="contact.email", value="a@b.example", origin=Origin.PERSONA)])
    ResultWriter(case).clear()
    assert all(case.connection.execute(f"SELECT count(*) FROM {t}").fetchone() == (0,) for t in ANALYSIS_TABLES)
    assert reader.verdicts()[finding].status is Status.VERIFIED
    assert reader.verdicts()[finding].note == "catalogue"
    assert len(reader.markers()[CaptureId(1)]) == 4
    assert [needle.name for needle in reader.needles()] == ["email"]
    assert {"verdict", "marker added", "values entered"} <= {line[1] for line in reader.log()}


def test_no_log_line_holds_a_value(case: Case):
    secret = "camille.temoin@courriel.example"
    edits.add_needles(case, [Needle(name="email", class_="contact.email", value=secret, origin=Origin.CHOSEN)])
    edits.forget_needle(case, CaseReader(case).needles()[0])
    assert secret not in repr(CaseReader(case).log())


def test_value_ids_compare_within_a_case_only():
    assert value_id(b"a", "x") == value_id(b"a", "x")
    assert value_id(b"a", "x") != value_id(b"b", "x")


def test_a_body_is_read_within_the_bound(case: Case):
    body = CaseReader(case).content(FlowId(40), limit_bytes=10).response_body
    assert body is not None
    assert (len(body.data), body.complete, body.size > 10) == (10, False, True)


def test_the_views_answer_for_datasette(case: Case):
    rows = case.connection.execute(
        "SELECT name, value FROM flow_header WHERE flow = 40 AND side = 'request'"
    ).fetchall()
    assert rows[0] == ("Host", "www.rdv-sante.example")
    assert case.connection.execute("SELECT count(*) FROM flow_overview").fetchone() == (240,)
