"""The recorder's process as its owner sees it: started, heard, told, ended, tidied after."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from inspector.capture import talk
from inspector.capture.plan import Mode, Plan
from inspector.store.case import Case
from inspector.workspace.folders import private_folder
from inspector.workspace.recording import plan_for, suggested_environment, tidy_after_recorder
from tests.capture.recorded import Tape, is_alive


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENCLAIR_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tape]:
    """A recorder that is asked for nothing, and killed at the end."""
    with Tape(tmp_path_factory.mktemp("idle")) as tape:
        assert tape.ready
        yield tape


def test_a_plan_names_the_private_folder_beside_the_case(home: Path):
    plan = plan_for(home / "a.enclair", port=8080, scope=("clinic.example",))
    assert Path(plan.folder) == private_folder(home / "a.enclair")
    assert (plan.port, plan.scope, plan.mode) == (8080, ("clinic.example",), Mode.LOOPBACK)
    assert Path(plan.profiles).stat().st_mode & 0o777 == 0o700


def test_nothing_is_suggested_that_is_not_shown():
    assert set(suggested_environment()) <= {"system", "machine", "time_zone", "tool"}


def test_it_listens_on_loopback_only(idle: Tape):
    assert idle.address[0] == "127.0.0.1"
    assert not idle.ready.beyond_loopback


def test_asking_never_blocks(idle: Tape):
    began_s = time.monotonic()
    for _ in range(50):
        idle.said += idle.recording.poll()
    assert time.monotonic() - began_s < 0.5


def test_orders_for_what_is_not_there_are_answered_or_forgotten(idle: Tape):
    idle.recording.send(talk.OpenAddress(url="https://clinic.example/"))
    idle.recording.send(talk.KeepState(marker_us=7))
    (kept,) = idle.until(lambda: idle.heard(talk.StateKept))
    assert kept.marker_us == 7
    assert "screenshot" in kept.missing


def test_a_kill_leaves_no_process_and_a_case_that_says_so(idle: Tape):
    pid = idle.recording.pid
    idle.recording.kill()
    assert not is_alive(pid)
    assert idle.state() == "cut"
    assert idle.recording.poll() == []
    assert idle.recording.wait(0)
    idle.recording.send(talk.Stop())  # too late: forgotten
    idle.recording.kill()
    assert idle.recording.stop_and_wait() == []


def test_there_is_nothing_to_tidy_where_nothing_was_recorded(tmp_path: Path):
    Case.create(tmp_path / "a.enclair").close()
    tidy_after_recorder(tmp_path / "a.enclair")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.enclair"]


def test_a_recorder_that_hangs_is_killed_after_a_while(tmp_path: Path):
    with Tape(tmp_path) as tape:
        assert tape.ready
        os.kill(tape.recording.pid, signal.SIGSTOP)
        assert [one for one in tape.recording.stop_and_wait(0.3) if isinstance(one, talk.Ended)] == []
        assert not is_alive(tape.recording.pid)
        assert tape.state() == "cut"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # mitmproxy's own, as it is loaded
def test_a_machine_that_slept_is_told_and_noted(monkeypatch: pytest.MonkeyPatch):
    """The wall clock runs ahead of the process's own."""
    from inspector.capture import recorder

    wall, steady = iter([1_000.0, 1_000.1, 1_900.0]), iter([10.0, 10.1, 10.2])
    clock = SimpleNamespace(time=lambda: next(wall, 1_900.0), monotonic=lambda: next(steady, 10.2))
    said: list[talk.Saying] = []
    warned: list[str] = []
    pipe, _theirs = multiprocessing.Pipe()
    plan = Plan(case="c", folder="f", name="n")

    async def run() -> None:
        watching = recorder._Recorder(plan, pipe, said.append)
        watching._tapping = None
        tally = talk.Tally(flows=0, hosts=0, refused_hosts=0)
        watching._browsing = SimpleNamespace(sweep=lambda: None, tally=lambda: tally)  # type: ignore[assignment]
        writer = SimpleNamespace(warn=lambda oddity: warned.append(oddity.code), failure=None)
        watching._writer = writer  # type: ignore[assignment]
        monkeypatch.setattr(recorder, "time", clock)
        monkeypatch.setattr(recorder, "_SWEEP_S", 0.001)
        asyncio.get_running_loop().call_later(0.05, watching._stop.set)
        async with asyncio.timeout(5):
            await watching._watch()

    asyncio.run(run())
    assert warned == ["machine-slept"]
    assert [one.facts for one in said if isinstance(one, talk.Told)] == [{"seconds": 899}]
