"""The state of the page in front at a marker, out of a running Firefox."""

import asyncio
from pathlib import Path

import msgspec
import pybase64

from inspector.capture.bidi.client import (
    BidiError,
    BrowserEnded,
    Client,
    SessionTaken,
    is_session_free,
    join_session,
    open_session,
)
from inspector.capture.bidi.commands import Context, evaluate, front_tab
from inspector.capture.bidi.keeping import COOKIES_CAP, STORAGE_CAP, TEXT_CAP, Keeper, read_png
from inspector.capture.bidi.marionette import open_marionette
from inspector.capture.bidi.marionette_state import take_by_marionette
from inspector.capture.bidi.scripts import DATABASES, LOCAL_STORAGE, SESSION_STORAGE, TEXT
from inspector.model.recording import PageState, StateCookie, StateKind

FRAMES_CAP = 200
_ALL_TIMEOUT_S = 20.0
_SHORTEST_EXPIRY_S = 1

type Missing = tuple[str, ...]


async def take_state(
    profile: Path, *, marker_us: int, screenshot: bool = True, session: Client | str | None = None
) -> tuple[list[PageState], Missing]:
    """The parts of the page's state that could be had, and the kinds (`StateKind`) that could not. Never raises for a
    browser that does not answer; takes 20 s at most.

    `session` is a client of ours that already has one, or the address of one to join. Without it a short session is
    opened; where another program holds the only one, everything is missing (Marionette shares that one session and
    would end it: `client.py`). Marionette is the second way where Firefox offers no BiDi at all.
    """
    kept: list[PageState] = []
    try:
        async with asyncio.timeout(_ALL_TIMEOUT_S):
            await _take(profile, session, Keeper(kept, marker_us, screenshot))
    except (BidiError, TimeoutError):
        pass
    found = {state.kind for state in kept}
    return kept, tuple(kind for kind in StateKind if kind not in found and (screenshot or kind != StateKind.SCREENSHOT))


async def _take(profile: Path, session: Client | str | None, keeper: "Keeper") -> None:
    if isinstance(session, Client):
        return await _take_by_bidi(session, keeper)
    if session is not None:
        async with join_session(session) as client:
            return await _take_by_bidi(client, keeper)
    try:
        async with open_session(profile) as client:
            return await _take_by_bidi(client, keeper)
    except SessionTaken:
        raise
    except BrowserEnded:
        if not keeper.is_empty or not await _may_use_marionette(profile):
            raise
    async with open_marionette(profile) as marionette:
        return await take_by_marionette(marionette, keeper)


async def _may_use_marionette(profile: Path) -> bool:
    """Only where BiDi is not offered, or says that nobody has a session: see `marionette.py`."""
    try:
        return await is_session_free(profile)
    except BidiError:
        return True


async def _take_by_bidi(client: Client, keeper: Keeper) -> None:
    tab = await front_tab(client)
    frames = tab.with_frames()[:FRAMES_CAP]
    keeper.url = tab.url
    if keeper.screenshot:
        await keeper.keep(StateKind.SCREENSHOT, lambda: _screenshot(client, tab))
    await keeper.keep(StateKind.TEXT, lambda: _text(client, frames))
    await keeper.keep(StateKind.COOKIES, lambda: _cookies(client))
    await keeper.keep(StateKind.LOCAL_STORAGE, lambda: _by_origin(client, frames, LOCAL_STORAGE % STORAGE_CAP))
    await keeper.keep(StateKind.SESSION_STORAGE, lambda: _by_origin(client, frames, SESSION_STORAGE % STORAGE_CAP))
    await keeper.keep(StateKind.INDEXED_DB, lambda: _by_origin(client, frames, DATABASES))


async def _screenshot(client: Client, tab: Context) -> bytes:
    answer = await client.call("browsingContext.captureScreenshot", context=tab.context, origin="viewport")
    return read_png(answer.get("data"))


async def _text(client: Client, frames: list[Context]) -> bytes:
    """The text of the page and of every frame that takes room in it, frames after the page (consent banners)."""
    parts = [await _evaluate_quietly(client, frame, TEXT % TEXT_CAP) for frame in frames]
    if all(part is None for part in parts):
        raise BidiError("no frame gave its text")
    return "\n\n".join(part for part in parts if part)[:TEXT_CAP].encode("utf-8", "replace")


async def _by_origin(client: Client, frames: list[Context], expression: str) -> bytes:
    """`{origin: what it keeps}`; frames of an origin see the same. Raises BidiError where no frame answers."""
    kept: dict[str, msgspec.Raw] = {}
    answers = [await _evaluate_quietly(client, frame, expression) for frame in frames]
    if all(answer is None for answer in answers):
        raise BidiError("no frame gave an answer")
    for answer in answers:
        if answer:
            origin, content = msgspec.json.decode(answer, type=tuple[str, msgspec.Raw])
            kept.setdefault(origin, content)
    return msgspec.json.encode(kept)


async def _evaluate_quietly(client: Client, frame: Context, expression: str) -> str | None:
    try:
        answer = await evaluate(client, frame.context, expression)
    except BrowserEnded:
        raise
    except BidiError:
        return None
    return answer if isinstance(answer, str) else None


class _Value(msgspec.Struct):
    type: str = "string"
    value: str = ""

    def as_text(self) -> str:
        return self.value if self.type == "string" else pybase64.b64decode(self.value).decode("latin-1")


class _Cookie(msgspec.Struct, rename="camel"):
    name: str
    value: _Value
    domain: str
    path: str = "/"
    expiry: int | None = None
    http_only: bool = False
    secure: bool = False
    same_site: str = ""


async def _cookies(client: Client) -> bytes:
    """Every cookie of the profile. Firefox tells the partition of none of them."""
    answer = await client.call("storage.getCookies")
    cookies = msgspec.convert(answer.get("cookies"), list[_Cookie])
    return msgspec.json.encode([_state_cookie(cookie) for cookie in cookies[:COOKIES_CAP]])


def _state_cookie(cookie: _Cookie) -> StateCookie:
    expiry = cookie.expiry
    return StateCookie(
        name=cookie.name,
        value=cookie.value.as_text(),
        domain=cookie.domain,
        path=cookie.path,
        expires_us=expiry * 1_000_000 if expiry is not None and expiry >= _SHORTEST_EXPIRY_S else None,
        http_only=cookie.http_only,
        secure=cookie.secure,
        same_site=cookie.same_site,
    )
