"""The browser's debugging protocol over two pipes: JSON messages, each ended by a NUL.

https://chromedevtools.github.io/devtools-protocol/ ; `--remote-debugging-pipe`: the browser reads file descriptor 3
and writes file descriptor 4.
"""

import asyncio
import contextlib
import os
import re
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

import msgspec

MESSAGE_CAP_BYTES = 160 * 1024 * 1024
"""A message may hold a body in base64 inside JSON; longer ones are passed over."""

PENDING_CAP = 2_000
_CHUNK_BYTES = 256 * 1024
_ANSWER_TO = re.compile(rb'\A\{"id":(\d{1,12})[,}]')

_ESCAPES = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)", re.DOTALL
)

type Members = dict[str, Any]
type Listener = Callable[[str | None, str, Members], None]
"""Called with (session, method, params) for each event, in order; must not block and must not raise."""


class DevtoolsError(Exception):
    """A call to the browser had no result. The text names the method and never a value."""


class BrowserEnded(DevtoolsError):
    """The browser closed its end: every pending and later call fails with this."""


class CallRefused(DevtoolsError):
    """The browser answered with an error: `code` is its number, `told` its sentence (not to be shown or logged)."""

    def __init__(self, method: str, code: int, told: str = "") -> None:
        super().__init__(f"{method} was refused ({code}).")
        self.code, self.told = code, told[:300]


class CallTimedOut(DevtoolsError):
    """No answer in time."""


class AnswerTooLarge(DevtoolsError):
    """The answer was larger than a message may be and was passed over."""


class Caller(Protocol):
    """What can be asked: a pipe, or a double of it in a test."""

    async def call(
        self, method: str, params: Members | None = None, session: str | None = None, timeout_s: float = 10.0
    ) -> Members: ...


class _Message(msgspec.Struct):
    id: int | None = None
    method: str | None = None
    params: Members = {}
    result: Members | None = None
    error: "_Trouble | None" = None
    session: str | None = msgspec.field(name="sessionId", default=None)


class _Trouble(msgspec.Struct):
    code: int = 0
    message: str = ""


async def open_pipe(reading: int | BinaryIO, writing: int | BinaryIO) -> "Pipe":
    """A pipe over our ends: `reading` gives what the browser writes. Both are closed with the pipe. On Windows the
    two are `asyncio.windows_utils.PipeHandle`s opened overlapped."""
    loop = asyncio.get_running_loop()
    incoming = os.fdopen(reading, "rb", 0) if isinstance(reading, int) else reading
    outgoing = os.fdopen(writing, "wb", 0) if isinstance(writing, int) else writing
    reader = asyncio.StreamReader(limit=_CHUNK_BYTES)
    protocol = asyncio.StreamReaderProtocol(reader)
    source, _ = await loop.connect_read_pipe(lambda: protocol, incoming)
    transport, drain = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, outgoing)
    writer = asyncio.StreamWriter(transport, drain, None, loop)
    return Pipe(reader, writer, source=source)


