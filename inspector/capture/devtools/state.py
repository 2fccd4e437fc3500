"""What the page in front shows and keeps, at a marker."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
import pybase64

from inspector.capture.devtools.pipe import Caller, CallRefused, CallTimedOut, DevtoolsError, Members
from inspector.capture.devtools.targets import AttachedTarget, Targets
from inspector.model.recording import PageState, StateCookie, StateKind
from inspector.store.clock import now_us

PART_S = 3.0
TEXT_CAP = 1_000_000
_STORAGE_CAP = 4_000_000
_FRAMES = 60
_WORLD = "en-clair"

_TEXT = f"document.body ? document.body.innerText.slice(0, {TEXT_CAP}) : ''"
_STORAGE = """(() => {
  try {
    const store = self.%s, pairs = [];
    let size = 0;
    for (let n = 0; n < store.length && size < %d; n++) {
      const key = store.key(n), value = store.getItem(key).slice(0, %d);
      size += key.length + value.length;
      pairs.push([key, value]);
    }
    return [self.origin, pairs];
  } catch (refused) { return null; }
})()"""
_DATABASES = """(async () => {
  try {
    return [self.origin, (await indexedDB.databases()).map(database => database.name).slice(0, 1000)];
  } catch (refused) { return null; }
})()"""

type _Frame = tuple[str, str]
"""Session and frame."""
type _Part = tuple[bytes, bool]
"""The data, and whether every frame gave its share."""


async def take_state(
    caller: Caller,
    targets: Targets,
    *,
    marker_us: int,
    screenshot: bool = True,
    part_s: float = PART_S,
    clock_us: Callable[[], int] = now_us,
) -> tuple[list[PageState], tuple[StateKind, ...]]:
    """The parts of the state that could be had within `part_s` each, and the kinds that could not, or not of every
    frame. Text, storage and databases are those of all frames of the page; cookies those of the whole browser."""
    page = await targets.front()
    wanted = [kind for kind in StateKind if screenshot or kind is not StateKind.SCREENSHOT]
    if page is None:
        return [], tuple(wanted)
    frames, is_whole = await _frames(caller, targets.frames_of(page), timeout_s=part_s / 2)
    view = _View(caller, page, frames, limit_s=part_s * 0.8)
    parts = await asyncio.gather(*(_within(view.part(kind), part_s) for kind in wanted))
    states, missing = [], []
    for kind, part in zip(wanted, parts, strict=True):
        if part is not None:
            at_us = clock_us()
            states.append(PageState(marker_us=marker_us, at_us=at_us, kind=kind, url=page.url, data=part[0]))
        if part is None or not part[1] or (not is_whole and kind not in (StateKind.SCREENSHOT, StateKind.COOKIES)):
            missing.append(kind)
    return states, tuple(missing)


async def _within(part: Awaitable[_Part], timeout_s: float) -> _Part | None:
    try:
        async with asyncio.timeout(timeout_s):
            return await part
    except (TimeoutError, DevtoolsError, ValueError, msgspec.MsgspecError):
        return None


async def _frames(caller: Caller, targets: Sequence[AttachedTarget], *, timeout_s: float) -> tuple[list[_Frame], bool]:
    """The frames of the page, in all its processes, the page's own first; and whether all processes answered."""
    calls = (caller.call("Page.getFrameTree", {}, target.session, timeout_s=timeout_s) for target in targets)
    found: list[_Frame] = []
    is_whole = True
    for target, answer in zip(targets, await asyncio.gather(*calls, return_exceptions=True), strict=True):
        if isinstance(answer, CallRefused):
            continue  # gone meanwhile
        if isinstance(answer, BaseException):
            is_whole = False
            continue
        found += [(target.session, frame) for frame in _frame_ids(answer.get("frameTree"))]
    return found[:_FRAMES], is_whole and len(found) <= _FRAMES


def _frame_ids(tree: object) -> list[str]:
    found: list[str] = []
    line: list[Any] = [tree]
    while line and len(found) <= _FRAMES:
        node = line.pop(0)
        if isinstance(node, dict) and isinstance(node.get("frame"), dict):
            found.append(str(node["frame"].get("id")))
            line += node.get("childFrames") or []
    return found


