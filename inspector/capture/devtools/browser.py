"""The few things we ask of a browser as a whole."""

import contextlib

from inspector.capture.devtools.pipe import CallRefused, DevtoolsError, Members, Pipe
from inspector.capture.devtools.targets import Targets
from inspector.model.struct import Record


class Version(Record, frozen=True, kw_only=True):
    product: str  # such as "Chrome/156.0.8078.79"
    agent: str
    protocol: str


async def version(pipe: Pipe, *, timeout_s: float = 10.0) -> Version:
    """Raises a DevtoolsError."""
    pipe.start()
    told = await pipe.call("Browser.getVersion", timeout_s=timeout_s)
    return Version(
        product=str(told.get("product", "")),
        agent=str(told.get("userAgent", "")),
        protocol=str(told.get("protocolVersion", "")),
    )


async def navigate(pipe: Pipe, targets: Targets, url: str, *, timeout_s: float = 30.0) -> str:
    """Shows an address in the page in front, or in a new one where there is none. Returns the browser's word for what
    went wrong, "" where it began well; raises a DevtoolsError."""
    page = await targets.front()
    if page is None:
        await pipe.call("Target.createTarget", {"url": url}, timeout_s=timeout_s)
        return ""
    asked: Members = {"url": url}
    try:
        told = await pipe.call("Page.navigate", asked, page.session, timeout_s=timeout_s)
    except CallRefused:
        return "refused"
    return str(told.get("errorText", ""))


async def close_browser(pipe: Pipe, *, timeout_s: float = 5.0) -> bool:
    """Asks the browser to end; whether its end of the pipe closed in time."""
    with contextlib.suppress(DevtoolsError):
        await pipe.call("Browser.close", timeout_s=timeout_s)
    return await pipe.wait_ended(timeout_s)
