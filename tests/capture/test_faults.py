"""What can go wrong with a recording: nothing good is lost, and one clear line says what happened."""

import contextlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.capture import talk
from inspector.model.flow import Delivery, FlowId
from inspector.store.case import Case
from inspector.workspace.opening import open_path
from tests.capture.recorded import LIMIT_S, Origin, Tape, is_alive, read_all, read_head, rss_mb
from tests.clinic.raw import KINDS

URL = "http://origin.example"
GO = threading.Event()
ENDLESS_MB = 64
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes and memory as on Linux"),
]


def stream(wire: socket.socket, _head: bytes) -> None:
    """An event, then nothing until the test ends."""
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: so far\n\n")
    GO.wait(2 * LIMIT_S)


def endless(wire: socket.socket, _head: bytes) -> None:
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            wire.sendall(b"e" * 65_536)


def grand(wire: socket.socket, _head: bytes) -> None:
    """A head of 100 MB."""
    with contextlib.suppress(OSError):
        wire.sendall(b"HTTP/1.1 200 OK\r\nX-Grand: ")
        for _ in range(100):
            wire.sendall(b"a" * 1_000_000)
        wire.sendall(b"\r\nContent-Length: 0\r\n\r\n")


def chunkless(wire: socket.socket, _head: bytes) -> None:
    """A chunk's line, and trailers, without end."""
    with contextlib.suppress(OSError):
        wire.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            wire.sendall(b"0" * 1_000_000)


def trailing(wire: socket.socket, _head: bytes) -> None:
    with contextlib.suppress(OSError):
        wire.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
        for _ in range(20_000):
            wire.sendall(b"X-More: " + b"t" * 1_000 + b"\r\n")


def loris(wire: socket.socket, _head: bytes) -> None:
    """Half a head, then silence."""
    wire.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    GO.wait(2 * LIMIT_S)


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    speakers = {speak.__name__: speak for speak in (stream, endless, grand, chunkless, trailing, loris)}
    with Origin(**speakers) as origin:
        for kind, data in KINDS.items():
            origin.speakers[f"raw-{kind}"] = lambda wire, _head, data=data: wire.sendall(data)  # type: ignore[misc]
        yield origin
        GO.set()


@pytest.fixture
def tape(origin: Origin, tmp_path: Path) -> Iterator[Tape]:
    with Tape(tmp_path, host_map={"origin.example": origin.target}) as tape:
        assert tape.ready
        yield tape


@pytest.fixture(scope="module")
def hostile(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tape]:
    """One recorder for all that is sent to it in bad faith: it lives through all of it."""
    with Tape(tmp_path_factory.mktemp("hostile"), host_map={"origin.example": origin.target}) as tape:
        assert tape.ready
        yield tape
        assert tape.get(f"{URL}/still-here") == (200, b"ok")
        ended = tape.stop()
        assert ended.code == ""
        assert ended.imported == len(tape.flows())


def ask(tape: Tape, path: str) -> socket.socket:
    wire = socket.create_connection(tape.address, timeout=LIMIT_S)
    wire.sendall(f"GET {URL}/{path} HTTP/1.1\r\nHost: origin.example\r\n\r\n".encode())
    return wire


# -- processes that are killed ----------------------------------------------------------------------------


def test_a_killed_recorder_costs_its_last_second_and_the_case_says_so(tape: Tape):
    for number in range(20):
        assert tape.get(f"{URL}/kept/{number}") == (200, b"ok")
    with contextlib.closing(ask(tape, "stream")) as streaming:
        read_head(streaming)
        going_on = tape.flow(f"{URL}/stream", is_over=False)
        tape.until(lambda: len(tape.rows_to(f"{URL}/kept/")) == 20 and tape.parts(going_on))
        os.kill(tape.recording.pid, signal.SIGKILL)
        ended = tape.ended()
    assert ended.code == "recorder_died"
    assert "\n" not in ended.message
    assert tape.state() == "cut"
    assert [warning.code for warning in tape.capture().warnings] == ["recording-broken-off"]
    body = tape.reader.content(going_on.id).response_body
    assert body is not None
    assert (body.data, body.truncated) == (b"data: so far\n\n", True)
    assert tape.capture().imported == 21


