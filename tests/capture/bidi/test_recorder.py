"""What Firefox tells over BiDi becomes flows and pages: replayed events, and a real browser."""

import asyncio
import gzip
import json
import os
import signal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector.capture.bidi.client import Client, open_session
from inspector.capture.bidi.commands import evaluate, front_tab, navigate
from inspector.capture.bidi.recorder import CANNOT_SEE, BidiRecorder
from inspector.capture.sink import Sink
from inspector.model.flow import BodyForm, Delivery, FlowRecord, Timings, decode_headers
from tests.capture.bidi.foxes import needs_firefox, open_firefox
from tests.capture.bidi.shop import Shop, open_shop
from tests.capture.bidi.sinks import BidiSink, run

START_MS = 1_790_000_000_000.25
START_US = 1_790_000_000_000_250


def event(
    name: str, *, url: str = "https://clinic.example/", request: dict[str, Any] | None = None, **more: Any
) -> Any:
    asked = {
        "request": "1",
        "url": url,
        "method": "GET",
        "headers": [{"name": "Host", "value": {"type": "string", "value": "clinic.example"}}],
        "bodySize": 0,
        "destination": "document",
        "initiatorType": None,
        "timings": {"requestTime": START_MS},
    }
    params = {"context": "tab", "navigation": None, "redirectCount": 0, "timestamp": START_MS + 3, "isBlocked": False}
    return f"network.{name}", params | {"request": asked | (request or {})} | more


def answer(status: int = 200, *, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "url": "",
        "protocol": "h2",
        "status": status,
        "statusText": "",
        "fromCache": False,
        "headers": [{"name": n, "value": {"type": "string", "value": v}} for n, v in (headers or {}).items()],
        "mimeType": "text/html",
        "bytesReceived": 10,
        "bodySize": 4,
    } | more


def replay(*events: Any, bodies: bool = False) -> BidiSink:
    """The sink after these events and the end of the recording."""
    sink = BidiSink()
    checked: Sink = sink

    async def story() -> None:
        recorder = BidiRecorder(checked, body_cap_bytes=1000)
        for method, params in events:
            recorder.listen(method, params)
        assert recorder.has_bodies is bodies
        await recorder.stop()
        assert recorder.open_count == 0

    run(story())
    return sink


def extra(flow: FlowRecord) -> dict[str, Any]:
    return msgspec.json.decode(flow.extra) if flow.extra else {}


def test_phases_are_kept_to_the_microsecond_and_what_did_not_happen_is_not_measured() -> None:
    moments = {
        "requestTime": START_MS,
        "dnsStart": START_MS + 1,
        "dnsEnd": START_MS + 1.5,
        "connectStart": START_MS + 2,
        "connectEnd": START_MS + 5,
        "tlsStart": START_MS + 3,
        "tlsEnd": START_MS + 5,
        "requestStart": START_MS + 6,
        "responseStart": START_MS + 9.75,
        "responseEnd": START_MS + 10,
    }
    asked = {"timings": moments}
    (flow,) = replay(event("beforeRequestSent"), event("responseCompleted", request=asked, response=answer())).flows
    assert flow.started_us == START_US
    assert flow.duration_us == 10_000
    assert flow.timings == Timings(blocked=1000, dns=500, connect=3000, tls=2000, wait=3750, receive=250)
    assert flow.http_version == "HTTP/2.0"
    reused = {"timings": {"requestTime": START_MS, "requestStart": START_MS + 1, "tlsEnd": START_MS + 1}}
    (flow,) = replay(event("beforeRequestSent"), event("responseCompleted", request=reused, response=answer())).flows
    assert flow.timings == Timings(blocked=1000)


