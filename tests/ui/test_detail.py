"""The detail of a flow."""

import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QWidget

from inspector.messages import Translator
from inspector.model.flow import Delivery, FlowId, Location, Side, Timings, encode_headers
from inspector.ui.panels.connection import read_certificates
from inspector.ui.panels.detail import DetailPanel
from inspector.ui.panels.flow_detail import TABS, FlowDetail
from inspector.ui.panels.flow_sentence import write_delivery, write_sentence
from inspector.ui.panels.hex_view import HexView
from inspector.ui.panels.image_view import image_format, read_image
from inspector.ui.panels.message_pane import numbered_headers
from inspector.ui.panels.text_view import SHOWN_CHARACTERS, TextView
from inspector.ui.panels.timing_view import phase_rows
from inspector.ui.words import safe_text
from tests.store.builders import build_case, place
from tests.ui.window_builder import keep, make_theme, open_view

DIGEST = b"\x02" * 32


def change(path: Path, sql: str, *parameters: object) -> None:
    """Prepares a case that the builder does not make."""
    with sqlite3.connect(path) as connection:
        connection.execute(sql, parameters)


def give_body(path: Path, flow: int, data: bytes, *, mime: str, side: str = "response") -> None:
    change(path, "INSERT OR REPLACE INTO body VALUES (?, ?, 'identity', ?)", DIGEST, len(data), data)
    change(
        path,
        f"UPDATE flow SET {side}_body = ?, {side}_form = 'bytes', {side}_size = ?, {side}_mime = ? WHERE id = ?",
        DIGEST, len(data), mime, flow,
    )  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return build_case(tmp_path / "a.enclair", flows=120)


@pytest.fixture
def detail(path, qtbot):
    with open_view(path) as view:
        yield opened(view, qtbot)


def opened(view, qtbot) -> FlowDetail:
    detail = FlowDetail(view, make_theme())
    keep(qtbot, detail)
    detail.resize(700, 800)
    detail.show()
    return detail


def show(detail: FlowDetail, qtbot, flow: int, **more) -> None:
    with qtbot.waitSignal(detail.shown):
        detail.show_flow(FlowId(flow), **more)


def tab_names(detail: FlowDetail) -> list[str]:
    return [detail.tabs.tabText(n) for n in range(detail.tabs.count()) if detail.tabs.isTabVisible(n)]


def test_a_flow_is_told_in_a_sentence(detail, qtbot):
    show(detail, qtbot, 40)
    said = detail.head.toPlainText()
    assert "The browser asked www.rdv-sante.example for /account/appointments.json (POST," in said
    assert "It answered 200 with" in said
    assert "RDV Santé (fictif), First party." in said
    assert "The request was sent and answered over the network." in said


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("delivery", list(Delivery))
def test_every_delivery_says_what_it_means(language, delivery):
    assert not write_delivery(Translator(language), delivery).startswith("detail.")


def test_a_flow_without_an_answer_says_so(path):
    change(path, "UPDATE flow SET status = NULL, delivery = 'failed' WHERE id = 3")
    with open_view(path) as view:
        assert write_sentence(view.t, view.reader.flow_rows([3])[0]).endswith("No answer was recorded.")


def test_captured_text_in_the_sentence_is_escaped_and_bounded(path):
    with open_view(path) as view:
        row = view.reader.flow_rows([3])[0]
        hostile = replace(row, facts=replace(row.facts, path="/\u202e" + "x" * 5000, host="<b>h</b>"))
        said = write_sentence(view.t, hostile)
    assert "\u202e" not in said
    assert len(said) < 600


def test_request_and_response_are_shown_together(detail, qtbot):
    show(detail, qtbot, 40)
    assert detail.request.isVisible()
    assert detail.response.isVisible()
    assert detail.response.body.mode == "tree"


def test_wide_panels_show_them_side_by_side(detail, qtbot):
    show(detail, qtbot, 40)
    assert detail.request.y() != detail.response.y()
    detail.resize(1300, 800)
    assert detail.request.x() != detail.response.x()


def test_a_place_is_brought_into_view(detail, qtbot):
    at = place(40, Side.RESPONSE, Location.BODY, "$.data.confirmed[0].profile.speciality")
    show(detail, qtbot, 40, place=at)
    assert detail.response.body.tree.tree.currentIndex().data() == "speciality"
    detail.show_flow(FlowId(40), place=place(40, Side.REQUEST, Location.HEADER, "referer", layers=()))
    assert detail.request.trees["headers"].tree.currentIndex().data() == "Referer"


def test_findings_that_rest_on_the_flow_are_links(detail, qtbot):
    show(detail, qtbot, 90)
    assert "Findings 1" in tab_names(detail)
    detail.show_tab("findings")
    detail.findings.activate(0)
    assert detail._view.selection.finding is not None


