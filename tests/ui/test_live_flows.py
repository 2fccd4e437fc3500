"""The flow table while flows come in, and what new kinds of flows say."""

from array import array

import pytest

from inspector.messages import Translator
from inspector.model.flow import Delivery, FlowId
from inspector.model.recording import Handshake, Refusal
from inspector.store.case import Case
from inspector.ui.models.flow_columns import COLUMNS, Wording
from inspector.ui.models.flows import FlowsModel
from inspector.ui.panels.flow_detail import TABS, FlowDetail
from inspector.ui.panels.flows import FlowsPage
from inspector.ui.panels.unread import write_refusal
from tests.store.builders import START_US, build_case
from tests.ui.window_builder import keep, make_theme, open_view


@pytest.fixture
def path(tmp_path):
    return build_case(tmp_path / "a.enclair", flows=240)


@pytest.fixture
def page(path, qtbot):
    with open_view(path) as view:
        page = FlowsPage(view, make_theme())
        with qtbot.waitSignal(page.count_changed):
            keep(qtbot, page)
            page.resize(1200, 400)
            page.show()
        yield page


def record(page: FlowsPage, qtbot, flows: int) -> None:
    """Adds copies of the last flow, each a millisecond later, and lets the page see them."""
    with Case.open(page._view.reader.case.path) as case:
        columns = [row[1] for row in case.connection.execute("PRAGMA table_info(flow)")]
        rest = ", ".join(columns[1:]).replace("started_us", "started_us + 1000")
        for _ in range(flows):
            case.connection.execute(f"INSERT INTO flow SELECT id + 1, {rest} FROM flow ORDER BY id DESC LIMIT 1")
    with qtbot.waitSignal(page.count_changed):
        page._view.flows_changed.emit()


def is_at_end(page: FlowsPage) -> bool:
    bar = page.table.verticalScrollBar()
    return bool(bar.value() == bar.maximum())


def test_a_case_at_rest_stays_at_its_beginning(page, qtbot):
    record(page, qtbot, 20)
    assert page.table.verticalScrollBar().value() == 0


def test_a_recording_is_followed_to_its_end(page, qtbot):
    page.set_live(is_live=True)
    assert is_at_end(page)
    for _ in range(3):
        record(page, qtbot, 30)
        assert is_at_end(page)
    assert page.table.visible_rows()[1] == page.model.rowCount() - 1


def test_scrolling_up_stops_it_and_scrolling_to_the_end_starts_it_again(page, qtbot):
    page.set_live(is_live=True)
    bar = page.table.verticalScrollBar()
    bar.setValue(bar.maximum() - 300)
    here = bar.value()
    record(page, qtbot, 30)
    assert bar.value() == here
    bar.setValue(bar.maximum())
    record(page, qtbot, 30)
    assert is_at_end(page)


def test_a_selected_flow_stays_selected_while_others_come_in_before_it(page, qtbot):
    page.set_live(is_live=True)
    last = FlowId(240)
    page.table.select_flow(last)
    page._view.select_flow(last)
    with Case.open(page._view.reader.case.path) as case:  # it began before the last one, and ended after it
        columns = [row[1] for row in case.connection.execute("PRAGMA table_info(flow)")]
        rest = ", ".join(columns[1:]).replace("started_us", "started_us - 1000")
        case.connection.execute(f"INSERT INTO flow SELECT 241, {rest} FROM flow WHERE id = 240")
    with qtbot.waitSignal(page.count_changed):
        page._view.flows_changed.emit()
    assert page.model.flow_at(page.table.currentIndex().row()) == last
    assert list(page.model.ids[-2:]) == [241, 240]


def test_rows_set_right_near_the_end_do_not_reset_the_table(path, qtbot):
    with open_view(path) as view:
        model = FlowsModel(view.reader, Wording(t=view.t))
        model.set_ids(array("q", range(1, 201)))
        shown = model.line(199)
        assert shown is not None
        resets = []
        model.modelReset.connect(lambda: resets.append(1))
        model.set_ids(array("q", [*range(1, 200), 220, 200, 221]))
        assert not resets
        lines = [model.line(n) for n in (198, 199, 200, 201)]
        assert [line and line.row and line.row.facts.id for line in lines] == [199, 220, 200, 221]
        model.set_ids(array("q", [5, 6, 7]))
        assert resets


