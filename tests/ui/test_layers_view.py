"""The steps to a value, one below the other, and what repeats them elsewhere."""

import base64
import json

import pytest
from PySide6.QtGui import QGuiApplication

from inspector.decode.replaying.steps import steps_of
from inspector.findings.step_words import layer_name, layers_word
from inspector.messages import Translator
from inspector.ui.panels.layers_view import LayersView
from inspector.ui.panels.step_blocks import step_blocks
from inspector.ui.panels.wording import prefix_word
from tests.decode.test_steps import SAMPLES, places_of
from tests.store.builders import build_case
from tests.ui.test_detail import give_body, opened, show
from tests.ui.window_builder import open_view

SECRET = "Secret-Pass-1234"


def wrapped(tree: object) -> bytes:
    return json.dumps({"Data": base64.b64encode(json.dumps(tree).encode()).decode()}).encode()


@pytest.fixture
def path(tmp_path):
    return build_case(tmp_path / "a.enclair", flows=120)


@pytest.fixture(params=["en", "fr"])
def view(path, request):
    with open_view(path, language=request.param) as view:
        yield view


def steps_shown(layers: LayersView, qtbot, links: tuple[str, ...]) -> str:
    chain = next(n for n, link in enumerate(links) if "base64" in link)
    layers.list.activate(chain)
    qtbot.waitUntil(lambda: "↓ base64" in layers.steps.toPlainText())
    return layers.steps.toPlainText()


def test_steps_stand_below_each_other_with_names_and_lines(path, view, qtbot):
    give_body(path, 3, wrapped({"name": "Camille Témoin"}), mime="application/json", side="request")
    detail = opened(view, qtbot)
    show(detail, qtbot, 3)
    text = steps_shown(detail.layers, qtbot, detail.layers.list.links)
    lines = text.splitlines()
    places = [next(n for n, line in enumerate(lines) if word in line) for word in ("↓ JSON", "↓ base64")]
    assert places == sorted(places)
    assert view.t("layers.about_base64") in text
    assert lines[-1].strip() == "Camille Témoin"


def test_a_replay_is_copied_by_keyboard_and_says_so(path, view, qtbot):
    give_body(path, 3, wrapped({"name": "Camille Témoin"}), mime="application/json", side="request")
    detail = opened(view, qtbot)
    show(detail, qtbot, 3)
    detail.set_revealed(revealed=True)
    detail.show_tab("layers")
    steps_shown(detail.layers, qtbot, detail.layers.list.links)
    replay = detail.layers.replay
    assert replay.button.text() == view.t("layers.replay")
    assert replay.button.focusPolicy().value & 1  # Tab reaches it
    names = [action.text() for action in replay.menu.actions() if action.text()]
    assert names == ["Python", "Shell", view.t("layers.replay_save")]
    replay.python.trigger()
    assert "base64.b64decode" in QGuiApplication.clipboard().text()
    assert replay.said.text() == view.t("layers.replay_copied")
    replay.shell.trigger()
    assert QGuiApplication.clipboard().text().startswith("printf %s ")


def test_the_captured_bytes_can_be_saved(path, view, qtbot, tmp_path):
    body = wrapped({"name": "Camille Témoin"})
    give_body(path, 3, body, mime="application/json", side="request")
    detail = opened(view, qtbot)
    show(detail, qtbot, 3)
    steps_shown(detail.layers, qtbot, detail.layers.list.links)
    detail.layers.replay.save_to(tmp_path / "flow-3-request-body.bin")
    assert (tmp_path / "flow-3-request-body.bin").read_bytes() == body


def test_secrets_stay_hidden_in_every_step_until_they_are_shown(path, view, qtbot):
    give_body(path, 3, wrapped({"name": "Camille", "password": SECRET}), mime="application/json", side="request")
    detail = opened(view, qtbot)
    show(detail, qtbot, 3)
    detail.show_tab("layers")
    text = steps_shown(detail.layers, qtbot, detail.layers.list.links)
    encoded = base64.b64encode(json.dumps({"name": "Camille", "password": SECRET}).encode()).decode()
    assert SECRET not in text
    assert encoded[:20] not in text
    replay = detail.layers.replay
    assert not replay.button.isEnabled()
    assert replay.said.text() == view.t("layers.replay_hidden")
    detail.set_revealed(revealed=True)
    assert encoded[:20] in detail.layers.steps.toPlainText()
    assert replay.button.isEnabled()


def test_every_sample_can_be_written_as_steps():
    t = Translator("fr")
    for word, content in SAMPLES:
        place = next(place for place, _ in places_of(content) if word in place.layers)
        blocks = list(step_blocks(t, steps_of(content, place)))
        assert len(blocks) >= 4
        assert any(word in run.text or layer_name(t, word) in run.text for part in blocks for run in part.runs)


def test_the_note_of_a_leaf_leads_to_its_steps(path, view, qtbot):
    detail = opened(view, qtbot)
    leaf = next(leaf for leaf in view.reader.leaves() if leaf.place.layers)
    show(detail, qtbot, leaf.place.flow)
    note = detail.request.body.tree.note
    note.show_leaf(leaf)
    chain = layers_word(view.t, leaf.place.layers)
    assert chain in note.prose.links
    note.prose.activate(note.prose.links.index(chain))
    assert detail.tabs.currentWidget() is detail.layers
    qtbot.waitUntil(lambda: view.t("detail.steps_lead") in detail.layers.steps.toPlainText())


def test_the_list_speaks_words_and_explains_its_numbers(path, view, qtbot):
    give_body(path, 3, wrapped({"name": "Camille Témoin"}), mime="application/json", side="request")
    detail = opened(view, qtbot)
    show(detail, qtbot, 3)
    text = detail.layers.list.toPlainText()
    assert view.t("layers.legend").replace("\xa0", " ").replace("\u202f", " ") in text.replace("\u202f", " ")
    assert "JSON → base64 → JSON" in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_places_in_a_body_and_layers_are_named(language):
    t = Translator(language)
    assert prefix_word(t, "#1 > $.request.url") == f"{t('layers.element', n='1')}, $.request.url"
    assert prefix_word(t, "") == ""
    assert layers_word(t, ("url", "json")) == f"{t('layers.name_url')} → JSON"
