"""The overview strip is the one brush: mouse and keys set and clear the range."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.ui.case_view import CaseView
from inspector.ui.plots.strip import OverviewStrip
from inspector.ui.theme import Theme
from tests.store.builders import START_US
from tests.ui.case_view_builder import open_view


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with open_view(tmp_path) as opened:
        yield opened


@pytest.fixture
def strip(view: CaseView, qtbot: QtBot) -> OverviewStrip:
    made = OverviewStrip(view, Theme())
    qtbot.addWidget(made)
    made.resize(1000, 64)
    with qtbot.waitSignal(made.loaded):
        made.show()
    return made


def test_dragging_sets_the_range_and_a_double_click_clears_it(
    strip: OverviewStrip, view: CaseView, qtbot: QtBot
) -> None:
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(200, 30))
    QTest.mouseMove(strip, QPoint(500, 30))
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(500, 30))
    first, last = view.query.from_us, view.query.until_us
    assert first is not None
    assert last is not None
    assert START_US < first < last < START_US + 120_000_000
    QTest.mouseDClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(300, 30))
    assert (view.query.from_us, view.query.until_us) == (None, None)


def test_a_click_without_a_drag_changes_nothing(strip: OverviewStrip, view: CaseView, qtbot: QtBot) -> None:
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(200, 30))
    assert view.query.from_us is None


def test_keys_make_move_stretch_and_clear_the_brush(strip: OverviewStrip, view: CaseView, qtbot: QtBot) -> None:
    QTest.keyClick(strip, Qt.Key.Key_Right)
    made = strip.brush_us
    assert made is not None
    QTest.keyClick(strip, Qt.Key.Key_Right)
    moved = strip.brush_us
    assert moved is not None
    assert moved[0] > made[0]
    assert moved[1] - moved[0] == made[1] - made[0]
    QTest.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    longer = strip.brush_us
    assert longer is not None
    assert longer[1] - longer[0] > made[1] - made[0]
    assert "00" in strip.accessibleDescription() or ":" in strip.accessibleDescription()
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert strip.brush_us is None


def test_an_empty_case_is_drawn_and_cannot_be_brushed(tmp_path: Path, qtbot: QtBot) -> None:
    with open_view(tmp_path, is_empty=True) as view:
        strip = OverviewStrip(view, Theme())
        qtbot.addWidget(strip)
        with qtbot.waitSignal(strip.loaded):
            strip.show()
        strip.grab()
        QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(50, 30))
        QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(150, 30))
        assert view.query.from_us is None