def test_a_flow_under_way_is_read_again_while_it_is_seen(page, qtbot):
    page.set_live(is_live=True)
    status = next(n for n, column in enumerate(COLUMNS) if column.name == "status")
    row = page.model.row_of(240)
    with Case.open(page._view.reader.case.path) as case:
        case.connection.execute("UPDATE flow SET status = 418 WHERE id = 240")
    with qtbot.waitSignal(page.count_changed):
        page._view.flows_changed.emit()
    assert page.model.index(row, status).data() == "418"


def test_the_phase_is_a_column_of_its_own_at_first_hidden(page):
    place = next(n for n, column in enumerate(COLUMNS) if column.name == "phase")
    assert page.table.isColumnHidden(place)
    assert page.model.index(page.model.row_of(240), place).data() == "logged in"
    assert page.model.index(0, place).data() == ""


# what was not read


@pytest.fixture
def detail(path, qtbot):
    with Case.open(path) as case:
        write = case.connection.execute
        write("UPDATE flow SET delivery = 'refused', status = NULL, host = 'banque.example' WHERE id = 5")
        write("UPDATE flow SET delivery = 'unread', status = NULL, response_wire_size = 4000 WHERE id = 6")
        write("UPDATE flow SET background = 1 WHERE id = 7")
        write(
            "INSERT INTO handshake VALUES (NULL, 1, 'banque.example', 443, 'Banque', 'certificate-refused', 3, ?, ?,"
            " 'unknown ca', 1)",
            (START_US, START_US),
        )
        write(
            "INSERT INTO name_answer VALUES (NULL, 1, 'banque.example', ?, '192.0.2.53',"
            ' \'[["banque.example","CNAME","edge.example"],["edge.example","A","192.0.2.1"]]\', \'\')',
            (START_US,),
        )
        write(
            "INSERT INTO connection VALUES (9, 1, '1', '192.0.2.1', 443, 'x', 'h2', 'TLSv1.3', 'C1', NULL,"
            " '127.0.0.1', 'TLSv1.2', 'C2', 'http/1.1')"
        )
        write("UPDATE flow SET connection_id = 9 WHERE id = 7")
    with open_view(path) as view:
        detail = FlowDetail(view, make_theme())
        keep(qtbot, detail)
        detail.resize(700, 700)
        detail.show()
        yield detail


def show(detail: FlowDetail, qtbot, flow: int) -> None:
    with qtbot.waitSignal(detail.shown):
        detail.show_flow(FlowId(flow))


def test_a_refused_connection_says_who_refused_how_often_and_why(detail, qtbot):
    show(detail, qtbot, 5)
    assert detail.unread.isVisible()
    said = detail.unread._text.text()
    assert "Banque refused our certificate for banque.example, 3 times." in said
    assert "pinning" in said
    assert "No request was read." in detail.head.toPlainText()
    assert not detail.tabs.isTabVisible(TABS.index("layers"))


def test_a_connection_that_passed_unread_says_what_is_known(detail, qtbot):
    show(detail, qtbot, 6)
    assert "4.0\N{NO-BREAK SPACE}kB received" in detail.unread._text.text()
    show(detail, qtbot, 40)
    assert not detail.unread.isVisible()
    assert detail.request.isVisible()


def test_the_chain_of_names_and_both_sides_of_the_connection_are_told(detail, qtbot):
    show(detail, qtbot, 5)
    assert "edge.example  A  192.0.2.1" in detail.connection.toPlainText()
    assert "192.0.2.53" in detail.connection.toPlainText()
    show(detail, qtbot, 7)
    said = detail.connection.toPlainText()
    assert all(word in said for word in ("TLSv1.3", "TLSv1.2", "C1", "C2", "http/1.1", "127.0.0.1"))
    assert said.index("C1") < said.index("Between the client and our proxy") < said.index("C2")


def test_the_browser_s_own_traffic_says_so(detail, page, qtbot):
    show(detail, qtbot, 7)
    assert "The browser’s own traffic" in detail.head.toPlainText()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("refusal", list(Refusal))
def test_every_refusal_has_its_sentence(language, refusal):
    shake = Handshake(host="a.example", port=443, client="", refusal=refusal, count=2, first_us=1, last_us=2)
    said = write_refusal(Translator(language), shake)
    assert "a.example" in said
    assert "marking." not in said


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("delivery", list(Delivery))
def test_every_delivery_has_a_word_for_the_table(language, delivery):
    t = Translator(language)
    assert t.has(f"flows.delivery.{delivery}")
    assert delivery.is_on_wire or t.has(f"timeline.delivery.{delivery}")
