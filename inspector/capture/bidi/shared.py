"""One session of Firefox that several can use: the recorder, the state at markers, and an outside driver.

Firefox has a single session, and only one that was opened through Marionette with `webSocketUrl` lets further
connections join. So the recorder opens it that way and holds it; outside drivers are given an address of ours that
looks like Firefox's own: `session.new` there joins the held session, `session.end` leaves it. Tried with ESR 153.7:
events go to every connection, whoever subscribed.
"""

import asyncio
import contextlib
import json
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from pathlib import Path

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.http11 import Request, Response

from inspector.capture.bidi.client import (
    MESSAGE_CAP_BYTES,
    BidiError,
    BrowserEnded,
    Members,
    SessionTaken,
    is_session_free,
)
from inspector.capture.bidi.marionette import open_marionette
from inspector.capture.proxy.scope import is_loopback

_DRIVER_CAP_BYTES = 64 * 1024 * 1024
_PATH = "/session"


class SharedSession(msgspec.Struct, frozen=True, kw_only=True):
    """A held session; `address` is to be joined (`client.join_session`, `state.take_state`). `close_browser` asks
    Firefox to quit: `browser.close` is refused in such a session."""

    address: str
    capabilities: Members
    close_browser: Callable[[], Awaitable[None]]


@contextlib.asynccontextmanager
async def hold_session(profile: Path) -> AsyncIterator[SharedSession]:
    """Holds the browser's session for the length of the block. Needs `-marionette` beside `--remote-debugging-port`.
    Raises SessionTaken where somebody has it, BrowserEnded where Firefox offers no joining."""
    if not await is_session_free(profile):
        raise SessionTaken("session.status", "session not created")
    async with open_marionette(profile, webSocketUrl=True) as marionette:
        address = marionette.capabilities.get("webSocketUrl")
        if not isinstance(address, str):
            raise BrowserEnded("The browser offers no session that can be joined.")
        yield SharedSession(
            address=address, capabilities=marionette.capabilities, close_browser=marionette.quit_browser
        )


@contextlib.asynccontextmanager
async def open_door(
    session: SharedSession, address_file: Path, *, unsubscribed: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[str]:
    """Lets outside drivers in on loopback, for the length of the block. Gives the address for `session.new`, which
    `address_file` (0600) names in the form of Firefox's own `WebDriverBiDiServer.json`. Pages are kept out: whoever
    sends an `Origin`, or asks for another host by name, is refused. `unsubscribed` is awaited after a driver's
    `session.unsubscribe`, which may have taken the recorder's events away."""

    async def welcome(driver: ServerConnection) -> None:
        await _Guest(driver, session, unsubscribed).serve()

    async with serve(
        welcome,
        "127.0.0.1",
        0,
        origins=[None],
        process_request=_refuse_foreign_names,
        max_size=_DRIVER_CAP_BYTES,
        compression=None,
        ping_interval=None,
    ) as door:
        port = next(iter(door.sockets)).getsockname()[1]
        _write_address(address_file, port)
        try:
            yield f"ws://127.0.0.1:{port}{_PATH}"
        finally:
            address_file.unlink(missing_ok=True)


def _refuse_foreign_names(driver: ServerConnection, request: Request) -> Response | None:
    """A name that a page has made to mean this computer stands in `Host`; a driver was given an address."""
    host = request.headers.get("Host", "").rpartition(":")[0]
    return None if is_loopback(host) else driver.respond(HTTPStatus.FORBIDDEN, "")


def _write_address(path: Path, port: int) -> None:
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump({"ws_host": "127.0.0.1", "ws_port": port}, file)
    unfinished.replace(path)


class _Command(msgspec.Struct):
    id: int
    method: str


class _Guest:
    """One outside driver and its own connection to the held session."""

    def __init__(
        self, driver: ServerConnection, session: SharedSession, unsubscribed: Callable[[], Awaitable[None]] | None
    ) -> None:
        self._driver = driver
        self._session = session
        self._unsubscribed = unsubscribed
        self._joined: ClientConnection | None = None
        self._passing: asyncio.Task[None] | None = None
        self._watched: set[int] = set()

    async def serve(self) -> None:
        if self._driver.request is None or self._driver.request.path.rstrip("/") != _PATH:
            return
        try:
            async for text in self._driver:
                await self._take(text)
        except ConnectionClosed:
            pass
        finally:
            await self._leave()

    async def _take(self, text: str | bytes) -> None:
        try:
            command = msgspec.json.decode(text, type=_Command)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            await self._refuse(None, "invalid argument")
            return
        if command.method == "session.status":
            await self._answer(command.id, {"ready": self._joined is None, "message": ""})
        elif command.method == "session.new":
            await self._join(command.id)
        elif self._joined is None:
            await self._refuse(command.id, "invalid session id")
        elif command.method == "session.end":
            await self._leave()
            await self._answer(command.id, {})
        elif command.method == "browser.close":
            await self._answer(command.id, {})
            await self._session.close_browser()
        else:
            if command.method == "session.unsubscribe":
                self._watched.add(command.id)
            await self._joined.send(text if isinstance(text, str) else text.decode("utf-8", "replace"))

    async def _join(self, number: int) -> None:
        if self._joined is not None:
            await self._refuse(number, "session not created")
            return
        try:
            self._joined = await connect(
                self._session.address, max_size=MESSAGE_CAP_BYTES, compression=None, proxy=None, ping_interval=None
            )
        except (OSError, TimeoutError, WebSocketException):
            await self._refuse(number, "session not created")
            return
        self._passing = asyncio.create_task(self._pass(self._joined))
        name = self._session.address.rpartition("/")[2]
        await self._answer(number, {"sessionId": name, "capabilities": self._session.capabilities})

    async def _pass(self, joined: ClientConnection) -> None:
        """What the browser says, to the driver; when the browser ends, so does the driver's connection."""
        try:
            async for text in joined:
                if self._watched and self._unsubscribed is not None and _number_of(text) in self._watched:
                    self._watched.discard(_number_of(text))
                    with contextlib.suppress(BidiError):
                        await self._unsubscribed()
                await self._driver.send(text)
        except ConnectionClosed:
            pass
        if self._joined is joined:
            await self._driver.close()

    async def _leave(self) -> None:
        joined, self._joined = self._joined, None
        if joined is not None:
            await joined.close()
        if self._passing is not None and self._passing is not asyncio.current_task():
            await asyncio.wait((self._passing,), timeout=2.0)
            self._passing.cancel()

    async def _answer(self, number: int, result: Members) -> None:
        await self._driver.send(json.dumps({"type": "success", "id": number, "result": result}))

    async def _refuse(self, number: int | None, code: str) -> None:
        await self._driver.send(json.dumps({"type": "error", "id": number, "error": code, "message": code}))


class _Numbered(msgspec.Struct):
    id: int = 0


def _number_of(text: str | bytes) -> int:
    try:
        return msgspec.json.decode(text, type=_Numbered).id
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return 0
