"""The browser's pages, frames, workers and service workers: attached to before they run, and let go at once."""

import asyncio
import contextlib
from collections.abc import Callable

import msgspec

from inspector.capture.devtools.events import TargetAttached, TargetInfo
from inspector.capture.devtools.pipe import DevtoolsError, Listener, Members, Pipe

POSTED_CAP_BYTES = 65_536
"""Posted data up to here comes with the event; longer has to be asked for."""

_FRONT_S = 1.0
_CONFIRMED_S = 1.0
_TARGET_CAP = 2_000
_IN_FRONT = "(document.hasFocus() ? 2 : 0) + (document.visibilityState === 'visible' ? 1 : 0)"
_NOT_PAGES = ("devtools://", "chrome-extension://", "chrome-untrusted://", "chrome://omnibox")
_WITH_NETWORK = ("page", "iframe", "worker", "shared_worker", "service_worker", "webview")
_WITH_PAGE = ("page", "iframe", "webview")
_AUTO_ATTACH: Members = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
_NOT_WANTED: list[Members] = [{"type": kind, "exclude": True} for kind in ("browser", "tab", "browser_ui")]


class AttachedTarget(msgspec.Struct, kw_only=True):
    """A target we are attached to. `kind` is the protocol's word (page, iframe, worker, service_worker ...);
    `parent` is the session it was found through, None for the browser's own."""

    id: str
    session: str
    kind: str
    url: str
    title: str
    parent: str | None
    order: int  # grows with every attachment and every page shown anew


