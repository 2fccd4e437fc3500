"""Secrets are masked in every view of a flow until somebody asks, and again at the next flow."""

import json

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTreeView, QWidget

from inspector.model.flow import FlowId, encode_headers
from inspector.store.case import Case
from inspector.ui.curl import write_curl
from inspector.ui.panels.flow_detail import FlowDetail
from inspector.ui.panels.flows import FlowsPage
from inspector.workspace.searching import find_text
from tests.store.builders import build_case
from tests.ui.window_builder import keep, make_theme, open_view

BEARER, SESSION, PASSWORD, OTP = "eyhead.b1c2d3.sig9", "sess-44f0aa91", "Soleil-2026", "481516"
SECRETS = (BEARER, SESSION, PASSWORD, OTP)
BODY = json.dumps({"user": "camille", "password": PASSWORD, "otp": OTP, "again": f"x{BEARER}y"})
DIGEST = b"\x05" * 32


@pytest.fixture
def path(tmp_path):
    path = build_case(tmp_path / "a.enclair", flows=120)
    head = (("Host", "a.example"), ("Authorization", f"Bearer {BEARER}"), ("Cookie", f"sid={SESSION}; lang=fr"))
    answer = (("Set-Cookie", f"sid={SESSION}; Path=/"), ("Content-Type", "application/json"))
    with Case.open(path) as case:
        write = case.connection.execute
        write("INSERT INTO body VALUES (?, ?, 'identity', ?)", (DIGEST, len(BODY), BODY.encode()))
        write(
            "UPDATE flow SET url = ?, method = 'POST', request_headers = ?, response_headers = ?, request_body = ?,"
            " request_form = 'bytes', request_size = ?, request_mime = 'application/json', response_body = ?,"
            " response_form = 'bytes', response_size = ?, response_mime = 'application/json' WHERE id = 50",
            (f"https://a.example/login?token={SESSION}", encode_headers(head).decode(), encode_headers(answer).decode(),
             DIGEST, len(BODY), DIGEST, len(BODY)),
        )  # fmt: skip
        for n, data in enumerate((json.dumps({"token": SESSION}), f"plain {BEARER}")):
            write("INSERT INTO message VALUES (NULL, 50, ?, 1, 1, 1, ?)", (n, data.encode()))
    return path


@pytest.fixture
def detail(path, qtbot):
    with open_view(path) as view:
        detail = FlowDetail(view, make_theme())
        keep(qtbot, detail)
        detail.resize(900, 800)
        detail.show()
        show(detail, qtbot, 50)
        yield detail


def show(detail: FlowDetail, qtbot, flow: int) -> None:
    with qtbot.waitSignal(detail.shown):
        detail.show_flow(FlowId(flow))


def everything(widget: QWidget) -> str:
    """Every text that can be seen, whichever tab or mode is in front."""
    found = [label.text() for label in widget.findChildren(QLabel)]
    found += [edit.toPlainText() for edit in widget.findChildren(QPlainTextEdit)]
    for tree in widget.findChildren(QTreeView):
        waiting = [tree.rootIndex()]
        while waiting:
            index = waiting.pop()
            for row in range(tree.model().rowCount(index)):
                waiting.append(tree.model().index(row, 0, index))
                for column in range(2):
                    cell = tree.model().index(row, column, index)
                    found += [str(cell.data()), str(cell.data(3))]
    return "\n".join(found)


def look(detail: FlowDetail, qtbot) -> str:
    """Goes through the modes of both bodies and all messages, and gathers what they show."""
    found = [everything(detail), detail.address.toolTip(), detail.connection.toPlainText()]
    for side in (detail.request, detail.response):
        for mode in ("tree", "text", "hex"):
            side.body.choose(mode)
            found.append(everything(side.body))
            found += side.body.hex.lines(0, 1000)
    model = detail.messages.model
    for row in range(model.rowCount()):
        detail.messages.table.selectRow(row)
        found += [str(model.index(row, 4).data()), everything(detail.messages)]
    return "\n".join(found)


def test_no_view_of_a_flow_shows_a_secret(detail, qtbot):
    said = look(detail, qtbot)
    assert [secret for secret in SECRETS if secret in said] == []
    assert "camille" in said


def test_every_view_shows_them_on_demand(detail, qtbot):
    assert detail.reveal.isVisible()
    detail.reveal.click()
    said = look(detail, qtbot)
    assert [secret for secret in SECRETS if secret not in said] == []
    detail.reveal.click()
    assert not any(secret in look(detail, qtbot) for secret in SECRETS)


def test_the_next_flow_is_masked_again(detail, qtbot):
    detail.reveal.click()
    show(detail, qtbot, 3)
    assert not detail.reveal.isVisible()
    show(detail, qtbot, 50)
    assert not detail.is_revealed
    assert not any(secret in look(detail, qtbot) for secret in SECRETS)


def test_what_was_asked_for_stays_when_the_same_flow_is_read_again(detail, qtbot):
    detail.reveal.click()
    with qtbot.waitSignal(detail.shown):
        detail.show_flow(FlowId(50), again=True)
    assert detail.is_revealed
    assert PASSWORD in look(detail, qtbot)


def test_a_row_is_copied_as_it_is_shown(detail):
    tree = detail.request.trees["headers"]
    node = next(node for node in tree.model.root.children if node.label == "Authorization")
    names = [action.text() for action in tree.make_menu(node).actions()]
    assert "Follow this value" not in names
    detail.reveal.click()
    assert "Follow this value" in [action.text() for action in tree.make_menu(node).actions()]


def test_a_copied_command_hides_them_unless_asked_otherwise(path, qtbot):
    with open_view(path) as view:
        page = FlowsPage(view, make_theme())
        keep(qtbot, page)
        command = page._curl(FlowId(50))
        names = [action.text() for action in page.make_menu(FlowId(50)).actions()]
        whole = write_curl(view.reader.content(FlowId(50)))
    assert not any(secret in command for secret in SECRETS)
    assert all(secret in whole for secret in SECRETS)
    assert "Copy as curl command, credentials included" in names
    assert "Copy address, credentials included" in names


def test_the_table_shows_no_secret_of_an_address(path, qtbot):
    with open_view(path) as view:
        page = FlowsPage(view, make_theme())
        with qtbot.waitSignal(page.count_changed):
            keep(qtbot, page)
        row = page.model.row_of(50)
        assert row is not None
        for column in range(page.model.columnCount()):
            index = page.model.index(row, column)
            assert SESSION not in f"{index.data()} {index.data(3)}"


@pytest.mark.parametrize("secret", SECRETS)
def test_a_search_finds_a_secret_without_showing_it(path, secret):
    found = find_text(path, secret[:6])
    assert 50 in {hit.flow for hit in found.hits}
    assert not any(secret in hit.excerpt for hit in found.hits)
