"""Findings: the list, keyboard verdicts, the detail with its evidence links."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.model.finding import Status
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.dialogs.note import NoteDialog
from inspector.ui.models.findings import COLUMNS
from inspector.ui.panels.finding_detail import FindingDetail
from inspector.ui.panels.findings import FindingsPage
from inspector.ui.theme import Theme
from inspector.workspace import editing, verdicts
from tests.ui.case_view_builder import open_view


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with open_view(tmp_path) as opened:
        yield opened


@pytest.fixture
def page(view: CaseView, qtbot: QtBot) -> FindingsPage:
    made = FindingsPage(view, Theme())
    qtbot.addWidget(made)
    made.resize(1100, 500)
    made.show()
    return made


def answer_traps(view: CaseView) -> None:
    """All traps of all findings, so that the severe ones can be verified."""
    for finding in view.reader.findings():
        for number in range(verdicts.count_traps(finding.rule)):
            verdicts.answer_trap(view.reader.case.path, finding.id, number)


def statuses(view: CaseView) -> dict[str, Status]:
    return {key: verdict.status for key, verdict in view.reader.verdicts().items()}


def test_the_list_gives_severity_in_words_and_worst_first(page: FindingsPage) -> None:
    first = [page.model.index(0, column).data() for column in range(len(COLUMNS))]
    assert first[0] == "Critical"
    assert first[COLUMNS.index("recipient")] == "mesure-pub.example"
    assert first[COLUMNS.index("rung")] == "L2"
    assert first[COLUMNS.index("status")] == "draft"


def test_k_verifies_every_selected_finding(page: FindingsPage, view: CaseView, qtbot: QtBot) -> None:
    answer_traps(view)
    page.table.selectAll()
    with qtbot.waitSignal(view.verdicts_changed):
        QTest.keyClick(page.table, Qt.Key.Key_K)
    assert set(statuses(view).values()) == {Status.VERIFIED}
    assert len(statuses(view)) == page.model.total == 5


def test_a_quick_hand_loses_no_verdict(page: FindingsPage, view: CaseView, qtbot: QtBot) -> None:
    answer_traps(view)
    keys = (Qt.Key.Key_V, Qt.Key.Key_R, Qt.Key.Key_P, Qt.Key.Key_K, Qt.Key.Key_D)
    for row, key in enumerate(keys):
        page.table.selectRow(row)
        QTest.keyClick(page.table, key)
    qtbot.waitUntil(lambda: page.edits.is_idle)
    wanted = [Status.VERIFIED, Status.REJECTED, Status.NEEDS_REPLY, Status.VERIFIED, Status.DRAFT]
    assert [statuses(view)[page.model.row(row).finding.id] for row in range(5)] == wanted


def test_a_rejected_finding_is_struck_and_says_so(page: FindingsPage, view: CaseView, qtbot: QtBot) -> None:
    page.table.selectRow(0)
    with qtbot.waitSignal(view.verdicts_changed):
        page.decide(Status.REJECTED)
    title = page.model.index(0, COLUMNS.index("title"))
    assert title.data(Qt.ItemDataRole.FontRole).strikeOut()
    assert page.model.index(0, COLUMNS.index("status")).data() == "rejected"


def test_the_filter_takes_words_and_status(page: FindingsPage) -> None:
    page.search.setText("pixel-social")
    assert page.model.rowCount() == 1
    page.search.clear()
    page.status.setCurrentIndex(page.status.findData(Status.VERIFIED))
    assert page.model.rowCount() == 0


def test_a_note_is_kept_with_the_verdict(page: FindingsPage, view: CaseView, qtbot: QtBot) -> None:
    answer_traps(view)
    page.table.selectRow(1)
    with qtbot.waitSignal(view.verdicts_changed):
        page.decide(Status.VERIFIED)
    page.ask_note()
    dialog = page.findChild(NoteDialog)
    assert dialog is not None
    dialog.edit.setPlainText("seen twice")
    with qtbot.waitSignal(view.verdicts_changed):
        dialog.accept()
    verdict = view.reader.verdicts()[page.model.row(1).finding.id]
    assert (verdict.status, verdict.note) == (Status.VERIFIED, "seen twice")


def test_selecting_elsewhere_selects_the_row(page: FindingsPage, view: CaseView) -> None:
    wanted = page.model.row(3).finding.id
    view.select_finding(wanted)
    assert [row.finding.id for row in page.chosen] == [wanted]


def test_no_finding_has_an_empty_state(tmp_path: Path, qtbot: QtBot) -> None:
    with open_view(tmp_path, is_empty=True) as view:
        page = FindingsPage(view, Theme())
        qtbot.addWidget(page)
        page.show()
        assert page._empty.isVisible()


# the detail


@pytest.fixture
def detail(view: CaseView, qtbot: QtBot) -> FindingDetail:
    made = FindingDetail(view, Theme())
    qtbot.addWidget(made)
    made.resize(480, 700)
    made.show()
    view.select_finding(view.reader.findings()[0].id)
    return made


def test_the_detail_masks_the_value_and_links_to_flow_and_leaf(detail: FindingDetail, view: CaseView) -> None:
    asked: list[PageName] = []
    view.page_requested.connect(asked.append)
    text = detail.prose.toPlainText()
    assert "motiveKey" in text
    assert "Annonce de résultats" not in text
    detail.prose.activate(detail.prose.links.index("flow 90"))
    assert view.selection.flow == 90
    assert view.selection.place is not None
    assert view.selection.place.path == "motiveKey"
    assert asked == [PageName.FLOWS]


def test_the_three_sentences_stand_in_order(detail: FindingDetail) -> None:
    text = detail.prose.toPlainText()
    assert text.index("Shows") < text.index("Suggests") < text.index("Does not show")


def test_a_verdict_button_decides(detail: FindingDetail, view: CaseView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.verdicts_changed):
        detail.buttons[Status.NEEDS_REPLY].click()
    assert detail.finding is not None
    assert statuses(view)[detail.finding.id] is Status.NEEDS_REPLY
    assert detail.buttons[Status.NEEDS_REPLY].isChecked()
    assert not detail.buttons[Status.DRAFT].isChecked()


def test_a_note_is_kept_when_the_field_is_left(detail: FindingDetail, view: CaseView, qtbot: QtBot) -> None:
    detail.note.setPlainText("ask the operator")
    with qtbot.waitSignal(view.verdicts_changed):
        detail.note.keep()
    assert detail.finding is not None
    assert view.reader.verdicts()[detail.finding.id].note == "ask the operator"


def test_a_trap_can_be_ticked_and_unticked(detail: FindingDetail, view: CaseView, qtbot: QtBot) -> None:
    boxes = [number for number, word in enumerate(detail.prose.links) if word == "☐"]
    assert boxes
    with qtbot.waitSignal(view.verdicts_changed):
        detail.prose.activate(boxes[0])
    assert detail.prose.links.count("☑") == 1
    with qtbot.waitSignal(view.verdicts_changed):
        detail.prose.activate(detail.prose.links.index("☑"))
    assert detail.prose.links.count("☑") == 0


def test_a_value_can_be_followed_from_its_evidence(detail: FindingDetail, view: CaseView) -> None:
    asked: list[str] = []
    view.follow_requested.connect(asked.append)
    detail.prose.activate(detail.prose.links.index("follow this value"))
    assert asked == ["Annonce de résultats (oncologie)"]


def test_a_verdict_from_elsewhere_is_shown(detail: FindingDetail, view: CaseView) -> None:
    assert detail.finding is not None
    editing.decide(view.reader.case.path, detail.finding.id, status=Status.REJECTED, note="not sent")
    view.verdicts_changed.emit()
    assert detail.buttons[Status.REJECTED].isChecked()
    assert detail.note.toPlainText() == "not sent"


def test_a_note_never_moves_to_another_finding(detail: FindingDetail, view: CaseView, qtbot: QtBot) -> None:
    first, second = view.reader.findings()[:2]
    detail.note.setFocus()
    detail.note.setPlainText("about the first")
    with qtbot.waitSignal(view.verdicts_changed):
        view.select_finding(second.id)
    assert detail.note.toPlainText() == ""
    assert view.reader.verdicts()[first.id].note == "about the first"
    assert second.id not in view.reader.verdicts()


@pytest.mark.parametrize("wide", [480, 700, 908, 1188, 1800])
def test_columns_give_way_before_the_title_does(page: FindingsPage, wide: int) -> None:
    page.resize(wide, 500)
    page.show()
    table = page.table
    table.resize(wide - 16, 400)
    shown = [name for number, name in enumerate(COLUMNS) if not table.isColumnHidden(number)]
    widths = {name: table.columnWidth(COLUMNS.index(name)) for name in shown}
    assert {"severity", "title", "status"} <= set(shown)
    assert sum(widths.values()) <= max(table.width(), 460)
    assert widths["title"] >= (300 if wide > 600 else 240)
    assert (shown == list(COLUMNS)) is (wide == 1800)
