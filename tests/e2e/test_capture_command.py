"""`enclair capture` as a program: how it ends, what it says, and that nothing is left of it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.store.case import Case
from tests.capture.recorded import Origin, read_head
from tests.clinic import Clinic

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")


@pytest.fixture(scope="module")
def clinic() -> Iterator[Clinic]:
    with Clinic() as clinic:
        yield clinic


@contextlib.contextmanager
def command(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = {
        **os.environ,
        "ENCLAIR_HOME": str(folder / "home"),
        "HOME": str(folder),
        "PYTHONPATH": str(Path.cwd()),
    }
    words = [
        sys.executable,
        "-m",
        "inspector",
        "capture",
        "-o",
        str(folder / "a.enclair"),
        "--lang",
        "en",
        "--no-names",
    ]
    with subprocess.Popen(
        [*words, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ready(process: subprocess.Popen[str]) -> tuple[str, int]:
    assert process.stdout
    host, _, port = json.loads(process.stdout.readline())["proxy"].rpartition(":")
    return host, int(port)


def ended(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """The exit status and what was written to standard error."""
    _, errors = process.communicate(timeout=40)
    return process.returncode, errors.splitlines()


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminated"])
def test_it_ends_well_with_connections_of_every_kind_alive_and_says_one_line(
    clinic: Clinic, tmp_path: Path, signal_: signal.Signals
):
    maps = [word for text in clinic.host_map_arguments for word in ("--host-map", text)]
    with command(tmp_path, "--upstream-ca", str(clinic.ca_file), *maps) as process, contextlib.ExitStack() as stack:
        address = ready(process)
        for path in ("faults/slow", "faults/endless", "account/notifications/stream", ""):
            wire = stack.enter_context(contextlib.closing(socket.create_connection(address, timeout=10)))
            host = b"www.rdv-sante.example"
            wire.sendall(b"GET https://%b/%b HTTP/1.1\r\nHost: %b\r\n\r\n" % (host, path.encode(), host))
            read_head(wire)
        idle = stack.enter_context(contextlib.closing(socket.create_connection(address, timeout=10)))
        idle.sendall(b"CONNECT www.rdv-sante.example:443 HTTP/1.1\r\n\r\n")
        read_head(idle)
        process.send_signal(signal_)
        status, lines = ended(process)
    assert status == 0, lines
    assert len(lines) == 1, lines
    assert "4" in lines[0]
    with Case.open(tmp_path / "a.enclair", read_only=True) as case:
        assert case.connection.execute("SELECT state, imported FROM capture").fetchone() == ("complete", 4)
        assert case.connection.execute("SELECT count(*) FROM flow WHERE duration_us IS NULL").fetchone() == (0,)
        assert case.connection.execute("SELECT count(*) FROM part").fetchone() == (0,)
    assert sorted(path.name for path in tmp_path.glob("a.enclair*")) == ["a.enclair", "a.enclair.private"]
    assert not (tmp_path / ".mitmproxy").exists()


def test_a_taken_port_is_status_3_one_line_and_no_file(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with command(tmp_path, "--port", port) as process:
            status, lines = ended(process)
    assert status == 3
    assert len(lines) == 1
    assert port in lines[0]
    assert not (tmp_path / "a.enclair").exists()


def test_a_full_disk_is_status_1_one_line_and_a_case_that_opens(tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        with Origin() as origin, command(disk, "--host-map", f"origin.example=127.0.0.1:{origin.port}") as process:
            address = ready(process)
            for number in range(400):
                with contextlib.suppress(OSError, http.client.HTTPException):
                    connection = http.client.HTTPConnection(*address, timeout=5)
                    headers = {"Cookie": os.urandom(12_000).hex()}
                    connection.request("GET", f"http://origin.example/{number}", headers=headers)
                    connection.getresponse().read()
                    connection.close()
                if process.poll() is not None:
                    break
            status, lines = ended(process)
        assert status == 1
        assert len(lines) == 1
        assert lines[0].startswith("enclair: a.enclair cannot be")
        with Case.open(disk / "a.enclair", read_only=True) as case:
            assert case.connection.execute("SELECT count(*) FROM flow").fetchone()[0] > 0
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_challenges_are_told_while_it_records(clinic: Clinic, tmp_path: Path):
    maps = [word for text in clinic.host_map_arguments for word in ("--host-map", text)]
    with command(tmp_path, "--upstream-ca", str(clinic.ca_file), *maps) as process:
        address = ready(process)
        for _ in range(3):
            connection = http.client.HTTPConnection(*address, timeout=10)
            connection.request("GET", "https://www.rdv-sante.example/faults/challenge")
            assert connection.getresponse().status == 403
            connection.close()
        process.send_signal(signal.SIGINT)
        _, lines = ended(process)
    assert any("www.rdv-sante.example may be refusing the proxy" in line for line in lines)


def children_of(pid: int) -> list[int]:
    """Processes started by this one, with the words of a spawned one."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == pid and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the recorder through /proc")
def test_a_killed_recorder_is_status_1_and_its_new_case_is_kept(clinic: Clinic, tmp_path: Path):
    maps = [word for text in clinic.host_map_arguments for word in ("--host-map", text)]
    with command(tmp_path, "--upstream-ca", str(clinic.ca_file), *maps) as process:
        address = ready(process)
        with contextlib.closing(http.client.HTTPConnection(*address, timeout=10)) as client:
            client.request("GET", "http://rdv-sante.example/", headers={"Host": "rdv-sante.example"})
            assert client.getresponse().status in (301, 302, 307, 308)
        with Case.open(tmp_path / "a.enclair", read_only=True) as case:
            while not case.connection.execute("SELECT count(*) FROM flow").fetchone()[0]:
                assert process.poll() is None
        for pid in children_of(process.pid):
            os.kill(pid, signal.SIGKILL)
        status, errors = ended(process)
    assert status == 1
    assert len(errors) == 1
    with Case.open(tmp_path / "a.enclair", read_only=True) as case:
        assert case.connection.execute("SELECT state, imported FROM capture").fetchall() == [("cut", 1)]