class Targets:
    """Attaches to everything the browser opens, recursively. `listener` gets (session, method, params) of every event,
    the attachments included, before a new target runs its first line.

    `network` are the parameters of `Network.enable`. Workers and frames are let go in the same breath as they are
    prepared. A page is let go when it has confirmed, at the latest after a second: one that moves to another process
    before that would not be heard.
    """

    def __init__(self, pipe: Pipe, *, listener: Listener, network: Members | None = None) -> None:
        self._pipe, self._listener = pipe, listener
        self._network = network or {"maxPostDataSize": POSTED_CAP_BYTES}
        self._targets: dict[str, AttachedTarget] = {}  # by session
        self._order = 0
        self._is_unseen = False
        self._changed: list[Callable[[], None]] = []
        self._preparing: set[asyncio.Task[None]] = set()
        pipe.listen(self._hear)

    async def start(self, timeout_s: float = 10.0) -> None:
        """Attaches to what is open and to what will be; raises a DevtoolsError."""
        self._pipe.start()
        told = await self._pipe.call("Browser.getVersion", timeout_s=timeout_s)
        self._is_unseen = "Headless" in f"{told.get('product')} {told.get('userAgent')}"
        await self._pipe.call("Target.setDiscoverTargets", {"discover": True}, timeout_s=timeout_s)
        await self._pipe.call(
            "Target.setAutoAttach", {**_AUTO_ATTACH, "filter": [*_NOT_WANTED, {}]}, timeout_s=timeout_s
        )

    def all(self) -> tuple[AttachedTarget, ...]:
        return tuple(self._targets.values())

    def pages(self) -> tuple[AttachedTarget, ...]:
        """The pages a person sees, in the order they were opened."""
        return tuple(
            target
            for target in self._targets.values()
            if target.kind == "page" and not target.url.startswith(_NOT_PAGES)
        )

    def frames_of(self, page: AttachedTarget) -> tuple[AttachedTarget, ...]:
        """The page and its frames that run in a process of their own."""
        found, sessions = [page], {page.session}
        for target in self._targets.values():  # parents come before children
            if target.kind == "iframe" and target.parent in sessions:
                found.append(target)
                sessions.add(target.session)
        return tuple(found)

    async def front(self) -> AttachedTarget | None:
        """The page in front: the one with the focus, else a visible one, the latest of several; None without pages."""
        pages = sorted(self.pages(), key=lambda page: page.order, reverse=True)
        if len(pages) < 2:
            return pages[0] if pages else None
        ranks = await asyncio.gather(*(self._rank(page) for page in pages))
        return pages[max(range(len(pages)), key=lambda n: (ranks[n], -n))]

    async def page(self, timeout_s: float = 5.0) -> AttachedTarget | None:
        """The page in front, as soon as there is one that is prepared; None after `timeout_s`. Await this before the
        first address is opened: a browser is best started at about:blank."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not self.pages():
                    changed = asyncio.Event()
                    self._changed.append(changed.set)
                    await changed.wait()
                await asyncio.gather(*self._preparing, return_exceptions=True)
        return await self.front()

    async def _rank(self, page: AttachedTarget) -> int:
        try:
            answer = await self._pipe.call(
                "Runtime.evaluate", {"expression": _IN_FRONT, "returnByValue": True}, page.session, timeout_s=_FRONT_S
            )
        except DevtoolsError:
            return -1
        value = answer.get("result", {}).get("value")
        return value if isinstance(value, int) else 0

    def _hear(self, session: str | None, method: str, params: Members) -> None:
        if method == "Target.attachedToTarget":
            self._attach(session, params)
            return
        self._listener(session, method, params)
        if method == "Target.detachedFromTarget":
            self._targets.pop(str(params.get("sessionId")), None)
        elif method == "Target.targetInfoChanged":
            self._rename(params)
        elif method == "Page.javascriptDialogOpening":
            self._accept_dialog(session, params)

    def _accept_dialog(self, session: str | None, params: Members) -> None:
        """Where nobody can see a dialog the page would stand still for ever."""
        if self._is_unseen or not params.get("hasBrowserHandler", True):
            with contextlib.suppress(DevtoolsError):
                self._pipe.post("Page.handleJavaScriptDialog", {"accept": True}, session)

    def _attach(self, parent: str | None, params: Members) -> None:
        try:
            attached = msgspec.convert(params, TargetAttached)
        except msgspec.ValidationError:
            return
        info, session = attached.target_info, attached.session_id
        is_new = all(target.id != info.target_id for target in self._targets.values())
        if is_new and len(self._targets) < _TARGET_CAP:
            self._order += 1
            self._targets[session] = AttachedTarget(
                id=info.target_id,
                session=session,
                kind=info.type,
                url=info.url,
                title=info.title,
                parent=parent,
                order=self._order,
            )
            self._listener(parent, "Target.attachedToTarget", params)
            self._prepare(session, info.type)
        else:  # a service worker is found through the browser and through its page: one of the two is enough
            self._release(session)
        waiting, self._changed = self._changed, []
        for wake in waiting:
            wake()

    def _prepare(self, session: str, kind: str) -> None:
        sent: list[asyncio.Future[Members]] = []
        try:
            if kind in _WITH_NETWORK:
                sent.append(self._pipe.post("Network.enable", self._network, session))
            if kind in _WITH_PAGE:
                sent.append(self._pipe.post("Page.enable", {}, session))
            if kind != "service_worker":
                self._pipe.post("Target.setAutoAttach", _AUTO_ATTACH, session)
        except DevtoolsError:
            sent = []
        if kind != "page" or not sent:
            self._release(session)
            return
        task = asyncio.get_running_loop().create_task(self._release_confirmed(session, sent))
        self._preparing.add(task)
        task.add_done_callback(self._preparing.discard)

    async def _release_confirmed(self, session: str, sent: "list[asyncio.Future[Members]]") -> None:
        try:
            await asyncio.wait(sent, timeout=_CONFIRMED_S)
        finally:
            self._release(session)

    def _release(self, session: str) -> None:
        with contextlib.suppress(DevtoolsError):
            self._pipe.post("Runtime.runIfWaitingForDebugger", {}, session)

    def _rename(self, params: Members) -> None:
        try:
            info = msgspec.convert(params.get("targetInfo"), TargetInfo)
        except msgspec.ValidationError:
            return
        for target in self._targets.values():
            if target.id == info.target_id:
                if target.url != info.url:
                    self._order += 1
                    target.order = self._order
                target.url, target.title = info.url, info.title
