"""Identifiers, shared identifiers and cookies in the window: tabs beside the recipients, paragraphs in the dossier."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector.messages import Translator
from inspector.model.flow import CaptureId
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView
from inspector.ui.panels.recipient_detail import RecipientDetail
from inspector.ui.panels.recipients import RecipientsPage
from inspector.ui.theme import Theme
from tests.data import identifiers as planted
from tests.ui.case_view_builder import open_view


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted.build_identified(tmp_path_factory.mktemp("identified"))


@pytest.fixture
def view(path: Path) -> Iterator[CaseView]:
    with Case.open(path, read_only=True) as case:
        yield CaseView(CaseReader(case), Translator("fr"))


@pytest.fixture
def page(view: CaseView, qtbot: QtBot) -> RecipientsPage:
    made = RecipientsPage(view, Theme())
    qtbot.addWidget(made)
    made.resize(980, 720)
    made.show()
    return made


def texts(page: RecipientsPage, number: int) -> list[list[str]]:
    model = (page.tabs.identifiers, page.tabs.syncs, page.tabs.cookies)[number].model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_tabs_count_what_they_hold_and_the_recipients_come_first(page: RecipientsPage) -> None:
    words = [page.tabs.tabText(number) for number in range(page.tabs.count())]
    assert words[0] == "Destinataires"
    assert page.tabs.currentIndex() == 0
    assert words[2] == "Communs (2)"


def test_no_value_is_shown_in_full_and_constants_are_counted_aside(page: RecipientsPage) -> None:
    shown = str([texts(page, number) for number in range(3)])
    for value in (planted.PIXEL_UID, planted.CLIENT_ID, planted.LATE_ID, planted.SESSION, *planted.DECOYS):
        assert value not in shown
    assert "constantes" in page.tabs.identifiers.note.text()


def test_what_a_refusal_did_not_end_is_said_in_words(page: RecipientsPage) -> None:
    rows = {(row[0], row[1]): row for row in texts(page, 0)}
    assert "encore envoyé après le refus" in str(rows["pixel-a.example", "uid"])
    assert "apparu après le refus" in str(rows["tard-d.example", "vid"])


def test_a_row_selects_its_recipient_and_enter_opens_its_flow(page: RecipientsPage, view: CaseView) -> None:
    table = page.tabs.syncs.table
    table.setCurrentIndex(table.model().index(0, 0))
    assert view.selection.recipient in ("regie-b.example", "mobile-f.example")
    table.activated.emit(table.model().index(0, 0))
    assert view.selection.flow is not None


def test_a_column_sorts_and_numbers_sort_as_numbers(page: RecipientsPage) -> None:
    model = page.tabs.cookies.model
    model.sort(3, Qt.SortOrder.DescendingOrder)
    assert texts(page, 2)[0][3] == "730\u00a0jours" or texts(page, 2)[0][3] == "730 jours"


def test_a_cookie_says_in_which_of_several_captures_it_was_observed(page: RecipientsPage) -> None:
    tabs = page.tabs
    assert {row[2] for row in texts(page, 2)} == {capture.name for capture in tabs._view.reader.captures()}
    assert tabs.cookies.table.isColumnHidden(2)  # there is but one
    tabs._captures[CaptureId(2)] = "visit-2.har"
    tabs.reload()
    assert not tabs.cookies.table.isColumnHidden(2)


def test_the_dossier_tells_identifiers_cookies_and_who_shares_them(view: CaseView, qtbot: QtBot) -> None:
    detail = RecipientDetail(view, Theme())
    qtbot.addWidget(detail)
    view.select_recipient("pixel-a.example")
    qtbot.waitUntil(lambda: "Identifiants communs" in detail.prose.toPlainText())
    told = detail.prose.toPlainText()
    assert "vers regie-b.example, redirection" in told
    assert "730 jours" in told
    assert planted.PIXEL_UID not in told


def test_a_case_without_any_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    with open_view(tmp_path) as view:
        page = RecipientsPage(view, Theme())
        qtbot.addWidget(page)
        assert page.tabs.cookies.note.text() == view.t("identifiers.none_cookies")
        assert page.tabs.cookies.table.isHidden()
