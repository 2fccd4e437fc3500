"""Where a started browser can be spoken to: the addresses that it writes into its profile."""

import asyncio
import time
from pathlib import Path

import msgspec

from inspector.capture.browsers.process import RunningBrowser
from inspector.model.errors import EnvironmentLacks
from inspector.model.struct import Record

CHROMIUM_FILE = "DevToolsActivePort"
BIDI_FILE = "WebDriverBiDiServer.json"
MARIONETTE_FILE = "MarionetteActivePort"
_READY_WITHIN_S = 30.0
_LOOK_EVERY_S = 0.05


class _BidiServer(Record, frozen=True, kw_only=True):
    ws_host: str
    ws_port: int


def devtools_address(profile: Path) -> str:
    """`ws://127.0.0.1:PORT/devtools/browser/ID` of Chromium, "" while it is not told."""
    lines = _read(profile / CHROMIUM_FILE).decode("ascii", "replace").split()
    return f"ws://127.0.0.1:{lines[0]}{lines[1]}" if len(lines) == 2 and lines[0].isdigit() else ""


def bidi_address(profile: Path) -> str:
    """`ws://127.0.0.1:PORT/session` of Firefox, "" while it is not told."""
    try:
        server = msgspec.json.decode(_read(profile / BIDI_FILE), type=_BidiServer)
    except msgspec.DecodeError:
        return ""
    return f"ws://{server.ws_host}:{server.ws_port}/session"


def marionette_port(profile: Path) -> str:
    """The port of Marionette on loopback, "" while it is not told."""
    text = _read(profile / MARIONETTE_FILE).decode("ascii", "replace").strip()
    return text if text.isdigit() else ""


async def wait_for_file(browser: RunningBrowser, name: str, *, within_s: float = _READY_WITHIN_S) -> Path:
    """The path of the file in the profile that tells an address, once it is complete.

    Raises EnvironmentLacks where the browser ended first (`browser_ended`) or took too long (`browser_silent`).
    """
    told = {CHROMIUM_FILE: devtools_address, BIDI_FILE: bidi_address, MARIONETTE_FILE: marionette_port}[name]
    deadline = time.monotonic() + within_s
    while not told(browser.profile):
        if browser.ended.is_set():
            raise EnvironmentLacks("The browser ended as soon as it was started.", code="browser_ended")
        if time.monotonic() > deadline:
            raise EnvironmentLacks("The browser was started but does not answer.", code="browser_silent")
        await asyncio.sleep(_LOOK_EVERY_S)
    return browser.profile / name


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
