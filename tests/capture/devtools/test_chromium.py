"""Real Chromium, headless, against a server on loopback."""

import asyncio
import json
import os
import signal
import time
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from inspector.capture.devtools.bodies import BodyFetcher
from inspector.capture.devtools.browser import navigate, version
from inspector.capture.devtools.pipe import BrowserEnded
from inspector.capture.devtools.recorder import BrowserRecorder, network_options
from inspector.capture.devtools.state import take_state
from inspector.capture.devtools.targets import Targets
from inspector.capture.devtools.watch import RequestFacts, RequestWatch
from inspector.model.flow import Body, BodyForm, Delivery, FlowRecord
from inspector.model.recording import StateKind
from tests.capture.devtools.chromium import Pages, Site, chromium, needs_chromium, serve, until
from tests.capture.devtools.doubles import Event, ListSink

pytestmark = needs_chromium

HTML, SCRIPT, TEXT = "text/html; charset=utf-8", "text/javascript", "text/plain"
FRESH = (("Cache-Control", "max-age=600"),)


def now_us() -> int:
    return time.time_ns() // 1000


def nothing(_session: str | None, _method: str, _params: dict[str, Any]) -> None: ...


class Watching:
    """A watch over a site that plays the proxy: what its log has is what travelled."""

    def __init__(self, site: Site) -> None:
        self.watch = RequestWatch(clock_us=now_us)
        self.site = site
        self.unsent: list[FlowRecord] = []

    async def facts(self, method: str, path: str) -> RequestFacts:
        """The facts of the next request that the server logged under this path."""
        logged = await until(lambda: [entry for entry in self.site.log if entry[:2] == (method, path)])
        await until(lambda: self._ended(path))
        found = self.watch.facts_for(method, self.site.url(path), logged[0][2])
        assert found is not None
        return found

    async def stayed(self, path: str) -> FlowRecord:
        return await until(lambda: self._look(path))

    def _look(self, path: str) -> FlowRecord | None:
        self.unsent += self.watch.unsent(now_us())
        return next((flow for flow in self.unsent if flow.url.endswith(path)), None)

    def _ended(self, path: str) -> bool:
        known = self.watch._by_address.get(("GET", self.site.url(path))) or self.watch._by_address.get(
            ("POST", self.site.url(path)), []
        )
        return any(watched.ended_us is not None for watched in known)


def test_facts_of_a_page_its_cache_its_blocked_and_its_workers():
    pages: Pages = {
        "/one": (HTML, "<title>One</title><script src=/a.js></script><iframe src=/frame></iframe>", ()),
        "/a.js": (SCRIPT, "function ask() { return fetch('/asked') } ask(); new Worker('/w.js')", FRESH),
        "/w.js": (SCRIPT, "fetch('/worked')", ()),
        "/frame": (HTML, "<script>fetch('/framed')</script>", ()),
        "/two": (
            HTML,
            "<meta http-equiv=Content-Security-Policy content=\"img-src 'none'\">"
            "<script src=/a.js></script><img src=/blocked.png>",
            (),
        ),
    }

    async def story(site: Site) -> None:
        watching = Watching(site)
        async with chromium(watching.watch.feed) as (pipe, targets, _):
            assert await navigate(pipe, targets, site.url("/one")) == ""
            asked = await watching.facts("GET", "/asked")
            assert (asked.initiator_kind, asked.initiator_url) == ("script", site.url("/a.js"))
            assert json.loads(asked.initiator or b"")["stack"]["callFrames"][0]["functionName"] == "ask"
            assert (asked.page, asked.resource_type) == ("page_1", "fetch")
            script = await watching.facts("GET", "/a.js")
            assert (script.initiator_kind, script.initiator_url) == ("parser", site.url("/one"))
            assert (await watching.facts("GET", "/worked")).page == "page_1"
            framed = await watching.facts("GET", "/framed")
            assert (framed.page, framed.extra["_documentURL"]) == ("page_1", site.url("/frame"))
            await until(lambda: any(page.load_us for page in watching.watch.pages()))
            await navigate(pipe, targets, site.url("/two"))
            cached = await watching.stayed("/a.js")
            assert (cached.delivery, cached.page, cached.status) == (Delivery.CACHE, "page_2", 200)
            blocked = await watching.stayed("/blocked.png")
            assert (blocked.delivery, blocked.error) == (Delivery.BLOCKED, "blocked:csp")
            assert [flow.url for flow in watching.unsent].count(site.url("/a.js")) == 1
        assert [path for _, path, _ in site.log].count("/a.js") == 1

    run(pages, story)


