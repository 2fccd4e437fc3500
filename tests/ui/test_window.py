"""The main window: opening, following a job, keeping, closing, languages."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from inspector.model.flow import FlowId
from inspector.ui.about import about_dialog, reference_sources, shortcuts_dialog
from inspector.ui.asking import Keeping
from inspector.ui.banner import Offer
from inspector.ui.case_view import PageName
from inspector.ui.filter_bar import complete
from inspector.workspace.jobs import Done, Failed, Progress
from inspector.workspace.recent import RecentCase
from tests.store.builders import build_case
from tests.ui.window_builder import Built, DummyJob, build_window, drop_widgets, keep


@pytest.fixture
def built(tmp_path, qtbot):
    built = build_window(tmp_path)
    keep(qtbot, built.window)
    built.window.show()
    yield built
    built.workspace.is_unsaved = False
    built.window._forget_session(delete=None)
    drop_widgets()


def opened(built: Built, qtbot, name: str = "a.enclair") -> None:
    """Opens a case and waits until its flows are counted."""
    built.window.open_path(built.workspace.folder / name)
    qtbot.waitUntil(lambda: built.window.desk is not None and built.window.desk.filter.count_text != "")
    qtbot.waitUntil(lambda: "recipients" in built.window.status.text or "destinataires" in built.window.status.text)


def texts(widget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_without_a_case_the_window_says_how_to_begin(built):
    assert "Who learned what?" in texts(built.window)
    assert built.window.status.text == "No case is open"
    assert not built.window.menus.actions["save_as"].isEnabled()


def test_an_opened_case_shows_its_overview_and_its_figures(built, qtbot):
    opened(built, qtbot)
    assert built.window.desk.page is PageName.OVERVIEW
    assert built.window.status.text == "a.enclair · 240 flows · 8 recipients · 7 sensitive leaves"
    assert built.window.windowTitle() == "a.enclair – En Clair"


def test_number_keys_go_to_the_pages(built, qtbot):
    opened(built, qtbot)
    built.window.activateWindow()
    for key, page in (
        (Qt.Key.Key_2, PageName.FLOWS),
        (Qt.Key.Key_5, PageName.JOURNEYS),
        (Qt.Key.Key_7, PageName.FINDINGS),
    ):
        qtbot.keyClick(built.window.desk, key)
        assert built.window.desk.page is page


def test_digits_typed_into_the_filter_stay_there(built, qtbot):
    opened(built, qtbot)
    built.window.show_page(PageName.FLOWS)
    line = built.window.desk.filter.line
    line.setFocus()
    qtbot.keyClicks(line, "status:404")
    assert line.text() == "status:404"
    assert built.window.desk.page is PageName.FLOWS


def test_typing_a_filter_narrows_the_table_and_says_how_far(built, qtbot):
    opened(built, qtbot)
    qtbot.keyClicks(built.window.desk.filter.line, "has:sensitive")
    qtbot.waitUntil(lambda: built.window.desk.filter.count_text == "3 of 240")
    assert built.window.desk.page is PageName.FLOWS


def test_the_filter_line_shows_what_others_ask_for(built, qtbot):
    opened(built, qtbot)
    view = built.window.session.view
    view.set_terms(view.query.terms + complete_terms("role:cdn"))
    assert built.window.desk.filter.line.text() == "role:cdn"


def complete_terms(text: str):
    from inspector.store.filters import read_filter

    return read_filter(text)


def test_completion_continues_the_last_word():
    values: dict[str, tuple[str, ...]] = {"site": ("a.example", "b.example")}
    assert complete("x sit", values) == ["x site:"]
    assert complete("-site:b", values) == ["-site:b.example"]
    assert complete("site:a.example,b", values) == ["site:a.example,b.example"]
    assert complete("", values) == []


def test_the_detail_appears_with_a_selection_and_goes_with_it(built, qtbot):
    opened(built, qtbot)
    assert not built.window.desk.detail.isVisible()
    built.window.session.view.select_flow(FlowId(40))
    assert built.window.desk.detail.isVisible()
    built.window.session.view.select_nothing()
    assert not built.window.desk.detail.isVisible()


def test_the_detail_can_be_put_below_and_stays_there(built, qtbot):
    opened(built, qtbot)
    built.window.menus.actions["detail_below"].trigger()
    assert built.window.desk.is_detail_below
    built.window.set_language("fr")
    assert built.window.desk.is_detail_below


def test_a_file_that_cannot_be_opened_is_told_in_one_line(built, qtbot):
    built.window.open_path(built.workspace.folder / "notes.txt")
    qtbot.waitUntil(lambda: built.window.banner.text != "")
    assert built.window.banner.text == "notes.txt could not be opened. notes.txt is not a HAR."
    assert built.window.session is None


def test_known_errors_are_told_in_the_language_of_the_window(built, qtbot):
    built.window.set_language("fr")
    built.window.open_path(built.workspace.folder / "x.bad")
    qtbot.waitUntil(lambda: built.window.banner.text != "")
    assert built.window.banner.text.startswith("Impossible d’ouvrir x.bad.")
    assert "exists" not in built.window.banner.text


def test_rows_are_shown_while_the_import_runs(built, qtbot):
    job = DummyJob()
    built.workspace.job = job
    opened(built, qtbot)
    assert built.window.desk.page == PageName.FLOWS
    assert built.window.desk.filter.count_text == "240 flows"
    job.say(Progress(step="importing", share=0.5, count=120))
    qtbot.waitUntil(lambda: "50 %" in built.window.status.work_text)
    with qtbot.waitSignal(built.window.session.view.analysis_changed):
        job.say(Done(result=None))
    assert built.window.status.work_text == ""
    assert built.window.desk.page == PageName.OVERVIEW


def test_a_job_can_be_stopped_and_what_was_read_is_kept(built, qtbot):
    job = DummyJob()
    built.workspace.job = job
    opened(built, qtbot)
    built.window.status.cancel_requested.emit()
    assert job.is_cancelled
    job.say(Failed(code="cancelled", message="Cancelled.", facts={}))
    qtbot.waitUntil(lambda: "kept" in built.window.banner.text)
    assert built.window.desk is not None


def test_closing_while_a_job_runs_ends_it(built, qtbot):
    built.workspace.job = job = DummyJob()
    opened(built, qtbot)
    assert built.window.close_case()
    assert job.is_killed


@pytest.mark.parametrize(
    ("keeping", "closed", "discarded"),
    [(Keeping.KEEP, True, 0), (Keeping.DELETE, True, 1), (Keeping.STAY, False, 0)],
)
def test_closing_an_unsaved_case_asks_what_becomes_of_it(built, qtbot, keeping, closed, discarded):
    built.workspace.is_unsaved = True
    built.asking.keeping = keeping
    opened(built, qtbot)
    assert built.window.close_case() is closed
    assert built.asking.asked == ["a.enclair"]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(built.workspace.discarded) == discarded
    assert (built.window.session is None) is closed


def test_closing_a_saved_case_asks_nothing(built, qtbot):
    opened(built, qtbot)
    assert built.window.close_case()
    assert built.asking.asked == []
    assert "Who learned what?" in texts(built.window)


def test_saving_goes_on_with_the_saved_case(built, qtbot):
    built.workspace.is_unsaved = True
    opened(built, qtbot)
    source = built.window.session.path
    built.asking.place = build_case(built.workspace.folder / "kept.enclair")
    built.workspace.is_unsaved = False
    built.window.case.save_as()
    qtbot.waitUntil(lambda: built.window.session is not None and built.window.session.name == "kept.enclair")
    assert built.workspace.saved == [(source, built.asking.place)]
    qtbot.waitUntil(lambda: built.workspace.discarded == [source])


def test_the_language_changes_at_once_and_the_selection_stays(built, qtbot):
    opened(built, qtbot)
    built.window.show_page(PageName.FLOWS)
    built.window.session.view.select_flow(FlowId(40))
    built.window.menus.language_chosen.emit("fr")
    assert built.window.menus.actions["open_action"].text() == "Ouvrir…"
    assert built.window.desk.page is PageName.FLOWS
    assert built.window.session.view.selection.flow == 40
    assert built.settings.value("window/language") == "fr"
    qtbot.waitUntil(lambda: "240 flux" in built.window.status.text.replace("\u202f", " "))
    qtbot.waitUntil(lambda: built.window.desk.detail.flow.story is not None)
    assert "Le navigateur a demandé" in built.window.desk.detail.flow.head.toPlainText()


def test_theme_density_and_zoom_are_kept(built, qtbot):
    built.window.menus.theme_chosen.emit("dark")
    built.window.menus.density_chosen.emit("compact")
    built.window.menus.actions["zoom_in"].trigger()
    assert built.theme.is_dark
    assert (built.settings.value("window/theme"), built.settings.value("window/density")) == ("dark", "compact")
    assert int(built.settings.value("window/zoom")) == 110


def test_a_dropped_file_is_opened(built, qtbot):
    path = build_case(built.workspace.folder / "dropped.enclair")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)), QUrl.fromLocalFile(str(path.with_name("other.har")))])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier, QEvent.Type.Drop,
    )  # fmt: skip
    built.window.dropEvent(event)
    qtbot.waitUntil(lambda: built.window.session is not None)
    assert built.window.session.name == "dropped.enclair"
    assert built.workspace.added == [(path, (path.with_name("other.har"),))]


def test_other_files_wait_until_the_first_has_been_read(built, qtbot):
    built.workspace.job = job = DummyJob()
    first, second = built.workspace.folder / "a.enclair", built.workspace.folder / "b.har"
    built.window.open_files((first, second))
    qtbot.waitUntil(lambda: built.window.session is not None)
    assert built.workspace.added == []
    job.say(Done(result=None))
    qtbot.waitUntil(lambda: built.workspace.added == [(first, (second,))])
    assert built.window.session.is_working


def test_an_unexpected_error_is_told_by_its_type(built):
    built.window.show_unexpected("ValueError", ["a.py:1 f"])
    assert built.asking.told == ["ValueError"]


def test_a_value_to_follow_opens_the_dialog(built, qtbot):
    opened(built, qtbot)
    built.window.menus.actions["follow"].trigger()
    assert built.window.desk.dialogs._open["follow"].isVisible()


def test_recent_cases_are_offered_by_name_only(tmp_path, qtbot):
    built = build_window(tmp_path)
    keep(qtbot, built.window)
    path = build_case(tmp_path / "deep" / "inside.enclair")
    built.workspace.recent = (RecentCase(path=path, name="inside", opened_us=1_790_000_000_000_000, is_unsaved=True),)
    built.window.set_language("en")
    buttons = {b.text(): b for b in built.window.findChildren(type(built.window.status._cancel))}
    assert str(tmp_path) not in texts(built.window)
    buttons["inside"].click()
    qtbot.waitUntil(lambda: built.window.session is not None)
    built.window._forget_session(delete=None)
    drop_widgets()


def test_a_notice_of_a_page_is_shown_in_the_banner(built, qtbot):
    opened(built, qtbot)
    built.window.session.view.notice_requested.emit("warning", "Something to know.")
    assert built.window.banner.text == "Something to know."


def test_about_names_every_data_source_with_a_link_to_db_ip(built):
    dialog = about_dialog(built.window.t, built.theme, built.window)
    assert "https://db-ip.com" in texts(dialog)
    assert len(reference_sources()) > 3
    assert all(source["name"] in texts(dialog) for source in reference_sources())


def test_the_shortcuts_are_listed(built):
    assert "Ctrl+O" in texts(shortcuts_dialog(built.window.t, built.theme, built.window))


def test_both_languages_have_the_same_keys():
    import tomllib

    from inspector.resources import resource_path

    for section in ("window", "welcome", "flows", "detail"):
        en, fr = (
            tomllib.loads(resource_path("i18n", language, f"{section}.toml").read_text(encoding="utf-8"))
            for language in ("en", "fr")
        )
        assert list(en) == list(fr)


def test_a_page_takes_the_keyboard_with_it(built, qtbot):
    opened(built, qtbot)
    window = built.window
    window.activateWindow()
    window.show_page(PageName.FLOWS)
    window.show_page(PageName.FINDINGS)
    page = window.desk.pages.currentWidget()
    assert page.landing is page.table
    assert window.focusWidget() is page.table


def test_tab_comes_from_the_strip_through_the_controls_of_a_page_to_its_table(built, qtbot):
    opened(built, qtbot)
    window = built.window
    window.activateWindow()
    window.show_page(PageName.FINDINGS)
    page = window.desk.pages.currentWidget()
    page.reviewer.setFocus()
    after = [page.reviewer]
    while page.isAncestorOf(after[-1]) and after[-1] is not page.table:
        QTest.keyClick(after[-1], Qt.Key.Key_Tab)
        after.append(window.focusWidget())
    assert {page.search, page.status, page.table} <= set(after)
    window.desk._strip.setFocus()
    QTest.keyClick(window.desk._strip, Qt.Key.Key_Tab)
    assert page.isAncestorOf(window.focusWidget())
    assert window.focusWidget() is not page.table


def test_the_report_has_the_whole_width(built, qtbot):
    opened(built, qtbot)
    window = built.window
    window.session.view.select_flow(3)
    window.show_page(PageName.FLOWS)
    assert window.desk.detail.isVisibleTo(window.desk)
    window.show_page(PageName.REPORT)
    assert not window.desk.detail.isVisibleTo(window.desk)


def test_what_an_analysis_rests_on_waits_for_the_running_job(built, qtbot):
    built.workspace.job = job = DummyJob()
    opened(built, qtbot)
    window = built.window
    assert window.session.is_working
    names = ("persona", "first_party", "add_captures")
    assert not any(window.menus.actions[name].isEnabled() for name in names)
    window.desk.dialogs.enter_persona()
    assert not window.desk.dialogs._open
    assert not window.banner.isHidden()
    job.say(Done(result=None))
    qtbot.waitUntil(lambda: not window.session.is_working)
    assert all(window.menus.actions[name].isEnabled() for name in names)


def test_a_message_hides_no_row_and_moves_nothing_above_it(built, qtbot):
    opened(built, qtbot)
    window = built.window
    before = (window.desk.geometry().topLeft(), window.status.geometry())
    window.session.view.notice_requested.emit("info", "Something was kept.")
    QCoreApplication.processEvents()
    assert window.banner.text == "Something was kept."
    assert (window.desk.geometry().topLeft(), window.status.geometry()) == before
    assert window.banner.isVisible()
    bottom = window.desk.mapTo(window.centralWidget(), window.desk.rect().bottomLeft()).y()
    assert bottom < window.banner.geometry().top()
    assert window.banner.geometry().bottom() < window.status.geometry().top()
    window.resize(1000, 700)
    QCoreApplication.processEvents()
    assert window.banner.width() == window.desk.width()


def test_what_is_offered_stays_until_it_is_done_or_the_case_is_closed(built, qtbot):
    opened(built, qtbot)
    done: list[str] = []
    view = built.window.session.view
    view.offer_requested.emit("Muted.", Offer(words="Undo", call=lambda: done.append("undone")))
    built.window._end_work(None)
    assert built.window.banner.text == "Muted."
    built.window.banner.action.click()
    assert done == ["undone"]
    assert built.window.banner.text == ""
    view.offer_requested.emit("Muted.", Offer(words="Undo", call=lambda: done.append("late")))
    built.window.close_case()
    assert built.window.banner.text == ""


def test_with_large_letters_the_filter_keeps_its_room(built, qtbot):
    opened(built, qtbot)
    built.window.resize(1280, 720)
    for _ in range(12):
        built.window.menus.actions["zoom_in"].trigger()
    QCoreApplication.processEvents()
    assert built.theme.zoom == 200
    line = built.window.desk.filter.line
    assert line.width() >= 400
    assert all(button.accessibleName() for button in (built.window.desk._open, built.window.desk._report))
    built.window.menus.actions["zoom_reset"].trigger()
    QCoreApplication.processEvents()
    assert built.window.desk._open.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