def test_headers_keep_order_duplicates_case_and_bytes_that_are_no_text() -> None:
    headers = [
        {"name": "set-cookie", "value": {"type": "string", "value": "a=1"}},
        {"name": "Set-Cookie", "value": {"type": "string", "value": "b=2"}},
        {"name": "X-Odd", "value": {"type": "base64", "value": "6Q=="}},
        {"name": "X-Firefox-Spdy", "value": {"type": "string", "value": "h2"}},
        {"name": "X-Damaged", "value": {"type": "base64", "value": "!"}},
    ]
    done = event("responseCompleted", response=answer(headers={}) | {"headers": headers})
    (flow,) = replay(event("beforeRequestSent"), done).flows
    assert decode_headers(flow.response_headers) == (
        ("set-cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("X-Odd", "é"),
        ("X-Damaged", ""),
    )


@pytest.mark.parametrize(
    ("error", "delivery"),
    [
        ("NS_ERROR_CONNECTION_REFUSED", Delivery.FAILED),
        ("NS_ERROR_TRACKING_URI", Delivery.BLOCKED),
        ("NS_ERROR_CONTENT_BLOCKED", Delivery.BLOCKED),
        ("NS_BINDING_ABORTED", Delivery.FAILED),
    ],
)
def test_a_failure_says_whether_the_browser_stopped_it(error: str, delivery: Delivery) -> None:
    (flow,) = replay(event("beforeRequestSent"), event("fetchError", errorText=error)).flows
    assert (flow.delivery, flow.error, flow.status) == (delivery, error, None)


def test_an_error_after_the_answer_began_keeps_the_answer() -> None:
    (flow,) = replay(
        event("beforeRequestSent"),
        event("responseStarted", response=answer(200)),
        event("fetchError", errorText="NS_BINDING_ABORTED"),
    ).flows
    assert (flow.status, flow.error, flow.delivery) == (200, "NS_BINDING_ABORTED", Delivery.NETWORK)
    assert flow.response_wire_size is None


def test_each_step_of_a_redirect_is_a_flow() -> None:
    moved = answer(302, headers={"Location": "/next"})
    sink = replay(
        event("beforeRequestSent"),
        event("responseCompleted", response=moved),
        event("beforeRequestSent", url="https://clinic.example/next", redirectCount=1),
        event("responseCompleted", url="https://clinic.example/next", redirectCount=1, response=answer()),
    )
    first, second = sink.flows
    assert (first.status, first.redirect_url, first.initiator_kind) == (302, "/next", "other")
    assert (second.status, second.redirect_url, second.initiator_kind) == (200, None, "redirect")
    assert "_bodyNotAvailable" not in extra(first)


def test_a_redirect_that_the_browser_made_itself_never_left() -> None:
    first, second = replay(
        event("beforeRequestSent", url="http://clinic.example/"),
        event("beforeRequestSent", redirectCount=1),
        event("responseCompleted", redirectCount=1, response=answer()),
    ).flows
    assert first.delivery == Delivery.INTERNAL_REDIRECT
    assert first.redirect_url == "https://clinic.example/"
    assert second.delivery == Delivery.NETWORK


def test_a_challenge_and_the_request_with_credentials_are_two_flows() -> None:
    challenged, let_in = replay(
        event("beforeRequestSent"),
        event("responseStarted", response=answer(401)),
        event("authRequired", response=answer(401)),
        event("beforeRequestSent"),
        event("responseCompleted", response=answer(200)),
    ).flows
    assert [challenged.status, let_in.status] == [401, 200]


def test_the_browsers_own_pages_leave_no_flow_and_no_address() -> None:
    url, own = "https://gone.example/", "about:neterror?e=netReset&u=https%3A//gone.example/"
    navigation: dict[str, Any] = {"context": "tab", "navigation": "n1", "timestamp": START_MS}
    sink = replay(
        ("browsingContext.navigationStarted", navigation | {"url": url}),
        event("beforeRequestSent", url=url, navigation="n1"),
        event("fetchError", url=url, navigation="n1", errorText="NS_ERROR_NET_RESET"),
        ("browsingContext.navigationCommitted", navigation | {"url": own}),
        event("beforeRequestSent", url="data:font/woff2;base64,AA", request={"request": "2"}),
        event("beforeRequestSent", url="chrome://global/skin/x.css", request={"request": "3"}),
        ("browsingContext.load", navigation | {"url": own}),
    )
    assert [flow.url for flow in sink.flows] == [url]
    assert [page.title for page in sink.pages.values()] == [url]


def test_cache_revalidation_and_local_addresses_are_told_apart() -> None:
    def delivery(url: str = "https://clinic.example/a.js", **told: Any) -> Delivery:
        done = event("responseCompleted", url=url, response=answer(**told))
        (flow,) = replay(shown, event("beforeRequestSent", url=url), done).flows
        return flow.delivery

    committed = {"context": "tab", "navigation": "n1", "url": "https://clinic.example/", "timestamp": START_MS}
    shown = ("browsingContext.navigationCommitted", committed)

    assert delivery() == Delivery.NETWORK
    assert delivery(fromCache=True) == Delivery.CACHE
    assert delivery(status=304) == Delivery.REVALIDATED
    assert delivery("data:,x") == Delivery.LOCAL


def test_what_is_open_at_the_end_is_written_as_it_is() -> None:
    waiting, answered = replay(
        event("beforeRequestSent"),
        event("beforeRequestSent", request={"request": "2"}),
        event("responseStarted", request={"request": "2"}, response=answer()),
    ).flows
    assert (waiting.delivery, waiting.error, waiting.status) == (Delivery.FAILED, "recording ended", None)
    assert (answered.status, answered.error) == (200, "recording ended")
    assert extra(answered)["_bodyNotAvailable"] == {"response": "recording ended"}


def test_an_event_stream_has_its_row_before_it_ends() -> None:
    stream = answer(headers={"Content-Type": "text/event-stream"})
    sink = BidiSink()

    async def story() -> None:
        recorder = BidiRecorder(sink, body_cap_bytes=1000)
        for method, params in (event("beforeRequestSent"), event("responseStarted", response=stream)):
            recorder.listen(method, params)
        assert [flow.status for flow in sink.begun.values()] == [200]
        await recorder.stop()

    run(story())
    assert not sink.begun
    assert [flow.error for flow in sink.flows] == ["recording ended"]


def test_a_firefox_without_bodies_says_so_in_every_flow() -> None:
    asked = {"bodySize": 3, "method": "POST"}
    (flow,) = replay(event("beforeRequestSent"), event("responseCompleted", request=asked, response=answer())).flows
    assert (flow.request_body, flow.response_body) == (None, None)
    assert extra(flow)["_bodyNotAvailable"] == {"request": "not offered", "response": "not offered"}


@pytest.mark.parametrize(
    ("request_facts", "headers", "kind"),
    [
        ({"destination": "iframe"}, {}, "document"),
        ({"destination": "style"}, {}, "stylesheet"),
        ({"destination": "font"}, {}, "font"),
        ({"destination": "video"}, {}, "media"),
        ({"destination": "", "initiatorType": "fetch"}, {}, "fetch"),
        ({"destination": "", "initiatorType": "xmlhttprequest"}, {}, "xhr"),
        ({"destination": "", "method": "POST"}, {"Sec-Fetch-Mode": "no-cors"}, "ping"),
        ({"destination": ""}, {"Sec-Fetch-Mode": "websocket"}, "websocket"),
        ({"destination": ""}, {"Accept": "text/event-stream"}, "eventsource"),
        ({"destination": None}, {}, "other"),
    ],
)
def test_kinds_of_resources_have_the_words_of_a_har(
    request_facts: dict[str, Any], headers: dict[str, str], kind: str
) -> None:
    listed = [{"name": name, "value": {"type": "string", "value": value}} for name, value in headers.items()]
    asked = request_facts | {"headers": listed}
    (flow,) = replay(event("beforeRequestSent", request=asked), event("fetchError", request=asked, errorText="X")).flows
    assert flow.resource_type == kind


def test_a_request_belongs_to_the_page_of_its_tab_also_from_a_frame() -> None:
    def moved(name: str, navigation: str, url: str, context: str = "tab", after_ms: float = 0) -> Any:
        params = {"context": context, "navigation": navigation, "url": url, "timestamp": START_MS + after_ms}
        return f"browsingContext.{name}", params

    first, second = "https://clinic.example/", "https://clinic.example/agenda"
    frame = "https://ads.example/frame"
    created = {"context": "frame", "url": "about:blank", "parent": "tab", "children": None}
    sink = replay(
        moved("navigationStarted", "n1", first),
        event("beforeRequestSent", navigation="n1"),
        moved("navigationCommitted", "n1", first),
        ("browsingContext.contextCreated", created),
        moved("navigationStarted", "f1", frame, "frame"),
        event("beforeRequestSent", url=frame, context="frame", navigation="f1", request={"request": "2"}),
        moved("navigationCommitted", "f1", frame, "frame"),
        event("beforeRequestSent", context="frame", request={"request": "3"}),
        moved("domContentLoaded", "n1", first, after_ms=100),
        moved("load", "f1", frame, "frame", after_ms=150),
        moved("load", "n1", first, after_ms=200),
        moved("navigationStarted", "n2", second),
        event("beforeRequestSent", request={"request": "4"}),
        event("beforeRequestSent", url=second, navigation="n2", request={"request": "5"}),
        event("beforeRequestSent", context=None, request={"request": "6"}),
    )
    assert [flow.page for flow in sink.flows] == ["page_1", "page_1", "page_1", "page_1", "page_2", None]
    assert [flow.initiator_url for flow in sink.flows] == [None, first, frame, first, None, None]
    assert [flow.background for flow in sink.flows] == [False] * 5 + [True]
    page = sink.pages["page_1"]
    assert (page.title, page.started_us, page.content_load_us, page.load_us) == (first, START_US, 100_000, 200_000)
    assert set(sink.pages) == {"page_1", "page_2"}


def test_a_pause_leaves_out_what_begins_in_it() -> None:
    sink = BidiSink()

    async def story() -> None:
        recorder = BidiRecorder(sink, body_cap_bytes=1000)
        recorder.listen(*event("beforeRequestSent"))
        recorder.is_paused = True
        recorder.listen(*event("beforeRequestSent", request={"request": "2"}))
        recorder.listen(*event("fetchError", errorText="X"))
        recorder.is_paused = False
        recorder.listen(*event("fetchError", request={"request": "2"}, errorText="X"))
        await recorder.stop()

    run(story())
    assert len(sink.flows) == 1


def test_a_page_that_was_opened_in_a_pause_is_told_when_it_goes_on_loading() -> None:
    sink = BidiSink()
    moved = {"context": "tab", "navigation": "n1", "url": "https://clinic.example/", "timestamp": START_MS}

    async def story() -> None:
        recorder = BidiRecorder(sink, body_cap_bytes=1000)
        recorder.is_paused = True
        recorder.listen("browsingContext.navigationStarted", moved)
        recorder.listen(*event("beforeRequestSent", navigation="n1"))
        recorder.listen("browsingContext.navigationCommitted", moved)
        assert not sink.pages
        recorder.is_paused = False
        recorder.listen(*event("beforeRequestSent", request={"request": "2"}))
        assert list(sink.pages) == ["page_1"]
        await recorder.stop()

    run(story())
    assert [flow.page for flow in sink.flows] == ["page_1"]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"request": 1},
        {"request": {"request": "1", "headers": [{"name": 1}]}},
        {"request": {"request": "1", "timings": {"requestTime": "soon"}}},
        {"context": 3, "request": {"request": "1"}},
        {"request": {"request": "1", "timings": {"requestTime": 1e300}}, "timestamp": -1},
        {"request": {"request": "1", "url": "https://[", "headers": None}},
    ],
)
def test_events_of_another_shape_cost_themselves_only(params: dict[str, Any]) -> None:
    names = ("network.beforeRequestSent", "network.responseCompleted", "network.fetchError", "network.odd")
    pages = ("browsingContext.load", "browsingContext.contextCreated", "browsingContext.navigationStarted", "odd")
    sink = replay(*((name, params) for name in (*names, *pages)), event("beforeRequestSent", request={"request": "9"}))
    assert sink.flows[-1].url == "https://clinic.example/"


