"""Collecting the parts of a page's state: each is bounded and costs at most itself."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
import pybase64

from inspector.capture.bidi.client import BidiError, BrowserEnded
from inspector.model.recording import PageState, StateKind
from inspector.store.clock import now_us

TEXT_CAP = 2_000_000  # characters
STORAGE_CAP = 5_000_000  # characters of one origin
SCREENSHOT_CAP_BYTES = 32 * 1024 * 1024
COOKIES_CAP = 20_000
_PART_TIMEOUT_S = 5.0

type Part = Callable[[], Coroutine[Any, Any, bytes]]


def read_png(text: object) -> bytes:
    """A screenshot out of base64. Raises ValueError for anything else, or for one that is too large."""
    if not isinstance(text, str) or len(text) > SCREENSHOT_CAP_BYTES * 4 // 3:
        raise ValueError("no screenshot")
    return pybase64.b64decode(text)


class Keeper:
    """Collects the parts; one that fails or is too slow costs itself only."""

    def __init__(self, kept: list[PageState], marker_us: int, screenshot: bool) -> None:
        self._kept = kept
        self._marker_us = marker_us
        self.screenshot = screenshot
        self.url = ""

    @property
    def is_empty(self) -> bool:
        return not self._kept

    async def keep(self, kind: StateKind, part: Part) -> None:
        at_us = now_us()
        try:
            async with asyncio.timeout(_PART_TIMEOUT_S):
                data = await part()
        except BrowserEnded:
            raise
        except (BidiError, TimeoutError, ValueError, msgspec.MsgspecError):
            return
        self._kept.append(PageState(marker_us=self._marker_us, at_us=at_us, kind=kind, url=self.url, data=data))
