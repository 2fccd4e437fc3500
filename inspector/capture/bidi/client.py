"""WebDriver BiDi, the W3C protocol that Firefox speaks over a WebSocket: one connection, its calls and its events.

https://w3c.github.io/webdriver-bidi/

Tried with Firefox ESR 153.7:

- One session at a time for BiDi and Marionette together: `session.new` while either is held fails with "session not
  created". A second connection cannot join a session that was opened with `session.new`; it can join one that was
  opened through Marionette with `webSocketUrl` (`bidi/shared.py`).
- A connection that closes without `session.end` leaves its session behind, and nobody gets in any more: sessions are
  therefore always ended, also when a task is cancelled.
- Marionette must not even be connected to while somebody holds a BiDi session: closing the connection ends theirs.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

MESSAGE_CAP_BYTES = 192 * 1024 * 1024
"""A message may hold a body of 32 MB, every character of which is escaped as six."""

ADDRESS_FILE = "WebDriverBiDiServer.json"
CAPABILITIES: dict[str, Any] = {"unhandledPromptBehavior": {"default": "ignore"}}
"""Without it Firefox answers a page's questions by itself while a session is open; they are the person's to answer."""

_OPEN_TIMEOUT_S = 10.0
_END_TIMEOUT_S = 3.0
_ADDRESS_CAP_BYTES = 4096

type Members = dict[str, Any]
type Listener = Callable[[str, Members], None]
"""Called with (method, params) for each event, in order; must not block and must not raise."""


class BidiError(Exception):
    """A call to the browser had no result. The text names the method and never a value."""


class BrowserEnded(BidiError):
    """The browser cannot be reached, or has closed the connection: every pending and later call fails with this."""


class CallRefused(BidiError):
    """The browser answered with an error; `code` is the protocol's word for it ("no such frame")."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method} was refused ({code}).")
        self.code = code


class SessionTaken(CallRefused):
    """Another program drives this browser: Firefox has one session."""


class CallTimedOut(BidiError):
    """No answer in time."""


class _Message(msgspec.Struct):
    id: int | None = None
    method: str | None = None
    params: Members = {}
    result: Members | None = None
    error: str | None = None


class _Address(msgspec.Struct):
    ws_host: str
    ws_port: int


_DECODER = msgspec.json.Decoder(_Message)


def read_address(profile: Path) -> str:
    """The address for `session.new` that Firefox wrote into its profile. Raises BrowserEnded where there is none."""
    try:
        with (profile / ADDRESS_FILE).open("rb") as file:
            address = msgspec.json.decode(file.read(_ADDRESS_CAP_BYTES), type=_Address)
    except (OSError, msgspec.MsgspecError) as error:
        raise BrowserEnded("The browser names no debugging address.") from error
    return f"ws://{address.ws_host}:{address.ws_port}/session"


async def open_client(address: str, *, listener: Listener | None = None) -> "Client":
    """A connection without a session of its own. Raises BrowserEnded where nobody listens or joining is refused."""
    try:
        socket = await connect(
            address,
            max_size=MESSAGE_CAP_BYTES,
            compression=None,
            proxy=None,
            ping_interval=None,  # a browser that shows a dialog or a debugger does not answer, and is well
            open_timeout=_OPEN_TIMEOUT_S,
            close_timeout=1.0,
        )
    except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
        raise BrowserEnded("The browser cannot be reached.") from error
    return Client(socket, listener)


@contextlib.asynccontextmanager
async def join_session(address: str, *, listener: Listener | None = None) -> "AsyncIterator[Client]":
    """A further connection to a session that is open (`ws://HOST:PORT/session/ID`); it goes on afterwards."""
    client = await open_client(address, listener=listener)
    try:
        yield client
    finally:
        await client.close()


@contextlib.asynccontextmanager
async def open_session(profile: Path, *, listener: Listener | None = None) -> "AsyncIterator[Client]":
    """A session of our own, ended with the block. Raises SessionTaken or BrowserEnded."""
    client = await open_client(read_address(profile), listener=listener)
    try:
        try:
            opened = await client.call("session.new", capabilities={"alwaysMatch": CAPABILITIES})
            client.capabilities = opened.get("capabilities") or {}
        except CallRefused as error:
            raise SessionTaken("session.new", error.code) if error.code == "session not created" else error from error
        yield client
    finally:
        await asyncio.shield(asyncio.ensure_future(_end(client)))


async def is_session_free(profile: Path) -> bool:
    """Whether nobody drives this browser. Raises BrowserEnded where it has no BiDi address."""
    async with join_session(read_address(profile)) as client:
        return bool((await client.call("session.status")).get("ready"))


async def _end(client: "Client") -> None:
    try:
        if client.has_session:
            await client.call("session.end", timeout_s=_END_TIMEOUT_S)
    except BidiError:
        pass
    finally:
        await client.close()


class Client:
    """Calls by number, events in order. Ends when the browser does."""

    def __init__(self, socket: ClientConnection, listener: Listener | None = None) -> None:
        self._socket = socket
        self._listener = listener
        self._last = 0
        self._pending: dict[int, asyncio.Future[_Message]] = {}
        self._reading = asyncio.create_task(self._read())
        self.capabilities: Members = {}
        self.has_session = False  # true from asking on: an answer may be lost

    @property
    def is_open(self) -> bool:
        return not self._reading.done()

    async def wait_ended(self) -> None:
        """Returns when the connection is closed, by either side."""
        await asyncio.wait((self._reading,))

    async def call(self, method: str, *, timeout_s: float = 10.0, **params: Any) -> Members:
        """The result of a command. Raises CallRefused, CallTimedOut or BrowserEnded."""
        if not self.is_open:
            raise BrowserEnded(f"{method}: the browser has ended.")
        self._last += 1
        number = self._last
        self.has_session = self.has_session or method == "session.new"
        answer: asyncio.Future[_Message] = asyncio.get_running_loop().create_future()
        self._pending[number] = answer
        try:
            async with asyncio.timeout(timeout_s):
                await self._socket.send(
                    msgspec.json.encode({"id": number, "method": method, "params": params}).decode()
                )
                message = await answer
        except TimeoutError as error:
            raise CallTimedOut(f"{method}: no answer within {timeout_s:g} s.") from error
        except ConnectionClosed as error:
            raise BrowserEnded(f"{method}: the browser has ended.") from error
        finally:
            self._pending.pop(number, None)
        if message.error is not None:
            self.has_session = self.has_session and method != "session.new"
            raise CallRefused(method, message.error[:100])
        return message.result or {}

    async def close(self) -> None:
        """Closes the connection; pending calls fail with BrowserEnded."""
        await self._socket.close()
        await self.wait_ended()

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                self._take(text)
        except ConnectionClosed:
            pass
        finally:
            for answer in self._pending.values():
                if not answer.done():
                    answer.set_exception(BrowserEnded("The browser has ended."))

    def _take(self, text: str | bytes) -> None:
        try:
            message = _DECODER.decode(text)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return
        if message.method is not None and message.id is None:
            if self._listener is not None:
                self._listener(message.method, message.params)
            return
        answer = self._pending.get(message.id or 0)
        if answer is not None and not answer.done():
            answer.set_result(message)
