"""Marionette, Firefox's older remote protocol: length-prefixed JSON arrays over TCP, one command at a time.

https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html

Tried with Firefox ESR 153.7:

- It shares Firefox's only session with WebDriver BiDi. While somebody holds a BiDi session a new session is refused,
  and **closing our connection ends theirs**: ask `session.status` over BiDi first (`state.py`, `shared.py`).
- While another Marionette client holds the session, a connection is closed without the greeting, which harms nobody.
- `chrome` context (the browser's own scripts) needs the start flag `--remote-allow-system-access`; nothing here does.
- Closing the connection ends the session, so nothing is left behind when we are killed.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec

from inspector.capture.bidi.client import CAPABILITIES, BrowserEnded, CallRefused, CallTimedOut, Members, SessionTaken

PORT_FILE = "MarionetteActivePort"
MESSAGE_CAP_BYTES = 64 * 1024 * 1024
_OPEN_TIMEOUT_S = 5.0
_CLOSE_TIMEOUT_S = 2.0
_LENGTH_DIGITS = 10

_Reply = tuple[int, int, Members | None, Any]
_REPLIES = msgspec.json.Decoder(_Reply)


def read_port(profile: Path) -> int:
    """The port that Firefox wrote into its profile. Raises BrowserEnded where there is none."""
    try:
        port = int((profile / PORT_FILE).read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise BrowserEnded("The browser names no Marionette port.") from error
    if not 0 < port < 65536:
        raise BrowserEnded("The browser names no Marionette port.")
    return port


@contextlib.asynccontextmanager
async def open_marionette(profile: Path, **capabilities: Any) -> "AsyncIterator[Marionette]":
    """A session through Marionette, ended with the block. Raises SessionTaken where another Marionette client has it.

    Only for a browser whose session is known to be free: see above what closing does to a BiDi session."""
    marionette = await _connect(read_port(profile))
    try:
        try:
            wanted = {**CAPABILITIES, **capabilities}  # matched already: Marionette leaves that to its clients
            started = await marionette.call("WebDriver:NewSession", timeout_s=30.0, **wanted)
        except CallRefused as error:
            raise SessionTaken(error.code, error.code) if error.code == "session not created" else error from error
        marionette.session = str(started.get("sessionId", ""))
        marionette.capabilities = started.get("capabilities") or {}
        yield marionette
    finally:
        await marionette.close()


async def _connect(port: int) -> "Marionette":
    try:
        async with asyncio.timeout(_OPEN_TIMEOUT_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError) as error:
        raise BrowserEnded("The browser cannot be reached.") from error
    marionette = Marionette(reader, writer)
    try:
        async with asyncio.timeout(_OPEN_TIMEOUT_S):
            await marionette.read_greeting()
    except (BrowserEnded, TimeoutError) as error:
        await marionette.close()
        raise SessionTaken("Marionette", "no greeting") from error
    return marionette


class Marionette:
    """One connection. Commands wait for each other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._last = 0
        self._turn = asyncio.Lock()
        self.capabilities: Members = {}
        self.session = ""

    async def read_greeting(self) -> None:
        await self._read_packet()

    async def call(self, method: str, *, timeout_s: float = 10.0, **params: Any) -> Members:
        """The result of a command, `{"value": ...}` for most. Raises CallRefused, CallTimedOut or BrowserEnded; after
        CallTimedOut the connection is closed, for a late answer would be taken for the next one."""
        async with self._turn:
            self._last += 1
            packet = msgspec.json.encode([0, self._last, method, params])
            try:
                async with asyncio.timeout(timeout_s):
                    self._writer.write(b"%d:%s" % (len(packet), packet))
                    await self._writer.drain()
                    reply = await self._read_reply(self._last)
            except TimeoutError as error:
                self._writer.close()
                raise CallTimedOut(f"{method}: no answer within {timeout_s:g} s.") from error
            except OSError as error:
                raise BrowserEnded(f"{method}: the browser has ended.") from error
        _, _, trouble, result = reply
        if trouble is not None:
            raise CallRefused(method, str(trouble.get("error", ""))[:100])
        return result if isinstance(result, dict) else {"value": result}

    async def evaluate(self, script: str, *arguments: object, timeout_s: float = 10.0) -> object:
        """What a script returns in the page in front, in a sandbox of ours; promises are waited for."""
        answer = await self.call(
            "WebDriver:ExecuteScript", timeout_s=timeout_s, script=script, args=arguments, sandbox="enclair"
        )
        return answer.get("value")

    async def quit_browser(self) -> None:
        """Asks Firefox to quit, without any question to the person; it answers before it has."""
        with contextlib.suppress(BrowserEnded, CallTimedOut):
            await self.call("Marionette:Quit", flags=["eForceQuit"])

    async def close(self) -> None:
        """Closes the connection, which ends the session. Waits until Firefox has closed its side too: what opens a
        session sooner would see it taken, or lose it again."""
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                self._writer.write_eof()
                while await self._reader.read(65536):
                    pass
        self._writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                await self._writer.wait_closed()

    async def _read_reply(self, number: int) -> _Reply:
        while True:
            try:
                reply: _Reply = _REPLIES.decode(await self._read_packet())
            except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
                raise BrowserEnded("The browser's answer cannot be read.") from error
            if reply[1] == number:
                return reply

    async def _read_packet(self) -> bytes:
        try:
            length = (await self._reader.readuntil(b":"))[:-1]
            if not length.isdigit() or len(length) > _LENGTH_DIGITS or int(length) > MESSAGE_CAP_BYTES:
                raise BrowserEnded("The browser's answer cannot be read.")
            return await self._reader.readexactly(int(length))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as error:
            raise BrowserEnded("The browser has ended.") from error
