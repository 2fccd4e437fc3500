"""What only the browser knows is joined to the proxy's flows; what never left is told once."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.capture.devtools.watch import RequestWatch
from inspector.model.flow import Body, BodyForm, Delivery, FlowRecord, decode_headers
from tests.capture.devtools.doubles import (
    SESSION,
    TAB,
    WALL_S,
    Bodies,
    Clock,
    Event,
    answer,
    answered,
    answered_more,
    attached,
    document,
    failed,
    finished,
    received,
    sent,
    sent_more,
)

START_US = int(WALL_S * 1_000_000)
URL = "https://tiers.example/p?x=1"


def watch(*events: Event, clock: Clock | None = None, bodies: Bodies | None = None) -> RequestWatch:
    made = RequestWatch(clock_us=clock or Clock(), fetcher=bodies)
    for event in (attached(), *events):
        made.feed(*event)
    return made


def whole(request: str, url: str = URL, **more: Any) -> tuple[Event, ...]:
    return sent(request, url, **more), sent_more(request), answered_more(request), answered(request), finished(request)


def stayed(*events: Event, bodies: Bodies | None = None, wait_s: float = 0.6) -> list[FlowRecord]:
    clock = Clock()
    watched = watch(*events, clock=clock, bodies=bodies)
    return watched.unsent(clock.pass_s(wait_s))


def test_facts_tell_who_asked_from_which_page():
    call = {"functionName": "", "scriptId": "3", "url": "https://cdn.example/t.js", "lineNumber": 4, "columnNumber": 2}
    initiator = {"type": "script", "stack": {"callFrames": [call]}}
    facts = watch(
        document("D1", "https://www.rdv.example/"), *whole("1", URL + "#part", initiator=initiator, loader="D1")
    ).facts_for("get", URL, START_US)
    assert facts is not None
    assert (facts.initiator_kind, facts.initiator_url) == ("script", "https://cdn.example/t.js")
    assert json.loads(facts.initiator or b"") == initiator
    assert (facts.page, facts.resource_type) == ("page_1", "fetch")
    assert facts.extra["_documentURL"] == "https://www.rdv.example/"
    assert facts.extra["_frame"] == TAB


def test_each_request_is_given_once_in_time_order():
    events = (*whole("1", at_s=0.0, type="Image"), *whole("2", at_s=1.0, type="Ping"))
    watched = watch(*events)
    asked = [watched.facts_for("GET", URL, START_US + 1_100_000) for _ in range(3)]
    assert [facts and facts.resource_type for facts in asked] == ["fetch", "fetch", None]
    assert watched.facts_for("POST", URL, START_US) is None


def test_a_request_far_away_in_time_is_another_one():
    assert watch(*whole("1")).facts_for("GET", URL, START_US - 10_000_000) is None
    assert watch(*whole("1")).facts_for("GET", URL, START_US + 3_600_000_000) is None


def test_a_socket_is_found_under_the_address_the_proxy_sees():
    created = {"requestId": "1", "url": "wss://tiers.example/ws", "initiator": {"type": "script"}}
    asked = {"requestId": "1", "timestamp": 1.0, "wallTime": WALL_S, "request": {"headers": {"Host": "tiers.example"}}}
    watched = watch(
        (SESSION, "Network.webSocketCreated", created), (SESSION, "Network.webSocketWillSendHandshakeRequest", asked)
    )
    facts = watched.facts_for("GET", "https://tiers.example/ws", START_US)
    assert facts is not None
    assert facts.resource_type == "websocket"


def test_blocked_cookies_are_named_with_reasons_and_without_values():
    held = {"blockedReasons": ["SameSiteLax"], "cookie": {"name": "id", "value": "v4lue", "domain": "a.b", "path": "/"}}
    taken = {"blockedReasons": [], "cookie": {"name": "ok", "value": "v4lue", "domain": "a.b", "path": "/"}}
    refused = {"blockedReasons": ["InvalidDomain"], "cookieLine": "bad=v4lue; Domain=x"}
    events = (
        sent("1", URL),
        sent_more("1", cookies=[held, taken]),
        answered_more("1", blockedCookies=[refused]),
        answered("1"),
        finished("1"),
    )
    facts = watch(*events).facts_for("GET", URL, START_US)
    assert facts is not None
    assert facts.extra["_blockedCookies"] == {
        "request": [{"name": "id", "reasons": ["SameSiteLax"], "domain": "a.b", "path": "/"}],
        "response": [{"name": "bad", "reasons": ["InvalidDomain"]}],
    }


def test_each_hop_of_a_redirect_is_a_request_with_what_was_told_of_it():
    hop = answer(url=URL, status=302, statusText="Found")
    events = (
        sent("1", URL),
        sent_more("1", {"Cookie": "first=1"}),
        answered_more("1", status=302),
        sent_more("1", {"Cookie": "second=1"}),  # told before the hop itself
        sent("1", "https://other.example/", at_s=0.1, redirectResponse=hop, redirectHasExtraInfo=True),
        answered_more("1"),
        answered("1"),
        finished("1"),
    )
    watched = watch(*events)
    second = watched.facts_for("GET", "https://other.example/", START_US)
    assert second is not None
    assert second.extra["_redirectedFrom"] == URL
    assert watched.facts_for("GET", URL, START_US) is not None


def test_what_a_cache_answered_is_told_once_with_its_body():
    body = Body(data=b"from disk", form=BodyForm.TEXT)
    events = (
        sent("1", URL),
        answered("1", has_more=False, fromDiskCache=True, headers={"Set-Cookie": "a=1\nb=2"}),
        received("1", 9),
        finished("1", size=0),
    )
    clock = Clock()
    watched = watch(*events, clock=clock, bodies=Bodies({"/p?x=1": body}))
    assert watched.unsent(clock.pass_s(0.3)) == []
    (flow,) = watched.unsent(clock.pass_s(0.3))
    assert (flow.delivery, flow.status, flow.response_body) == (Delivery.CACHE, 200, body)
    assert decode_headers(flow.response_headers) == (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    assert json.loads(flow.extra or b"")["_fromCache"] == "disk"
    assert flow.connection is None
    assert watched.unsent(clock.pass_s(5)) == []


def test_memory_cache_and_service_worker_are_told_apart():
    served = (SESSION, "Network.requestServedFromCache", {"requestId": "1"})
    memory = (sent("1", URL), served, answered("1", has_more=False), finished("1", size=0))
    worker = (sent("2", URL), answered("2", has_more=False, fromServiceWorker=True), finished("2", size=0))
    flows = stayed(*memory, *worker)
    assert [flow.delivery for flow in flows] == [Delivery.CACHE, Delivery.SERVICE_WORKER]
    assert json.loads(flows[0].extra or b"")["_fromCache"] == "memory"


def test_a_request_that_a_cache_answered_is_not_taken_for_the_one_the_proxy_saw():
    cached = (sent("1", URL), answered("1", has_more=False, fromDiskCache=True), finished("1", size=0))
    watched = watch(*cached, *whole("2", at_s=0.5, initiator={"type": "parser", "url": "https://second.example/"}))
    facts = watched.facts_for("GET", URL, START_US + 500_000)
    assert facts is not None
    assert facts.initiator_url == "https://second.example/"


def test_what_was_stopped_before_it_left_is_blocked():
    csp = (sent("1", URL), failed("1", blockedReason="csp"))
    preflight = {"corsError": "PreflightMissingAllowOriginHeader", "failedParameter": ""}
    cors = (sent("2", URL, method="POST"), failed("2", errorText="net::ERR_FAILED", corsErrorStatus=preflight))
    assert [flow.delivery for flow in stayed(*csp, *cors)] == [Delivery.BLOCKED, Delivery.BLOCKED]


def test_an_answer_that_the_browser_then_hid_has_travelled():
    events = (sent("1", URL), sent_more("1"), answered_more("1"), failed("1", blockedReason="corp"))
    assert stayed(*events, wait_s=10) == []


def test_a_redirect_inside_the_browser_never_left():
    inner = answer(url="http://tiers.example/", status=307, headers={"Non-Authoritative-Reason": "HSTS"})
    events = (
        sent("1", "http://tiers.example/"),
        sent("1", "https://tiers.example/", redirectResponse=inner, redirectHasExtraInfo=False),
        sent_more("1"),
        answered_more("1"),
        answered("1"),
        finished("1"),
    )
    (flow,) = stayed(*events)
    assert (flow.delivery, flow.redirect_url) == (Delivery.INTERNAL_REDIRECT, "https://tiers.example/")


def test_a_failure_without_a_sign_of_sending_waits_for_the_proxy_first():
    events = (sent("1", URL), failed("1", errorText="net::ERR_TUNNEL_CONNECTION_FAILED"))
    assert stayed(*events, wait_s=1) == []
    (flow,) = stayed(*events, wait_s=4)
    assert (flow.delivery, flow.error) == (Delivery.FAILED, "net::ERR_TUNNEL_CONNECTION_FAILED")


def test_a_failure_the_proxy_saw_is_not_told_again():
    clock = Clock()
    watched = watch(sent("1", URL), failed("1", errorText="net::ERR_ABORTED", canceled=True), clock=clock)
    facts = watched.facts_for("GET", URL, START_US)
    assert facts is not None
    assert facts.error == "net::ERR_ABORTED"
    assert watched.unsent(clock.pass_s(10)) == []


def test_what_the_network_answered_and_data_addresses_are_not_unsent():
    data = (sent("2", "data:,x"), answered("2", has_more=False), finished("2"))
    assert stayed(*whole("1"), *data, wait_s=10) == []


def test_a_page_has_its_address_and_load_times_and_changes_are_told_once():
    frame = {"frame": {"id": TAB, "loaderId": "D1", "url": "https://www.rdv.example/"}}
    watched = watch(
        document("D1", "https://www.rdv.example/"),
        (SESSION, "Page.frameNavigated", frame),
        (SESSION, "Page.domContentEventFired", {"timestamp": 5000.25}),
        (SESSION, "Page.loadEventFired", {"timestamp": 5000.5}),
    )
    (page,) = watched.pages()
    assert (page.label, page.title, page.started_us) == ("page_1", "https://www.rdv.example/", START_US)
    assert (page.content_load_us, page.load_us) == (250_000, 500_000)
    assert watched.pages() == []


def test_the_frame_of_another_process_belongs_to_the_page_it_lies_in():
    frame = {"frame": {"id": TAB, "loaderId": "D1", "url": "https://www.rdv.example/"}}
    inner = {"sessionId": "S2", "targetInfo": {"targetId": "F2", "type": "iframe", "url": "", "title": ""}}
    inside = ("S2", *whole("1", loader="L9", frameId="F2")[0][1:])
    watched = watch(
        document("D1", "https://www.rdv.example/"),
        (SESSION, "Page.frameNavigated", frame),
        (SESSION, "Target.attachedToTarget", inner),
        inside,
    )
    facts = watched.facts_for("GET", URL, START_US)
    assert facts is not None
    assert facts.page == "page_1"


def test_a_deep_stack_is_cut():
    stack: dict[str, Any] = {"callFrames": [{"url": "https://a.example/" + "x" * 9000, "lineNumber": 1}] * 500}
    for _ in range(40):
        stack = {"callFrames": [], "parent": stack, "description": "await"}
    facts = watch(*whole("1", initiator={"type": "script", "stack": stack})).facts_for("GET", URL, START_US)
    assert facts is not None
    assert len(facts.initiator or b"") < 2_000


def test_many_requests_that_nobody_asks_for_do_not_pile_up():
    watched = watch()
    for number in range(9_000):
        watched.feed(*sent(str(number), f"https://tiers.example/{number}"))
    assert watched.facts_for("GET", "https://tiers.example/0", START_US) is None
    assert watched.facts_for("GET", "https://tiers.example/8999", START_US) is not None


MEMBERS = ("requestId", "request", "response", "timestamp", "wallTime", "initiator", "type", "frameId", "targetInfo")
MORE = ("redirectResponse", "hasExtraInfo", "sessionId", "frame", "data", "dataLength", "encodedDataLength")
INNER = ("id", "url", "headers", "callFrames", "parent", "frame", "loaderId", "status")
SIMPLE = st.sampled_from([None, True, 0, -1, 1.5, 1e300, 2**70, "1", "", SESSION, TAB, URL])
SHALLOW = SIMPLE | st.lists(SIMPLE, max_size=2) | st.dictionaries(st.sampled_from(INNER), SIMPLE, max_size=3)
PARAMS = st.dictionaries(st.sampled_from([*MEMBERS, *MORE]), SHALLOW, max_size=6)
METHODS = ["requestWillBeSent", "requestWillBeSentExtraInfo", "responseReceived", "responseReceivedExtraInfo"]
METHODS += ["dataReceived", "loadingFinished", "loadingFailed", "webSocketCreated", "webSocketClosed"]
METHODS += ["webSocketWillSendHandshakeRequest", "webSocketFrameSent", "webSocketFrameError"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([f"Network.{name}" for name in METHODS]), PARAMS)
        | st.tuples(
            st.sampled_from(["Target.attachedToTarget", "Target.targetInfoChanged", "Page.frameNavigated"])
            | st.just("Page.loadEventFired"),
            PARAMS,
        ),
        max_size=12,
    )
)
def test_events_of_any_shape_and_order_do_no_harm(events: list[tuple[str, dict[str, Any]]]):
    clock = Clock()
    watched = watch(document("1", URL), sent("2", URL), clock=clock)
    for method, params in events:
        watched.feed(SESSION, method, params)
        watched.feed(SESSION, method, {**sent("1", URL)[2], **params})
    watched.unsent(clock.pass_s(10))
    watched.facts_for("GET", URL, START_US)
    watched.pages()
