"""The capture page: it says what is wanted, follows what is recorded, and ends with what was and was not seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from inspector.capture import talk
from inspector.capture.plan import Mode, Way
from inspector.model.flow import Marker
from inspector.ui.case_view import CaseView, PageName, Selection
from inspector.ui.panels.capture import CapturePage
from inspector.ui.panels.capture_baseline import BASELINE_S
from inspector.ui.panels.capture_choices import Choices, read_address, read_scope
from inspector.ui.panels.capture_parts import Words
from tests.store.builders import START_US, build_case
from tests.ui.recording_fake import BROWSERS, READY, Clock, make_plan, refusal, watch_fake
from tests.ui.test_words_shown import lost_keys, shown_by
from tests.ui.window_builder import keep, make_theme, open_view


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_case(tmp_path_factory.mktemp("capture") / "a.enclair")


@pytest.fixture(params=["en"])
def view(request: pytest.FixtureRequest, case: Path, qtbot: QtBot) -> Iterator[CaseView]:
    with open_view(case, language=request.param) as opened:
        yield opened


in_both_languages = pytest.mark.parametrize("view", ["en", "fr"], indirect=True)


def make_page(view: CaseView, qtbot: QtBot, *, clock: Clock | None = None) -> CapturePage:
    page = keep(qtbot, CapturePage(view, make_theme(), find=lambda: BROWSERS, moment=clock or Clock()))
    page.resize(1180, 700)
    page.show()
    qtbot.waitUntil(lambda: bool(buttons_of(page, "browser")))
    return page


def buttons_of(page: CapturePage, card: str) -> list[QPushButton]:
    return [one for one in page.ways.cards[card].findChildren(QPushButton) if not one.isHidden()]


def texts_of(page: CapturePage) -> str:
    area = page._pages.currentWidget()
    assert area is not None
    return "\n".join(shown_by(area))


# before


def test_one_click_on_a_browser_asks_for_a_recording_with_it(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    page.ways.address.setText("rdv-sante.example/rdv")
    page.ways.options.scope.setText("https://rdv-sante.example/, api.rdv-sante.example")
    page.ways.options.names.setChecked(False)
    with qtbot.waitSignal(page.start_requested) as said:
        buttons_of(page, "browser")[1].click()
    assert said.args == [
        Choices(
            browser="firefox-esr",
            url="https://rdv-sante.example/rdv",
            scope=("rdv-sante.example", "api.rdv-sante.example"),
            resolve_names=False,
        )
    ]


def test_choices_are_fields_of_a_plan():
    choices = Choices(browser="chromium", way=Way.BROWSER)
    assert make_plan(**choices.arguments()).way is Way.BROWSER


def test_the_second_card_records_without_interception(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    with qtbot.waitSignal(page.start_requested) as said:
        buttons_of(page, "pipe")[0].click()
    assert said.args == [Choices(browser="chromium", way=Way.BROWSER)]


def test_a_phone_a_client_and_a_program_have_their_modes(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    page.ways.port.setText("8080")
    page.ways.programs.setText("curl")
    wanted = {
        "phone": Choices(mode=Mode.WIREGUARD),
        "client": Choices(port=8080),
        "local": Choices(mode=Mode.LOCAL, programs="curl"),
    }
    for card, choices in wanted.items():
        with qtbot.waitSignal(page.start_requested) as said:
            buttons_of(page, card)[0].click()
        assert said.args == [choices], card


def test_what_is_no_address_is_complained_about_and_starts_nothing(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    page.ways.address.setText("file:///etc/passwd")
    with qtbot.assertNotEmitted(page.start_requested):
        buttons_of(page, "browser")[0].click()
    assert page.ways.complaint.isVisible()
    page.ways.address.setText("rdv-sante.example")
    assert not page.ways.complaint.isVisible()


def test_without_browsers_the_page_says_which_are_looked_for(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    page.ways.show_browsers(())
    assert not buttons_of(page, "browser")
    assert "Brave" in texts_of(page)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        ("a.example", "https://a.example"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1:8765/a", "http://127.0.0.1:8765/a"),
        ("javascript://x", None),
        ("two words", None),
        ("https://", None),
        ("https://[bad", None),
        ("http://a.example:99999", None),
    ],
)
def test_an_address_is_read_as_it_is_typed(typed, address):
    assert read_address(typed) == address


def test_the_scope_takes_hosts_addresses_and_stars():
    assert read_scope("*.A.example, https://b.example:8443/x;b.example  c.example:80") == (
        "a.example",
        "b.example",
        "c.example",
    )


# while recording


def test_the_head_says_the_state_in_words(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    watch, recording = watch_fake()
    page.follow(watch)
    assert page.state == "live"
    assert page.live.head.title.text() == "Starting the recorder…"
    recording.say(READY)
    watch.look()
    assert page.live.head.title.text().startswith("Recording since")
    assert "Firefox ESR" in page.live.head.note.text()
    watch.pause()
    assert page.live.head.title.text() == "Paused"
    watch.stop()
    assert page.live.head.stop.text() == "End at once"


def test_the_check_line_proves_or_refutes(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    watch, recording = watch_fake(said=[READY])
    page.follow(watch)
    assert "Waiting" in page.live.check.words.text()
    recording.say(talk.Checked(readable=False, client="Firefox ESR"))
    watch.look()
    assert "Firefox ESR does not trust" in page.live.check.words.text()
    recording.say(talk.Checked(readable=True))
    watch.look()
    assert page.live.check.words.text() == "Ready: encrypted traffic is readable."


def test_the_address_of_the_proxy_is_shown_for_a_client_set_up_by_hand(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    watch, _ = watch_fake(make_plan(), said=[READY])
    page.follow(watch)
    assert page.live.listens.isVisible()
    assert page.live.listens.values["address"].text() == READY.proxy


def test_figures_and_news_come_from_the_case(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    watch, _ = watch_fake(said=[READY, talk.Tally(flows=1204, hosts=9, refused_hosts=0)])
    page.follow(watch)
    figures = page.live.counts.figures
    qtbot.waitUntil(lambda: figures["parties"].number.text() == "8")
    assert figures["flows"].number.text() == "1,204"
    assert figures["sensitive"].number.text() == "7"
    assert page.live.news.links[:2] == ("E-mail address", "pixel-social.example")
    with qtbot.waitSignal(view.page_requested) as asked:
        page.live.news.activate(0)
    assert asked.args == [PageName.FLOWS]
    assert view.selection.flow == 110
    page.live.news.activate(1)
    assert view.selection == Selection(recipient="pixel-social.example")


def test_what_was_there_before_the_recording_is_no_news(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    clock = Clock()
    clock.pass_s(3600)
    watch, _ = watch_fake(said=[talk.Ready(capture=2)], clock=clock)
    page.follow(watch)
    qtbot.waitUntil(lambda: page._refresh._is_running is False and not page._refresh._gap.isActive())
    assert page.live.news.links == ()
    assert page.live.counts.figures["parties"].number.text() == "0"


def test_a_marker_button_asks_for_its_marker(view, qtbot: QtBot):
    clock = Clock()
    page = make_page(view, qtbot, clock=clock)
    watch, _ = watch_fake(said=[READY])
    page.follow(watch)
    clock.pass_s(2)
    with qtbot.waitSignal(page.marker_requested) as said:
        page.live.markers.buttons["refused"].click()
    assert said.args == ["refused", "", START_US + 2_000_000]
    watch.note_marker(Marker(at_us=START_US, kind="refused"))
    watch.note_marker(Marker(at_us=START_US + 1, kind="note", label="again"))
    assert "Phase now: refused" in page.live.markers.phase.text()
    assert "again" in page.live.markers.phase.text()


def test_the_baseline_sets_its_marker_and_counts_down(view, qtbot: QtBot):
    clock = Clock()
    page = make_page(view, qtbot, clock=clock)
    watch, _ = watch_fake(said=[READY], clock=clock)
    page.follow(watch)
    baseline = page.live.baseline
    with qtbot.waitSignal(page.marker_requested) as said:
        baseline.start.click()
    assert said.args == ["baseline", "", START_US]
    watch.note_marker(Marker(at_us=START_US, kind="baseline"))
    clock.pass_s(BASELINE_S - 5)
    baseline.tick()
    assert baseline.left.text() == "Hands off: 5 s left"
    clock.pass_s(6)
    baseline.tick()
    assert baseline.done.text().startswith("Baseline from")


def test_our_own_browser_is_fresh_and_others_are_ticked_by_hand(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    page.follow(watch_fake(said=[READY])[0])
    assert page.live.baseline.checklist() == {"profile": True, "extensions": True, "clock": False}
    page.follow(watch_fake(make_plan(), said=[READY])[0])
    assert page.live.baseline.checklist()["profile"] is False
    assert page.live.baseline.boxes["profile"].isEnabled()


def test_a_refused_host_can_be_let_pass_and_read_again(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    watch, recording = watch_fake(said=[READY])
    page.follow(watch)
    assert not page.live.refused.isVisible()
    recording.say(refusal("bank.example", count=12, pinned=True))
    watch.look()
    table = page.live.refused.table
    items = [table.item(0, column) for column in range(4)]
    assert [item.text() for item in items if item] == [
        "bank.example",
        "Firefox ESR",
        "refused our certificate: likely pinned",
        "12",
    ]
    button = table.cellWidget(0, 4)
    recording.say(refusal("bank.example", count=13, pinned=True))
    watch.look()
    assert table.cellWidget(0, 4) is button
    with qtbot.waitSignal(page.pass_requested) as said:
        table.findChildren(QPushButton)[-1].click()
    assert said.args == ["bank.example", False]
    watch.pass_unread("bank.example")
    with qtbot.waitSignal(page.pass_requested) as said:
        table.findChildren(QPushButton)[-1].click()
    assert said.args == ["bank.example", True]


def test_a_site_that_may_refuse_the_proxy_is_told_once_and_offered_the_other_way(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    watch, recording = watch_fake(said=[READY, talk.Suspicion(host="a.example", count=3)])
    page.follow(watch)
    assert "a.example" in page.live.suspicion.words.text()
    offer, hide = page.live.suspicion.findChildren(QPushButton)
    with qtbot.waitSignal(page.pipe_requested) as said:
        offer.click()
    assert said.args == ["a.example"]
    hide.click()
    recording.say(talk.Suspicion(host="a.example", count=4))
    watch.look()
    assert not page.live.suspicion.isVisible()


def test_hostile_names_are_shown_as_escapes(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    host = "evil\u202e.example"
    watch, _ = watch_fake(
        said=[READY, refusal(host), talk.Suspicion(host=host, count=1), talk.Told(code=host, facts={"host": host})]
    )
    page.follow(watch)
    assert "\u202e" not in texts_of(page)


# a phone


def test_a_phone_is_first_shown_how_to_join(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    access = talk.PhoneAccess(addresses=("192.0.2.10",), port=51820)
    watch, _ = watch_fake(
        make_plan(mode=Mode.LAN), said=[talk.Ready(capture=1, proxy="192.0.2.10:51820", phone=access)]
    )
    page.follow(watch)
    assert page.state == "steps"
    assert page.steps is not None
    page.steps.live_requested.emit()
    assert page.state == "live"
    page.follow(None)
    assert page.state == "before"
    assert page.steps is None


# after


def test_the_end_says_what_was_and_was_not_seen(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    plan = make_plan(browser="firefox-esr", scope=("rdv-sante.example",), resolve_names=False)
    watch, recording = watch_fake(plan, said=[READY, refusal("bank.example")])
    page.follow(watch)
    watch.note_marker(Marker(at_us=START_US, kind="refused"))
    recording.say(talk.Ended(imported=240))
    watch.look()
    assert page.state == "after"
    told = page.after.prose.toPlainText()
    for part in ("240 flows", "1 marker: refused", "bank.example", "QUIC", "outside the investigation", "look-up"):
        assert part in told, part
    with qtbot.waitSignal(view.page_requested) as asked:
        page.after.overview.click()
    assert asked.args == [PageName.OVERVIEW]
    page.after.again.click()
    assert page.state == "before"


@in_both_languages
@pytest.mark.parametrize("plan", [{"browser": "firefox-esr"}, {"mode": Mode.WIREGUARD}, {"port": 8080}])
def test_a_recording_of_nothing_says_so_and_offers_only_to_record_again(view, plan, qtbot: QtBot):
    page = make_page(view, qtbot)
    watch, recording = watch_fake(make_plan(**plan), said=[READY])
    page.follow(watch)
    recording.say(talk.Ended(imported=0))
    watch.look()
    told = page.after.prose.toPlainText()
    assert view.t("recording.after.nothing").replace("\xa0", " ") in told
    assert "QUIC" not in told
    assert "0.0" not in told
    assert "0,0" not in told
    assert view.t("recording.after.unseen") not in told
    assert lost_keys(page.after) == set()
    assert page.after.overview.isHidden()
    assert not page.after.again.isHidden()


def test_a_recorder_that_died_is_told_with_what_is_kept(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    watch, recording = watch_fake(said=[READY])
    page.follow(watch)
    recording.is_over = True
    watch.look()
    told = page.after.prose.toPlainText()
    assert "broke off" in told
    assert "is kept" in told


def test_a_recorder_that_never_started_has_changed_nothing(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    watch, recording = watch_fake()
    page.follow(watch)
    recording.say(talk.Ended(imported=0, code="case_removed"))
    watch.look()
    told = page.after.prose.toPlainText()
    assert "did not start" in told
    assert "case file is gone" in told


def test_a_page_made_anew_shows_the_running_recording(view, qtbot: QtBot):
    watch, _ = watch_fake(said=[READY, talk.Checked(readable=True), refusal("bank.example")])
    watch.note_marker(Marker(at_us=START_US, kind="search"))
    page = make_page(view, qtbot)
    page.follow(watch)
    assert page.state == "live"
    assert page.live.refused.isVisible()
    assert "search" in page.live.markers.phase.text()
    assert page.live.check.words.text() == "Ready: encrypted traffic is readable."


# words


@in_both_languages
def test_no_state_of_the_page_shows_a_key(view, qtbot: QtBot):
    page = make_page(view, qtbot)
    page.ways.options.head.setChecked(True)
    said: list[talk.Saying] = [READY, refusal("bank.example"), talk.Suspicion(host="a.example", count=1)]
    tally = talk.Tally(flows=2, hosts=1, refused_hosts=1, background=3)
    watch, recording = watch_fake(said=[*said, tally, talk.Told(code="quic_kept_out", facts={"host": "a.example"})])
    assert not lost_keys(page)
    page.follow(watch)
    assert not lost_keys(page)
    recording.say(talk.Ended(imported=2))
    watch.look()
    assert not lost_keys(page)


@pytest.mark.parametrize("wide", [760, 900, 1180])
def test_the_small_print_of_a_card_is_never_cut(view, qtbot: QtBot, wide: int):
    page = make_page(view, qtbot)
    page.resize(wide, 700)
    page.show()
    page.ways.show_browsers(None)
    QApplication.processEvents()
    page.ways.show_browsers(BROWSERS)
    QApplication.processEvents()
    said = [words for words in page.ways.findChildren(Words) if words.isVisible() and words.wordWrap()]
    qtbot.waitUntil(lambda: all(words.height() >= words.heightForWidth(words.width()) for words in said))
    assert len(said) > len(page.ways.cards)