class _View:
    """The page, and how each kind is had from it."""

    def __init__(self, caller: Caller, page: AttachedTarget, frames: Sequence[_Frame], *, limit_s: float) -> None:
        self._caller, self._page, self._frames = caller, page, frames
        self._limit_s = limit_s  # a frame that hangs shall not take the others with it

    async def part(self, kind: StateKind) -> _Part:
        match kind:
            case StateKind.SCREENSHOT:
                return await self._screenshot(), True
            case StateKind.TEXT:
                return await self._text()
            case StateKind.COOKIES:
                return await self._cookies(), True
            case StateKind.LOCAL_STORAGE:
                return await self._by_origin(_STORAGE % ("localStorage", _STORAGE_CAP, _STORAGE_CAP), _pairs)
            case StateKind.SESSION_STORAGE:
                return await self._by_origin(_STORAGE % ("sessionStorage", _STORAGE_CAP, _STORAGE_CAP), _pairs)
            case StateKind.INDEXED_DB:
                return await self._by_origin(_DATABASES, _names)

    async def _screenshot(self) -> bytes:
        answer = await self._caller.call(
            "Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True}, self._page.session
        )
        data = pybase64.b64decode(str(answer.get("data", "")), validate=True)
        if not data:
            raise ValueError("no picture")
        return data

    async def _text(self) -> _Part:
        texts, is_whole = await self._in_frames(_TEXT)
        shown = "\n\n".join(text for text in texts if isinstance(text, str) and text)
        return shown.encode("utf-8", "replace")[:TEXT_CAP], is_whole

    async def _cookies(self) -> bytes:
        answer = await self._caller.call("Storage.getCookies")
        cookies = [_cookie(cookie) for cookie in answer.get("cookies", []) if isinstance(cookie, dict)]
        return msgspec.json.encode(cookies)

    async def _by_origin(self, expression: str, shape: Callable[[Any], Any]) -> _Part:
        told, is_whole = await self._in_frames(expression)
        found: dict[str, Any] = {}
        for pair in told:
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and pair[1]:
                found.setdefault(pair[0], shape(pair[1]))
        return msgspec.json.encode(found), is_whole

    async def _in_frames(self, expression: str) -> tuple[list[Any], bool]:
        """What the expression gives in each frame, in a world of its own that the page's scripts do not reach."""
        if not self._frames:
            raise CallTimedOut("No frame answers.")
        calls = (self._evaluate(frame, expression) for frame in self._frames)
        answers = await asyncio.gather(*calls, return_exceptions=True)
        if isinstance(answers[0], BaseException):
            raise answers[0]
        is_whole = not any(isinstance(answer, CallTimedOut) for answer in answers)
        return [answer for answer in answers if not isinstance(answer, BaseException)], is_whole

    async def _evaluate(self, frame: _Frame, expression: str) -> Any:
        session, number = frame
        limit_s = self._limit_s
        world = await self._caller.call(
            "Page.createIsolatedWorld", {"frameId": number, "worldName": _WORLD}, session, timeout_s=limit_s / 2
        )
        asked: Members = {
            "expression": expression,
            "contextId": world.get("executionContextId"),
            "returnByValue": True,
            "awaitPromise": True,
        }
        answer = await self._caller.call("Runtime.evaluate", asked, session, timeout_s=limit_s / 2)
        if "exceptionDetails" in answer:
            raise CallRefused("Runtime.evaluate", 0)
        return answer.get("result", {}).get("value")


def _pairs(pairs: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in pairs}


def _names(names: Any) -> list[str]:
    return sorted(str(name) for name in names)


def _cookie(told: Members) -> StateCookie:
    expires = told.get("expires")
    partition = told.get("partitionKey")
    is_lasting = isinstance(expires, (int, float)) and expires >= 0 and not told.get("session")
    return StateCookie(
        name=str(told.get("name", "")),
        value=str(told.get("value", "")),
        domain=str(told.get("domain", "")),
        path=str(told.get("path", "/")),
        expires_us=round(expires * 1_000_000) if is_lasting and expires is not None else None,
        http_only=bool(told.get("httpOnly")),
        secure=bool(told.get("secure")),
        same_site=str(told.get("sameSite", "")),
        partition=str(partition.get("topLevelSite", "")) if isinstance(partition, dict) else str(partition or ""),
    )