def test_the_messages_tab_is_there_only_for_web_sockets(path, detail, qtbot):
    show(detail, qtbot, 40)
    assert not any(name.startswith("Messages") for name in tab_names(detail))
    change(path, "INSERT INTO message VALUES (NULL, 40, 1, 1790000000000000, 1, 1, ?)", b'{"a": [1]}')
    change(path, "INSERT INTO message VALUES (NULL, 40, 2, 1790000000000000, 0, 2, ?)", b"\xff\x00")
    show(detail, qtbot, 40, again=True)
    assert "Messages 2" in tab_names(detail)
    assert detail.messages.model.index(0, 1).data() == "↑ sent"
    assert detail.messages.tree.model.index(0, 0).data() == "a"
    detail.messages.table.selectRow(1)
    assert detail.messages.hex.lines(0, 1) == [f"00000000  {'ff 00':<47}  ··"]


def test_a_body_that_is_missing_is_told_from_none(path, detail, qtbot):
    change(
        path,
        "UPDATE flow SET response_headers = ?, response_body = NULL, response_size = 0 WHERE id = 3",
        encode_headers((("Content-Length", "512"),)).decode(),
    )
    change(path, "UPDATE flow SET response_body = NULL, response_size = 0 WHERE id = 4")
    show(detail, qtbot, 3)
    assert "The body is not in the capture" in words(detail.response.body.none)
    assert "512" in words(detail.response.body.none)
    show(detail, qtbot, 4)
    assert "No body" in words(detail.response.body.none)


def words(widget: QWidget) -> str:
    return " ".join(child.text() for child in widget.findChildren(QWidget) if hasattr(child, "text"))


def test_a_body_that_is_cut_in_the_capture_says_so(path, detail, qtbot):
    change(path, "UPDATE flow SET response_truncated = 1 WHERE id = 40")
    show(detail, qtbot, 40)
    assert "only the beginning" in detail.response.body._note.text()


def test_bytes_that_are_no_text_are_shown_as_bytes(path, detail, qtbot):
    give_body(path, 3, bytes(range(256)) * 4, mime="application/octet-stream")
    show(detail, qtbot, 3)
    assert detail.response.body.mode == "hex"


def test_a_picture_is_shown_as_one_and_a_broken_one_says_so(path, detail, qtbot):
    give_body(path, 3, b"\x89PNG\r\n\x1a\nbroken", mime="image/png")
    show(detail, qtbot, 3)
    assert detail.response.body.mode == "image"
    assert "cannot be shown" in detail.response.body._note.text()


def test_a_choice_by_hand_is_kept_for_the_host_and_the_type(detail, qtbot):
    show(detail, qtbot, 40)
    detail.response.body.choose("text")
    show(detail, qtbot, 41)
    show(detail, qtbot, 40)
    assert detail.response.body.mode == "text"
    assert '"visit_motive": {' in detail.response.body.text.edit.toPlainText()


def test_a_form_is_shown_with_its_names(path, detail, qtbot):
    give_body(path, 3, b"em=camille%40courriel.example&x=1", mime="application/x-www-form-urlencoded", side="request")
    show(detail, qtbot, 3)
    model = detail.request.body.tree.model
    assert [model.index(n, 1).data() for n in range(2)] == ["camille@courriel.example", "1"]


