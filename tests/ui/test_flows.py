"""The page of flows and its table."""

from array import array

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from inspector.messages import Translator
from inspector.model.flow import FlowId
from inspector.store.filters import Term, read_filter
from inspector.store.reading.flow_table import SortKey
from inspector.ui.case_view import Selection
from inspector.ui.curl import write_curl
from inspector.ui.models.flow_columns import COLUMNS, Wording
from inspector.ui.models.flows import PAGE_ROWS, PAGES_KEPT, FlowsModel
from inspector.ui.panels.flow_painter import measured_phases
from inspector.ui.panels.flows import FlowsPage
from tests.store.builders import build_case
from tests.ui.window_builder import keep, make_theme, open_view


@pytest.fixture
def view(tmp_path, qtbot):
    with open_view(tmp_path / "a.enclair") as view:
        yield view


@pytest.fixture
def page(view, qtbot):
    return shown(FlowsPage(view, make_theme()), qtbot)


def shown(page: FlowsPage, qtbot) -> FlowsPage:
    with qtbot.waitSignal(page.count_changed):
        keep(qtbot, page)
        page.resize(1400, 700)
        page.show()
    return page


def column(name: str) -> int:
    return next(n for n, c in enumerate(COLUMNS) if c.name == name)


def text(page: FlowsPage, row: int, name: str) -> str:
    return str(page.model.index(row, column(name)).data())


def test_every_flow_has_a_row_with_words_for_what_is_marked(page):
    assert page.model.rowCount() == 240
    row = page.model.row_of(40)
    assert text(page, row, "host") == "www.rdv-sante.example"
    assert text(page, row, "sensitive") == "↓5"
    assert text(page, row, "finding") == "Medium"
    said = page.model.index(row, column("sensitive")).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Reason for consultation" in said


def test_a_flow_from_the_cache_says_so(page):
    assert text(page, page.model.row_of(17), "status") == "404 cache"


def test_the_party_is_named_with_its_role(page):
    index = page.model.index(page.model.row_of(90), column("party"))
    assert index.data() == "Mesure Pub (fictif)"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Mesure Pub (fictif), Advertising"


def test_the_filter_narrows_and_the_count_says_how_far(page, view, qtbot):
    with qtbot.waitSignal(page.count_changed) as blocker:
        view.set_terms(read_filter("site:mesure-pub.example"))
    few, total = blocker.args
    assert 0 < few < total == 240
    assert all("mesure-pub" in text(page, row, "host") for row in range(few))


def test_the_brush_narrows_too(page, view, qtbot):
    start = view.reader.facts(FlowId(1)).started_us
    with qtbot.waitSignal(page.count_changed) as blocker:
        view.set_range(start, start + 10_000_000)
    assert 0 < blocker.args[0] < 240


def test_a_filter_that_hides_everything_offers_the_way_back(page, view, qtbot):
    with qtbot.waitSignal(page.count_changed):
        view.set_terms(read_filter("site:nowhere.example"))
    assert page.no_match.isVisible()
    assert not page.table.isVisible()
    with qtbot.waitSignal(page.count_changed):
        buttons = page.no_match.findChildren(QWidget)
        next(b for b in buttons if getattr(b, "text", lambda: "")() == "Clear the filter").click()
    assert page.table.isVisible()
    assert view.query.terms == ()


def test_selecting_a_row_selects_the_flow_for_everybody(page, view, qtbot):
    with qtbot.waitSignal(view.selection_changed):
        page.table.setCurrentIndex(page.model.index(9, 0))
    assert view.selection == Selection(flow=FlowId(10))


def test_the_selection_stays_on_its_flow_when_the_order_changes(page, view, qtbot):
    view.select_flow(FlowId(40))
    with qtbot.waitSignal(page.count_changed):
        page.table.horizontalHeader().sectionClicked.emit(column("host"))
    assert view.query.sort is SortKey.HOST
    assert page.model.flow_at(page.table.currentIndex().row()) == 40
    assert view.selection.flow == 40


def test_a_second_click_on_a_heading_turns_the_order(page, view, qtbot):
    header = page.table.horizontalHeader()
    for expected in (False, True):
        with qtbot.waitSignal(page.count_changed):
            header.sectionClicked.emit(column("size"))
        assert (view.query.sort, view.query.descending) == (SortKey.SIZE, expected)
    assert page.model.headerData(column("size"), Qt.Orientation.Horizontal) == "Size ↓"


def test_keys_move_through_the_table(page, view, qtbot):
    key = Qt.Key
    moves = [
        (key.Key_Home, 1),
        (key.Key_J, 2),
        (key.Key_Down, 3),
        (key.Key_K, 2),
        (key.Key_End, 240),
        (key.Key_Up, 239),
    ]
    for press, expected in moves:
        qtbot.keyClick(page.table, press)
        assert view.selection.flow == expected


