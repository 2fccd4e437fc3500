"""The state of the page in front through Marionette: the second way, where Firefox offers no BiDi."""

import msgspec

from inspector.capture.bidi.client import BidiError
from inspector.capture.bidi.keeping import COOKIES_CAP, STORAGE_CAP, TEXT_CAP, Keeper, Part, read_png
from inspector.capture.bidi.marionette import Marionette
from inspector.capture.bidi.scripts import DATABASES, LOCAL_STORAGE, SESSION_STORAGE, TEXT, as_function
from inspector.model.recording import StateCookie, StateKind


async def take_by_marionette(marionette: Marionette, keeper: Keeper) -> None:
    """The page itself, without its frames; cookies are those that belong to the page's address."""
    url = (await marionette.call("WebDriver:GetCurrentURL")).get("value")
    keeper.url = url if isinstance(url, str) else ""
    if keeper.screenshot:
        await keeper.keep(StateKind.SCREENSHOT, lambda: _marionette_screenshot(marionette))
    await keeper.keep(StateKind.TEXT, lambda: _marionette_text(marionette))
    await keeper.keep(StateKind.COOKIES, lambda: _marionette_cookies(marionette))
    for kind, expression in (
        (StateKind.LOCAL_STORAGE, LOCAL_STORAGE % STORAGE_CAP),
        (StateKind.SESSION_STORAGE, SESSION_STORAGE % STORAGE_CAP),
        (StateKind.INDEXED_DB, DATABASES),
    ):
        await keeper.keep(kind, _marionette_part(marionette, expression))


async def _marionette_screenshot(marionette: Marionette) -> bytes:
    return read_png((await marionette.call("WebDriver:TakeScreenshot", full=False)).get("value"))


async def _marionette_text(marionette: Marionette) -> bytes:
    text = await marionette.evaluate(as_function(TEXT % TEXT_CAP))
    if not isinstance(text, str):
        raise BidiError("no text")
    return text.encode("utf-8", "replace")


def _marionette_part(marionette: Marionette, expression: str) -> Part:
    async def part() -> bytes:
        answer = await marionette.evaluate(as_function(expression))
        if not isinstance(answer, str):
            raise BidiError("no answer")
        origin, content = msgspec.json.decode(answer, type=tuple[str, msgspec.Raw])
        return msgspec.json.encode({origin: content})

    return part


class _PlainCookie(msgspec.Struct, rename="camel"):
    name: str
    value: str
    domain: str
    path: str = "/"
    expiry: int | None = None
    http_only: bool = False
    secure: bool = False
    same_site: str = ""


async def _marionette_cookies(marionette: Marionette) -> bytes:
    answer = (await marionette.call("WebDriver:GetCookies")).get("value")
    cookies = msgspec.convert(answer, list[_PlainCookie])
    return msgspec.json.encode(
        [
            StateCookie(
                name=cookie.name,
                value=cookie.value,
                domain=cookie.domain,
                path=cookie.path,
                expires_us=cookie.expiry * 1_000_000 if cookie.expiry else None,
                http_only=cookie.http_only,
                secure=cookie.secure,
                same_site=cookie.same_site.lower(),
            )
            for cookie in cookies[:COOKIES_CAP]
        ]
    )
