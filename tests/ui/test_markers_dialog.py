"""All markers in one table."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from inspector.model.flow import MARKER_KINDS, Marker
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.dialogs.markers import MarkersDialog
from inspector.ui.dialogs.markers_model import KIND, TIME
from inspector.ui.words import clock
from inspector.workspace.marking import read_moment
from tests.store.builders import START_US, build_case
from tests.ui.window_builder import keep, make_theme, open_view

SECOND = 1_000_000


@pytest.fixture
def path(tmp_path):
    return build_case(tmp_path / "a.enclair", flows=120)


@pytest.fixture
def view(path):
    with open_view(path) as view:
        yield view


@pytest.fixture
def dialog(view, qtbot):
    return opened(view, qtbot)


def opened(view, qtbot) -> MarkersDialog:
    dialog = MarkersDialog(view, make_theme())
    keep(qtbot, dialog)
    with qtbot.waitSignal(dialog.shown):
        dialog.show()
    return dialog


def markers(path) -> list[Marker]:
    with Case.open(path, read_only=True) as case:
        return [marker for group in CaseReader(case).markers().values() for marker in group]


def change(dialog: MarkersDialog, qtbot, row: int, column: int, value: str) -> None:
    with qtbot.waitSignal(dialog.edits.kept), qtbot.waitSignal(dialog.shown):
        dialog.model.setData(dialog.model.index(row, column), value)


def test_every_marker_has_a_row_with_its_words(dialog):
    rows = [[dialog.model.index(row, column).data() for column in (TIME, KIND)] for row in range(3)]
    assert rows[1] == [clock(START_US + 20 * SECOND), "accepted"]
    assert dialog.table.isColumnHidden(0)  # one capture: no need to name it


def test_a_marker_is_moved_by_typing_a_time(dialog, path, qtbot):
    text = clock(START_US + 30 * SECOND + 250_000)
    change(dialog, qtbot, 1, TIME, text)
    assert [m.at_us - START_US for m in markers(path)] == [5 * SECOND, 30 * SECOND + 250_000, 60 * SECOND]
    assert dialog.table.currentIndex().row() == 1


def test_a_marker_moved_past_another_stays_the_current_one(dialog, path, qtbot):
    change(dialog, qtbot, 0, TIME, clock(START_US + 90 * SECOND))
    assert dialog.table.currentIndex().row() == 2
    assert markers(path)[2].kind == "consent-shown"


def test_kind_label_and_note_are_changed(dialog, path, qtbot):
    change(dialog, qtbot, 1, KIND, "refused")
    change(dialog, qtbot, 1, 3, "  bouton du bas ")
    change(dialog, qtbot, 1, 4, "vu deux fois")
    found = markers(path)[1]
    assert (found.kind, found.label, found.note) == ("refused", "bouton du bas", "vu deux fois")


def test_what_is_no_moment_is_refused_with_an_example(dialog, path):
    before = markers(path)
    assert not dialog.model.setData(dialog.model.index(1, TIME), "at noon")
    assert "at noon" in dialog.told.text()
    assert clock(START_US + 20 * SECOND) in dialog.told.text()
    assert markers(path) == before


def test_keys_delete_and_take_back(dialog, path, qtbot):
    dialog.table.setCurrentIndex(dialog.model.index(1, TIME))
    with qtbot.waitSignal(dialog.edits.kept), qtbot.waitSignal(dialog.shown):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert [m.kind for m in markers(path)] == ["consent-shown", "logged-in"]
    assert dialog.model.placed(dialog.table.currentIndex().row()).marker.kind == "logged-in"
    with qtbot.waitSignal(dialog.edits.kept), qtbot.waitSignal(dialog.shown):
        qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [m.kind for m in markers(path)] == ["consent-shown", "accepted", "logged-in"]
    with Case.open(path, read_only=True) as case:
        assert [line[1] for line in CaseReader(case).log()][-2:] == ["marker deleted", "marker added"]


def test_several_edits_are_taken_back_one_by_one(dialog, path, qtbot):
    before = markers(path)
    change(dialog, qtbot, 1, KIND, "refused")
    change(dialog, qtbot, 1, 3, "x")
    for _ in range(2):
        with qtbot.waitSignal(dialog.edits.kept), qtbot.waitSignal(dialog.shown):
            dialog.undo()
    assert markers(path) == before
    assert not dialog._buttons["undo"].isEnabled()


def test_insert_adds_a_note_and_asks_for_its_time(dialog, path, qtbot):
    dialog.table.setCurrentIndex(dialog.model.index(1, TIME))
    with qtbot.waitSignal(dialog.edits.kept), qtbot.waitSignal(dialog.shown):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Insert)
    assert markers(path)[2] == Marker(at_us=START_US + 21 * SECOND, kind="note")
    assert isinstance(dialog.table.indexWidget(dialog.table.currentIndex()) or QLineEdit(), QLineEdit)
    assert dialog.table.state() == dialog.table.State.EditingState


def test_the_kind_is_chosen_from_all_kinds(dialog, qtbot):
    index = dialog.model.index(1, KIND)
    dialog.table.setCurrentIndex(index)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    box = dialog.table.findChild(QComboBox)
    assert box is not None
    assert [box.itemData(n) for n in range(box.count())] == list(MARKER_KINDS)
    with qtbot.waitSignal(dialog.edits.kept):
        box.setCurrentIndex(box.findData("refused"))
        box.activated.emit(box.currentIndex())


def test_a_marker_that_was_deleted_elsewhere_is_told(dialog, path, qtbot):
    with Case.open(path) as case:
        case.connection.execute("DELETE FROM marker WHERE kind = 'accepted'")
    change(dialog, qtbot, 1, 3, "x")
    assert dialog.told.text() == dialog._view.t("marking.markers_gone")
    assert dialog.model.rowCount() == 2


def test_a_case_without_markers_says_what_they_are_for(path, qtbot):
    with Case.open(path) as case:
        case.connection.execute("DELETE FROM marker")
    with open_view(path, language="fr") as view:
        dialog = opened(view, qtbot)
        assert dialog.empty.isVisible()
        assert dialog._buttons["add"].isEnabled()


@pytest.mark.parametrize(
    "text", ["{time}", "2026-09-21 {time}", "21/09/2026 {time}", "{hours}", "{time} later", "25:00:00", ""]
)
def test_moments_are_read_as_they_are_written(text):
    here = START_US + 20 * SECOND
    typed = text.format(time=clock(here), hours=clock(here)[:5])
    found = read_moment(typed, near_us=here)
    if "later" in text or text in ("25:00:00", ""):
        assert found is None
    elif "{hours}" in text:
        assert found is not None
        assert here - found < 60 * SECOND
    else:
        assert found == here
