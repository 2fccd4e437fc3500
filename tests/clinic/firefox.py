"""A headless Firefox driven by WebDriver BiDi: just enough for the tests of the clinic itself."""

import asyncio
import json
import re
import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect

from tests.clinic.clinic import Clinic
from tests.clinic.visit import PageGone

START_S = 120
_GONE = ("no such frame", "unknown error", "no such script", "discarded")
_NOTHING_ELSE = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.trr.mode": 5,
    "services.settings.server": "http://127.0.0.1:9/",
    "toolkit.telemetry.enabled": False,
    "network.proxy.type": 1,
    "network.proxy.no_proxies_on": "",
}


def find_firefox() -> str | None:
    return next((path for name in ("firefox-esr", "firefox") if (path := shutil.which(name))), None)


class Firefox:
    """A tab that reaches the clinic through its relay, certificates taken as they are. `told`: (level, text) of the
    console."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.told: list[tuple[str, str]] = []

    async def __aenter__(self) -> Self:
        self._profile = Path(tempfile.mkdtemp(prefix="clinic-firefox-"))
        self._write_preferences()
        program = find_firefox()
        assert program
        self._child = await asyncio.create_subprocess_exec(
            program,
            *("--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(self._profile)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(START_S):
                await self._attach(await self._debugging_address())
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._child.returncode is None:
            self._child.kill()
        await self._child.wait()
        for task in (getattr(self, name, None) for name in ("_listening", "_draining")):
            if task:
                task.cancel()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _write_preferences(self) -> None:
        address, port = self._clinic.relay_address
        wanted: dict[str, object] = dict(_NOTHING_ELSE)
        for kind in ("http", "ssl"):
            wanted |= {f"network.proxy.{kind}": address, f"network.proxy.{kind}_port": port}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()]
        (self._profile / "user.js").write_text("".join(lines), encoding="utf-8")

    async def navigate(self, url: str) -> None:
        await self._ask("browsingContext.navigate", context=self._context, url=url, wait="interactive")

    async def evaluate(self, expression: str) -> object:
        target = {"context": self._context}
        answer = await self._ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        if answer["type"] == "exception":
            raise AssertionError(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    async def _debugging_address(self) -> str:
        assert self._child.stderr
        async for line in self._child.stderr:
            if found := re.search(rb"WebDriver BiDi listening on (ws://\S+)", line):
                self._draining = asyncio.create_task(self._child.stderr.read())
                return found[1].decode()
        raise RuntimeError("Firefox ended before it could be driven")

    async def _attach(self, address: str) -> None:
        self._wire: ClientConnection = await connect(f"{address}/session", max_size=None, proxy=None)
        self._listening = asyncio.create_task(self._listen())
        await self._ask("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        await self._ask("session.subscribe", events=["log.entryAdded"])
        self._context = (await self._ask("browsingContext.getTree"))["contexts"][0]["context"]

    async def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._wire.send(json.dumps({"id": number, "method": method, "params": parameters}))
        answer = await self._answers[number]
        if answer["type"] == "error":
            text = f"{answer['error']}: {answer['message']}"
            raise PageGone(text) if any(sign in text for sign in _GONE) else RuntimeError(text)
        result: dict[str, Any] = answer["result"]
        return result

    async def _listen(self) -> None:
        async for text in self._wire:
            message = json.loads(text)
            if waiting := self._answers.pop(message.get("id"), None):
                waiting.set_result(message)
            if message.get("method") == "log.entryAdded":
                self.told.append((message["params"]["level"], str(message["params"].get("text"))))
