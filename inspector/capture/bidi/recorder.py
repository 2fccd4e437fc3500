"""Recording without interception: what Firefox itself tells of its traffic over WebDriver BiDi.

Tried with Firefox ESR 153.7: bodies of requests and responses can be had (`network.addDataCollector`); a request's
`bodySize` counts characters, not bytes; an initiator is never told beyond the API or element (`initiatorType`); a
redirect keeps the id of its request and counts up, and only its last answer has a body; a request that is sent again
with credentials keeps id and count; moments are exact to the
microsecond but name no end of sending; only requests that belong to a tab are told, the browser's own are not.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from inspector.capture.bidi.bodies import Collector, fetch_body, host_of, open_collector, sides_of
from inspector.capture.bidi.client import BidiError, Client, Members
from inspector.capture.bidi.commands import evaluate, read_tabs
from inspector.capture.bidi.flows import Exchange, flow_of, headers_of
from inspector.capture.bidi.pages import Pages
from inspector.capture.bidi.shapes import Created, Exchanged, Moved, read_event, to_micros
from inspector.capture.sink import Sink, Ticket
from inspector.formats.har.delivery import scheme_of
from inspector.model.flow import Body, Side, header_value

CANNOT_SEE = (
    "raw-bytes",  # headers as Firefox lists them, bodies free of their encoding, no trailers
    "some-bodies",  # larger than the cap, of redirects, out of the memory cache, pushed out by others
    "tls",
    "server-addresses",
    "websocket-messages",
    "initiating-scripts",
    "service-workers",  # their scripts and own requests; what one answers looks like the cache
    "blocked-requests",  # stopped by a policy of the page before they began
    "background-traffic",
)
"""What this way of recording does not show, for the coverage of the case."""

EVENTS = (
    "network.beforeRequestSent",
    "network.responseStarted",
    "network.responseCompleted",
    "network.fetchError",
    "network.authRequired",
    "browsingContext.contextCreated",
    "browsingContext.contextDestroyed",
    "browsingContext.navigationStarted",
    "browsingContext.navigationCommitted",
    "browsingContext.domContentLoaded",
    "browsingContext.load",
)

_OPEN_CAP = 10_000
_DRAIN_TIMEOUT_S = 5.0

type _Key = tuple[str, int]


class BidiRecorder:
    """Gives flows and pages to a sink while a session is open.

    `client` must hand its events to `listen` (`open_session(profile, listener=recorder.listen)`), then `start(client)`.
    `keeps_bodies_of` decides by host whether bodies are kept (`proxy.scope.Scope.keeps_bodies_of`).
    """

    def __init__(
        self, sink: Sink, *, body_cap_bytes: int, keeps_bodies_of: Callable[[str], bool] = lambda _host: True
    ) -> None:
        self._sink = sink
        self._cap_bytes = body_cap_bytes
        self._keeps_bodies_of = keeps_bodies_of
        self._pages = Pages(sink.add_page)
        self._open: dict[_Key, Exchange] = {}
        self._streams: dict[_Key, Ticket] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: Client | None = None
        self._collector: Collector | None = None

    @property
    def is_paused(self) -> bool:
        """While paused, requests that begin are left out; where each tab stands is still followed."""
        return self._pages.is_quiet

    @is_paused.setter
    def is_paused(self, is_paused: bool) -> None:
        self._pages.is_quiet = is_paused

    @property
    def open_count(self) -> int:
        """Requests without an end so far."""
        return len(self._open)

    @property
    def has_bodies(self) -> bool:
        """Whether this Firefox offers bodies at all; known after `start`."""
        return self._collector is not None

    async def start(self, client: Client) -> None:
        """Subscribes; from here on events become flows. Raises BidiError."""
        self._client = client
        self._collector = await open_collector(client, cap_bytes=self._cap_bytes)
        for tab in await read_tabs(client):
            self._pages.add_tab(tab)
        await self.subscribe()

    async def subscribe(self) -> None:
        """Also for when another connection of the same session has unsubscribed. Raises BidiError."""
        if self._client is not None:
            await self._client.call("session.subscribe", events=list(EVENTS))

    async def stop(self) -> None:
        """Waits a little for bodies under way; what is still open then is written as it is."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_DRAIN_TIMEOUT_S)
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks))
        for key in tuple(self._open):
            self._give_up(key)

    def listen(self, method: str, params: Members) -> None:
        """Takes an event of the session; never blocks and never raises."""
        module, _, name = method.partition(".")
        if module == "network":
            told = read_event(params, Exchanged)
            if told is not None:
                self._exchange(name, told)
        elif module == "browsingContext":
            self._page(name, params)

    # -- network ------------------------------------------------------------------------------------------

    def _exchange(self, name: str, told: Exchanged) -> None:
        key = (told.request.id, told.redirect_count)
        if name == "beforeRequestSent":
            return self._begin(key, told)
        exchange = self._open.get(key)
        if exchange is None:
            return None
        if told.response is None:  # an error after the answer began
            told.response = exchange.response
        exchange.told = told
        if name == "responseStarted":
            self._stream(key, exchange)
        elif name in ("responseCompleted", "fetchError"):
            del self._open[key]
            if _is_redirect(told):
                exchange.redirected_to = _location(told)
            self._finish(key, exchange)
        return None

    def _begin(self, key: _Key, told: Exchanged) -> None:
        if (asked := self._open.get(key)) is not None:
            if asked.response is None:
                return
            self._open.pop(key)  # a challenge (401, 407): the same request is sent again with credentials
            self._write(key, asked, {}, {"response": "asked again"})
        document = self._pages.document_of(told.context, told.navigation)
        if self.is_paused or _is_inner(told.request.url, document):
            return
        before = self._open.pop((key[0], key[1] - 1), None)
        if before is not None:  # a redirect that the browser made itself, without an answer
            before.redirected_to = told.request.url
            self._finish((key[0], key[1] - 1), before)
        if len(self._open) >= _OPEN_CAP:
            self._give_up(next(iter(self._open)))
        if told.navigation is not None and told.redirect_count == 0:
            self._pages.ask(told.navigation, to_micros(told.request.timings.request_time))
        self._open[key] = Exchange(
            told=told,
            page=self._pages.label_of(told.context, told.navigation),
            document=document,
        )

    def _stream(self, key: _Key, exchange: Exchange) -> None:
        """An event stream may go on for hours: its row is there at once, its body when it ends."""
        response = exchange.response
        if response is None or key in self._streams:
            return
        mime = header_value(headers_of(response.headers), "content-type") or ""
        if mime.partition(";")[0].strip().lower() == "text/event-stream":
            self._streams[key] = self._sink.begin(flow_of(exchange))

    def _finish(self, key: _Key, exchange: Exchange) -> None:
        sides = sides_of(exchange)
        if sides:
            self._spawn(self._complete(key, exchange, sides))
        else:
            self._write(key, exchange, {}, {})

    async def _complete(self, key: _Key, exchange: Exchange, sides: tuple[Side, ...]) -> None:
        bodies: dict[Side, Body | None] = {}
        missing: dict[str, str] = dict.fromkeys((side.value for side in sides), "recording ended")
        is_wanted = self._keeps_bodies_of(host_of(exchange.told.request.url))
        try:
            for side in sides:
                bodies[side], why = await fetch_body(
                    self._collector, exchange, side, cap_bytes=self._cap_bytes, is_wanted=is_wanted
                )
                missing.pop(side.value)
                if why:
                    missing[side.value] = why
        finally:
            self._write(key, exchange, bodies, missing)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _write(self, key: _Key, exchange: Exchange, bodies: dict[Side, Body | None], missing: dict[str, str]) -> None:
        extra: dict[str, Any] | None = {"_bodyNotAvailable": missing} if missing else None
        flow = flow_of(exchange, sent=bodies.get(Side.REQUEST), received=bodies.get(Side.RESPONSE), extra=extra)
        ticket = self._streams.pop(key, None)
        if ticket is None:
            self._sink.add(flow)
        else:
            self._sink.close(ticket, flow)

    def _give_up(self, key: _Key) -> None:
        exchange = self._open.pop(key)
        exchange.error = exchange.error or "recording ended"
        missing = {"response": "recording ended"} if exchange.response is not None else {}
        self._write(key, exchange, {}, missing)

    # -- pages --------------------------------------------------------------------------------------------

    def _page(self, name: str, params: Members) -> None:
        if name in ("contextCreated", "contextDestroyed"):
            created = read_event(params, Created)
            if created is not None:
                (self._pages.create if name == "contextCreated" else self._pages.destroy)(created)
            return
        moved = read_event(params, Moved)
        if moved is None:
            return
        if name == "navigationStarted":
            self._pages.start(moved)
        elif name == "navigationCommitted":
            self._pages.commit(moved)
        elif name in ("domContentLoaded", "load"):
            label = self._pages.load(moved, is_whole=name == "load")
            if label is not None and name == "load" and self._client is not None:
                self._spawn(self._name(self._client, moved.context, label))

    async def _name(self, client: Client, context: str, label: str) -> None:
        with contextlib.suppress(BidiError):
            title = await evaluate(client, context, "document.title", timeout_s=2.0)
            if isinstance(title, str):
                self._pages.name(label, title)


def _is_inner(url: str, document: str) -> bool:
    """Parts of the browser itself, and what its own pages (an error page) hold in their addresses."""
    scheme = scheme_of(url)
    return scheme in ("chrome", "resource", "about", "moz-extension") or (scheme in ("data", "blob") and not document)


def _is_redirect(told: Exchanged) -> bool:
    return told.response is not None and told.response.status in (301, 302, 303, 307, 308) and bool(_location(told))


def _location(told: Exchanged) -> str | None:
    return header_value(headers_of(told.response.headers), "location") if told.response else None
