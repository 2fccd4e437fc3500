"""The overview: the answer first, every figure a link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inspector.ui.case_view import CaseView, PageName
from inspector.ui.dialogs.first_party import FirstPartyDialog
from inspector.ui.dialogs.scenario import ScenarioDialog
from inspector.ui.panels.overview import OverviewPage
from inspector.ui.theme import Theme
from tests.ui.case_view_builder import open_view


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with open_view(tmp_path) as opened:
        yield opened


@pytest.fixture
def page(view: CaseView, qtbot: QtBot) -> OverviewPage:
    made = OverviewPage(view, Theme())
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitUntil(lambda: "rdv-sante.example" in made.prose.toPlainText())
    return made


def test_the_answer_stands_first(page: OverviewPage) -> None:
    first = page.prose.toPlainText().splitlines()[0]
    assert "rdv-sante.example" in first


def test_the_figures_lead_to_their_pages(page: OverviewPage, view: CaseView) -> None:
    asked: list[PageName] = []
    view.page_requested.connect(asked.append)
    for words in ("240 flows", "7 other sites", "5 findings"):
        page.prose.activate(page.prose.links.index(words))
    assert asked == [PageName.FLOWS, PageName.RECIPIENTS, PageName.FINDINGS]


def test_a_recipient_in_a_sentence_is_selected(page: OverviewPage, view: CaseView) -> None:
    page.prose.activate(page.prose.links.index("mesure-pub.example"))
    assert view.selection.recipient == "mesure-pub.example"


def test_the_first_party_can_be_changed_from_its_reason(page: OverviewPage) -> None:
    page.prose.activate(page.prose.links.index("Change…"))
    assert page.findChild(FirstPartyDialog) is not None


def test_no_forbidden_word_is_said(page: OverviewPage) -> None:
    text = page.prose.toPlainText().lower()
    assert not [word for word in ("leak", "illegal", "violates", "anonymous") if word in text]


def test_an_empty_case_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    with open_view(tmp_path, is_empty=True) as view:
        page = OverviewPage(view, Theme())
        qtbot.addWidget(page)
        qtbot.waitUntil(lambda: "Reading" not in page.prose.toPlainText())
        assert page.prose.toPlainText()


def test_a_scenario_is_named_from_the_list_of_captures(page: OverviewPage, view: CaseView, qtbot: QtBot) -> None:
    page.prose.activate(next(n for n, word in enumerate(page.prose.links) if word.startswith("scenario")))
    dialog = page.findChild(ScenarioDialog)
    assert dialog is not None
    assert dialog.box.currentData() == "accepted"
    dialog.box.setCurrentIndex(dialog.box.findData("refused"))
    with qtbot.waitSignal(page.edits.kept):
        dialog.accept()
    assert view.reader.captures()[0].scenario == "refused"