def test_long_texts_are_cut_until_everything_is_asked_for(qtbot):
    view = TextView(Translator("en"), make_theme())
    keep(qtbot, view)
    line = "x" * 9_999 + "\n"
    view.show_text(line * (SHOWN_CHARACTERS // len(line) + 3))
    assert view.edit.document().characterCount() == SHOWN_CHARACTERS + 1
    view.show_everything()
    assert view.edit.document().characterCount() == SHOWN_CHARACTERS + 30_001


def test_text_is_never_read_as_markup(qtbot):
    view = TextView(Translator("en"), make_theme())
    keep(qtbot, view)
    view.show_text("<b>\u202eevil</b>")
    assert view.edit.toPlainText() == "<b>\\u202eevil</b>"


def test_bytes_are_listed_sixteen_a_line(qtbot):
    view = HexView(make_theme())
    keep(qtbot, view)
    view.show_bytes(b"0123456789abcdef!", marks=[])
    assert view.lines(0, 5) == [
        "00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef",
        f"00000010  {'21':<47}  !",
    ]


def test_only_plain_picture_formats_are_read():
    assert image_format("image/png; x=1") == b"png"
    assert image_format("image/svg+xml") is None
    assert image_format("text/html") is None
    assert read_image(b"no picture", b"png").isNull()


def test_phases_that_were_not_measured_say_so(detail, qtbot):
    show(detail, qtbot, 40)
    assert "Name lookup: 0.2\u00a0ms" in detail.timing.texts()
    assert phase_rows(Timings(wait=5, connect=9, tls=4))[2].length_us == 5
    assert phase_rows(Timings())[0].length_us is None


def test_the_connection_tells_address_and_missing_encryption(path, detail, qtbot):
    show(detail, qtbot, 40)
    assert "203.0.113.7" in detail.connection.toPlainText()
    assert "does not record the TLS version" in detail.connection.toPlainText()
    change(path, "UPDATE flow SET scheme = 'http' WHERE id = 41")
    show(detail, qtbot, 41)
    assert "without encryption" in detail.connection.toPlainText()


def test_certificates_that_are_none_are_left_out():
    assert read_certificates(b"[1]") == ()
    assert read_certificates(b'[{"subject": "CN=a", "names": ["a"]}]')[0].subject == "CN=a"


def test_repeated_headers_have_numbered_paths_and_cookies_none():
    rows = numbered_headers((("Via", "a"), ("via", "b"), ("Cookie", "c"), (":path", "/")))
    assert [row[1] for row in rows] == ["via", "via#2", "", ""]


def test_layers_list_what_was_opened_and_its_steps(path, detail, qtbot):
    give_body(path, 3, b'{"Data": "eyJuYW1lIjogIkNhbWlsbGUgVMOpbW9pbiJ9"}', mime="application/json", side="request")
    show(detail, qtbot, 3)
    assert "Layers 2" in tab_names(detail)
    assert "JSON → base64 → JSON" in detail.layers.list.links
    detail.layers.list.activate(detail.layers.list.links.index("JSON → base64 → JSON"))
    qtbot.waitUntil(lambda: "↓ base64" in detail.layers.steps.toPlainText())


def test_a_flow_that_does_not_exist_is_told(detail, qtbot):
    detail.show_flow(FlowId(99_999))
    qtbot.waitUntil(lambda: detail._failed.isVisible())


def test_every_tab_has_a_name_in_both_languages():
    for language in ("en", "fr"):
        t = Translator(language)
        assert all(t(f"detail.tab_{name}") != f"detail.tab_{name}" for name in TABS)


def test_the_panel_follows_the_selection_whatever_its_kind(path, qtbot):
    with open_view(path) as view:
        panel = DetailPanel(view, make_theme())
        keep(qtbot, panel)
        shown = [panel.current]
        with qtbot.waitSignal(panel.flow.shown):
            view.select_flow(FlowId(40))
        shown.append(panel.current)
        view.select_recipient("mesure-pub.example")
        shown.append(panel.current)
        view.select_finding(view.reader.findings()[0].id)
        shown.append(panel.current)
        view.select_nothing()
        shown.append(panel.current)
        assert shown == [panel.empty, panel.flow, panel.recipient, panel.finding, panel.empty]


@pytest.mark.parametrize(("text", "shown"), [("a\tb\nc", "a b c"), ("\x1b[0m", "\\x1b[0m"), ("x" * 30, "xxxxx…")])
def test_safe_text_is_one_line_without_surprises(text, shown):
    assert safe_text(text, limit=5 if len(text) > 20 else 100) == shown


def test_the_row_that_was_read_stays_current_when_the_analysis_is_rebuilt(detail, qtbot):
    show(detail, qtbot, 40)
    tree = detail.response.body.tree
    leaf = next(leaf for leaf in detail._view.reader.leaves(flow=FlowId(40)) if leaf.place.side is Side.RESPONSE)
    tree.go_to_leaf(leaf)
    row = tree.current_row
    assert row is not None
    with qtbot.waitSignal(detail.shown):
        detail.show_flow(FlowId(40), again=True)
    assert tree.current_row == row
    assert not tree.note.isHidden()


def test_the_note_has_room_and_hides_neither_its_row_nor_its_buttons(detail, qtbot):
    detail.resize(530, 640)
    show(detail, qtbot, 40)
    tree = detail.response.body.tree
    leaf = next(leaf for leaf in detail._view.reader.leaves(flow=FlowId(40)) if leaf.place.side is Side.RESPONSE)
    tree.go_to_leaf(leaf)
    QCoreApplication.processEvents()
    assert tree.note.height() >= detail._theme.px(96)
    assert tree.tree.viewport().rect().intersects(tree.tree.visualRect(tree.tree.currentIndex()))
    buttons = [button for button in tree.note.findChildren(QPushButton) if button.isVisible()]
    assert len(buttons) == 3
    assert all(tree.note.rect().contains(button.geometry()) for button in buttons)
