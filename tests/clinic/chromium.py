"""A headless Chromium driven through its debugging address: just enough for the tests of the clinic itself."""

import asyncio
import json
import os
import re
import shutil
import tempfile
from itertools import count
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect

from tests.clinic.clinic import Clinic
from tests.clinic.visit import PageGone

START_S = 120
_GONE = ("context was destroyed", "Cannot find context", "navigated or closed", "Cannot find default execution context")
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-proxy-server",
    "--remote-debugging-port=0",
)


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


class Chromium:
    """A tab mapped straight to the clinic, without a proxy. `told`: what the page wrote to its console, as (level,
    text), with uncaught errors and refused resources as "error"."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.told: list[tuple[str, str]] = []

    async def __aenter__(self) -> Self:
        self._profile = tempfile.mkdtemp(prefix="clinic-chromium-")
        program = find_chromium()
        assert program
        self._child = await asyncio.create_subprocess_exec(
            program,
            *_QUIET,
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            f"--user-data-dir={self._profile}",
            f"--host-resolver-rules={self._clinic.resolver_rules}",
            f"--ignore-certificate-errors-spki-list={self._clinic.spki}",
            "about:blank",
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

    async def navigate(self, url: str) -> None:
        answer = await self._ask("Page.navigate", url=url)
        if answer.get("errorText"):
            raise ConnectionError(f"{url}: {answer['errorText']}")

    async def evaluate(self, expression: str) -> object:
        answer = await self._ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"].get("exception", {}).get("description", "error"))
        return answer["result"].get("value")

    async def cookies(self) -> list[dict[str, Any]]:
        """Every cookie of the profile, as the debugging protocol tells them."""
        found: list[dict[str, Any]] = (await self._ask("Network.getAllCookies"))["cookies"]
        return found

    async def _debugging_address(self) -> str:
        assert self._child.stderr
        async for line in self._child.stderr:
            if found := re.search(rb"DevTools listening on (ws://\S+)", line):
                self._draining = asyncio.create_task(self._child.stderr.read())
                return found[1].decode()
        raise RuntimeError("Chromium ended before it could be driven")

    async def _attach(self, address: str) -> None:
        self._wire: ClientConnection = await connect(address, max_size=None, proxy=None)
        self._listening = asyncio.create_task(self._listen())
        self._session = ""
        target = (await self._ask("Target.createTarget", url="about:blank"))["targetId"]
        self._session = (await self._ask("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            await self._ask(f"{domain}.enable")

    async def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "method": method, "params": parameters}
        await self._wire.send(json.dumps(message | ({"sessionId": self._session} if self._session else {})))
        answer = await self._answers[number]
        if "error" in answer:
            text = answer["error"]["message"]
            raise PageGone(text) if any(sign in text for sign in _GONE) else RuntimeError(text)
        result: dict[str, Any] = answer["result"]
        return result

    async def _listen(self) -> None:
        async for text in self._wire:
            message = json.loads(text)
            if waiting := self._answers.pop(message.get("id"), None):
                waiting.set_result(message)
            self._note(message.get("method", ""), message.get("params", {}))

    def _note(self, method: str, facts: dict[str, Any]) -> None:
        if method == "Runtime.consoleAPICalled":
            values = [str(argument.get("value", argument.get("description"))) for argument in facts["args"]]
            self.told.append((facts["type"], " ".join(values)))
        elif method == "Runtime.exceptionThrown":
            self.told.append(("error", facts["exceptionDetails"].get("exception", {}).get("description", "thrown")))
        elif method == "Log.entryAdded":
            self.told.append((facts["entry"]["level"], f"{facts['entry']['text']} {facts['entry'].get('url', '')}"))
