"""The record button and the marker button say what the person wants, by mouse and by key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from inspector.capture import talk
from inspector.capture.plan import Way
from inspector.messages import Translator
from inspector.model.flow import MARKER_KINDS
from inspector.ui.menus import _KEYS
from inspector.ui.panels.capture_markers import KINDS, marker_keys
from inspector.ui.recording_bar import RECORD_KEY, RecordingBar, elapsed_word
from tests.store.builders import START_US
from tests.ui.recording_fake import BROWSERS, READY, Clock, watch_fake
from tests.ui.window_builder import keep, make_theme


def make_bar(qtbot: QtBot, *, clock: Clock | None = None) -> RecordingBar:
    window = keep(qtbot, QMainWindow())
    qtbot.addWidget(window)
    bar = RecordingBar(Translator("en"), make_theme(), moment=clock or Clock())
    window.setCentralWidget(bar)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    return bar


def test_a_click_records_with_the_preferred_browser(qtbot: QtBot):
    bar = make_bar(qtbot)
    bar.show_browsers(BROWSERS, preferred="firefox-esr")
    with qtbot.waitSignal(bar.record_requested) as said:
        bar.record.click()
    assert said.args == ["firefox-esr", Way.PROXY]


def test_without_a_browser_a_click_asks_how(qtbot: QtBot):
    bar = make_bar(qtbot)
    with qtbot.waitSignal(bar.page_requested):
        bar.record.click()


def test_while_recording_the_same_key_stops(qtbot: QtBot):
    bar = make_bar(qtbot)
    watch, _ = watch_fake(said=[READY])
    bar.follow(watch)
    with qtbot.waitSignal(bar.stop_requested):
        bar.toggle()


def test_markers_are_offered_only_while_recording(qtbot: QtBot):
    bar = make_bar(qtbot)
    assert not bar.marker.isVisible()
    assert not any(action.isEnabled() for action in bar.actions_of.values())
    watch, recording = watch_fake(said=[READY])
    bar.follow(watch)
    assert bar.marker.isVisible()
    assert all(action.isEnabled() for action in bar.actions_of.values())
    recording.say(talk.Ended(imported=0))
    watch.look()
    assert not bar.marker.isVisible()
    assert not any(action.isEnabled() for action in bar.actions_of.values())


def test_each_kind_has_a_key_and_sets_its_marker_at_that_moment(qtbot: QtBot):
    clock = Clock()
    bar = make_bar(qtbot, clock=clock)
    watch, _ = watch_fake(said=[READY])
    bar.follow(watch)
    clock.pass_s(5)
    for number, kind in enumerate(KINDS, start=1):
        key = getattr(Qt.Key, f"Key_{number % 10}")
        assert bar.actions_of[kind].shortcuts()[0] == QKeySequence(Qt.KeyboardModifier.AltModifier | key)
        with qtbot.waitSignal(bar.marker_requested) as said:
            bar.actions_of[kind].trigger()
        assert said.args == [kind, "", START_US + 5_000_000]


def test_a_key_works_wherever_the_window_has_the_keyboard(qtbot: QtBot):
    bar = make_bar(qtbot)
    bar.follow(watch_fake(said=[READY])[0])
    other = keep(qtbot, QLineEdit())
    window = bar.window()
    assert isinstance(window, QMainWindow)
    window.setMenuWidget(other)
    other.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    with qtbot.waitSignal(bar.marker_requested) as said:
        qtbot.keyClick(other, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert said.args[0] == "refused"


def test_free_text_is_marked_where_it_was_begun(qtbot: QtBot):
    clock = Clock()
    bar = make_bar(qtbot, clock=clock)
    watch, _ = watch_fake(said=[READY])
    bar.follow(watch)
    bar.actions_of["note"].trigger()
    clock.pass_s(9)
    bar.free.line.setText("banner came back")
    with qtbot.waitSignal(bar.marker_requested) as said:
        qtbot.keyClick(bar.free.line, Qt.Key.Key_Return)
    assert said.args == ["note", "banner came back", START_US]
    assert not bar.free.isVisible()


def test_pause_becomes_resume(qtbot: QtBot):
    bar = make_bar(qtbot)
    watch, _ = watch_fake(said=[READY])
    bar.follow(watch)
    with qtbot.waitSignal(bar.pause_requested):
        bar.pause.click()
    watch.pause()
    with qtbot.waitSignal(bar.resume_requested):
        bar.pause.click()


def test_no_key_is_given_twice():
    taken = [QKeySequence(key).toString() for keys in _KEYS.values() for key in keys]
    ours = [QKeySequence(key).toString() for kind in MARKER_KINDS for key in marker_keys(kind)] + [RECORD_KEY]
    assert len(set(ours)) == len(ours)
    assert not set(ours) & set(taken)


@pytest.mark.parametrize(("length_us", "word"), [(0, "00:00"), (252_900_000, "04:12"), (3_727_000_000, "1:02:07")])
def test_elapsed_time_is_read_at_a_glance(length_us, word):
    assert elapsed_word(length_us) == word
