"""Starts the clinic in a process of its own and stops it surely."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Self

from tests.clinic.authority import CA_FILE
from tests.clinic.hosts import RAW_NAME, Port, names
from tests.clinic.journal import Received, read_journal
from tests.data.booking import WWW

ROOT = Path(__file__).resolve().parents[2]
START_S = 120  # bounds for a computer at work on much else
STOP_S = 30
type Address = tuple[str, int]


class Clinic:
    """The running clinic, as a context manager.

    ca_file: PEM of the test authority. host_map: every name -> ("127.0.0.1", port), for a recorder's `--host-map`.
    host_map_arguments: the same as `NAME=127.0.0.1:PORT` strings. ports: port number by kind. raw_address and
    raw_name: the listener of broken answers. spki: hash of the certificates' key (Chromium's
    `--ignore-certificate-errors-spki-list`). url: the home page. pid: the child's process id.
    Raises `RuntimeError` with the child's own words where it does not come up within two minutes."""

    def __init__(self) -> None:
        self.url = f"{WWW}/"
        self.folder = Path()
        self.ports: dict[Port, int] = {}
        self.spki = ""

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="clinic-"))
        with (self.folder / "errors.txt").open("wb") as errors:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "tests.clinic", "--child", str(self.folder)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        try:
            self._read_ready_line()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()  # the child ends when its pipe does, whatever happens to us
        try:
            self._child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read_ready_line(self) -> None:
        assert self._child.stdout is not None
        late = Timer(START_S, self._child.kill)
        late.start()
        line = self._child.stdout.readline()
        late.cancel()
        if not line:
            raise RuntimeError(f"the clinic did not start: {self.errors()}")
        ready = json.loads(line)
        self.ports = {Port(kind): number for kind, number in ready["ports"].items()}
        self.spki = ready["spki"]

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def ca_file(self) -> Path:
        return self.folder / CA_FILE

    @property
    def host_map(self) -> dict[str, Address]:
        return {name: ("127.0.0.1", self.ports[port]) for name, port in names().items()}

    @property
    def host_map_arguments(self) -> list[str]:
        return [f"{name}={address}:{port}" for name, (address, port) in self.host_map.items()]

    @property
    def resolver_rules(self) -> str:
        """Chromium's `--host-resolver-rules`: the clinic's names to its ports, any other name nowhere."""
        rules = [f"MAP {name} {address}:{port}" for name, (address, port) in self.host_map.items()]
        return ", ".join([*rules, "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"])

    @property
    def raw_name(self) -> str:
        return RAW_NAME

    @property
    def raw_address(self) -> Address:
        return self.host_map[RAW_NAME]

    @property
    def relay_address(self) -> Address:
        """An HTTP proxy that only leads the clinic's names to its ports (CONNECT), without reading anything."""
        return ("127.0.0.1", self.ports[Port.RELAY])

    def received(self) -> list[Received]:
        """Every request that reached the clinic so far, oldest first."""
        return read_journal(self.folder)

    def errors(self) -> str:
        """What the child wrote about its own mistakes; "" where there were none."""
        return (self.folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