def test_more_open_requests_than_can_be_kept_lose_the_oldest_wait_not_its_row() -> None:
    sink = replay(*(event("beforeRequestSent", request={"request": str(number)}) for number in range(10_050)))
    assert len(sink.flows) == 10_050


# -- a real Firefox -----------------------------------------------------------------------------------------


async def drive(client: Client, shop: Shop, path: str) -> None:
    shop.done.clear()
    await navigate(client, shop.url(path))
    await shop.done.wait()


async def until(sink: BidiSink, path: str, *, times: int = 1) -> None:
    async with asyncio.timeout(10):
        while sum(flow.url.partition("?")[0].endswith(path) for flow in sink.flows) < times:
            await asyncio.sleep(0.02)


@needs_firefox
def test_a_real_visit_is_recorded_with_bodies_redirects_cache_and_failures() -> None:
    sink = BidiSink()

    async def story() -> None:
        async with open_shop() as shop, open_firefox() as profile:
            recorder = BidiRecorder(sink, body_cap_bytes=200_000)
            async with open_session(profile, listener=recorder.listen) as client:
                await recorder.start(client)
                assert recorder.has_bodies
                await drive(client, shop, "/")
                await until(sink, "/done")
                await drive(client, shop, "/more")
                await until(sink, "/done", times=2)
                await recorder.stop()
                shown = await front_tab(client)
                assert await evaluate(client, shown.context, "document.title") == "Suite"
            expect_first(sink, shop)
            expect_more(sink)

    run(story())


