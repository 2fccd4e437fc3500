"""The browser that a recording starts: launched on a fresh profile, watched, asked for its state, ended."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.capture import talk
from inspector.capture.browsers.debugging import CHROMIUM_FILE, wait_for_file
from inspector.capture.browsers.find import Browser, browser_version, find_browser
from inspector.capture.browsers.launch import Wishes, is_root, launch, takes_pipe
from inspector.capture.counting import CountingSink
from inspector.capture.plan import BrowserKind, Plan, Way
from inspector.capture.proxy.scope import CHECK_HOST, Scope
from inspector.capture.sink import Sink
from inspector.capture.state_scope import states_within
from inspector.capture.tracking import capture_extra
from inspector.capture.views import ChromiumView, FirefoxView, View
from inspector.model.errors import EnvironmentLacks
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import StateKind

if TYPE_CHECKING:
    from inspector.capture.browsers.process import RunningBrowser
    from inspector.capture.tapping import Tapping

CHECK_URL = f"https://{CHECK_HOST}/"
_BLANK = "about:blank"


class Browsing:
    """The started browser, if the plan names one. Raises EnvironmentLacks from `start` where it cannot be had."""

    def __init__(self, plan: Plan, sink: Sink, *, folder: Path, say: Callable[[talk.Saying], None]) -> None:
        self._plan = plan
        self._sink = sink
        self._counted = CountingSink(sink)
        self._scope = Scope(plan.scope)
        self._folder = folder
        self._say = say
        self._browser: Browser | None = None
        self._running: RunningBrowser | None = None
        self._view: View | None = None
        self._opening: asyncio.Task[None] | None = None
        self._is_gone = False
        self._is_paused = False
        self.devtools_file: Path | None = None
        self.environment: dict[str, str] = {}

    async def start(self, tapping: "Tapping | None") -> None:
        plan = self._plan
        if not plan.browser:
            return
        browser = self._browser = find_browser(plan.browser)
        is_firefox = browser.kind is BrowserKind.FIREFOX
        is_told_late = takes_pipe(browser)  # the first address, once its requests are listened to
        if plan.way is Way.BROWSER and not is_firefox and not is_told_late:
            raise EnvironmentLacks("The browser does not answer.", code="browser_silent")
        if tapping is not None:
            tapping.expect(browser)
        wishes = Wishes(
            proxy=tapping.address if tapping else "",
            authority=tapping.authority.der if tapping else b"",
            url=_BLANK if is_told_late else self._first_address(),
            headless=plan.headless,
            debugging_port=plan.debugging_port,
            marionette=is_firefox,
            quiet=plan.quiet_browser,
            authorities=() if tapping or not plan.upstream_ca else (Path(plan.upstream_ca).read_bytes(),),
            host_map={} if tapping else {name: f"{to.address}:{to.port}" for name, to in plan.host_map.items()},
        )
        running = self._running = await launch(browser, wishes, base=Path(plan.profiles), note_folder=self._folder)
        self.environment = await asyncio.to_thread(self._describe, browser)
        await self._watch(running, is_firefox=is_firefox)
        if tapping is not None and self._view is not None and self._view.watch is not None:
            tapping.watch_with(self._view.watch)
        if plan.debugging_port and not is_firefox:
            self.devtools_file = await wait_for_file(running, CHROMIUM_FILE)
        if is_told_late or plan.way is Way.BROWSER:
            self._opening = asyncio.get_running_loop().create_task(self.open_address(self._first_address()))

    async def _watch(self, running: "RunningBrowser", *, is_firefox: bool) -> None:
        """Connects to what the browser tells; recording through the proxy can do without."""
        from inspector.capture.bidi.client import BidiError
        from inspector.capture.devtools.pipe import DevtoolsError

        sink: Sink = self._counted
        view = FirefoxView(self._plan, sink, folder=self._folder) if is_firefox else ChromiumView(self._plan, sink)
        try:
            await view.connect(running)
        except (BidiError, DevtoolsError) as error:
            if self._plan.way is Way.BROWSER:
                await view.close()
                raise EnvironmentLacks("The browser does not answer.", code="browser_silent") from error
            self._sink.warn(Oddity(entry=None, code="browser-silent", message="The browser told nothing of its pages."))
        except BaseException:
            await view.close()
            raise
        self._view = view
        if isinstance(view, FirefoxView):
            self.devtools_file = view.door_file

    def _describe(self, browser: Browser) -> dict[str, str]:
        plan = self._plan
        known = {
            "browser": f"{browser.name} {browser_version(browser)}".strip(),
            "profile": "fresh",
            "headless": "yes" if plan.headless else "no",
        }
        if plan.way is Way.BROWSER:
            known["interception"] = "none"
        if is_root() and browser.kind is BrowserKind.CHROMIUM:
            known["sandbox"] = "off (run as root)"
        return known

    def _first_address(self) -> str:
        """Through the proxy the check page comes first, and leads to the address that was asked for."""
        plan = self._plan
        if plan.way is Way.BROWSER:
            return plan.url or _BLANK
        return CHECK_URL + ("?go" if plan.url else "")

    # -- while it records ---------------------------------------------------------------------------------

    def sweep(self) -> None:
        running = self._running
        if self._view is not None:
            self._view.sweep()
        if running is not None and running.ended.is_set() and not self._is_gone:
            self._is_gone = True
            self._say(talk.BrowserGone())

    def pause(self, *, is_paused: bool) -> None:
        self._is_paused = is_paused
        if self._view is not None:
            self._view.pause(is_paused=is_paused)

    @property
    def told_flows(self) -> int:
        """Flows that the browser told of."""
        return self._counted.counts.flows

    def tally(self) -> talk.Tally:
        """For recordings without interception; the proxy counts its own."""
        counted = self._counted.counts
        return talk.Tally(
            flows=counted.flows,
            hosts=len(counted.hosts),
            refused_hosts=0,
            open_flows=self._view.open_flows() if self._view is not None else 0,
            bytes_received=counted.bytes_received,
            paused=self._is_paused,
        )

    def extra(self) -> bytes:
        return capture_extra(self._counted.counts.support, scenario=self._plan.scenario)

    async def keep_state(self, marker_us: int, *, screenshot: bool) -> None:
        """What the page in front shows and keeps, into the case; what could not be had is said."""
        view = self._view
        if view is None or self._is_gone:
            self._say(talk.StateKept(marker_us=marker_us, missing=tuple(kind.value for kind in StateKind)))
            return
        taken, missing = await view.take_state(marker_us, screenshot=screenshot)
        states = states_within(self._scope, taken)
        self._sink.keep_state(states)
        left_out = {state.kind.value for state in taken} - {state.kind.value for state in states}
        self._say(talk.StateKept(marker_us=marker_us, missing=tuple(dict.fromkeys((*missing, *sorted(left_out))))))

    async def open_address(self, url: str) -> None:
        if self._view is not None and not self._is_gone:
            await self._view.open_address(url)

    async def close(self) -> None:
        """Ends the browser; nothing of it is left, whatever it does not answer."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        try:
            if self._view is not None:
                await self._view.close()
        finally:
            if self._running is not None:
                await self._running.close()
