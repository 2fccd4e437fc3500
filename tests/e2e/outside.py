"""Drivers that join a browser somebody else started, by the debugging address the ready line names."""

import asyncio
import json
from itertools import count
from pathlib import Path
from typing import Self

from tests.clinic.chromium import Chromium
from tests.clinic.firefox import Firefox


class JoinedChromium(Chromium):
    """A new tab in a running Chromium; `devtools` is its `DevToolsActivePort` file."""

    def __init__(self, devtools: Path) -> None:
        self._numbers = count(1)
        self._answers = {}
        self.told = []
        self._devtools = devtools

    async def __aenter__(self) -> Self:
        port, path = self._devtools.read_text().split()
        await self._attach(f"ws://127.0.0.1:{port}{path}")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.cancel()
        await self._wire.close()


class JoinedFirefox(Firefox):
    """The first tab of a running Firefox; `devtools` holds the address of its WebDriver BiDi as JSON."""

    def __init__(self, devtools: Path) -> None:
        self._numbers = count(1)
        self._answers = {}
        self.told = []
        self._devtools = devtools

    async def __aenter__(self) -> Self:
        told = json.loads(self._devtools.read_text())
        await self._attach(f"ws://{told['ws_host']}:{told['ws_port']}")
        return self

    async def __aexit__(self, *_: object) -> None:
        async with asyncio.timeout(5):
            await self._ask("session.end")
        self._listening.cancel()
        await self._wire.close()