def test_a_service_worker_s_own_answer_never_left_and_one_it_passed_on_did():
    worker = (
        "oninstall = () => skipWaiting(); onactivate = event => event.waitUntil(clients.claim());"
        "onfetch = event => { const path = new URL(event.request.url).pathname;"
        " if (path == '/made') event.respondWith(new Response('made'));"
        " if (path == '/passed') event.respondWith(fetch(event.request)); }"
    )
    pages: Pages = {
        "/": (
            HTML,
            "<script>navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() =>"
            " new Promise(done => navigator.serviceWorker.controller ? done() :"
            " navigator.serviceWorker.addEventListener('controllerchange', done)))"
            ".then(() => fetch('/made')).then(() => fetch('/passed'))</script>",
            (),
        ),
        "/sw.js": (SCRIPT, worker, ()),
        "/passed": (TEXT, "passed", ()),
    }

    async def story(site: Site) -> None:
        watching = Watching(site)
        async with chromium(watching.watch.feed) as (pipe, targets, _):
            await navigate(pipe, targets, site.url("/"))
            assert (await watching.stayed("/made")).delivery is Delivery.SERVICE_WORKER
            assert (await watching.stayed("/passed")).delivery is Delivery.SERVICE_WORKER
            facts = await watching.facts("GET", "/passed")
            assert facts.initiator_url == site.url("/sw.js")

    run(pages, story)


def test_a_cookie_that_was_held_back_is_named():
    pages: Pages = {
        "/sets": (TEXT, "set", (("Set-Cookie", "lax=v4lue; SameSite=Lax"), ("Set-Cookie", "bad=1; Domain=a.example"))),
        "/page": (
            HTML,
            "<script>fetch(location.search.slice(1), {mode: 'no-cors', credentials: 'include'})</script>",
            (),
        ),
        "/asked": (TEXT, "x", ()),
    }

    async def story(site: Site) -> None:
        watch = RequestWatch(clock_us=now_us)
        facts: list[RequestFacts] = []

        def known(url: str) -> bool:
            found = watch.facts_for("GET", url, now_us())
            facts.extend([found] if found and "_blockedCookies" in found.extra else [])
            return bool(facts)

        async with chromium(watch.feed) as (pipe, targets, _):
            other = site.url("/sets", "other.test")
            await navigate(pipe, targets, other)
            await until(lambda: site.log)
            await until(lambda: watch._by_address[("GET", other)][0].ended_us)
            assert known(other)
            assert facts[0].extra["_blockedCookies"]["response"] == [{"name": "bad", "reasons": ["InvalidDomain"]}]
            facts.clear()
            asked = site.url("/asked", "other.test")
            await navigate(pipe, targets, site.url("/page?" + asked))
            await until(lambda: watch._by_address.get(("GET", asked), [None])[0])
            await until(lambda: watch._by_address[("GET", asked)][0].ended_us)
            assert known(asked)
            (held,) = facts[0].extra["_blockedCookies"]["request"]
            assert (held["name"], any("SameSiteLax" in reason for reason in held["reasons"])) == ("lax", True)
            assert b"v4lue" not in json.dumps(facts[0].extra).encode()

    run(pages, story)


@asynccontextmanager
async def recording(sink: ListSink, *, cap_bytes: int = 100_000, events: list[Event] | None = None):
    """The pipe, the targets and a recorder that ticks."""
    told: list[BrowserRecorder] = []

    def feed(session: str | None, method: str, params: dict[str, Any]) -> None:
        for recorder in told:
            recorder.feed(session, method, params)
        if events is not None:
            events.append((session, method, params))

    async def tick(recorder: BrowserRecorder) -> None:
        while True:
            recorder.tick(now_us())
            await asyncio.sleep(0.05)

    async with chromium(feed, network=network_options(cap_bytes)) as (pipe, targets, _):
        fetcher = BodyFetcher(pipe, cap_bytes=cap_bytes)
        recorder = BrowserRecorder(sink, clock_us=now_us, fetcher=fetcher, body_cap_bytes=cap_bytes)
        told.append(recorder)
        for page in targets.pages():
            info = {"targetId": page.id, "type": "page"}
            recorder.feed(None, "Target.attachedToTarget", {"sessionId": page.session, "targetInfo": info})
        ticking = asyncio.create_task(tick(recorder))
        yield pipe, targets
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking
        await fetcher.settle(2)
        recorder.finish()