def expect_first(sink: BidiSink, shop: Shop) -> None:
    found = sink.paths()
    page = found["/"]
    assert (page.status, page.page, page.resource_type, page.http_version) == (200, "page_1", "document", "HTTP/1.1")
    assert page.started_us is not None
    assert page.timings.wait is not None
    assert [value for name, value in decode_headers(page.response_headers) if name == "Set-Cookie"] == [
        "session=s3cret; Path=/; HttpOnly; SameSite=Lax",
        "choice=all; Max-Age=3600; Path=/; SameSite=Strict",
    ]
    post = found["/api/search"]
    assert post.url == shop.url("/api/search?q=dentiste")
    assert post.request_body is not None
    assert json.loads(post.request_body.data) == {"motif": "Première consultation", "nom": "Lefèvre"}
    assert (post.request_mime, post.request_body_size) == ("application/json", len(post.request_body.data))
    assert ("Cookie", "session=s3cret; choice=all") in decode_headers(post.request_headers)
    assert post.response_body is not None
    assert json.loads(post.response_body.data) == {"praticien": "Éléonore"}
    assert (post.initiator_kind, post.initiator_url, post.page) == ("other", shop.url(), "page_1")
    moved, landed = found["/moved"], found["/landed"]
    assert (moved.status, moved.redirect_url, moved.response_body) == (302, "/landed", None)
    assert landed.response_body is not None
    assert landed.response_body.data == b"landed"
    binary = found["/binary"].response_body
    assert binary is not None
    assert (binary.data, binary.form) == (bytes(range(256)), BodyForm.BYTES)
    cached = [flow for flow in sink.flows if flow.url.endswith("/cached.js")]
    assert [flow.delivery for flow in cached] == [Delivery.NETWORK, Delivery.CACHE]
    fresh = [flow for flow in sink.flows if flow.url.endswith("/fresh")]
    assert [flow.delivery for flow in fresh] == [Delivery.NETWORK, Delivery.REVALIDATED]
    closed = found["/closed"]
    assert (closed.delivery, closed.error) == (Delivery.FAILED, "NS_ERROR_CONNECTION_REFUSED")
    beacon = found["/beacon"].request_body
    assert beacon is not None
    assert (beacon.data, found["/beacon"].resource_type) == (b"a=1&b=2", "ping")
    upload = found["/upload"].request_body
    assert upload is not None
    assert b"\r\n\r\n\x00\xff\xfe\r\n" in upload.data
    assert (found["/socket"].status, found["/socket"].resource_type) == (101, "websocket")
    assert sink.pages["page_1"].load_us is not None


