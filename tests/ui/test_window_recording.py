"""Recording from the window: begun, marked, followed, ended; nothing is closed under a recorder at work."""

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from inspector.capture import talk
from inspector.capture.plan import Mode, Plan, Way
from inspector.ui.case_desk import CaseDesk
from inspector.ui.case_view import PageName
from inspector.ui.panels.capture import CapturePage
from inspector.ui.panels.capture_choices import Choices
from inspector.ui.recorder_watch import RecorderWatch
from tests.store.builders import START_US
from tests.ui.recording_fake import READY, FakeRecording
from tests.ui.window_builder import Built, build_window, drop_widgets, keep


@pytest.fixture
def built(tmp_path, qtbot):
    built = build_window(tmp_path)
    keep(qtbot, built.window)
    built.window.show()
    yield built
    for _, recording in built.workspace.recordings:
        recording.is_over = True
    built.window._forget_session(delete=None)
    drop_widgets()


@pytest.fixture
def page(built: Built, qtbot) -> CapturePage:
    """The capture page of a new case, as the welcome page leads to it."""
    built.window.record()
    qtbot.waitUntil(lambda: built.window.desk is not None)
    assert desk_of(built).page is PageName.CAPTURE
    return capture_page(built)


def desk_of(built: Built) -> CaseDesk:
    assert built.window.desk is not None
    return built.window.desk


def watch_of(built: Built) -> RecorderWatch:
    assert built.window._recording.watch is not None
    return built.window._recording.watch


def capture_page(built: Built) -> CapturePage:
    shown: QWidget | None = desk_of(built).pages.currentWidget()
    assert isinstance(shown, CapturePage)
    return shown


def begin(built: Built, page: CapturePage, **choices: Any) -> tuple[Plan, FakeRecording]:
    page.start_requested.emit(Choices(**{"browser": "chromium", **choices}))
    plan, recording = built.workspace.recordings[-1]
    recording.say(READY)
    watch_of(built).look()
    return plan, recording


def hear(built: Built, recording: FakeRecording, *said: talk.Saying) -> None:
    recording.say(*said)
    watch_of(built).look()


def test_recording_begins_with_what_was_chosen(built, page, qtbot):
    plan, _ = begin(built, page, url="https://clinic.example/", scope=("clinic.example",))
    assert (plan.browser, plan.url, plan.scope) == ("chromium", "https://clinic.example/", ("clinic.example",))
    assert page.state == "live"
    assert built.window.desk.recording.is_recording
    qtbot.waitUntil(lambda: built.window.session.is_working)  # the analysis runs beside it


def test_only_one_recording_at_a_time(built, page):
    begin(built, page)
    page.start_requested.emit(Choices(browser="firefox-esr"))
    assert len(built.workspace.recordings) == 1


def test_a_marker_is_written_before_the_state_is_kept(built, page, qtbot):
    _, recording = begin(built, page)
    built.window.desk.recording.marker_requested.emit("refused", "", START_US)
    qtbot.waitUntil(lambda: any(isinstance(order, talk.KeepState) for order in recording.orders))
    assert [(marker.kind, marker.at_us) for marker in built.workspace.marked] == [("refused", START_US)]
    assert [marker.kind for marker in watch_of(built).facts.markers] == ["refused"]


def test_markers_in_quick_succession_are_all_told(built, page, qtbot):
    _, recording = begin(built, page)
    for n, kind in enumerate(("consent-shown", "accepted", "search")):
        built.window.desk.recording.marker_requested.emit(kind, "", START_US + n)
    qtbot.waitUntil(lambda: len(watch_of(built).facts.markers) == 3)
    assert sum(isinstance(order, talk.KeepState) for order in recording.orders) == 3


def test_a_new_language_goes_on_with_the_recording(built, page):
    begin(built, page)
    built.window.set_language("fr")
    assert capture_page(built).state == "live"
    assert built.window.desk.recording.is_recording


def test_pause_and_stop_reach_the_recorder(built, page):
    _, recording = begin(built, page)
    bar = built.window.desk.recording
    bar.pause_requested.emit()
    bar.resume_requested.emit()
    bar.stop_requested.emit()
    assert [type(order) for order in recording.orders] == [talk.Pause, talk.Resume, talk.Stop]
    hear(built, recording, talk.Ended(imported=3))
    assert page.state == "after"
    assert not bar.is_recording


def test_the_browser_that_was_closed_ends_the_recording(built, page):
    _, recording = begin(built, page)
    hear(built, recording, talk.BrowserGone())
    assert [type(order) for order in recording.orders] == [talk.Stop]


def test_closing_the_case_waits_for_the_recorder(built, page, qtbot):
    _, recording = begin(built, page)
    assert not built.window.close_case()
    assert [type(order) for order in recording.orders] == [talk.Stop]
    assert built.window.session is not None
    hear(built, recording, talk.Ended(imported=3))
    assert built.window.session is None


def test_closing_the_window_waits_for_the_recorder(built, page):
    _, recording = begin(built, page)
    built.window.close()
    assert built.window.isVisible()
    hear(built, recording, talk.Ended(imported=3))
    QCoreApplication.processEvents()
    assert not built.window.isVisible()


def test_a_site_that_refuses_the_proxy_is_recorded_without_it(built, page, qtbot):
    _, recording = begin(built, page, url="https://clinic.example/")
    page.pipe_requested.emit("clinic.example")
    assert [type(order) for order in recording.orders] == [talk.Stop]
    hear(built, recording, talk.Ended(imported=3))
    qtbot.waitUntil(lambda: len(built.workspace.recordings) == 2)
    plan, _ = built.workspace.recordings[-1]
    assert (plan.way, plan.browser, plan.url) == (Way.BROWSER, "chromium", "https://clinic.example/")


def test_a_recorder_that_dies_is_told_and_the_case_stays(built, page):
    _, recording = begin(built, page)
    recording.is_over = True
    watch_of(built).look()
    assert page.state == "after"
    assert built.window.session is not None


def test_the_record_button_shows_the_page_and_begins(built, qtbot):
    built.window.open_path(built.workspace.folder / "a.enclair")
    qtbot.waitUntil(lambda: built.window.desk is not None)
    built.window.desk.recording.record_requested.emit("firefox-esr", Way.PROXY)
    assert built.window.desk.page is PageName.CAPTURE
    assert built.workspace.recordings[-1][0].browser == "firefox-esr"


def test_another_address_for_the_phone_begins_anew_without_an_empty_capture(built, page, qtbot):
    _, recording = begin(built, page, browser="", mode=Mode.LAN)
    page.phone_address_requested.emit("192.0.2.7")
    hear(built, recording, talk.Ended(imported=0))
    qtbot.waitUntil(lambda: len(built.workspace.recordings) == 2)
    plan, _ = built.workspace.recordings[-1]
    assert (plan.mode, plan.lan_address) == (Mode.LAN, "192.0.2.7")
    assert built.workspace.dropped == [READY.capture]