def test_a_page_is_recorded_without_interception():
    script = """
      fetch('/echo', {method: 'POST', body: JSON.stringify({motif: 'suivi'}), headers: {'content-type': 'application/json'}});
      const form = new FormData(); form.append('f', new Blob(['hello']), 'x.txt');
      fetch('/echo?form', {method: 'POST', body: form});
      fetch('/echo?long', {method: 'POST', body: 'é'.repeat(40000)});
      fetch('/from'); fetch('/large');
      fetch('/old').then(answer => answer.text()).then(() => fetch('/old')).then(answer => answer.text());
      const socket = new WebSocket('ws://' + location.host + '/ws'); let heard = 0;
      socket.onopen = () => socket.send('bonjour'); socket.onmessage = () => { if (++heard == 2) socket.close() };
      const stream = new EventSource('/events'); stream.onerror = () => stream.close();
    """
    pages: Pages = {
        "/": (HTML, f"<title>Accueil</title><script>{script}</script><img src=/i.png>", ()),
        "/i.png": ("image/png", b"\x89PNG\r\n", ()),
        "/from": (TEXT, "", (("Location", "/to"),)),
        "/to": (TEXT, "arrived", ()),
        "/old": (TEXT, "not changed", (("ETag", '"1"'), ("Cache-Control", "no-cache"))),
    }

    async def story(site: Site) -> None:
        sink = ListSink()
        async with recording(sink) as (pipe, targets):
            await navigate(pipe, targets, site.url("/"))
            await until(lambda: any(flow.url.endswith("/events") for flow in sink.begun.values()))
            await until(lambda: any(b'"n":1' in part for part in sink.parts.values()))
            await until(lambda: any(b"zzz" in part for part in sink.parts.values()))
            assert not any(flow.url.endswith("/events") for flow in sink.flows)
            site.may_end.set()
            await until(lambda: len(sink.flows) >= 13)
        check_flows(sink, site)

    def check_flows(sink: ListSink, site: Site) -> None:
        posted = sink.at("/echo", "POST")
        assert (posted.request_body, posted.request_mime) == (Body(data=b'{"motif":"suivi"}'), "application/json")
        assert posted.response_body == Body(data=b'{"size":17}', form=BodyForm.TEXT)
        assert (posted.http_version, posted.status, posted.response_wire_size) == ("HTTP/1.1", 200, 11)
        assert (posted.initiator_kind, posted.page, posted.resource_type) == ("script", "page_1", "fetch")
        assert posted.connection is not None
        assert (posted.connection.server_address, posted.connection.server_port) == ("127.0.0.1", site.server_port)
        assert posted.timings.wait is not None
        form = sink.at("/echo?form", "POST").request_body
        assert form is not None
        assert b"hello" in form.data
        long = sink.at("/echo?long", "POST")
        assert long.request_body is not None
        assert (len(long.request_body.data), long.request_body.truncated) == (80_000, False)
        assert (sink.at("/from").status, sink.at("/from").redirect_url) == (302, site.url("/to"))
        assert sink.at("/to").response_body == Body(data=b"arrived", form=BodyForm.TEXT)
        first, second = (flow for flow in sink.flows if flow.url.endswith("/old"))
        assert (first.delivery, second.delivery, second.status) == (Delivery.NETWORK, Delivery.REVALIDATED, 304)
        assert sink.at("/i.png").response_body == Body(data=b"\x89PNG\r\n")
        large = sink.at("/large")
        assert (large.response_body, large.response_body_size) == (Body(data=b"z" * 100_000, truncated=True), 300_000)
        messages = [(message.from_client, message.opcode, message.data) for _, message in sink.messages]
        assert messages == [(True, 1, b"bonjour"), (False, 1, b"echo bonjour"), (False, 2, b"\x00\xff")]
        assert (sink.at("/ws").status, sink.at("/ws").duration_us is not None) == (101, True)
        assert sink.at("/events").response_body == Body(data=b'data: {"n":1}\n\ndata: {"n":2}\n\n')
        document = sink.at("/")
        assert (document.resource_type, document.response_body is not None) == ("document", True)
        assert sink.pages["page_1"].load_us is not None

    run(pages, story)


