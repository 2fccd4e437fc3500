"""What is exported is HAR 1.2, and reading it again loses nothing."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.formats.har.own import own_capture
from inspector.formats.har.writer import write_har
from inspector.model.flow import (
    Body,
    BodyForm,
    CaptureFacts,
    CaptureId,
    CaptureKind,
    Connection,
    Delivery,
    FlowContent,
    FlowFacts,
    FlowId,
    FlowRecord,
    Marker,
    Page,
    SocketMessage,
    StoredBody,
    Timings,
    decode_headers,
    encode_headers,
)
from tests.formats.hars import Read, make_entry, make_log, read, write

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "har-1.2.schema.json").read_text())
HARS = Path(__file__).parents[3] / "shared" / "hars"
NO_HARS = ("haralyzer--single_entry.har", "harviewer--not-json.har")
FACTS = CaptureFacts(
    id=CaptureId(1), name="a.har", kind=CaptureKind.HAR, scenario="refused", sha256="ab", size_bytes=1,
    producer="Firefox 151", browser="Firefox 151.0", har_version="1.2", entries=1, imported=1, sanitized=True,
    started_us=0, ended_us=0, environment={"os": "Debian"},
)  # fmt: skip
CAPTURE = own_capture(FACTS)


def stored(body: Body | None) -> StoredBody | None:
    if body is None:
        return None
    return StoredBody(data=body.data, form=body.form, size=len(body.data), sha256=b"", truncated=body.truncated)


def content_of(flow: FlowRecord, *, coded: bool = False) -> FlowContent:
    """The flow as the store would give it back."""
    names = set(FlowFacts.__struct_fields__) & set(FlowRecord.__struct_fields__)
    facts = FlowFacts(
        **{name: getattr(flow, name) for name in names},
        id=FlowId(1), capture=CaptureId(1), scheme="", host="", port=None, path="", server_address=None,
        request_size=0, response_size=0,
        has_request_body=flow.request_body is not None, has_response_body=flow.response_body is not None,
    )  # fmt: skip
    return FlowContent(
        facts=facts,
        request_headers=decode_headers(flow.request_headers),
        response_headers=decode_headers(flow.response_headers),
        request_body=stored(flow.request_body),
        response_body=stored(flow.response_body),
        messages=flow.messages,
        connection=flow.connection,
        extra=flow.extra,
        initiator=flow.initiator,
        content_coded=coded,
    )


def export(flows: list[FlowRecord], **changes: Any) -> bytes:
    target = io.BytesIO()
    options: dict[str, Any] = {"captures": [CAPTURE], "tool_version": "0.1"} | changes
    assert write_har(target, map(content_of, flows), **options) == len(flows)
    return target.getvalue()


def comparable(flow: FlowRecord) -> tuple[FlowRecord, Any, Any]:
    """Without what a stored flow does not tell: the sizes that the first file claimed."""
    extra = json.loads(flow.extra) if flow.extra else None
    initiator = json.loads(flow.initiator) if flow.initiator else None
    plain = msgspec.structs.replace(flow, entry=None, request_body_size=None, response_body_size=None)
    return msgspec.structs.replace(plain, extra=None, initiator=None), extra, initiator


def check(tmp_path: Path, flows: list[FlowRecord]) -> Any:
    text = export(flows)
    again = read(tmp_path, text, name="again.har").flows
    assert [comparable(flow) for flow in again] == [comparable(flow) for flow in flows]
    return json.loads(text)


@pytest.mark.skipif(not HARS.is_dir(), reason="the folder of shared captures is not here")
@pytest.mark.parametrize("path", [p for p in sorted(HARS.glob("*.har")) if p.name not in NO_HARS], ids=lambda p: p.name)
def test_a_published_capture_comes_through_and_is_valid(tmp_path, path):
    text = check(tmp_path, Read(path).flows)
    jsonschema.validate(text, SCHEMA)


def test_what_har_cannot_hold_comes_through(tmp_path):
    flow = FlowRecord(
        entry=0, started_us=None, duration_us=None, method="POST", url="https://a.example/x", status=None,
        request_headers=encode_headers((("A", "1"), ("a", "2"))),
        request_body=Body(data=b"\0\xff", form=BodyForm.BYTES),
        response_body=Body(data=b"plain", form=BodyForm.BYTES, truncated=True), response_mime="text/plain",
        delivery=Delivery.INTERNAL_REDIRECT, error="net::ERR", http_version="h3",
        timings=Timings(connect=5, tls=9), redirect_url="/y", resource_type="fetch",
        connection=Connection(label="1", server_address="odd", sni="a.example", alpn="h3", certificate=b'[{"pem":"x"}]'),
        messages=(SocketMessage(at_us=None, from_client=True, opcode=1, data=b"\xff"),),
    )  # fmt: skip
    jsonschema.validate(check(tmp_path, [flow]), SCHEMA)


def test_an_ordinary_flow_needs_nothing_of_our_own(tmp_path):
    flows = read(tmp_path, make_log([make_entry()])).flows
    assert "_enclair" not in check(tmp_path, flows)["log"]["entries"][0]


def test_a_recorded_body_is_written_free_of_its_encoding(tmp_path):
    import gzip

    flow = FlowRecord(
        entry=None, started_us=1, method="GET", url="https://a.example/", status=200, response_mime="application/json",
        response_headers=encode_headers((("content-encoding", "gzip"),)),
        response_body=Body(data=gzip.compress(b'{"a":1}')), response_wire_size=27,
    )  # fmt: skip
    target = io.BytesIO()
    contents = [content_of(flow, coded=True)]
    write_har(
        target, contents, captures=[CAPTURE], tool_version="0.1", uncode=lambda body, _: gzip.decompress(body.data)
    )
    response = json.loads(target.getvalue())["log"]["entries"][0]["response"]
    assert (response["content"]["text"], response["content"]["size"]) == ('{"a":1}', 7)
    assert (response["bodySize"], response["content"]["compression"]) == (27, -20)


def test_markers_pages_scenario_and_environment_come_through(tmp_path):
    pages = [Page(label="p", title="T", started_us=1_000_000, load_us=2500, extra=b'{"_x":1}')]
    markers = [Marker(at_us=5, kind="refused", label="L", note="N")]
    captures = [msgspec.structs.replace(CAPTURE, markers=tuple(markers))]
    head = read(tmp_path, export([], pages={1: pages}, captures=captures)).head
    assert head.pages == tuple(pages)
    assert head.markers == tuple(markers)
    assert (head.scenario, head.environment, head.sanitized) == ("refused", {"os": "Debian"}, True)


def test_flows_of_several_captures_say_which(tmp_path):
    flows = read(tmp_path, make_log([make_entry()])).flows
    other = msgspec.structs.replace(CAPTURE, number=2)
    text = json.loads(export(flows, captures=[CAPTURE, other]))
    assert text["log"]["entries"][0]["_enclair"] == {"capture": 1}


HEADERS = st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=3).map(tuple)
BODIES = st.none() | st.builds(
    Body, data=st.binary(max_size=20), form=st.sampled_from([BodyForm.BYTES]), truncated=st.booleans()
) | st.builds(Body, data=st.text(min_size=1, max_size=20).map(str.encode), form=st.just(BodyForm.TEXT))  # fmt: skip
SPANS = st.none() | st.integers(0, 10**12)
FLOWS = st.builds(
    FlowRecord,
    entry=st.none(), started_us=st.none() | st.integers(0, 4 * 10**15), duration_us=SPANS, method=st.text(max_size=5),
    url=st.text(max_size=30), http_version=st.text(max_size=8), request_headers=HEADERS.map(encode_headers),
    response_headers=HEADERS.map(encode_headers), request_mime=st.none() | st.text(max_size=9),
    response_mime=st.none() | st.text(max_size=9) | st.just("text/html"), request_body=BODIES, response_body=BODIES,
    status=st.none() | st.integers(0, 999), reason=st.text(max_size=5), response_wire_size=SPANS,
    redirect_url=st.none() | st.text(max_size=9), delivery=st.sampled_from(Delivery), error=st.none() | st.text(max_size=5),
    timings=st.builds(Timings, blocked=SPANS, connect=SPANS, tls=SPANS, wait=SPANS),
    page=st.none() | st.text(max_size=5), resource_type=st.none() | st.text(max_size=5),
)  # fmt: skip


@given(st.lists(FLOWS, max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
def test_any_flow_comes_through_and_is_valid(tmp_path, flows):
    jsonschema.validate(check(tmp_path, flows), SCHEMA)


def test_our_own_fields_in_a_hostile_file_cannot_break_a_flow(tmp_path):
    own = {"flow": {"request_headers": "bm90IGpzb24=", "started_us": 10**30, "extra": "eA==", "status": "x", "url": 1}}
    result = read(tmp_path, make_log([make_entry(_enclair=own)]))
    assert decode_headers(result.flows[0].request_headers) == (("accept", "*/*"),)
    assert result.flows[0].started_us == 1793523600000000


def test_the_writer_is_streaming(tmp_path):
    """No list of entries is ever built: each flow is asked for after the one before was written."""
    flow = read(tmp_path, make_log([make_entry()])).flows[0]
    target = io.BytesIO()
    seen: list[int] = []

    def flows() -> Iterator[FlowContent]:
        for _ in range(3):
            seen.append(target.tell())
            yield content_of(flow)

    write_har(target, flows(), captures=[CAPTURE], tool_version="0.1")
    assert seen == sorted(set(seen))


def test_write_is_reachable_from_a_path(tmp_path):
    assert Read(write(tmp_path, export([]))).tail.entries == 0
