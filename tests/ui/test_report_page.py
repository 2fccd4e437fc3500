"""The report page: what will be printed, warnings in place, the export."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inspector.model.finding import Status
from inspector.ui.case_view import CaseView
from inspector.ui.panels.report import ReportPage
from inspector.ui.theme import Theme
from inspector.workspace import editing, verdicts
from inspector.workspace.jobs import Job
from tests.ui.case_view_builder import open_view
from tests.ui.dummy_work import echo, refuse


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with open_view(tmp_path) as opened:
        yield opened


def make_page(view: CaseView, qtbot: QtBot, **more: object) -> ReportPage:
    made = ReportPage(view, Theme(), **more)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def test_drafts_are_announced_until_a_person_has_decided(view: CaseView, qtbot: QtBot) -> None:
    page = make_page(view, qtbot)
    assert "5 findings" in page.contents.toPlainText()
    assert "Draft" in page.warning.toPlainText()
    path = view.reader.case.path
    for finding in view.reader.findings():
        for number in range(verdicts.count_traps(finding.rule)):
            verdicts.answer_trap(path, finding.id, number)
        editing.decide(path, finding.id, status=Status.VERIFIED)
    editing.decide(path, view.reader.findings()[0].id, status=Status.REJECTED)
    view.verdicts_changed.emit()
    assert "4 findings" in page.contents.toPlainText()
    assert "1 rejected" in page.contents.toPlainText()
    assert not page.warning.isVisible()


def test_values_in_full_are_warned_of(view: CaseView, qtbot: QtBot) -> None:
    page = make_page(view, qtbot)
    page.redaction.setCurrentIndex(page.redaction.findData("none"))
    assert "in full" in page.warning.toPlainText()


def test_the_export_is_asked_for_with_language_and_masking(view: CaseView, qtbot: QtBot, tmp_path: Path) -> None:
    asked: list[tuple[object, ...]] = []

    def start(case: Path, target: Path, *, language: str, redact: str) -> Job:
        asked.append((case, target, language, redact))
        return Job(echo, target)

    page = make_page(view, qtbot, start=start)
    page.language.setCurrentIndex(page.language.findData("fr"))
    page.redaction.setCurrentIndex(page.redaction.findData("strict"))
    with qtbot.waitSignal(page.work.finished):
        page.export_to(tmp_path / "out.pdf")
    assert asked == [(view.reader.case.path, tmp_path / "out.pdf", "fr", "strict")]
    assert "out.pdf" in page.result.toPlainText()
    assert "Open folder" in page.result.links
    assert page.button.isEnabled()


def test_a_failed_export_says_that_nothing_was_replaced(view: CaseView, qtbot: QtBot, tmp_path: Path) -> None:
    page = make_page(view, qtbot, start=lambda *_a, **_k: Job(refuse))
    with qtbot.waitSignal(page.work.failed):
        page.export_to(tmp_path / "out.pdf")
    assert "nothing was replaced" in page.result.toPlainText()
    assert "disk is full" in page.result.toPlainText()
    assert page.button.isEnabled()


def test_title_and_question_are_kept_in_the_case(view: CaseView, qtbot: QtBot) -> None:
    page = make_page(view, qtbot)
    page.question.setText("Who learns of it?")
    with qtbot.waitSignal(page.edits.kept):
        page.question.editingFinished.emit()
    assert view.reader.case.setting("question") == "Who learns of it?"
