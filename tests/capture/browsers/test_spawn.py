"""A started program has the descriptors that it was given, and no other."""

import asyncio
import os
import sys
from pathlib import Path

import msgspec
import pytest

from inspector.capture.browsers.kin import kin_of
from inspector.capture.browsers.note import NOTE, Note, clean_up_after, write_note
from inspector.capture.browsers.process import RunningBrowser
from inspector.capture.browsers.profile import Owner, make_profile, remove_stale, temporary_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptors are not passed on Windows")

TELLS = """
import os
heard = os.read(3, 100)
fds = []
for fd in range(0, 256):
    try: os.fstat(fd); fds.append(fd)
    except OSError: pass
os.write(4, heard + b" " + repr((fds, os.getsid(0) == os.getpid())).encode())
"""


def test_the_pipe_is_on_three_and_four_and_nothing_else_is_inherited(tmp_path: Path):
    mine, theirs = os.pipe()
    os.set_inheritable(theirs, True)  # as a process started by multiprocessing has its owner's pipe

    async def story() -> bytes:
        profile = make_profile(tmp_path / "base")
        running = RunningBrowser(profile=profile, base=tmp_path / "base", note_folder=tmp_path)
        await running.start([sys.executable, "-c", TELLS], os.environ, debugging_pipe=True)
        assert running.pipe is not None
        os.write(running.pipe.writing, b"hello")
        assert await asyncio.wait_for(running.wait(), 30) == 0
        told = os.read(running.pipe.reading, 1000)
        assert await running.close()
        return told

    try:
        assert asyncio.run(story()) == b"hello ([0, 1, 2, 3, 4], True)"
    finally:
        os.close(mine)
        os.close(theirs)
    assert [path.name for path in tmp_path.iterdir()] == ["base"]


STAYS = "import os, signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.fork(); os.write(4, b'x'); signal.pause()"
LEAVES = "import os, signal\nif os.fork() == 0:\n    os.setsid()\n    os.write(4, b'x')\n    signal.pause()\n"


@pytest.mark.parametrize("program", [STAYS, LEAVES])
def test_what_does_not_end_when_asked_or_leaves_the_session_is_killed(
    tmp_path: Path, program: str, monkeypatch: pytest.MonkeyPatch
):
    if not sys.platform.startswith("linux"):
        pytest.skip("the environment of other processes is read on Linux only")
    monkeypatch.setattr("inspector.capture.browsers.process.POLITE_S", 0.2)

    async def story() -> None:
        profile = make_profile(tmp_path / "base")
        running = RunningBrowser(profile=profile, base=tmp_path / "base", note_folder=tmp_path)
        environ = {**os.environ, "ENCLAIR_BROWSER": profile.name}
        await running.start([sys.executable, "-c", program], environ, debugging_pipe=True)
        pipe = running.release_pipe()
        assert pipe is not None
        os.set_blocking(pipe.reading, True)
        assert await asyncio.wait_for(asyncio.to_thread(os.read, pipe.reading, 1), 30) == b"x"
        assert kin_of(profile.name, leader=running.pid, birth="")
        assert await running.close()
        assert kin_of(profile.name, leader=running.pid, birth="") == set()
        assert not profile.exists()
        os.close(pipe.reading)
        os.close(pipe.writing)

    asyncio.run(story())


def test_a_browser_that_a_killed_run_left_alive_is_ended_with_its_profile(tmp_path: Path):
    if not sys.platform.startswith("linux"):
        pytest.skip("the environment of other processes is read on Linux only")
    profile = make_profile(tmp_path)
    owner = Owner(pid=os.getpid(), birth="an earlier one", temporary=temporary_folder(profile))
    (profile / ".enclair-profile").write_bytes(msgspec.json.encode(owner))

    async def story() -> int:
        left = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "import sys; sys.stdin.read()",
            stdin=asyncio.subprocess.PIPE,
            env={**os.environ, "ENCLAIR_BROWSER": profile.name},
            start_new_session=True,
        )
        assert await asyncio.to_thread(remove_stale, tmp_path) == 1
        return await asyncio.wait_for(left.wait(), 30)

    assert asyncio.run(story()) == -9
    assert list(tmp_path.iterdir()) == []


def test_a_note_whose_number_now_belongs_to_another_process_ends_nobody(tmp_path: Path):
    async def story() -> None:
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "import sys; sys.stdin.read()", stdin=asyncio.subprocess.PIPE, start_new_session=True
        )
        profile = make_profile(tmp_path / "base")
        note = Note(profile=str(profile), base=str(tmp_path / "base"), pid=other.pid, birth="another")
        write_note(tmp_path, note)
        assert clean_up_after(tmp_path)
        assert not profile.exists()
        assert other.returncode is None
        assert other.stdin is not None
        other.stdin.close()
        assert await asyncio.wait_for(other.wait(), 30) == 0

    asyncio.run(story())


@pytest.mark.parametrize("text", [b"", b"{", b'{"profile": 3}', b'{"profile": "/", "base": "/"}'])
def test_a_damaged_or_hostile_note_deletes_nothing_and_raises_nothing(tmp_path: Path, text: bytes):
    (tmp_path / NOTE).write_bytes(text)
    (tmp_path / "file").touch()
    clean_up_after(tmp_path)
    assert (tmp_path / "file").exists()
