"""A real Firefox with a throw-away profile, ended and deleted afterwards."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
needs_firefox = pytest.mark.skipif(FIREFOX is None, reason="no Firefox on this computer")

PREFERENCES: dict[str, str | int | bool] = {
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "browser.newtabpage.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "marionette.port": 0,
    # nothing but loopback: every other host goes to a port where nobody listens
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


def _literal(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


@asynccontextmanager
async def open_firefox(*, marionette: bool = False, bidi: bool = True) -> AsyncIterator[Path]:
    """The profile of a running Firefox that has written its addresses there."""
    profile = Path(tempfile.mkdtemp(prefix="fox-"))
    lines = [f'user_pref("{name}", {_literal(value)});' for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    command = [str(FIREFOX), "--headless", "--no-remote", "-profile", str(profile)]
    command += ["--remote-debugging-port", "0"] * bidi + ["-marionette"] * marionette
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=_environment(profile)
    )
    try:
        async with asyncio.timeout(60):
            wanted = ["WebDriverBiDiServer.json"] * bidi + ["MarionetteActivePort"] * marionette
            while not all((profile / name).exists() and (profile / name).stat().st_size for name in wanted):
                assert process.poll() is None, "Firefox ended by itself"
                await asyncio.sleep(0.05)
        yield profile
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait(20)
        shutil.rmtree(profile, ignore_errors=True)


def _environment(profile: Path) -> dict[str, str]:
    """Without a home of its own Firefox would write into the person's."""
    return {**os.environ, "HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1", "LANG": "C.UTF-8"}