def test_a_case_whose_recorder_and_owner_are_gone_says_so_when_it_is_opened(origin: Origin, tmp_path: Path):
    with owner(origin, tmp_path) as (process, recorder, port):
        fetch(port, f"{URL}/kept")
        with Case.open(tmp_path / "recorded.enclair", read_only=True) as case:
            until_rows(case, 1)
        for pid in (recorder, process.pid):
            os.kill(pid, signal.SIGKILL)
        process.wait(LIMIT_S)
        wait_until_gone(recorder)
    opening = open_path(tmp_path / "recorded.enclair")
    if opening.job is not None:
        opening.job.kill()
    with Case.open(tmp_path / "recorded.enclair", read_only=True) as case:
        assert case.connection.execute("SELECT state FROM capture").fetchone() == ("cut",)
        assert case.connection.execute("SELECT count(*) FROM flow").fetchone() == (1,)
        assert case.connection.execute("SELECT code FROM warning").fetchall() == [("recording-broken-off",)]


def test_a_recorder_whose_owner_is_killed_ends_by_itself_and_well(origin: Origin, tmp_path: Path):
    with owner(origin, tmp_path) as (process, recorder, port):
        fetch(port, f"{URL}/kept")
        process.kill()
        process.wait(LIMIT_S)
        wait_until_gone(recorder)
        assert process.stderr
        assert process.stderr.read() == b""
    with Case.open(tmp_path / "recorded.enclair", read_only=True) as case:
        assert case.connection.execute("SELECT state, imported FROM capture").fetchone() == ("complete", 1)
    assert not (tmp_path / "recorded.enclair-wal").exists()


