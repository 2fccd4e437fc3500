"""The timeline page: selection, brush, markers, hover card."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.messages import Translator
from inspector.model.flow import Timings
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.marker import MarkerDialog
from inspector.ui.panels.timeline import TimelinePage
from inspector.ui.panels.wording import choices_text
from inspector.ui.plots.strip import OverviewStrip
from inspector.ui.theme import Theme
from tests.store.builders import START_US
from tests.ui.case_view_builder import open_view
from tests.ui.journeys_builder import build_told


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with open_view(tmp_path) as opened:
        yield opened


@pytest.fixture
def page(view: CaseView, qtbot: QtBot) -> TimelinePage:
    made = TimelinePage(view, Theme())
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    qtbot.waitUntil(lambda: made.plot is not None and made.plot.timeline is not None)
    return made


def test_lanes_are_parties_with_the_first_party_on_top(page: TimelinePage) -> None:
    assert page.plot is not None
    lanes = page.plot.lane_axis.lanes
    assert lanes[0].site == "rdv-sante.example"
    assert lanes[0].first_party
    assert len(lanes) == 8  # two hosts of the service share a lane


def test_a_sensitive_flow_is_found_where_it_is_drawn(page: TimelinePage) -> None:
    plot = page.plot
    assert plot is not None
    timeline = plot.timeline
    assert timeline is not None
    at = int(timeline.start_us[timeline.flow == 40][0])
    assert plot.bars.flow_at(at, 0, slack_us=1_000) == 40
    assert plot.bars.flow_at(at, 5, slack_us=1) is None


def test_a_click_selects_the_flow(page: TimelinePage, view: CaseView) -> None:
    assert page.plot is not None
    page.plot.flow_clicked.emit(40)
    assert view.selection.flow == 40


def test_the_brush_brings_its_stretch_into_sight(page: TimelinePage, view: CaseView) -> None:
    plot = page.plot
    assert plot is not None
    view.set_range(START_US + 30_000_000, START_US + 40_000_000)
    shown = plot.shown_us
    assert START_US + 28_000_000 < shown[0] <= START_US + 30_000_000
    assert START_US + 40_000_000 <= shown[1] < START_US + 42_000_000
    plot.range_brushed.emit(None, None)
    assert view.query.from_us is None
    assert plot.shown_us[1] >= START_US + 119_000_000


def test_a_marker_is_moved_and_deleted_in_the_case(page: TimelinePage, view: CaseView, qtbot: QtBot) -> None:
    assert page.plot is not None
    placed = page.plot.markers[1]
    with qtbot.waitSignal(page.edits.kept):
        page.move_marker(placed, placed.marker.at_us + 5_000_000)
    kept = [marker for group in view.reader.markers().values() for marker in group]
    assert [m.at_us - START_US for m in kept if m.kind == "accepted"] == [25_000_000]
    moved = next(m for m in kept if m.kind == "accepted")
    with qtbot.waitSignal(page.edits.kept):
        page.delete_marker(type(placed)(capture=placed.capture, marker=moved))
    assert all(m.kind != "accepted" for group in view.reader.markers().values() for m in group)


def test_placing_a_marker_asks_and_keeps_it_in_the_running_capture(
    page: TimelinePage, view: CaseView, qtbot: QtBot
) -> None:
    page.place_marker(START_US + 33_000_000)
    dialog = page.findChild(MarkerDialog)
    assert dialog is not None
    dialog.kind.setCurrentIndex(dialog.kind.findData("refused"))
    dialog.label.setText("clicked refuse")
    with qtbot.waitSignal(page.edits.kept):
        dialog.accept()
    ((capture, markers),) = view.reader.markers().items()
    assert capture == 1
    assert any(m.kind == "refused" and m.label == "clicked refuse" for m in markers)


def test_phases_follow_each_other_and_tls_is_the_end_of_connect() -> None:
    from inspector.ui.plots.bar_counts import phases

    timings = Timings(blocked=10, dns=None, connect=50, tls=30, send=0, wait=100, receive=5)
    assert phases(timings) == (
        (0, 10, "blocked"),
        (10, 20, "connect"),
        (30, 30, "tls"),
        (60, 100, "wait"),
        (160, 5, "receive"),
    )


def test_the_hover_card_says_direction_and_class(view: CaseView) -> None:
    from inspector.ui.panels.hover_card import card_lines

    lines = card_lines(view.reader.flow_rows([90])[0], Translator("fr"))
    assert lines[0].startswith("POST") or lines[0].startswith("GET")
    assert any("1 donnée sensible envoyée" in line for line in lines)
    assert any("Motif" in line for line in lines)


def test_an_empty_case_says_why_there_is_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    with open_view(tmp_path, is_empty=True) as view:
        page = TimelinePage(view, Theme())
        qtbot.addWidget(page)
        page.show()
        qtbot.waitUntil(lambda: page.plot is not None and page.plot.timeline is not None)
        page.grab()
        assert page._empty.isVisible()


def test_many_flows_are_drawn_as_counts_and_few_as_bars(tmp_path: Path, qtbot: QtBot) -> None:
    with open_view(tmp_path, flows=12_000) as view:
        page = TimelinePage(view, Theme())
        qtbot.addWidget(page)
        page.resize(900, 400)
        page.show()
        qtbot.waitUntil(lambda: page.plot is not None and page.plot.timeline is not None)
        full = page.grab().toImage()
        view.set_range(START_US + 20_000_000, START_US + 20_400_000)
        assert page.grab().toImage() != full


def test_ctrl_arrows_go_from_one_sensitive_flow_to_the_next(page: TimelinePage, view: CaseView, qtbot: QtBot) -> None:
    plot = page.plot
    assert plot is not None
    seen = []
    for _ in range(4):
        QTest.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        seen.append(view.selection.flow)
    assert seen == [40, 90, 110, 40]
    QTest.keyClick(plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert view.selection.flow == 110


def test_marker_names_give_way_where_there_is_no_room(page: TimelinePage, view: CaseView) -> None:
    plot = page.plot
    assert plot is not None
    view.set_range(START_US, START_US + 30_000_000)
    wide = [line.label.format for line in plot._moments.markers]
    view.set_range(START_US - 3_000_000_000, START_US + 3_000_000_000)
    plot.getViewBox().setXRange(-3000, 3000, padding=0)
    narrow = [line.label.format for line in plot._moments.markers]
    assert wide[0].startswith("1 ")
    assert len("".join(narrow)) < len("".join(wide))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_inferred_choice_is_hatched_and_told_in_words(tmp_path: Path, qtbot: QtBot, language: str) -> None:
    with Case.open(build_told(tmp_path / "a.enclair"), read_only=True) as case:
        view = CaseView(CaseReader(case), Translator(language))
        page, strip = TimelinePage(view, Theme()), OverviewStrip(view, Theme())
        qtbot.addWidget(page)
        qtbot.addWidget(strip)
        page.resize(1000, 500)
        page.show()
        qtbot.waitUntil(lambda: page.plot is not None and page.plot.timeline is not None)
        plot = page.plot
        assert plot is not None
        assert plot.timeline is not None
        assert plot.timeline.choices
        told = choices_text(view.t, plot.timeline.choices)
        assert view.t(f"consent.{plot.timeline.choices[0].kind}") in told
        assert plot.accessibleDescription() == told
        assert view.t("timeline.legend_choice") in page._legend.accessibleName()
        qtbot.waitUntil(lambda: told in strip.accessibleDescription())
        page._refresh.wait()