class Pipe:
    """Calls and events. `start` begins to read; `close` ends it."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        source: asyncio.BaseTransport | None = None,
        message_cap_bytes: int = MESSAGE_CAP_BYTES,
    ) -> None:
        self.ended = asyncio.Event()
        self.passed_over = 0  # messages that were too large or no JSON
        self._reader, self._writer, self._source = reader, writer, source
        self._cap = message_cap_bytes
        self._pending: dict[int, tuple[str, asyncio.Future[Members]]] = {}
        self._listeners: list[Listener] = []
        self._decoder = msgspec.json.Decoder(_Message)
        self._next_id = 0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._read(), name="devtools-pipe")

    def listen(self, listener: Listener) -> None:
        """Adds a listener of all events."""
        self._listeners.append(listener)

    def post(self, method: str, params: Members | None = None, session: str | None = None) -> "asyncio.Future[Members]":
        """Sends a call at once; the future holds its result. Raises BrowserEnded when the browser is gone."""
        if self.ended.is_set() or self._writer.is_closing():
            raise BrowserEnded(f"{method}: the browser has ended.")
        if len(self._pending) >= PENDING_CAP:
            raise CallTimedOut(f"{method}: too many calls wait for an answer.")
        self._next_id += 1
        message: Members = {"id": self._next_id, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        future: asyncio.Future[Members] = asyncio.get_running_loop().create_future()
        self._pending[self._next_id] = (method, future)
        future.add_done_callback(_retrieve)
        number = self._next_id
        future.add_done_callback(lambda _done: self._pending.pop(number, None))
        self._writer.write(msgspec.json.encode(message) + b"\0")
        return future

    async def call(
        self, method: str, params: Members | None = None, session: str | None = None, timeout_s: float = 10.0
    ) -> Members:
        """The result of a call; raises a DevtoolsError."""
        future = self.post(method, params, session)
        try:
            async with asyncio.timeout(timeout_s):
                await self._drain()
                return await future
        except TimeoutError:
            raise CallTimedOut(f"{method}: no answer in {timeout_s:g} s.") from None
        finally:
            future.cancel()

    async def wait_ended(self, timeout_s: float) -> bool:
        """Whether the browser's end closed within the time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self.ended.wait()
        return self.ended.is_set()

    async def close(self) -> None:
        """Closes our ends; pending calls fail. May be called twice."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._end()
        self._writer.close()
        if self._source is not None:
            self._source.close()

    async def _drain(self) -> None:
        try:
            await self._writer.drain()
        except OSError:
            self._end()

    async def _read(self) -> None:
        message = bytearray()
        is_oversized = False
        try:
            while chunk := await self._reader.read(_CHUNK_BYTES):
                *ends, rest = chunk.split(b"\0")
                for end in ends:
                    message += end
                    if is_oversized or len(message) > self._cap:
                        self._pass_over(message)
                    elif message:
                        self._take(bytes(message))
                    message, is_oversized = bytearray(), False
                if not is_oversized:
                    message += rest
                    if len(message) > self._cap:
                        is_oversized = True
                        del message[64:]
        except OSError:
            pass
        finally:
            self._end()

    def _take(self, text: bytes) -> None:
        try:
            message = self._decode(text)
        except (msgspec.DecodeError, RecursionError):
            self._pass_over(text)
            return
        if message.id is not None:
            self._answer(message)
        elif message.method is not None:
            for listener in self._listeners:
                listener(message.session, message.method, message.params)

    def _decode(self, text: bytes) -> _Message:
        try:
            return self._decoder.decode(text)
        except msgspec.DecodeError:
            return self._decoder.decode(_ESCAPES.sub(_mend, text.decode("utf-8", "replace")))

    def _answer(self, message: _Message) -> None:
        method, future = self._pending.pop(message.id or 0, ("", None))
        if future is None or future.done():
            return
        if message.error is not None:
            future.set_exception(CallRefused(method, message.error.code, message.error.message))
        else:
            future.set_result(message.result or {})

    def _pass_over(self, text: bytes | bytearray) -> None:
        self.passed_over += 1
        found = _ANSWER_TO.match(text[:64])
        if found and (waiting := self._pending.pop(int(found[1]), None)) and not waiting[1].done():
            waiting[1].set_exception(AnswerTooLarge(f"{waiting[0]}: the answer is too large or cannot be read."))

    def _end(self) -> None:
        self.ended.set()
        pending, self._pending = self._pending, {}
        for method, future in pending.values():
            if not future.done():
                future.set_exception(BrowserEnded(f"{method}: the browser has ended."))


def _mend(found: re.Match[str]) -> str:
    """Half a surrogate pair, as a script's text may hold, becomes U+FFFD."""
    escape = found[0]
    return "\\ufffd" if len(escape) == 6 and escape[2] in "dD" else escape


def _retrieve(future: "asyncio.Future[Members]") -> None:
    """Marks an error as seen, so that a call nobody waits for makes no noise."""
    if not future.cancelled():
        future.exception()