def test_enter_asks_to_read_the_flow_and_escape_lets_go_of_it(page, view, qtbot):
    view.select_flow(FlowId(3))
    with qtbot.waitSignal(page.detail_requested):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert view.selection == Selection()


def test_focus_alone_selects_nothing(page, view, qtbot):
    page.table.setFocus()
    assert view.selection == Selection()


def test_the_selected_row_stays_on_the_screen_when_the_table_shrinks(page, view, qtbot):
    view.select_flow(FlowId(20))
    page.resize(1400, 200)
    rect = page.table.visualRect(page.table.currentIndex())
    assert page.table.viewport().rect().contains(rect.center())


def test_the_menu_narrows_to_a_site_or_away_from_it(page, view, qtbot):
    actions = {action.text(): action for action in page.make_menu(FlowId(90)).actions()}
    actions["Only mesure-pub.example"].trigger()
    assert view.query.terms == (Term(key="site", values=("mesure-pub.example",)),)
    actions["Everything but mesure-pub.example"].trigger()
    assert Term(key="site", values=("mesure-pub.example",), negated=True) in view.query.terms


def test_the_menu_offers_to_follow_the_values_of_the_flow(page, view, qtbot):
    menu = page.make_menu(FlowId(90))
    follow = next(action.menu() for action in menu.actions() if action.menu() is not None)
    with qtbot.waitSignal(view.follow_requested) as blocker:
        follow.actions()[0].trigger()
    assert blocker.args == ["Annonce de résultats (oncologie)"]


def test_the_address_can_be_copied(page, view, qtbot):
    actions = {action.text(): action for action in page.make_menu(FlowId(40)).actions()}
    actions["Copy the address"].trigger()
    assert QGuiApplication.clipboard().text() == "https://www.rdv-sante.example/account/appointments.json"


def test_a_curl_command_quotes_for_the_shell(view):
    command = write_curl(view.reader.content(FlowId(40)))
    assert command.startswith("curl -X POST https://www.rdv-sante.example/account/appointments.json -H 'Accept: */*'")


def test_columns_are_remembered(view, tmp_path, qtbot):
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    first = shown(FlowsPage(view, make_theme(), settings=settings), qtbot)
    first.table.horizontalHeader().moveSection(0, 3)
    first.table.setColumnHidden(column("type"), True)
    qtbot.waitUntil(lambda: settings.contains("flows/columns"))
    second = shown(FlowsPage(view, make_theme(), settings=settings), qtbot)
    assert second.table.horizontalHeader().visualIndex(0) == 3
    assert second.table.isColumnHidden(column("type"))


def test_times_can_count_from_the_start(page, qtbot):
    page.table.relative_time_requested.emit(True)
    assert text(page, 0, "time").startswith("+0.")


def test_what_is_kept_of_a_long_table_is_bounded(tmp_path, qtbot):
    build_case(tmp_path / "big.enclair", flows=20_000)
    with open_view(tmp_path / "big.enclair") as view:
        model = FlowsModel(view.reader, Wording(t=Translator("en")))
        model.set_ids(array("q", range(1, 20_001)))
        for row in range(0, 20_000, PAGE_ROWS):
            assert model.line(row) is not None
        assert len(model._pages) == PAGES_KEPT


def test_rows_that_come_later_are_added_at_the_end(view, qtbot):
    model = FlowsModel(view.reader, Wording(t=Translator("en")))
    model.set_ids(array("q", range(1, 100)))
    with qtbot.waitSignal(model.rowsInserted) as blocker:
        model.set_ids(array("q", range(1, 150)))
    assert blocker.args[1:] == [99, 148]


def test_a_flow_that_has_gone_leaves_an_empty_row(view, qtbot):
    model = FlowsModel(view.reader, Wording(t=Translator("en")))
    model.set_ids(array("q", [1, 99_999, 2]))
    assert model.index(1, 0).data() is None
    assert model.index(2, 0).data() == "2"


def test_phases_that_were_not_measured_are_not_drawn(view):
    timings = view.reader.facts(FlowId(1)).timings
    assert measured_phases(timings) == (
        ("blocked", 500), ("dns", 200), ("connect", 3000), ("tls", 6000), ("send", 300), ("wait", 42000),
        ("receive", 8000),
    )  # fmt: skip


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_table_can_be_drawn_whatever_is_in_it(page, view, qtbot, mode):
    page.table._theme.set_mode(mode)
    view.select_flow(FlowId(40))
    picture = page.grab().toImage()
    assert not picture.isNull()
