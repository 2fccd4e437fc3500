"""Single commands to a Firefox that is driven over WebDriver BiDi: version, address, end."""

import contextlib

import msgspec

from inspector.capture.bidi.client import BidiError, BrowserEnded, CallTimedOut, Client

_NAVIGATE_TIMEOUT_S = 15.0


class Context(msgspec.Struct):
    """A tab, window or frame (BiDi `browsingContext.Info`)."""

    context: str
    url: str = ""
    children: list["Context"] | None = None

    def with_frames(self) -> list["Context"]:
        """This one and all below it, in the order of the tree."""
        found, waiting = [], [self]
        while waiting:
            context = waiting.pop()
            found.append(context)
            waiting.extend(reversed(context.children or []))
        return found


class _Tree(msgspec.Struct):
    contexts: list[Context] = []


def version(client: Client) -> tuple[str, str]:
    """Name and version of the running browser as it told them with the session ("firefox", "153.7.0")."""
    told = client.capabilities
    return str(told.get("browserName", "")), str(told.get("browserVersion", ""))


async def navigate(client: Client, url: str) -> None:
    """Shows an address in the tab in front, without waiting until it is loaded. Raises BidiError."""
    tab = await front_tab(client)
    await client.call(
        "browsingContext.navigate", timeout_s=_NAVIGATE_TIMEOUT_S, context=tab.context, url=url, wait="none"
    )


async def close_browser(client: Client) -> None:
    """Asks the browser to quit, without any question to the person. In a session that is shared this is refused:
    ask `SharedSession.close_browser`."""
    with contextlib.suppress(BrowserEnded, CallTimedOut):
        await client.call("browser.close", timeout_s=5.0)
    client.has_session = False


async def read_tabs(client: Client) -> list[Context]:
    """Every tab, with its frames. Raises BidiError."""
    try:
        return msgspec.convert(await client.call("browsingContext.getTree"), _Tree).contexts
    except msgspec.ValidationError as error:
        raise BidiError("browsingContext.getTree: the answer has another shape.") from error


async def front_tab(client: Client) -> Context:
    """The tab that is shown; with several windows the one that has the focus, else the last. Raises BidiError."""
    tabs = await read_tabs(client)
    if not tabs:
        raise BidiError("The browser has no tab.")
    best, rank = tabs[-1], 0
    for tab in tabs if len(tabs) > 1 else []:
        shown = await _ask_rank(client, tab)
        if shown >= max(rank, 1):
            best, rank = tab, shown
    return best


async def _ask_rank(client: Client, tab: Context) -> int:
    """2 with the focus, 1 shown, 0 behind another or without an answer."""
    try:
        answer = await evaluate(
            client,
            tab.context,
            "document.visibilityState !== 'visible' ? 0 : document.hasFocus() ? 2 : 1",
            timeout_s=1.5,
        )
    except BidiError:
        return 0
    return answer if isinstance(answer, int) else 0


async def evaluate(client: Client, context: str, expression: str, *, timeout_s: float = 5.0) -> str | int | None:
    """What an expression gives in a sandbox of ours (the page's scripts neither see it nor change what it sees): a
    string or a number, None for anything else. Raises BidiError."""
    answer = await client.call(
        "script.evaluate",
        timeout_s=timeout_s,
        expression=expression,
        target={"context": context, "sandbox": "enclair"},
        awaitPromise=True,
        resultOwnership="none",
    )
    result = answer.get("result")
    value = result.get("value") if isinstance(result, dict) else None
    if answer.get("type") != "success":
        raise BidiError("script.evaluate: the page's document gave no answer.")
    return value if isinstance(value, str | int) else None