def expect_more(sink: BidiSink) -> None:
    found = sink.paths()
    worker = found["/from-worker"].request_body
    assert worker is not None
    assert (worker.data, found["/from-worker"].page) == (b"worker=1", "page_2")
    packed = found["/packed"]
    assert packed.response_body is not None
    assert packed.response_body.data == b"unpacked"
    assert packed.response_wire_size == len(gzip.compress(b"unpacked"))
    assert ("Content-Encoding", "gzip") in decode_headers(packed.response_headers)
    large = found["/large"]
    assert large.response_body is None
    assert extra(large)["_bodyNotAvailable"] == {"response": "larger than the cap"}
    again, seen = found["/see-again"].request_body, found["/seen-again"].request_body
    assert again is not None
    assert seen is not None
    assert again.data == seen.data == b"kept=1"
    latin = found["/latin"].response_body
    assert latin is not None
    assert (latin.data.decode(), latin.form) == ("déjà", BodyForm.TEXT)
    endless = found["/endless"]
    assert (endless.status, endless.error) == (200, "NS_BINDING_ABORTED")
    assert "response" in extra(endless)["_bodyNotAvailable"]
    assert found["/made-up"].delivery == Delivery.CACHE  # "service-workers" in CANNOT_SEE
    assert "/service.js" not in found
    assert "/forbidden" not in found
    assert {"service-workers", "blocked-requests"} <= set(CANNOT_SEE)
    page = sink.pages["page_2"]
    assert page.extra is not None
    assert msgspec.json.decode(page.extra) == {"_documentTitle": "Suite"}


@needs_firefox
def test_bodies_are_kept_for_hosts_under_investigation_only_and_a_killed_browser_ends_the_recording() -> None:
    sink = BidiSink()

    async def story() -> None:
        async with open_shop() as shop, open_firefox() as profile:
            recorder = BidiRecorder(sink, body_cap_bytes=200_000, keeps_bodies_of=lambda host: host != "127.0.0.1")
            async with open_session(profile, listener=recorder.listen) as client:
                await recorder.start(client)
                await drive(client, shop, "/")
                await until(sink, "/api/search")
                kill(profile)
                await client.wait_ended()
                await recorder.stop()
            assert recorder.open_count == 0

    run(story())
    post = sink.paths()["/api/search"]
    assert (post.request_body, post.response_body) == (None, None)
    assert extra(post)["_bodyNotAvailable"] == {"request": "out of scope", "response": "out of scope"}


def kill(profile: Path) -> None:
    lock = str((profile / "lock").readlink())  # "address:+process"
    os.kill(int(lock.rpartition("+")[2]), signal.SIGKILL)
