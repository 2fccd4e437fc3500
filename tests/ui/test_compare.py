"""The page that sets captures against each other: sides, sentences, tables, and where their rows lead."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from inspector.findings.comparison_words import delay_text
from inspector.messages import Translator
from inspector.model.comparison import ClickTiming
from inspector.store.case import Case
from inspector.store.filters import write_filter
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView, PageName, Selection
from inspector.ui.panels.compare import ComparePage
from inspector.ui.panels.compare_tables import PARTS
from inspector.workspace.comparing import usual_sides
from tests.data import compared
from tests.ui.test_words_shown import lost_keys
from tests.ui.window_builder import drop_widgets, keep, make_theme


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compared.build_compared(tmp_path_factory.mktemp("compared"))


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    target = tmp_path / "a.enclair"
    target.write_bytes(built.read_bytes())
    return target


@pytest.fixture(params=["en", "fr"])
def view(path: Path, request: pytest.FixtureRequest) -> Iterator[CaseView]:
    with Case.open(path, read_only=True) as case:
        yield CaseView(CaseReader(case), Translator(request.param))
        drop_widgets()


@pytest.fixture
def page(view: CaseView, qtbot: QtBot) -> ComparePage:
    made = ComparePage(view, make_theme())
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitUntil(lambda: made.tabs.tables["recipients"].model.rowCount() > 0)
    return made


def cells(model: QAbstractItemModel, role: int = Qt.ItemDataRole.DisplayRole) -> list[list[str]]:
    return [
        [str(model.index(row, column).data(role) or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_sides_are_those_that_the_scenarios_suggest(page: ComparePage, view: CaseView):
    words = [picker.text() for picker in page.bar.pickers]
    assert view.t("window.scenario.refused") in words[0]
    assert view.t("window.scenario.accepted") in words[1]
    assert page.bar.usual.isHidden()


def test_the_sentences_come_first_and_lead_to_their_table(page: ComparePage, view: CaseView):
    told = page.prose.toPlainText()
    assert "regie.example" in told
    assert view.t("compare.limit_absence") in page.limits.toPlainText()
    page.prose.activate(page.prose.links.index("2"))
    assert page.tabs.currentWidget() is page.tabs.tables["recipients"]


def test_limits_join_the_sentences_where_there_is_no_room_beside_them(page: ComparePage, view: CaseView):
    page.resize(700, 700)
    assert page.limits.isHidden()
    assert view.t("compare.limit_absence") in page.prose.toPlainText()


def test_every_table_says_in_sign_and_word_how_a_row_stands(page: ComparePage, view: CaseView):
    recipients = {row[0]: row for row in cells(page.tabs.tables["recipients"].model)}
    assert recipients["regie.example"][1] == f"+\u00a0{view.t('compare.standing_new', sides='B')}"
    assert recipients["rdv.example"][1].startswith("=")
    data = {row[0]: row[1:] for row in cells(page.tabs.tables["data"].model)}
    assert any(cell.startswith("+") for cell in data["regie.example"])
    assert all(cell == "" or cell.startswith("=") for cell in data["rdv.example"])
    spoken = cells(page.tabs.tables["data"].model, Qt.ItemDataRole.AccessibleTextRole)
    assert any("A" in cell and "B" in cell for row in spoken for cell in row[1:])


def test_no_value_is_shown_in_full(page: ComparePage):
    shown = str([cells(page.tabs.tables[part].model, role) for part in PARTS for role in _ROLES])
    shown += page.prose.toPlainText()
    assert not [value for value in (compared.KEPT_ID, *compared.OTHER_IDS) if value in shown]


_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize(
    ("part", "first", "terms"),
    [
        ("recipients", "regie.example", "site:regie.example capture:2,4"),
        ("identifiers", "pixel-a.example", "site:pixel-a.example capture:1,3,2,4"),
        ("timing", "regie.example", "site:regie.example capture:1,3,2,4"),
    ],
)
def test_a_row_leads_to_its_flows(page: ComparePage, view: CaseView, qtbot: QtBot, part: str, first: str, terms: str):
    table = page.tabs.tables[part]
    row = next(number for number, one in enumerate(cells(table.model)) if one[0] == first)
    asked: list[PageName] = []
    view.page_requested.connect(asked.append)
    table.open(table.model.index(row, 0))
    assert asked == [PageName.FLOWS]
    assert write_filter(view.query.terms) == terms
    assert len(view.reader.flow_ids(view.query)) > 0


def test_a_cell_of_the_matrix_leads_to_the_flows_of_its_class(page: ComparePage, view: CaseView):
    table = page.tabs.tables["data"]
    texts = cells(table.model)
    row = next(number for number, one in enumerate(texts) if one[0] == "regie.example")
    column = next(number for number, cell in enumerate(texts[row]) if cell.startswith("+"))
    table.open(table.model.index(row, column))
    assert "site:regie.example class:" in write_filter(view.query.terms)
    assert len(view.reader.flow_ids(view.query)) > 0


def test_choosing_a_row_selects_what_it_is_about(page: ComparePage, view: CaseView):
    page.tabs.show_part("findings")
    assert view.selection == Selection()  # focus alone chooses nothing
    page.tabs.tables["findings"].table.selectRow(0)
    assert view.selection.finding
    page.tabs.tables["recipients"].table.selectRow(0)
    assert view.selection.recipient in ("regie.example", "mesure.example")


def test_swapping_sides_makes_new_gone_and_is_kept(page: ComparePage, view: CaseView, path: Path, qtbot: QtBot):
    page.bar.swap.click()
    gone = view.t("compare.standing_gone", sides="B")
    qtbot.waitUntil(lambda: gone in str(cells(page.tabs.tables["recipients"].model)))
    qtbot.waitUntil(lambda: page.edits.is_idle)
    with Case.open(path, read_only=True) as case:
        assert usual_sides(CaseReader(case)) == ((2, 4), (1, 3))
    assert not page.bar.usual.isHidden()
    page.bar.usual.click()
    new = view.t("compare.standing_new", sides="B")
    qtbot.waitUntil(lambda: new in str(cells(page.tabs.tables["recipients"].model)))
    qtbot.waitUntil(lambda: page.bar.usual.isHidden())


def test_a_capture_leaves_the_side_it_stood_on(page: ComparePage, view: CaseView, qtbot: QtBot):
    page.bar.pickers[0].toggle_capture(view.reader.captures()[1].id)
    model = page.tabs.tables["recipients"].model
    qtbot.waitUntil(lambda: all(row[1].startswith("=") for row in cells(model) if row[0] == "regie.example"))


def test_an_empty_side_asks_for_captures_and_shows_no_old_rows_as_true(page: ComparePage, view: CaseView):
    page.choose(((), tuple(one.id for one in view.reader.captures())))
    assert view.t("compare.pick_another") in page.prose.toPlainText()
    assert not page.tabs.isEnabled()


def test_one_capture_asks_for_another(tmp_path: Path, qtbot: QtBot):
    made = compared.build_compared(tmp_path, scenarios=("accepted",))
    with Case.open(made, read_only=True) as case:
        view = CaseView(CaseReader(case), Translator("fr"))
        page = keep(qtbot, ComparePage(view, make_theme()))
        page.show()
        qtbot.waitUntil(page._empty.isVisible)
        assert view.t("compare.empty_title") in [label.text() for label in page._empty.findChildren(QLabel)]
        with qtbot.waitSignal(view.captures_requested):
            page._empty.findChildren(QPushButton)[0].click()
        drop_widgets()


def test_no_key_is_shown(page: ComparePage):
    for part in PARTS:
        page.tabs.show_part(part)
        assert not lost_keys(page)


@pytest.mark.parametrize(
    ("soonest_s", "told"),
    [(0.2, "200\u00a0ms"), (32, "32,0\u00a0s"), (125, "2\u00a0min 05\u00a0s"), (18_730, "5\u00a0h 12\u00a0min"), (172_780, "47\u00a0h 59\u00a0min"),
     (260_000, "3 jours")],
)  # fmt: skip
def test_a_long_delay_is_told_in_minutes_hours_or_days(soonest_s: float, told: str):
    us = int(soonest_s * 1_000_000)
    assert delay_text(ClickTiming(of=1, soonest_us=us, latest_us=us), Translator("fr")) == told
