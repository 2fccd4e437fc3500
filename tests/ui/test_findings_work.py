# mypy: disable-error-code="no-untyped-def"
"""Work on findings in the window: filter, groups, traps by keyboard, the way back, and nothing lost by a rebuild."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector.model.finding import Reply, Severity, Status
from inspector.store.case import Case
from inspector.store.results import ResultWriter
from inspector.ui.dialogs.finding_review import ReplyDialog, RunsDialog, TrapDialog
from inspector.ui.models.finding_filter import Trait
from inspector.ui.models.findings import COLUMNS
from inspector.ui.panels.finding_detail import FindingDetail
from inspector.ui.panels.findings import FindingsPage
from inspector.workspace import verdicts
from tests.store.builders import build_case
from tests.ui.window_builder import keep, make_theme, open_view


@pytest.fixture
def view(tmp_path, qtbot):
    with open_view(build_case(tmp_path / "a.enclair", flows=120)) as opened:
        yield opened


@pytest.fixture
def page(view, qtbot) -> FindingsPage:
    made = keep(qtbot, FindingsPage(view, make_theme()))
    made.resize(900, 210)
    made.show()
    return made


@pytest.fixture
def detail(view, page, qtbot) -> FindingDetail:
    made = keep(qtbot, FindingDetail(view, make_theme()))
    made.resize(480, 700)
    made.show()
    return made


def ids(page: FindingsPage) -> list[str]:
    return [row.finding.id for row in page.chosen]


def severe_row(page: FindingsPage) -> int:
    rows = range(page.model.rowCount())
    return next(n for n in rows if page.model.row(n).finding.severity in (Severity.CRITICAL, Severity.HIGH))


def status_of(view, finding: str) -> Status:
    verdict = view.reader.verdicts().get(finding)
    return verdict.status if verdict else Status.DRAFT


def idle(page, qtbot) -> None:
    qtbot.waitUntil(lambda: page.edits.is_idle)


# filter and groups


def test_filters_of_several_kinds_are_shown_as_chips_and_lifted_one_by_one(page):
    page.bar.choose(Trait.SEVERITY, ["critical", "high"])
    shown = page.model.rowCount()
    page.bar.choose(Trait.RECIPIENT, ["mesure-pub.example"])
    assert 0 < page.model.rowCount() < shown < page.model.total
    assert page._count.text() == f"{page.model.rowCount()} of 5 findings"
    assert [chip.text() for chip in page.bar.chips] == ["Recipient: mesure-pub.example", "Severity: Critical, High"]
    page.bar.chips[0].click()
    assert page.model.rowCount() == shown
    page.bar.clear()
    assert page.model.rowCount() == 5
    assert page.bar.chips == []


def test_the_menu_offers_what_occurs_and_ticks_it(page):
    page.bar._fill_filters()
    (own,) = [one.menu() for one in page.bar.filters.menu().actions() if one.text() == "Recipient"]
    words = [action.text().partition("\t")[0] for action in own.actions()]
    assert words == sorted({row.finding.recipient for row in page.model.all_rows})
    own.actions()[0].trigger()
    assert page.bar.filter.values(Trait.RECIPIENT) == (words[0],)


def test_every_word_of_the_search_must_occur(page):
    page.search.setText("critical nowhere")
    assert page.model.rowCount() == 0
    page.search.setText("X3P mesure-pub")
    assert page.model.rowCount() > 0


@pytest.mark.parametrize("trait", [Trait.SEVERITY, Trait.RULE, Trait.RECIPIENT, Trait.STATUS])
def test_groups_have_heads_that_count_and_are_never_selected(page, trait):
    page.bar.choose_group(trait)
    heads = [page.model.head(number) for number in page.model.heads()]
    assert sum(len(head.findings) for head in heads) == 5
    page.table.selectAll()
    assert len(page.chosen) == 5


def test_groups_of_severity_come_worst_first_and_fold_by_key(page):
    page.bar.choose_group(Trait.SEVERITY)
    assert page.model.head(page.model.heads()[0]).key == "critical"
    assert page.model.index(0, 0).data() == "Critical: 1 finding, 0 verified"
    before = page.model.rowCount()
    page.table.setCurrentIndex(page.model.index(1, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Left)
    assert page.model.rowCount() == before - 1
    assert page.table.currentIndex().row() == 0
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert page.model.rowCount() == before
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert ids(page) == list(page.model.head(0).findings)


# verdicts


def test_what_cannot_be_verified_yet_is_told_and_stays_selected(page, view, qtbot):
    page.table.selectAll()
    with qtbot.waitSignal(view.notice_requested) as told:
        QTest.keyClick(page.table, Qt.Key.Key_V)
    assert told.args[0] == "warning"
    assert "cannot be verified yet" in told.args[1]
    assert "; " in told.args[1]
    assert " ;" not in told.args[1]
    severe = {row.finding.id for row in page.model.all_rows if verdicts.missing_answers(row.finding, None)}
    assert set(ids(page)) == severe
    assert {key for key, one in view.reader.verdicts().items() if one.status is Status.VERIFIED}.isdisjoint(severe)


def test_one_refusal_names_its_traps(page, view, qtbot):
    page.table.selectRow(severe_row(page))
    with qtbot.waitSignal(view.notice_requested) as told:
        page.decide(Status.VERIFIED)
    assert "traps 1, 2, 3" in told.args[1]


def test_a_refusal_is_withdrawn_once_a_trap_is_answered(page, view, qtbot):
    page.table.selectRow(severe_row(page))
    (finding,) = ids(page)
    with qtbot.waitSignal(view.notice_requested) as told:
        page.decide(Status.VERIFIED)
    with qtbot.waitSignal(view.notice_outdated) as outdated:
        page.decisions.answer_trap(finding, 0, is_answered=True)
    assert outdated.args[0] == told.args[1]


def test_every_edit_can_be_taken_back_in_turn(page, view, qtbot):
    page.table.selectRow(0)
    (finding,) = ids(page)
    QTest.keyClick(page.table, Qt.Key.Key_R)
    page.decisions.note([finding], "first")
    idle(page, qtbot)
    assert page.undo.isEnabled()
    QTest.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle(page, qtbot)
    assert (view.reader.verdicts()[finding].note, status_of(view, finding)) == ("", Status.REJECTED)
    page.undo.click()
    idle(page, qtbot)
    assert view.reader.verdicts() == {}
    assert not page.undo.isEnabled()


def test_letters_that_are_typed_decide_nothing(page, view, qtbot):
    page.table.selectRow(0)
    QTest.keyClicks(page.search, "r")
    QTest.keyClicks(page.reviewer, "vrd")
    page._keep_reviewer()
    idle(page, qtbot)
    assert view.reader.verdicts() == {}
    assert verdicts.read_reviewer(view.reader) == "vrd"


def test_the_list_counts_the_traps_that_were_answered(page, view, qtbot):
    row = severe_row(page)
    finding = page.model.row(row).finding
    page.decisions.answer_trap(finding.id, 0, is_answered=True)
    idle(page, qtbot)
    count = verdicts.count_traps(finding.rule)
    assert page.model.index(row, COLUMNS.index("traps")).data() == f"1/{count}"


# a rebuild


def rebuild(view, page, *, in_two_steps: bool) -> None:
    """As an analysis does: everything is emptied, then written again; the window may look in between."""
    findings = view.reader.findings()
    with Case.open(view.reader.case.path) as case:
        writer = ResultWriter(case)
        writer.clear()
        if in_two_steps:
            page.reload()
        writer.write_findings(findings)
    view.analysis_changed.emit()
    page.reload()


@pytest.mark.parametrize("in_two_steps", [False, True])
@pytest.mark.parametrize("group", [None, Trait.RECIPIENT])
def test_a_rebuild_takes_neither_selection_nor_place_nor_verdict(page, view, qtbot, in_two_steps, group):
    page.bar.choose_group(group)
    page.table.selectAll()
    page.decide(Status.REJECTED)
    idle(page, qtbot)
    page.table.clearSelection()
    numbers = [n for n in range(page.model.rowCount()) if page.model.head(n) is None][2:4]
    page.table.choose([page.model.row(n).finding.id for n in numbers])
    page.table.verticalScrollBar().setValue(20)
    chosen, at = ids(page), page.table.verticalScrollBar().value()
    assert len(chosen) == 2
    assert at > 0
    rebuild(view, page, in_two_steps=in_two_steps)
    assert ids(page) == chosen
    assert page.table.verticalScrollBar().value() == at
    assert {one.status for one in view.reader.verdicts().values()} == {Status.REJECTED}


def test_a_filter_keeps_what_is_still_shown_selected(page):
    page.table.selectAll()
    page.bar.choose(Trait.RECIPIENT, ["mesure-pub.example"])
    assert len(ids(page)) == page.model.rowCount() > 0


# the detail


def test_t_goes_to_the_traps_and_space_ticks_one_after_the_other(page, detail, view, qtbot):
    page.table.selectRow(severe_row(page))
    (finding,) = ids(page)
    detail.activateWindow()
    QTest.keyClick(page.table, Qt.Key.Key_T)
    count = verdicts.count_traps(detail.finding.rule)
    for _ in range(count):
        QTest.keyClick(detail.prose, Qt.Key.Key_Space)
        idle(page, qtbot)
    assert [one.number for one in view.reader.verdicts()[finding].traps] == list(range(count))
    assert f"to check: {count} of {count}" in detail.prose.toPlainText()
    detail.decide(Status.VERIFIED)
    idle(page, qtbot)
    assert status_of(view, finding) is Status.VERIFIED


def test_a_tick_taken_back_says_that_the_finding_is_a_draft_again(page, detail, view, qtbot):
    page.table.selectRow(severe_row(page))
    finding = page.chosen[0].finding
    for number in range(verdicts.count_traps(finding.rule)):
        detail.decisions.answer_trap(finding.id, number, is_answered=True)
    detail.decide(Status.VERIFIED)
    idle(page, qtbot)
    with qtbot.waitSignal(view.notice_requested) as told:
        detail.tick(0)
    assert "draft again" in told.args[1]
    assert status_of(view, finding.id) is Status.DRAFT


def test_what_was_seen_at_a_trap_is_kept_with_it(page, detail, view, qtbot):
    page.table.selectRow(0)
    (finding,) = ids(page)
    detail.ask_word(1)
    dialog = detail.findChild(TrapDialog)
    dialog.edit.setPlainText("status 200, no cache")
    with qtbot.waitSignal(view.verdicts_changed):
        dialog.accept()
    (answer,) = view.reader.verdicts()[finding].traps
    assert (answer.number, answer.word) == (1, "status 200, no cache")
    assert "status 200, no cache" in detail.prose.toPlainText()


def test_a_reply_is_kept_with_who_and_when_and_a_wrong_date_is_told(page, detail, view, qtbot):
    page.table.selectRow(0)
    (finding,) = ids(page)
    detail.ask_reply()
    dialog = detail.findChild(ReplyDialog)
    dialog.accept()
    assert "empty" in dialog.wrong.text()
    dialog.text.setPlainText("No.\nNever.")
    dialog.said_by.setText("Press office")
    dialog.day.setText("soon")
    dialog.accept()
    assert dialog.isVisible()
    dialog.day.setText("20/11/2026")
    with qtbot.waitSignal(view.verdicts_changed):
        dialog.accept()
    expected = Reply(text="No.\nNever.", said_by="Press office", date="2026-11-20")
    assert view.reader.verdicts()[finding].reply == expected
    assert "Press office, 2026-11-20" in detail.prose.toPlainText()


def test_passes_are_counted_beside_the_captures(page, detail, view, qtbot):
    page.table.selectRow(0)
    detail.ask_runs()
    dialog = detail.findChild(RunsDialog)
    dialog.seen.setText("5")
    dialog.tried.setText("4")
    dialog.accept()
    assert dialog.wrong.text()
    dialog.seen.setText("3")
    with qtbot.waitSignal(view.verdicts_changed):
        dialog.accept()
    text = detail.prose.toPlainText()
    assert "counted by hand: seen 3 times of 4" in text
    assert "observed: 1 of 1" in text


def test_the_detail_says_who_signed(page, detail, view, qtbot):
    page.table.selectRow(0)
    page.decisions.name_reviewer("Camille")
    page.decide(Status.REJECTED)
    idle(page, qtbot)
    assert "by Camille, 20" in detail.prose.toPlainText()
