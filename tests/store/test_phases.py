"""Phases of flows, and the edits of markers they follow."""

import json
import time

import pytest

from inspector.model.flow import CaptureId, FlowId, Marker
from inspector.store import edits
from inspector.store.case import Case
from inspector.store.filters import build_condition, read_filter
from inspector.store.phases import derive_all_phases, derive_phases, phase_at
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowQuery
from tests.store.builders import START_US, build_case

CAPTURE = CaptureId(1)
SECOND = 1_000_000


@pytest.fixture
def case(tmp_path):
    with Case.open(build_case(tmp_path / "a.enclair", flows=240)) as case:
        yield case


def phases(case: Case) -> dict[str | None, int]:
    rows = case.connection.execute(
        "SELECT phase, count(*) FROM flow LEFT JOIN flow_phase ON flow_id = flow.id GROUP BY phase"
    )
    return dict(rows.fetchall())


def at(case: Case, second: float) -> str | None:
    (flow,) = case.connection.execute(
        "SELECT id FROM flow WHERE started_us <= ? ORDER BY started_us DESC LIMIT 1", (START_US + second * SECOND,)
    ).fetchone()
    return CaseReader(case).facts(FlowId(flow)).phase


def test_only_some_markers_open_a_phase():
    markers = [(10, "consent-shown"), (20, "refused"), (30, "note"), (40, "accepted")]
    assert [phase_at(markers, moment) for moment in (5, 15, 20, 35, 40, 99, None)] == [
        None, None, "refused", "refused", "accepted", "accepted", None,
    ]  # fmt: skip


def test_every_flow_has_the_phase_of_the_marker_before_it(case):
    assert [at(case, second) for second in (4, 19, 30, 90)] == [None, None, "accepted", "logged-in"]
    assert sum(phases(case).values()) == 240


def test_a_moved_marker_takes_its_phase_along(case):
    old = Marker(at_us=START_US + 20 * SECOND, kind="accepted")
    assert edits.change_marker(case, CAPTURE, old, new=Marker(at_us=START_US + 40 * SECOND, kind="refused", label="x"))
    assert [at(case, second) for second in (30, 50, 90)] == [None, "refused", "logged-in"]


def test_a_deleted_marker_gives_its_flows_back(case):
    assert edits.delete_marker(case, CAPTURE, Marker(at_us=START_US + 60 * SECOND, kind="logged-in"))
    assert at(case, 90) == "accepted"


def test_deriving_again_changes_nothing(case):
    assert derive_phases(case, CAPTURE) == 0
    case.connection.execute("DELETE FROM flow_phase WHERE flow_id % 3 = 0")
    assert derive_all_phases(case) > 0
    assert derive_all_phases(case) == 0


def test_an_edit_is_one_line_with_before_and_after(case):
    before = len(CaseReader(case).log())
    old = Marker(at_us=START_US + 20 * SECOND, kind="accepted")
    edits.change_marker(case, CAPTURE, old, new=Marker(at_us=old.at_us + 1, kind="accepted", label="ici"))
    log = CaseReader(case).log()
    assert len(log) == before + 1
    told = json.loads(log[-1][2])
    assert log[-1][1] == "marker changed"
    assert told["before"]["at_us"] == old.at_us
    assert told["after"] == {"at_us": old.at_us + 1, "kind": "accepted", "label": "ici", "note": ""}


def test_an_edit_of_a_marker_that_has_gone_changes_nothing(case):
    log = CaseReader(case).log()
    gone = Marker(at_us=1, kind="note")
    assert not edits.change_marker(case, CAPTURE, gone, new=Marker(at_us=2, kind="note"))
    assert not edits.delete_marker(case, CAPTURE, gone)
    assert CaseReader(case).log() == log


def test_of_two_markers_at_one_moment_the_one_that_is_meant_is_changed(case):
    here = START_US + 70 * SECOND
    for label in ("a", "b"):
        edits.add_marker(case, CAPTURE, Marker(at_us=here, kind="note", label=label))
    edits.delete_marker(case, CAPTURE, Marker(at_us=here, kind="note", label="b"))
    assert [m.label for m in CaseReader(case).markers()[CAPTURE] if m.at_us == here] == ["a"]


def test_a_kept_state_moves_with_its_marker(case):
    here = START_US + 20 * SECOND
    case.connection.execute(
        "INSERT INTO page_state VALUES (1, 1, ?, ?, 'text', 'https://a.example/', 'x', x'61')", (here, here + 5)
    )
    edits.change_marker(case, CAPTURE, Marker(at_us=here, kind="accepted"), new=Marker(at_us=here + 9, kind="accepted"))
    assert case.connection.execute("SELECT marker_us, at_us FROM page_state").fetchone() == (here + 9, here + 5)


@pytest.mark.parametrize("text", ["phase:accepted", "-phase:accepted", "phase:none", "phase:accepted,logged-in"])
def test_flows_are_filtered_by_phase(case, text):
    reader = CaseReader(case)
    found = [reader.facts(FlowId(flow)).phase for flow in reader.flow_ids(FlowQuery(terms=read_filter(text)))]
    assert found
    wanted = {"phase:accepted": {"accepted"}, "phase:none": {None}, "-phase:accepted": {None, "logged-in"}}
    assert set(found) == wanted.get(text, {"accepted", "logged-in"})


def test_what_the_browser_does_by_itself_can_be_filtered(case):
    case.connection.execute("UPDATE flow SET background = 1 WHERE id = 7")
    case.connection.execute("UPDATE flow SET delivery = 'unread' WHERE id = 8")
    reader = CaseReader(case)
    assert list(reader.flow_ids(FlowQuery(terms=read_filter("is:background")))) == [7]
    assert len(reader.flow_ids(FlowQuery(terms=read_filter("-is:background")))) == 239
    assert list(reader.flow_ids(FlowQuery(terms=read_filter("is:unread")))) == [8]
    assert build_condition(read_filter("is:nonsense")).sql == "(0)" or not reader.flow_ids(
        FlowQuery(terms=read_filter("is:nonsense"))
    )


def test_twenty_thousand_flows_are_derived_in_less_than_half_a_second(tmp_path):
    with Case.open(build_case(tmp_path / "b.enclair", flows=20_000)) as case:
        case.connection.execute("DELETE FROM flow_phase")
        began = time.process_time()
        assert derive_phases(case, CAPTURE) > 16_000
        assert time.process_time() - began < 0.5