def test_the_state_of_a_page_at_a_moment():
    pages: Pages = {
        "/": (
            HTML,
            "<h1>Bonjour</h1><p style='display:none'>caché</p><script>localStorage.k = 'v'; sessionStorage.s = 't';"
            "document.cookie = 'c=1; SameSite=Strict; max-age=600'; const asked = indexedDB.open('base');"
            "asked.onsuccess = () => { const frame = document.createElement('iframe');"
            " frame.src = location.search.slice(1); document.body.append(frame) }</script>",
            (("Set-Cookie", "session=1; HttpOnly"),),
        ),
        "/inner": (HTML, "Dedans<script>localStorage.o = 'p'; fetch('/ready')</script>", ()),
    }

    async def story(site: Site) -> None:
        async with chromium(nothing) as (pipe, targets, _):
            assert (await version(pipe)).product.startswith(("Chrome/", "HeadlessChrome/"))
            inner = site.url("/inner", "inner.test")
            await navigate(pipe, targets, site.url("/?" + inner))
            await until(lambda: any(path == "/ready" for _, path, _ in site.log))
            states, missing = await take_state(pipe, targets, marker_us=7)
        assert missing == ()
        kept = {state.kind: state.data for state in states}
        assert {state.marker_us for state in states} == {7}
        assert states[0].url.startswith(site.url("/?"))
        assert kept[StateKind.SCREENSHOT].startswith(b"\x89PNG")
        assert kept[StateKind.TEXT].decode().split() == ["Bonjour", "Dedans"]
        cookies = {cookie["name"]: cookie for cookie in json.loads(kept[StateKind.COOKIES])}
        assert (cookies["session"]["http_only"], cookies["session"]["expires_us"]) == (True, None)
        assert (cookies["c"]["same_site"], cookies["c"]["expires_us"] > now_us()) == ("Strict", True)
        origin, other = site.url(""), site.url("", "inner.test")
        assert json.loads(kept[StateKind.LOCAL_STORAGE]) == {origin: {"k": "v"}, other: {"o": "p"}}
        assert json.loads(kept[StateKind.SESSION_STORAGE]) == {origin: {"s": "t"}}
        assert json.loads(kept[StateKind.INDEXED_DB]) == {origin: ["base"]}

    run(pages, story)


def test_a_page_that_hangs_costs_what_needs_it_and_only_that():
    pages: Pages = {"/": (HTML, "<script>fetch('/hangs').then(() => { for (;;); })</script>", ())}

    async def story(site: Site) -> None:
        async with chromium(nothing) as (pipe, targets, _):
            await navigate(pipe, targets, site.url("/"))
            await until(lambda: any(path == "/hangs" for _, path, _ in site.log))
            await asyncio.sleep(0.2)
            started = time.monotonic()
            states, missing = await take_state(pipe, targets, marker_us=7, part_s=0.6)
            assert time.monotonic() - started < 20  # far less where nothing else is at work
        assert [state.kind for state in states if state.kind not in missing] == [StateKind.COOKIES]

    run(pages, story)


def test_a_window_that_opens_is_heard_from_its_first_request_and_is_in_front():
    pages: Pages = {
        "/": (HTML, "<script>window.open('/opened')</script>", ()),
        "/opened": (HTML, "<script>alert(1); fetch('/first')</script>", ()),
    }

    async def story(site: Site) -> None:
        watching = Watching(site)
        async with chromium(watching.watch.feed) as (pipe, targets, _):
            await navigate(pipe, targets, site.url("/"))
            assert (await watching.facts("GET", "/first")).page == "page_2"
            assert (await watching.facts("GET", "/opened")).resource_type == "document"
            front = await targets.front()
            assert front is not None
            assert front.url == site.url("/opened")

    run(pages, story)


def test_a_browser_that_is_killed_fails_what_waits():
    async def story(_site: Site) -> None:
        async with chromium(nothing) as (pipe, targets, number):
            (page,) = targets.pages()
            endless = {"expression": "new Promise(() => 0)", "awaitPromise": True}
            waiting = asyncio.create_task(pipe.call("Runtime.evaluate", endless, page.session, timeout_s=10))
            await asyncio.sleep(0)
            os.killpg(number, signal.SIGKILL)
            with pytest.raises(BrowserEnded):
                await waiting
            assert isinstance(targets, Targets)

    run({}, story)


def run(pages: Pages, story: Any) -> None:
    async def bounded(site: Site) -> None:
        async with asyncio.timeout(40):
            await story(site)

    with serve(pages) as site:
        asyncio.run(bounded(site))
