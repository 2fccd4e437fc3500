"""The matrix: sent and returned apart, cells lead to flows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector.figures.matrix import Count, build_matrix
from inspector.messages import Translator
from inspector.model.flow import CaptureId
from inspector.store.filters import write_filter
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.models.matrix import MatrixModel
from inspector.ui.panels.data import DataPage
from inspector.ui.theme import Theme
from tests.ui.case_view_builder import open_view


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with open_view(tmp_path) as opened:
        yield opened


@pytest.fixture
def page(view: CaseView, qtbot: QtBot) -> DataPage:
    made = DataPage(view, Theme())
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def index_of(page: DataPage, site: str, class_: str) -> tuple[int, int]:
    return page.model.matrix.rows.index(site), [key[1] for key in page.model.columns].index(class_)


def test_a_cell_says_direction_and_count(page: DataPage) -> None:
    sent = page.model.index(*index_of(page, "mesure-pub.example", "health.motive"))
    returned = page.model.index(*index_of(page, "rdv-sante.example", "identity.name"))
    assert sent.data() == "↑ 1"
    assert returned.data() == "↓ 2"


def test_a_cell_leads_to_its_flows(page: DataPage, view: CaseView) -> None:
    asked: list[PageName] = []
    view.page_requested.connect(asked.append)
    page.open_cell(page.model.index(*index_of(page, "mesure-pub.example", "health.motive")))
    assert write_filter(view.query.terms) == "site:mesure-pub.example class:health.motive"
    assert list(view.reader.flow_ids(view.query)) == [90]
    assert asked == [PageName.FLOWS]


def test_an_empty_cell_leads_nowhere(page: DataPage, view: CaseView) -> None:
    page.open_cell(page.model.index(*index_of(page, "mesure-pub.example", "contact.email")))
    assert view.query.terms == ()


def test_a_row_head_selects_the_recipient(page: DataPage, view: CaseView) -> None:
    page.table.verticalHeader().sectionClicked.emit(page.model.matrix.rows.index("pixel-social.example"))
    assert view.selection.recipient == "pixel-social.example"


def test_captures_stand_side_by_side_and_sums_add_up() -> None:
    counts = [
        Count(site="a.example", class_="health.motive", sent=True, capture=CaptureId(capture), count=capture)
        for capture in (1, 2)
    ]
    model = MatrixModel(Translator("en"))
    model.set_matrix(build_matrix(counts), recipients={}, capture_names={})
    assert [model.index(0, column).data() for column in range(3)] == ["↑ 1", "↑ 2", "↑ 3"]
    assert model.headerData(1, Qt.Orientation.Vertical) == "Total"


def test_french_and_both_grounds_are_drawn(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "fr").mkdir()
    with open_view(tmp_path / "fr", language="fr") as view:
        theme = Theme()
        page = DataPage(view, theme)
        qtbot.addWidget(page)
        page.resize(700, 300)
        light = page.grab().toImage()
        theme.set_mode("dark")
        assert page.grab().toImage() != light


def test_nothing_recognised_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    with open_view(tmp_path, is_empty=True) as view:
        page = DataPage(view, Theme())
        qtbot.addWidget(page)
        page.show()
        assert page._empty.isVisible()
