"""The state kept at a marker."""

import json
import struct
import zlib

import pytest

from inspector.model.recording import StateKind
from inspector.store.case import Case
from inspector.ui.panels.states import TABS, StatesPanel
from inspector.workspace.page_states import Change, read_moments, read_state
from tests.store.builders import START_US, build_case
from tests.ui.window_builder import keep, make_theme, open_view

SECOND = 1_000_000
SITE = "https://www.rdv-sante.example"


def cookie(name: str, value: str, **more: object) -> dict[str, object]:
    return {"name": name, "value": value, "domain": "www.rdv-sante.example", **more}


def png(width: int, height: int) -> bytes:
    """A PNG whose head claims a size; only small ones hold their pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress((b"\0" + b"\xff" * width * 3) * height) if width * height < 10_000 else b""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def add(path, second: int, kind: str, data: object, *, url: str = f"{SITE}/") -> None:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    at = START_US + second * SECOND
    with Case.open(path) as case:
        case.connection.execute("INSERT INTO page_state VALUES (NULL, 1, ?, ?, ?, ?, 'x', ?)", (at, at, kind, url, raw))


@pytest.fixture
def path(tmp_path):
    path = build_case(tmp_path / "a.enclair", flows=120)
    add(path, 5, "screenshot", png(40, 30))
    add(path, 5, "text", b"Prenez rendez-vous <b>ici</b>")
    add(path, 5, "cookies", [cookie("sid", "secret-1", http_only=True, same_site="Lax"), cookie("old", "x")])
    add(path, 5, "local-storage", {SITE: {"lang": "fr"}})
    add(path, 20, "cookies", [cookie("sid", "secret-2", http_only=True, same_site="Lax"), cookie("new", "y")])
    add(path, 20, "local-storage", {SITE: {"lang": "fr", "motive": "Annonce"}})
    add(path, 20, "indexed-db", {SITE: ["base"]})
    return path


@pytest.fixture
def panel(path, qtbot):
    with open_view(path) as view:
        yield opened(view, qtbot)


def opened(view, qtbot) -> StatesPanel:
    panel = StatesPanel(view, make_theme())
    keep(qtbot, panel)
    panel.resize(1000, 600)
    with qtbot.waitSignal(panel.shown):
        panel.show()
    return panel


def choose(panel: StatesPanel, qtbot, row: int, *, against: int | None = None) -> None:
    if panel.list.currentRow() != row:
        with qtbot.waitSignal(panel.shown):
            panel.list.setCurrentRow(row)
    if against is not None:
        panel.compare.setCurrentIndex(panel.compare.findData(against))
        with qtbot.waitSignal(panel.shown):
            panel.compare.activated.emit(panel.compare.currentIndex())


def cells(panel: StatesPanel, name: str) -> list[list[str]]:
    model = panel.models[name]
    return [[model.index(row, c).data() for c in range(model.columnCount())] for row in range(model.rowCount())]


def is_empty(panel: StatesPanel, name: str) -> bool:
    return panel._parts[name].currentIndex() == 1


def test_markers_with_a_state_are_listed(panel):
    assert [panel.list.item(n).text().split("\n")[0] for n in range(2)] == ["consent shown", "accepted"]


def test_a_state_shows_its_parts_and_says_what_was_not_kept(panel, qtbot):
    choose(panel, qtbot, 0)
    assert [is_empty(panel, name) for name in TABS] == [False, False, False, False, True]
    assert panel.text.edit.toPlainText() == "Prenez rendez-vous <b>ici</b>"
    choose(panel, qtbot, 1)
    assert [is_empty(panel, name) for name in TABS] == [True, True, False, False, False]


def test_values_are_masked_until_asked_for_and_again_at_another_marker(panel, qtbot):
    choose(panel, qtbot, 0)
    row = next(row for row in cells(panel, "cookies") if row[1] == "sid")
    assert row[2] == "•••••"
    assert row[5] == "HttpOnly · SameSite=Lax"
    panel.reveal.click()
    assert "secret-1" in [row[2] for row in cells(panel, "cookies")]
    choose(panel, qtbot, 1)
    assert "secret-2" not in [row[2] for row in cells(panel, "cookies")]


def test_two_states_are_compared(panel, qtbot):
    choose(panel, qtbot, 1, against=0)
    changes = {row[1]: row[0] for row in cells(panel, "cookies")}
    assert changes == {"sid": "≠ changed", "new": "+ appeared", "old": "− gone"}
    assert {row[1]: row[0] for row in cells(panel, "storage")} == {"lang": "", "motive": "+ appeared"}
    # databases were not kept at the other marker: nothing can be said of them
    assert cells(panel, "databases")[0][0] == ""
    assert panel._told.text() == "Since “consent shown”: 2 appeared, 1 changed, 1 gone."


def test_a_huge_or_broken_picture_is_not_decoded(path, qtbot):
    with Case.open(path) as case:
        case.connection.execute("UPDATE page_state SET data = ? WHERE kind = 'screenshot'", (png(60_000, 60_000),))
    with open_view(path) as view:
        panel = opened(view, qtbot)
        choose(panel, qtbot, 0)
        assert is_empty(panel, "screenshot")


@pytest.mark.parametrize("data", [b"{", b"[1, 2]", b'{"a": 1}', b"[" * 5000, b'[{"name": 1}]', b"\xff\xfe", b"null"])
def test_damaged_parts_are_told_and_cost_nothing_else(path, data):
    with Case.open(path) as case:
        case.connection.execute("UPDATE page_state SET data = ? WHERE kind IN ('cookies', 'local-storage')", (data,))
    state = read_state(path, read_moments(path)[0])
    assert state.text is not None
    assert not state.cookies
    assert not state.stored
    assert state.broken & {StateKind.COOKIES, StateKind.LOCAL_STORAGE}


def test_the_state_of_a_deleted_marker_stays_and_says_so(path, qtbot):
    with Case.open(path) as case:
        case.connection.execute("DELETE FROM marker WHERE kind = 'accepted'")
    with open_view(path, language="fr") as view:
        panel = opened(view, qtbot)
        assert panel.list.item(1).text().startswith("repère supprimé")


def test_hostile_text_is_shown_escaped(path, qtbot):
    add(path, 60, "cookies", [cookie("a\u202eb", "v")], url="https://x.example/\u202e?token=abcdef")
    with open_view(path) as view:
        panel = opened(view, qtbot)
        choose(panel, qtbot, 2)
        assert cells(panel, "cookies")[0][1] == "a\\u202eb"
        assert "\u202e" not in panel._where.text()
        assert "abcdef" not in panel._where.text()


def test_a_case_without_states_says_how_they_come_about(tmp_path, qtbot):
    with open_view(tmp_path / "b.enclair") as view:
        panel = StatesPanel(view, make_theme())
        keep(qtbot, panel)
        panel.show()
        qtbot.waitSignal(panel.listed).wait()
        assert panel.empty.isVisible()


def test_only_what_changed_counts_as_changed():
    assert [change.value for change in Change] == ["same", "new", "changed", "gone"]
