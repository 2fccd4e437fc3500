"""Captures that other tools published: every entry is read, and mitmproxy's reader agrees where it can."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from inspector.formats.har.reader import open_har
from inspector.model.errors import InputUnreadable
from inspector.model.flow import Body, FlowRecord, decode_headers
from inspector.model.flow import Warning as Oddity
from inspector.store.addresses import split_url

SHARED = Path(__file__).parents[3] / "shared"
HARS = SHARED / "hars"
pytestmark = pytest.mark.skipif(not HARS.is_dir(), reason="the folder of shared captures is not here")


def _counts() -> dict[str, str]:
    if not HARS.is_dir():
        return {}
    rows = [line.split("|") for line in (HARS / "INDEX.md").read_text().splitlines() if ".har |" in line]
    return {row[1].strip(): row[7].strip() for row in rows}


@pytest.mark.parametrize(("name", "entries"), [pair for pair in _counts().items() if pair[1] != "-"])
def test_every_entry_of_a_published_capture_is_read(name, entries):
    with open_har(HARS / name) as har:
        items = list(har)
    assert sum(isinstance(item, FlowRecord) for item in items) == int(entries) == har.tail.entries
    assert {item.code for item in items if isinstance(item, Oddity)} <= {"no-timestamp"}


@pytest.mark.parametrize(
    ("name", "said"),
    [("haralyzer--single_entry.har", "not a HAR"), ("harviewer--not-json.har", "not JSON at byte 110")],
)
def test_a_published_file_that_is_no_har_is_named(name, said):
    with pytest.raises(InputUnreadable, match=said):
        open_har(HARS / name)


@pytest.mark.parametrize("name", ["charles", "firefox", "postdata", "with-bom"])
def test_mitmproxy_reads_the_same_out_of_the_same_file(name):
    wanted = json.loads((SHARED / "hars-expected" / f"mitmproxy--{name}.json").read_text())
    with open_har(HARS / f"mitmproxy--{name}.har") as har:
        flows = [item for item in har if isinstance(item, FlowRecord)]
    assert len(flows) == len(wanted)
    for flow, other in zip(flows, wanted, strict=True):
        _compare(flow, other)


def _compare(flow: FlowRecord, other: dict[str, Any]) -> None:
    request, response = other["request"], other["response"]
    scheme, host, port, _path = split_url(flow.url)
    assert (flow.method, scheme, host, port) == tuple(request[k] for k in ("method", "scheme", "host", "port"))
    assert flow.url.split("/", 3)[3] == request["path"][1:]
    wanted = [tuple(pair) for pair in request["headers"]]
    added = [pair for pair in wanted if pair[0].lower() == "content-length"]  # mitmproxy writes one of its own
    assert [p for p in wanted if p not in added] == [
        p for p in decode_headers(flow.request_headers) if p[0].lower() != "content-length"
    ]
    assert flow.status == response["status_code"]
    assert flow.started_us is not None
    assert abs(flow.started_us - request["timestamp_start"] * 1e6) < 1000
    assert _digest(flow.request_body) == request["contentHash"]
    assert _digest(flow.response_body) == response["contentHash"]


def _digest(body: Body | None) -> str:
    return hashlib.sha256(body.data if body else b"").hexdigest()
