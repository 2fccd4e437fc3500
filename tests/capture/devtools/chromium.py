"""A real Chromium on a fresh profile, spoken to over its pipe; and a loopback server with a few pages for it."""

import asyncio
import base64
import fcntl
import hashlib
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from inspector.capture.devtools.browser import close_browser
from inspector.capture.devtools.pipe import Listener, Members, Pipe, open_pipe
from inspector.capture.devtools.targets import Targets

PROGRAM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(PROGRAM is None or os.name != "posix", reason="Chromium is not installed here")

type Pages = dict[str, tuple[str, str | bytes, tuple[tuple[str, str], ...]]]
"""Path -> type, body, headers."""


class Site(ThreadingHTTPServer):
    """Serves `pages`; /echo answers a POST, /ws is a socket that answers once, /events (two events) and /large
    (300,000 bytes) wait for `may_end` after their beginning, /old asks for revalidation. `log` has (method, path, moment in microseconds)."""

    daemon_threads = True

    def __init__(self, pages: Pages) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.log: list[tuple[str, str, int]] = []
        self.may_end = threading.Event()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def log_message(self, format: str, *args: object) -> None: ...

    def do_POST(self) -> None:
        size = len(self.rfile.read(int(self.headers.get("content-length", 0))))
        self._note()
        self._say("application/json", b'{"size":%d}' % size)

    def do_GET(self) -> None:
        self._note()
        path = self.path.partition("?")[0]
        if path == "/ws":
            self._socket()
        elif path == "/events":
            self._events()
        elif path == "/large":
            self._large()
        elif path == "/old" and self.headers.get("If-None-Match"):
            self.send_response(304)
            self.send_header("ETag", '"1"')
            self.end_headers()
        elif path in self.server.pages:
            kind, body, headers = self.server.pages[path]
            self._say(kind, body.encode() if isinstance(body, str) else body, headers)
        else:
            self._say("text/plain", b"none", status=404)

    def _note(self) -> None:
        self.server.log.append((self.command, self.path, time.time_ns() // 1000))

    def _say(
        self, kind: str, body: bytes, headers: tuple[tuple[str, str], ...] = (), *, status: int | None = None
    ) -> None:
        status = status or (302 if any(name == "Location" for name, _ in headers) else 200)
        self.send_response(status)
        for header in (("Content-Type", kind), ("Content-Length", str(len(body))), *headers):
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def _socket(self) -> None:
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        length = self.rfile.read(2)[1] & 127
        mask = self.rfile.read(4)
        heard = bytes(byte ^ mask[n % 4] for n, byte in enumerate(self.rfile.read(length)))
        self.wfile.write(bytes((0x81, len(heard) + 5)) + b"echo " + heard + bytes((0x82, 2)) + b"\x00\xff")
        self.wfile.flush()
        self.rfile.read(2)
        self.close_connection = True

    def _events(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b'data: {"n":1}\n\n')
        self.wfile.flush()
        self.server.may_end.wait(60)
        self.wfile.write(b'data: {"n":2}\n\n')
        self.close_connection = True

    def _large(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "300000")
        self.end_headers()
        self.wfile.write(b"z" * 10)
        self.wfile.flush()
        self.server.may_end.wait(60)
        self.wfile.write(b"z" * 299_990)


@contextmanager
def serve(pages: Pages) -> Iterator[Site]:
    site = Site(pages)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.may_end.set()
        site.shutdown()
        site.server_close()
        thread.join(5)


@asynccontextmanager
async def chromium(listener: Listener, *, network: Members | None = None) -> AsyncIterator[tuple[Pipe, Targets, int]]:
    """The pipe, the targets and the number of the browser's process; names ending in .test are this computer, any
    other host meets a closed proxy."""
    profile = tempfile.mkdtemp(prefix="enclair-test-")
    hers_to_read, ours_to_write = os.pipe()
    ours_to_read, hers_to_write = os.pipe()
    number = _spawn(profile, hers_to_read, hers_to_write)
    pipe = await open_pipe(ours_to_read, ours_to_write)
    try:
        targets = Targets(pipe, listener=listener, network=network)
        await targets.start()
        assert await targets.page() is not None
        yield pipe, targets, number
        await close_browser(pipe)
    finally:
        await pipe.close()
        with suppress(ProcessLookupError):
            os.killpg(number, signal.SIGKILL)
        await asyncio.to_thread(os.waitpid, number, 0)
        shutil.rmtree(profile, ignore_errors=True)


def _spawn(profile: str, reading: int, writing: int) -> int:
    """Starts the browser in a session of its own; closes the ends given."""
    assert PROGRAM is not None
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 30) for end in (reading, writing)]
    os.close(reading)
    os.close(writing)
    flags = ["--headless=new", "--remote-debugging-pipe", f"--user-data-dir={profile}", "--no-first-run"]
    flags += ["--disable-gpu", "--disable-popup-blocking", "--disable-background-networking"]
    flags += ["--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>;127.0.0.1;*.test"]
    flags += ["--host-resolver-rules=MAP *.test 127.0.0.1"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    try:
        return os.posix_spawn(
            PROGRAM,
            [PROGRAM, *flags, "about:blank"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, ends[0], 3),
                (os.POSIX_SPAWN_DUP2, ends[1], 4),
            ],
            setsid=True,
        )
    finally:
        for end in ends:
            os.close(end)


async def until[Found](look: Callable[[], Found | None], *, timeout_s: float = 15.0) -> Found:
    """What `look` finds, as soon as it finds something."""
    async with asyncio.timeout(timeout_s):
        while not (found := look()):
            await asyncio.sleep(0.02)
        return found
