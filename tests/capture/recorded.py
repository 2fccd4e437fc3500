"""A recorder at work for tests: started, listened to, read from its case while it runs; clients that speak through it;
and an origin on loopback whose every byte a test decides."""

import contextlib
import http.client
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from inspector.capture import talk
from inspector.model.flow import CaptureFacts, FlowContent, FlowFacts, FlowId
from inspector.model.recording import Handshake, NameAnswer
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowQuery
from inspector.store.recorded import handshakes, name_answers
from inspector.workspace.recording import Recording, plan_for, start_recording

LIMIT_S = 60.0  # a bound for a computer at work on much else; nobody waits for it where all goes well
_LOOK_S = 0.03


class Tape:
    """One recording of a case: a context manager that ends it."""

    def __init__(self, folder: Path, **choices: object) -> None:
        self.path = folder / "recorded.enclair"
        self.said: list[talk.Saying] = []
        if not self.path.exists():
            Case.create(self.path).close()
        self.recording: Recording = start_recording(plan_for(self.path, **{"resolve_names": False, **choices}))
        self._ready: talk.Ready | None = None
        self._case: Case | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._case is not None:
            self._case.close()
        self.recording.kill()

    # -- what it says -------------------------------------------------------------------------------------

    @property
    def ready(self) -> talk.Ready:
        if self._ready is None:
            self.until(lambda: bool(self.heard(talk.Ready) or self.heard(talk.Ended)), limit_s=120)
            assert self.heard(talk.Ready), self.said
            self._ready = self.heard(talk.Ready)[0]
        return self._ready

    def heard[Kind](self, kind: type[Kind]) -> list[Kind]:
        return [one for one in self.said if isinstance(one, kind)]

    def told(self) -> list[str]:
        return [one.code for one in self.heard(talk.Told)]

    def until[Found](self, found: Callable[[], Found], *, limit_s: float = LIMIT_S) -> Found:
        """Listens until something is so; its value. Fails after the limit."""
        end = time.monotonic() + limit_s
        while True:
            self.said += self.recording.poll()
            if (value := found()) or time.monotonic() > end:
                assert value, (self.said[-5:], [flow.url for flow in self.flows()][-20:])
                return value
            if self.recording.is_over:
                threading.Event().wait(_LOOK_S)
            else:
                self.recording.wait(_LOOK_S)

    def stop(self) -> talk.Ended:
        """The clean end, and its last word."""
        self.said += self.recording.stop_and_wait()
        return self.heard(talk.Ended)[0]

    def ended(self, *, limit_s: float = LIMIT_S) -> talk.Ended:
        """The last word of a recorder that ends by itself."""
        ended = self.until(lambda: self.heard(talk.Ended), limit_s=limit_s)[0]
        self.recording.wait_tidy()
        return ended

    # -- what it wrote ------------------------------------------------------------------------------------

    @property
    def reader(self) -> CaseReader:
        if self._case is None:
            self._case = Case.open(self.path, read_only=True)
        return CaseReader(self._case)

    def flows(self) -> list[FlowFacts]:
        return [self.reader.facts(FlowId(flow)) for flow in sorted(self.reader.flow_ids(FlowQuery()))]

    def flow(self, url: str, *, is_over: bool = True, limit_s: float = LIMIT_S) -> FlowFacts:
        """The last flow to this address (its beginning will do), once it is there."""

        def found() -> FlowFacts | None:
            flows = [one for one in self.flows() if one.url.startswith(url)]
            known = flows[-1] if flows else None
            return known if known and (not is_over or known.duration_us is not None) else None

        flow = self.until(found, limit_s=limit_s)
        assert flow
        return flow

    def content(self, url: str, *, is_over: bool = True) -> FlowContent:
        return self.reader.content(self.flow(url, is_over=is_over).id)

    def rows_to(self, url: str) -> list[FlowFacts]:
        return [one for one in self.flows() if one.url.startswith(url)]

    def parts(self, flow: FlowFacts) -> bytes:
        """What has come so far of the answer of a flow that goes on."""
        rows = self.reader.case.connection.execute(
            "SELECT data FROM part WHERE flow_id = ? AND side = 'response' ORDER BY id", (flow.id,)
        )
        return b"".join(row[0] for row in rows)

    def handshakes(self, host: str) -> tuple[Handshake, ...]:
        return handshakes(self.reader, host=host)

    def names(self, host: str) -> tuple[NameAnswer, ...]:
        return name_answers(self.reader, host=host)

    def capture(self) -> CaptureFacts:
        return self.reader.captures()[-1]

    def state(self) -> str | None:
        return self.reader.capture_state(self.capture().id)

    # -- clients ------------------------------------------------------------------------------------------

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.ready.proxy.rpartition(":")
        return host, int(port)

    def context(self, *, alpn: str = "http/1.1") -> ssl.SSLContext:
        """Trusts the recorder's authority, and it alone."""
        context = ssl.create_default_context(cafile=self.ready.ca)
        context.set_alpn_protocols([alpn])
        return context

    def tunnel(self, host: str, port: int = 443) -> socket.socket:
        """A socket through the proxy (CONNECT)."""
        wire = socket.create_connection(self.address, timeout=LIMIT_S)
        wire.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        head = read_head(wire)
        assert b" 200 " in head, head
        return wire

    def encrypted(self, host: str, *, alpn: str = "http/1.1") -> ssl.SSLSocket:
        return self.context(alpn=alpn).wrap_socket(self.tunnel(host), server_hostname=host)

    def secure(self, host: str) -> http.client.HTTPConnection:
        """An HTTP/1.1 client in a tunnel, its certificate checked."""
        connection = http.client.HTTPConnection(host)
        connection.sock = self.encrypted(host)
        return connection

    def plain(self) -> http.client.HTTPConnection:
        """An HTTP/1.1 client that asks the proxy for whole addresses."""
        return http.client.HTTPConnection(*self.address, timeout=LIMIT_S)

    def get(self, url: str, **headers: str) -> tuple[int, bytes]:
        """Status and body of a plain request."""
        connection = self.plain()
        try:
            connection.request("GET", url, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def read_head(wire: socket.socket) -> bytes:
    """Up to the empty line, not a byte more."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        more = wire.recv(1)
        if not more:
            break
        head += more
    return head


def read_exactly(wire: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = wire.recv(size - len(data))
        if not more:
            break
        data += more
    return data


def read_all(wire: socket.socket) -> bytes:
    data = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        while more := wire.recv(65_536):
            data += more
    return data


type Speak = Callable[[socket.socket, bytes], None]


class Origin:
    """A server on loopback: each connection is spoken to by the function of its first line's path (the last segment),
    or, with `raw`, by that function at once. A request's head is read before."""

    def __init__(self, **speakers: Speak) -> None:
        self.speakers = speakers
        self.raw: Speak | None = None
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def target(self) -> dict[str, Any]:
        return {"address": "127.0.0.1", "port": self.port}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                wire, _ = self._listener.accept()
            except OSError:
                return
            wire.settimeout(LIMIT_S)
            threading.Thread(target=self._serve, args=(wire,), daemon=True).start()

    def _serve(self, wire: socket.socket) -> None:
        with wire, contextlib.suppress(OSError):
            if self.raw is not None:
                self.raw(wire, b"")
                return
            while head := read_head(wire):
                path = head.split(b" ", 2)[1].decode().partition("?")[0].rsplit("/", 1)[-1]
                speak = self.speakers.get(path)
                if speak is None:
                    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok")
                    continue
                speak(wire, head)
                return


def rss_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def is_alive(pid: int) -> bool:
    """Whether anything of a process is still at work: its first thread may have gone before the others."""
    try:
        states = [path.read_text().rsplit(")", 1)[1].split()[0] for path in Path(f"/proc/{pid}/task").glob("*/stat")]
    except OSError:
        return Path(f"/proc/{pid}").exists()
    return any(state not in "ZX" for state in states)


@contextlib.contextmanager
def later(work: Callable[[], object]) -> Iterator[threading.Thread]:
    """Runs `work` beside the test, and waits for it at the end."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield thread
    thread.join(LIMIT_S)
    assert not thread.is_alive()