_OWNER = """
import sys
from pathlib import Path
from tests.capture.recorded import Tape
if __name__ == "__main__":
    tape = Tape(Path(sys.argv[1]), host_map={"origin.example": {"address": "127.0.0.1", "port": int(sys.argv[2])}})
    print(tape.ready.proxy.rpartition(":")[2], tape.recording.pid, flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def owner(origin: Origin, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, int]]:
    """A process that owns a recorder: (it, the recorder's id, the proxy's port)."""
    script = folder / "owner.py"
    script.write_text(_OWNER)
    with subprocess.Popen(
        [sys.executable, str(script), str(folder), str(origin.port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "ENCLAIR_HOME": str(folder / "home")},
    ) as process:
        assert process.stdout
        try:
            port, recorder = (int(word) for word in process.stdout.readline().split())
            yield process, recorder, port
        finally:
            process.kill()


def fetch(port: int, url: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    connection.request("GET", url)
    data = connection.getresponse().read()
    connection.close()
    return data


def until_rows(case: Case, count: int) -> None:
    waited = threading.Event()
    for _ in range(3_000):
        if case.connection.execute("SELECT count(*) FROM flow").fetchone() == (count,):
            return
        waited.wait(0.02)
    raise AssertionError("no rows")


def wait_until_gone(pid: int) -> None:
    waited = threading.Event()
    for _ in range(3_000):
        if not is_alive(pid):
            return
        waited.wait(0.02)
    raise AssertionError("the recorder is still there")


def test_a_terminated_recorder_ends_well(tape: Tape):
    tape.get(f"{URL}/kept")
    os.kill(tape.recording.pid, signal.SIGTERM)
    ended = tape.ended()
    assert (ended.code, ended.imported, tape.state()) == ("", 1, "complete")


# -- files and disks --------------------------------------------------------------------------------------


def test_a_full_disk_is_one_line_and_what_was_written_can_be_read(origin: Origin, tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        with Tape(disk, host_map={"origin.example": origin.target}) as tape:
            assert tape.ready
            assert tape.get(f"{URL}/before") == (200, b"ok")
            tape.flow(f"{URL}/before")
            (disk / "filler").write_bytes(b"")
            fill(disk / "filler")
            for number in range(40):
                with contextlib.suppress(OSError, http.client.HTTPException):
                    tape.get(f"{URL}/after/{number}", Cookie=os.urandom(15_000).hex())
            ended = tape.ended()
            assert ended.code == "case_unwritable_now"
            assert "\n" not in ended.message
            assert ended.message.startswith("recorded.enclair")
            assert tape.flows()[0].url == f"{URL}/before"
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("ab", buffering=0) as file:
        while True:
            file.write(bytes(4_096))


def test_a_taken_port_is_one_line_and_leaves_no_capture(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with Tape(tmp_path, port=port) as tape:
            ended = tape.ended()
            assert (ended.code, ended.imported) == ("port_taken", 0)
            assert str(port) in ended.message
            assert tape.reader.captures() == ()


def test_a_removed_case_is_one_line_and_a_copy(tape: Tape):
    tape.get(f"{URL}/before")
    tape.flow(f"{URL}/before")
    for path in tape.path.parent.glob("recorded.enclair*"):
        if path.is_file():
            path.unlink()
    tape.get(f"{URL}/after")
    ended = tape.ended()
    assert ended.code == "case_removed"
    assert "\n" not in ended.message
    rescued = tape.path.with_name(str(ended.facts["rescued"]))
    with Case.open(rescued, read_only=True) as case:
        assert case.connection.execute("SELECT url FROM flow").fetchall() == [(f"{URL}/before",)]


def test_a_case_held_by_another_program_is_waited_for(tape: Tape):
    with contextlib.closing(sqlite3.connect(tape.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in range(50):
            assert tape.get(f"{URL}/held/{number}") == (200, b"ok")
        threading.Event().wait(6.0)  # longer than SQLite itself waits
        assert tape.rows_to(f"{URL}/held/") == []
        other.execute("COMMIT")
    tape.until(lambda: len(tape.rows_to(f"{URL}/held/")) == 50)
    assert tape.stop().imported == 50


def test_two_recordings_into_one_case_are_refused(tape: Tape):
    with Tape(tape.path.parent) as second:
        assert second.ended().code == "case_being_recorded"
    assert tape.get(f"{URL}/still") == (200, b"ok")
    assert tape.stop().imported == 1
    assert len(tape.reader.captures()) == 1


# -- hostile traffic --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("cased", "trailers", "until-close")])
def test_broken_answers_are_rows(hostile: Tape, kind: str):
    with contextlib.closing(ask(hostile, f"raw-{kind}")) as wire:
        wire.shutdown(socket.SHUT_WR)
        read_all(wire)
    flow = hostile.flow(f"{URL}/raw-{kind}")
    assert flow.error or kind == "nul-header"
    assert flow.delivery in (Delivery.FAILED, Delivery.NETWORK)
    assert "b'" not in (flow.error or "")
    assert "Traceback" not in (flow.error or "")


@pytest.mark.parametrize(
    "request_",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET http://origin.example/ HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET http://origin.example/bad HTTP/1.1\r\nHost x\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT :99999 HTTP/1.1\r\n\r\n",
        b"GET http://\xff\xfe/ HTTP/1.1\r\nHost: \xff\r\n\r\n",
        b"POST http://origin.example/l HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST http://origin.example/l HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nrubbish that is no frame",
    ],
)
def test_broken_requests_are_turned_away(hostile: Tape, request_: bytes):
    with contextlib.closing(socket.create_connection(hostile.address, timeout=LIMIT_S)) as wire:
        wire.sendall(request_)
        wire.shutdown(socket.SHUT_WR)
        read_all(wire)
    assert hostile.get(f"{URL}/after-rubbish") == (200, b"ok")


@pytest.mark.parametrize("kind", ["grand", "chunkless", "trailing"])
def test_heads_lines_and_trailers_without_end_are_cut_off(hostile: Tape, kind: str):
    before_mb = rss_mb(hostile.recording.pid)
    with contextlib.closing(ask(hostile, kind)) as wire:
        read_all(wire)
    flow = hostile.flow(f"{URL}/{kind}")
    assert flow.error
    assert len(flow.error) < 600
    assert rss_mb(hostile.recording.pid) - before_mb < 30


def test_a_head_of_a_request_without_end_is_cut_off(hostile: Tape):
    before_mb = rss_mb(hostile.recording.pid)
    with contextlib.closing(socket.create_connection(hostile.address, timeout=LIMIT_S)) as wire:
        wire.sendall(f"GET {URL}/large HTTP/1.1\r\nHost: origin.example\r\nX-Grand: ".encode())
        with contextlib.suppress(OSError):
            for _ in range(50):
                wire.sendall(b"a" * 1_000_000)
            wire.shutdown(socket.SHUT_WR)
            read_all(wire)
    assert hostile.get(f"{URL}/after-large") == (200, b"ok")
    assert rss_mb(hostile.recording.pid) - before_mb < 30


def test_what_a_client_sends_too_early_is_not_gathered_without_end(hostile: Tape):
    before_mb = rss_mb(hostile.recording.pid)
    with contextlib.closing(ask(hostile, "loris")) as wire, contextlib.suppress(OSError):
        for _ in range(50):
            wire.sendall(b"p" * 1_000_000)
    assert hostile.get(f"{URL}/after-early") == (200, b"ok")
    assert rss_mb(hostile.recording.pid) - before_mb < 30


def test_an_endless_answer_ends_when_its_client_leaves(hostile: Tape):
    before_mb = rss_mb(hostile.recording.pid)
    with contextlib.closing(ask(hostile, "endless")) as wire:
        received = 0
        while received < ENDLESS_MB * 1_000_000:
            received += len(wire.recv(1_000_000))
    flow = hostile.flow(f"{URL}/endless")
    assert flow.error
    assert flow.response_size == 32 * 1024 * 1024
    assert (flow.response_wire_size or 0) >= received
    assert rss_mb(hostile.recording.pid) - before_mb < 130
    stored = hostile.reader.content(FlowId(flow.id)).response_body
    assert stored is not None
    assert stored.truncated


def test_slow_heads_hold_nobody_up(hostile: Tape):
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            wire = stack.enter_context(contextlib.closing(socket.create_connection(hostile.address, timeout=LIMIT_S)))
            wire.sendall(f"GET {URL}/slow HTTP/1.1\r\nHost: ".encode())
            stack.enter_context(contextlib.closing(ask(hostile, "loris")))
        assert hostile.get(f"{URL}/meanwhile") == (200, b"ok")
        hostile.until(lambda: len(hostile.rows_to(f"{URL}/loris")) >= 50)
    hostile.until(lambda: all(flow.error for flow in hostile.rows_to(f"{URL}/loris")))


def quick(wire: socket.socket, _head: bytes) -> None:
    while wire.recv(65_536):
        wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def test_a_burst_of_three_thousand_flows_is_counted_exactly(tmp_path: Path):
    with Origin() as origin, Tape(tmp_path, host_map={"origin.example": origin.target}) as tape:
        origin.raw = quick
        assert tape.ready
        burst(tape, count=3_000, lanes=4)


def burst(tape: Tape, *, count: int, lanes: int) -> None:

    def drive() -> None:
        with contextlib.closing(socket.create_connection(tape.address, timeout=LIMIT_S)) as wire:
            for number in range(count // lanes):
                wire.sendall(f"GET {URL}/burst/{number} HTTP/1.1\r\nHost: origin.example\r\n\r\n".encode())
                said = b""
                while not said.endswith(b"\r\n\r\nok"):
                    said += wire.recv(65_536)

    threads = [threading.Thread(target=drive, daemon=True) for _ in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    ended = tape.stop()
    assert (ended.code, ended.imported) == ("", count)
    (found,) = tape.reader.case.connection.execute("SELECT count(*) FROM flow WHERE status = 200").fetchone()
    assert found == count
    assert tape.heard(talk.Tally)[-1].flows <= count
