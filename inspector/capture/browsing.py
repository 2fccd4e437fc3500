"""The browser that a recording starts: launched on a fresh profile, watched, asked for its state, ended."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.capture import talk
from inspector.capture.browsers.find import Browser, browser_version, find_browser
from inspector.capture.browsers.launch import Wishes, is_root, launch
from inspector.capture.plan import BrowserKind, Plan
from inspector.capture.proxy.scope import CHECK_HOST
from inspector.capture.sink import Sink

if TYPE_CHECKING:
    from inspector.capture.browsers.process import RunningBrowser
    from inspector.capture.tapping import Tapping


class Browsing:
    """The started browser, if the plan names one. Raises EnvironmentLacks from `start` where it cannot be had."""

    def __init__(self, plan: Plan, sink: Sink, *, folder: Path, say: Callable[[talk.Saying], None]) -> None:
        self._plan = plan
        self._sink = sink
        self._folder = folder
        self._say = say
        self._browser: Browser | None = None
        self._running: RunningBrowser | None = None
        self._is_gone = False
        self.devtools_file: Path | None = None
        self.environment: dict[str, str] = {}

    async def start(self, tapping: "Tapping | None") -> None:
        plan = self._plan
        if not plan.browser:
            return
        browser = self._browser = find_browser(plan.browser)
        if tapping is not None:
            tapping.browser = browser
        wishes = Wishes(
            proxy=tapping.address if tapping else "",
            authority=tapping.authority.der if tapping else b"",
            url=self._first_address(tapping is not None),
            headless=plan.headless,
            debugging_port=plan.debugging_port,
            marionette=browser.kind is BrowserKind.FIREFOX and plan.debugging_port,
            quiet=plan.quiet_browser,
        )
        self._running = await launch(browser, wishes, base=Path(plan.profiles), note_folder=self._folder)
        self.environment = {
            "browser": f"{browser.name} {await asyncio.to_thread(browser_version, browser)}".strip(),
            "profile": "fresh",
            "headless": "yes" if plan.headless else "no",
        } | ({"sandbox": "off (run as root)"} if is_root() and browser.kind is BrowserKind.CHROMIUM else {})

    def _first_address(self, is_intercepted: bool) -> str:
        if not is_intercepted:
            return self._plan.url or "about:blank"
        return f"https://{CHECK_HOST}/" + ("?go" if self._plan.url else "")

    def sweep(self) -> None:
        running = self._running
        if running is not None and running.ended.is_set() and not self._is_gone:
            self._is_gone = True
            self._say(talk.BrowserGone())

    def pause(self, *, is_paused: bool) -> None:
        del is_paused

    def tally(self) -> talk.Tally:
        return talk.Tally(flows=0, hosts=0, refused_hosts=0)

    def extra(self) -> bytes:
        return b"{}"

    async def keep_state(self, marker_us: int, *, screenshot: bool) -> None:
        del screenshot
        self._say(talk.StateKept(marker_us=marker_us, missing=("all",)))

    async def open_address(self, url: str) -> None:
        del url

    async def close(self) -> None:
        if self._running is not None:
            await self._running.close()
