"""What Chromium 156 really told of a visit, replayed: two pages that share a script, with a POST, a redirect, a socket,
a worker, a frame and an image that a policy stops. Requests to rdv.example:8080 were made on loopback."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from inspector.capture.devtools.recorder import BrowserRecorder
from inspector.capture.devtools.watch import RequestWatch
from inspector.model.flow import Body, BodyForm, Delivery, FlowRecord
from tests.capture.devtools.doubles import Bodies, Clock, Event, ListSink

SITE = "http://rdv.example:8080"


@pytest.fixture(scope="module")
def events() -> list[Event]:
    lines = Path(__file__).with_name("recorded.jsonl").read_text(encoding="utf-8").splitlines()
    return [tuple(json.loads(line)) for line in lines]


def summary(flows: list[FlowRecord]) -> list[tuple[str, str, int | None, Delivery, str | None]]:
    """Method, path, status, delivery and page, in the order the requests began."""
    ordered = sorted(flows, key=lambda flow: flow.started_us or 0)
    return [(flow.method, urlsplit(flow.url).path, flow.status, flow.delivery, flow.page) for flow in ordered]


def test_the_recorder_makes_every_request_of_the_visit_a_flow(events: list[Event]):
    clock, sink = Clock(), ListSink()
    recorder = BrowserRecorder(sink, clock_us=clock, fetcher=Bodies({"/to": Body(data=b"arrived", form=BodyForm.TEXT)}))
    for event in events:
        recorder.feed(*event)
    recorder.tick(clock.pass_s(1))
    assert recorder.open_flows == 0
    first = [line[:4] for line in summary(sink.flows) if line[4] == "page_1" and line[1] != "/favicon.ico"]
    assert sorted(first, key=lambda line: line[1]) == [
        ("GET", "/", 200, Delivery.NETWORK),
        ("GET", "/a.js", 200, Delivery.NETWORK),
        ("POST", "/echo", 200, Delivery.NETWORK),
        ("GET", "/frame", 200, Delivery.NETWORK),
        ("GET", "/framed", 404, Delivery.NETWORK),
        ("GET", "/from", 302, Delivery.NETWORK),
        ("GET", "/to", 200, Delivery.NETWORK),
        ("GET", "/w.js", 200, Delivery.NETWORK),
        ("GET", "/worked", 404, Delivery.NETWORK),
        ("GET", "/ws", 101, Delivery.NETWORK),
    ]
    second = [line[1:4] for line in summary(sink.flows) if line[4] == "page_2"]
    assert ("/a.js", 200, Delivery.CACHE) in second
    assert ("/blocked.png", None, Delivery.BLOCKED) in second
    assert sink.at("/echo", "POST").request_body == Body(data=b'{"motif":"suivi"}')
    assert sink.at("/to").response_body == Body(data=b"arrived", form=BodyForm.TEXT)
    assert [message.data for _, message in sink.messages[:3]] == [b"bonjour", b"echo bonjour", b"\x00\xff"]
    assert [page.title for page in sink.pages.values()] == [f"{SITE}/", f"{SITE}/two"]
    assert all(page.load_us and page.content_load_us for page in sink.pages.values())


def test_the_watch_knows_who_asked_and_tells_only_what_stayed(events: list[Event]):
    clock = Clock()
    watch = RequestWatch(clock_us=clock)
    for event in events:
        watch.feed(*event)
    began_us = next(round(params["wallTime"] * 1e6) for _, method, params in events if method.endswith("WillBeSent"))
    known = {}
    for method, path in (("POST", "/echo"), ("GET", "/to"), ("GET", "/ws"), ("GET", "/framed"), ("GET", "/worked")):
        known[path] = watch.facts_for(method, SITE + path, began_us + 500_000)
    kinds = {path: facts and (facts.initiator_kind, facts.initiator_url) for path, facts in known.items()}
    assert kinds == {
        "/echo": ("script", f"{SITE}/a.js"),
        "/to": ("script", f"{SITE}/a.js"),
        "/ws": ("script", f"{SITE}/a.js"),
        "/framed": ("script", f"{SITE}/frame"),
        "/worked": ("script", f"{SITE}/w.js"),
    }
    document = watch.facts_for("GET", f"{SITE}/", began_us)
    assert document is not None
    assert document.extra["_blockedCookies"] == {"response": [{"name": "bad", "reasons": ["InvalidDomain"]}]}
    stayed = summary(watch.unsent(clock.pass_s(5)))
    assert stayed == [
        ("GET", "/a.js", 200, Delivery.CACHE, "page_2"),
        ("GET", "/blocked.png", None, Delivery.BLOCKED, "page_2"),
    ]
