"""The watch hears everything the recorder says, and says so when it dies."""

import re
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from inspector.capture import talk
from inspector.messages import Translator
from inspector.model.flow import Marker
from tests.ui.recording_fake import READY, Clock, refusal, watch_fake

CAPTURE = Path(__file__).resolve().parents[2] / "inspector" / "capture"

SAYINGS: list[tuple[str, talk.Saying]] = [
    ("ready", READY),
    ("checked", talk.Checked(readable=True)),
    ("tallied", talk.Tally(flows=3, hosts=2, refused_hosts=0)),
    ("refused", refusal("a.example")),
    ("suspected", talk.Suspicion(host="a.example", count=2)),
    ("state_kept", talk.StateKept(marker_us=1)),
    ("told", talk.Told(code="disk_full")),
    ("browser_gone", talk.BrowserGone()),
    ("ended", talk.Ended(imported=3)),
]


@pytest.mark.parametrize(("signal", "saying"), SAYINGS, ids=[name for name, _ in SAYINGS])
def test_each_saying_becomes_its_signal(signal, saying, qtbot: QtBot):
    watch, recording = watch_fake()
    recording.say(saying)
    with qtbot.waitSignal(getattr(watch, signal)) as heard:
        pass
    assert heard.args in ([], [saying])


def test_what_was_said_is_remembered_for_panels_that_come_later(qtbot: QtBot):
    said: list[talk.Saying] = [
        READY,
        talk.Tally(flows=3, hosts=2, refused_hosts=1),
        refusal("a.example"),
        refusal("a.example", count=4),
    ]
    watch, _ = watch_fake(said=[*said, talk.Told(code="disk_full")])
    facts = watch.facts
    assert facts.ready == READY
    assert facts.tally is not None
    assert facts.tally.flows == 3
    assert [one.count for one in facts.handshakes.values()] == [4]
    assert facts.refused_hosts == ("a.example",)
    assert [one.code for _, one in facts.told] == ["disk_full"]


@pytest.mark.parametrize("error", [EOFError(), OSError(), msgspec.DecodeError("cut")])
def test_a_broken_pipe_is_an_end_with_a_reason(error, qtbot: QtBot):
    watch, recording = watch_fake(said=[READY, talk.Tally(flows=7, hosts=1, refused_hosts=0)])
    recording.error = error
    with qtbot.waitSignal(watch.ended) as heard:
        watch.look()
    assert heard.args == [talk.Ended(imported=7, code="worker_died")]
    assert recording.is_killed


def test_a_process_that_is_over_without_a_word_has_died(qtbot: QtBot):
    watch, recording = watch_fake(said=[READY])
    recording.is_over = True
    watch.look()
    assert watch.facts.ended == talk.Ended(imported=0, code="worker_died")


def test_after_the_end_nothing_more_is_heard(qtbot: QtBot):
    watch, _ = watch_fake(said=[READY, talk.Ended(imported=1), talk.Told(code="disk_full")])
    assert watch.facts.told == []
    watch.look()
    assert watch.is_over


def test_orders_reach_the_recorder_and_are_seen_at_once(qtbot: QtBot):
    watch, recording = watch_fake(said=[READY])
    watch.pause()
    assert watch.facts.is_paused
    watch.resume()
    watch.pass_unread("a.example")
    watch.keep_state(5)
    watch.open_address("https://a.example")
    watch.stop()
    watch.stop()
    assert recording.orders == [
        talk.Pause(),
        talk.Resume(),
        talk.PassUnread(host="a.example"),
        talk.KeepState(marker_us=5),
        talk.OpenAddress(url="https://a.example"),
        talk.Stop(),
    ]
    assert watch.facts.passing == {"a.example"}
    assert watch.facts.is_stopping


def test_figures_from_before_a_pause_do_not_take_it_back(qtbot: QtBot):
    watch, recording = watch_fake(said=[READY])
    watch.pause()
    recording.say(talk.Tally(flows=1, hosts=1, refused_hosts=0, paused=False))
    watch.look()
    assert watch.facts.is_paused
    recording.say(talk.Tally(flows=1, hosts=1, refused_hosts=0, paused=True))
    watch.look()
    recording.say(talk.Tally(flows=1, hosts=1, refused_hosts=0, paused=False))
    watch.look()
    assert not watch.facts.is_paused


def test_an_order_to_a_dead_recorder_is_no_error(qtbot: QtBot):
    watch, recording = watch_fake(said=[READY])
    recording.error = OSError()
    watch.pause()
    watch.end_at_once()
    assert watch.is_over


def test_time_elapses_from_ready_until_the_end(qtbot: QtBot):
    clock = Clock()
    watch, recording = watch_fake(said=[READY], clock=clock)
    clock.pass_s(12)
    assert watch.elapsed_us == 12_000_000
    recording.say(talk.Ended(imported=0))
    watch.look()
    clock.pass_s(60)
    assert watch.elapsed_us == 12_000_000


def test_a_marker_that_was_written_is_told_to_whoever_shows_markers(qtbot: QtBot):
    watch, _ = watch_fake(said=[READY])
    marker = Marker(at_us=3, kind="refused")
    with qtbot.waitSignal(watch.marked) as heard:
        watch.note_marker(marker)
    assert heard.args == [marker]
    assert watch.facts.markers == [marker]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_code_the_recorder_tells_has_its_sentence(language):
    t = Translator(language)
    source = "\n".join(path.read_text(encoding="utf-8") for path in CAPTURE.rglob("*.py"))
    codes = set(re.findall(r'Told\(code="(\w+)"', source))
    assert {code for code in codes if not t.has(f"recording.{code}")} == set()
