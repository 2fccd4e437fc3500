"""What a recording has of the browser it started: Chromium through its debugging pipe, Firefox through WebDriver BiDi.

Both can show an address, keep a page's state at a marker, and record without interception; Chromium also tells what
the proxy cannot know (initiators, pages, what never left the browser).
"""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inspector.capture.bidi.bodies import host_of
from inspector.capture.plan import Plan, Way
from inspector.capture.proxy.joining import Watch
from inspector.capture.proxy.scope import CHECK_HOST, Scope
from inspector.capture.sink import Sink
from inspector.model.recording import PageState, StateKind
from inspector.store.clock import now_us

if TYPE_CHECKING:
    from inspector.capture.bidi.client import Client
    from inspector.capture.bidi.recorder import BidiRecorder
    from inspector.capture.bidi.shared import SharedSession
    from inspector.capture.browsers.process import RunningBrowser
    from inspector.capture.devtools.pipe import Pipe
    from inspector.capture.devtools.recorder import BrowserRecorder
    from inspector.capture.devtools.targets import Targets
    from inspector.capture.devtools.watch import RequestWatch

_SETTLE_S = 3.0
_OWN = (f"https://{CHECK_HOST}/", f"http://{CHECK_HOST}/")
DOOR_FILE = "WebDriverBiDi.json"


class View(Protocol):
    """A started browser as its recording sees it."""

    watch: Watch | None

    async def open_address(self, url: str) -> None: ...

    async def take_state(self, marker_us: int, *, screenshot: bool) -> tuple[Sequence[PageState], Sequence[str]]: ...

    def sweep(self) -> None: ...

    def pause(self, *, is_paused: bool) -> None: ...

    def open_flows(self) -> int: ...

    async def close(self) -> None: ...


class ChromiumView:
    """Over the debugging pipe. `connect` has to be awaited once."""

    def __init__(self, plan: Plan, sink: Sink) -> None:
        self._plan = plan
        self._sink = sink
        self._pipe: Pipe | None = None
        self._targets: Targets | None = None
        self._recorder: BrowserRecorder | None = None
        self._requests: RequestWatch | None = None
        self._is_paused = False
        self.watch: Watch | None = None

    async def connect(self, running: "RunningBrowser") -> None:
        """Raises a DevtoolsError where the browser does not answer."""
        from inspector.capture.devtools.bodies import BodyFetcher
        from inspector.capture.devtools.pipe import open_pipe
        from inspector.capture.devtools.recorder import BrowserRecorder, network_options
        from inspector.capture.devtools.targets import Targets
        from inspector.capture.devtools.watch import RequestWatch

        ends = running.release_pipe()
        if ends is None:
            return
        pipe = self._pipe = await open_pipe(ends.reading, ends.writing)
        cap_bytes = self._plan.body_cap_bytes
        self._fetcher = BodyFetcher(pipe, cap_bytes=cap_bytes)
        if self._plan.way is Way.BROWSER:
            scope = Scope(self._plan.scope)
            self._recorder = BrowserRecorder(
                self._sink,
                clock_us=now_us,
                fetcher=self._fetcher,
                body_cap_bytes=cap_bytes,
                keeps_body=lambda url: scope.keeps_bodies_of(host_of(url)),
            )
            self._targets = Targets(pipe, listener=self._recorder.feed, network=network_options(cap_bytes))
        else:
            self._requests = RequestWatch(clock_us=now_us, fetcher=self._fetcher)
            self.watch = self._requests
            self._targets = Targets(pipe, listener=self._requests.feed)
        await self._targets.start()
        await self._targets.page()

    async def open_address(self, url: str) -> None:
        from inspector.capture.devtools.browser import navigate
        from inspector.capture.devtools.pipe import DevtoolsError

        if self._pipe is not None and self._targets is not None:
            with contextlib.suppress(DevtoolsError):
                await navigate(self._pipe, self._targets, url)

    async def take_state(self, marker_us: int, *, screenshot: bool) -> tuple[Sequence[PageState], Sequence[str]]:
        from inspector.capture.devtools.state import take_state

        if self._pipe is None or self._targets is None:
            return (), tuple(StateKind)
        return await take_state(self._pipe, self._targets, marker_us=marker_us, screenshot=screenshot)

    def sweep(self) -> None:
        if self._recorder is not None:
            self._recorder.tick(now_us())
        if self._requests is not None:
            for page in self._requests.pages():
                if not page.title.startswith(_OWN):
                    self._sink.add_page(page)
            for flow in self._requests.unsent(now_us()):
                if not self._is_paused and not flow.url.startswith(_OWN):
                    self._sink.add(flow)

    def pause(self, *, is_paused: bool) -> None:
        self._is_paused = is_paused
        if self._recorder is not None:
            self._recorder.is_paused = is_paused

    def open_flows(self) -> int:
        return self._recorder.open_flows if self._recorder is not None else 0

    async def close(self) -> None:
        """Writes what is still open, and asks the browser to end."""
        from inspector.capture.devtools.browser import close_browser

        if self._pipe is None:
            return
        if self._recorder is not None:
            await self._fetcher.settle(_SETTLE_S)
            self._recorder.finish()
        else:
            self.sweep()
        await close_browser(self._pipe)
        await self._pipe.close()


class FirefoxView:
    """Over WebDriver BiDi: a session is held where Firefox lets others join it, else opened when it is needed."""

    def __init__(self, plan: Plan, sink: Sink, *, folder: Path) -> None:
        self._plan = plan
        self._sink = sink
        self._folder = folder
        self._stack = contextlib.AsyncExitStack()
        self._profile = Path()
        self._session: SharedSession | None = None
        self._client: Client | None = None
        self._recorder: BidiRecorder | None = None
        self.watch: Watch | None = None
        self.door_file: Path | None = None

    async def connect(self, running: "RunningBrowser") -> None:
        """Raises EnvironmentLacks where the browser does not answer, BidiError where it cannot be recorded."""
        from inspector.capture.bidi.client import BidiError, join_session
        from inspector.capture.bidi.recorder import BidiRecorder
        from inspector.capture.bidi.shared import hold_session, open_door
        from inspector.capture.browsers.debugging import BIDI_FILE, MARIONETTE_FILE, wait_for_file

        self._profile = running.profile
        await wait_for_file(running, BIDI_FILE)
        with contextlib.suppress(BidiError):
            await wait_for_file(running, MARIONETTE_FILE)
            self._session = await self._stack.enter_async_context(hold_session(running.profile))
        if self._plan.way is Way.BROWSER:
            scope = Scope(self._plan.scope)
            recorder = self._recorder = BidiRecorder(
                self._sink, body_cap_bytes=self._plan.body_cap_bytes, keeps_bodies_of=scope.keeps_bodies_of
            )
            if self._session is None:
                raise BidiError("This Firefox cannot be recorded without interception.")
            self._client = await self._stack.enter_async_context(
                join_session(self._session.address, listener=recorder.listen)
            )
            await recorder.start(self._client)
        if self._session is not None and self._plan.debugging_port:
            door_file = self._folder / DOOR_FILE
            await self._stack.enter_async_context(
                open_door(
                    self._session,
                    door_file,
                    unsubscribed=self._recorder.subscribe if self._recorder is not None else None,
                )
            )
            self.door_file = door_file

    async def open_address(self, url: str) -> None:
        from inspector.capture.bidi.client import BidiError, join_session
        from inspector.capture.bidi.commands import navigate

        with contextlib.suppress(BidiError):
            if self._client is not None:
                await navigate(self._client, url)
            elif self._session is not None:
                async with join_session(self._session.address) as client:
                    await navigate(client, url)

    async def take_state(self, marker_us: int, *, screenshot: bool) -> tuple[Sequence[PageState], Sequence[str]]:
        from inspector.capture.bidi.state import take_state

        session = self._client or (self._session.address if self._session is not None else None)
        return await take_state(self._profile, marker_us=marker_us, screenshot=screenshot, session=session)

    def sweep(self) -> None:
        return None

    def pause(self, *, is_paused: bool) -> None:
        if self._recorder is not None:
            self._recorder.is_paused = is_paused

    def open_flows(self) -> int:
        return self._recorder.open_count if self._recorder is not None else 0

    async def close(self) -> None:
        from inspector.capture.bidi.client import BidiError

        if self._recorder is not None:
            await self._recorder.stop()
        if self._session is not None:
            with contextlib.suppress(BidiError, TimeoutError):
                async with asyncio.timeout(_SETTLE_S):
                    await self._session.close_browser()
        with contextlib.suppress(BidiError, OSError, TimeoutError):
            async with asyncio.timeout(_SETTLE_S):
                await self._stack.aclose()
