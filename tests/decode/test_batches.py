"""Batches that measuring and recording scripts send: every event's values, under paths that tell which event."""

import base64
import gzip
import json
import zlib
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.flow import decode_flow
from inspector.decode.protocols.rrweb import may_record, open_recordings
from inspector.decode.span import span_of
from tests.decode.flows import flow_content, places, stored

type Found = set[tuple[str, tuple[str, ...], object]]
FORM = "application/x-www-form-urlencoded"


def body(data: bytes | str, mime: str = "application/json") -> Found:
    found = places(decode_flow(flow_content(request_body=stored(data), request_mime=mime)))
    return {(path, layers, value) for at, path, layers, value in found if at == "body"}


def query(text: str) -> Found:
    found = places(decode_flow(flow_content(url=f"https://t.example/c?{text}")))
    return {(path, layers, value) for at, path, layers, value in found if at == "query"}


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def b64url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_each_line_of_a_measurement_batch_is_an_event() -> None:
    text = "en=page_view&_et=1\r\nen=search&ep.search_term=c%C5%93ur&dl=https%3A%2F%2Fc.example%2F%3Fm%3Divg"
    assert {
        ("#1 > en", ("ga-batch", "url"), "page_view"),
        ("#2 > ep.search_term", ("ga-batch", "url"), "cœur"),
        ("#2 > dl > m", ("ga-batch", "url", "url"), "ivg"),
    } <= body(text, "text/plain;charset=UTF-8")
    universal = "v=1&tid=UA-1-1&t=pageview&dp=%2Fivg\nv=1&t=event&tid=UA-1-1&ec=vih\n"
    assert ("#2 > ec", ("ga-batch", "url"), "vih") in body(universal, "text/plain")


def test_the_bytes_of_a_batched_event_stand_in_its_line() -> None:
    text = "en=page_view\nen=search&ep.q=c%C5%93ur"
    content = flow_content(request_body=stored(text), request_mime="text/plain")
    spans = {(d.path_of(leaf), span_of(content, d, leaf)) for d, leaf in decode_flow(content).leaves()}
    start = text.index("c%C5")
    assert ("#2 > ep.q", (start, len(text))) in spans
    assert {d.message for d, _ in decode_flow(content).leaves() if d.location.value == "body"} == {1, 2}


@pytest.mark.parametrize(
    "text", ["en=page view\nen=b", "token=a\ntoken=b", "en=x", "v=1&a=b\nv=1&a=c", "open=1\nopen=2"]
)
def test_lines_without_events_are_no_batch(text: str) -> None:
    assert not any("ga-batch" in layers for _, layers, _ in body(text, "text/plain"))


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        (
            ')]}\'\n\n52\n[["wrb.fr","x","[\\"vih\\",1]",null,"generic"]]\n25\n[["e",4,null,null,131]]\n',
            "#1 > $[0][2] > $[0]",
            "vih",
        ),
        ('17\n[[1,["a","vih"]]]\n14\n[[2,["noop"]]]\n', "#1 > $[0][1][1]", "vih"),
        ('17\n[[1,["a","vih"]]]14\n[[2,["noop"]]]', "#1 > $[0][1][1]", "vih"),
    ],
)
def test_chunks_behind_their_length_are_numbered(text: str, path: str, value: str) -> None:
    assert (path, value) in {(where, what) for where, _, what in body(text, "application/json")}


def test_a_text_with_a_number_before_json_is_no_chunk() -> None:
    assert body("2026\n[1,2]", "text/plain") == {("", (), "2026\n[1,2]")}


FIREHOSE = json.dumps({"DeliveryStreamName": "d", "Record": {"Data": b64('{"motive":"vih"}\n')}})
RECORDS = json.dumps({"StreamName": "d", "Records": [{"Data": b64('{"a":1}')}, {"Data": b64('{"motive":"vih"}')}]})


@pytest.mark.parametrize(
    ("data", "mime", "path", "layers"),
    [
        (FIREHOSE, "application/x-amz-json-1.1", "$.Record.Data > $.motive", ("json", "base64", "json")),
        (RECORDS, "application/x-amz-json-1.1", "$.Records[1].Data > $.motive", ("json", "base64", "json")),
        (
            f"Action=SendMessageBatch&SendMessageBatchRequestEntry.1.MessageBody={quote(json.dumps({'motive': 'vih'}))}",
            FORM,
            "SendMessageBatchRequestEntry.1.MessageBody > $.motive",
            ("form", "url", "json"),
        ),
        (json.dumps({"requests": ["?idsite=1&motive=vih"]}), "", "$.requests[0] > motive", ("json", "form", "url")),
        (
            json.dumps({"requests": ["?idsite=1&url=https%3A%2F%2Fc.example%2F%3Fmotive%3Dvih"]}),
            "",
            "$.requests[0] > url > motive",
            ("json", "form", "url", "url"),
        ),
        (
            json.dumps({"batch": [{"properties": {"motive": "vih"}}]}),
            "text/plain",
            "$.batch[0].properties.motive",
            ("json",),
        ),
        (
            f"data={quote(b64(json.dumps([{'motive': 'vih'}])))}",
            FORM,
            "data > $[0].motive",
            ("form", "url", "base64", "json"),
        ),
        (f"client=k&e={quote(json.dumps([{'motive': 'vih'}]))}", FORM, "e > $[0].motive", ("form", "url", "json")),
        (
            json.dumps({"data": [{"e": "ue", "ue_px": b64url('{"data":{"motive":"vih"},"x":"~~~???>>>"}')}]}),
            "",
            "$.data[0].ue_px > $.data.motive",
            ("json", "base64url", "json"),
        ),
        ("p0=e%3Dvp%26motive%3Dvih&a=1", FORM, "p0 > motive", ("form", "url", "form", "url")),
        ("AQB=1&c.&a.&motive=vih&.a&.c&AQE=1", FORM, "motive", ("form", "url")),
        ("AQB=1&c.&a.&motive=vih&.a&.c&AQE=1", "text/plain", "motive", ("form", "url")),
        ("id=1&ev=View&cd[motive]=vih&ud[em]=ab", FORM, "cd[motive]", ("form", "url")),
        ("patient[motive]=vih&x=1", FORM, "patient[motive]", ("form", "url")),
        (
            '--X\r\nContent-Disposition: form-data; name="cd[motive]"\r\n\r\nvih\r\n--X--\r\n',
            "multipart/form-data; boundary=X",
            "cd[motive]",
            ("multipart",),
        ),
        (
            "count=1&ofs=0&req0___data__=%7B%22motive%22%3A%22vih%22%7D",
            FORM,
            "req0___data__ > $.motive",
            ("form", "url", "json"),
        ),
        ("a=1&inner=motive%3Dvih%26y%3D2", FORM, "inner > motive", ("form", "url", "form", "url")),
        (
            json.dumps({"f": "a=1&j=" + quote('{"motive":"vih"}')}),
            "",
            "$.f > j > $.motive",
            ("json", "form", "url", "json"),
        ),
        ('{"events":[{"name":"page","data":{"motive":"vih"}}]}', "text/plain", "$.events[0].data.motive", ("json",)),
        ('{"a":1}\n{"motive":"vih"}', "text/plain", "#2 > $.motive", ("ndjson", "json")),
    ],
)
def test_a_value_in_a_batch_becomes_a_leaf(data: str, mime: str, path: str, layers: tuple[str, ...]) -> None:
    assert (path, layers, "vih") in body(data, mime)


def test_json_in_the_parameters_of_a_pixel_is_opened() -> None:
    found = query(f"event=view&ed={quote(json.dumps({'motive': 'vih'}))}&cd%5Bname%5D=ivg")
    assert {("ed > $.motive", ("url", "json"), "vih"), ("cd[name]", ("url",), "ivg")} <= found


def node(number: int, tag: str, *children: dict[str, Any], **attributes: str) -> dict[str, Any]:
    return {"type": 2, "tagName": tag, "attributes": attributes, "childNodes": list(children), "id": number}


def words(number: int, text: str) -> dict[str, Any]:
    return {"type": 3, "textContent": text, "id": number}


SNAPSHOT: dict[str, Any] = {
    "node": {
        "type": 0,
        "id": 1,
        "childNodes": [
            node(
                2,
                "html",
                node(3, "style", words(4, "p{color:red}")),
                node(5, "p", words(6, "Annonce de résultats"), **{"class": "big"}),
                node(7, "input", name="motive", value="ivg", type="text"),
                node(8, "a", words(9, "****"), href="https://c.example/?m=vih"),
            )
        ],
    }
}
EVENTS: list[dict[str, Any]] = [
    {"type": kind, "data": data, "timestamp": 1_700_000_000_000 + number}
    for number, (kind, data) in enumerate(
        [
            (4, {"href": "https://c.example/p?motive=ivg", "width": 10, "height": 20}),
            (2, SNAPSHOT),
            (3, {"source": 1, "positions": [{"x": 1, "y": 2, "id": 3, "timeOffset": 0}] * 50}),
            (3, {"source": 5, "text": "Camille", "isChecked": False, "id": 7}),
            (
                3,
                {
                    "source": 0,
                    "texts": [{"id": 6, "value": "Deux"}],
                    "adds": [{"parentId": 5, "node": words(20, "Trois")}],
                },
            ),
            (5, {"tag": "breadcrumb", "payload": {"message": "click"}}),
            (3, {"source": 2, "type": 2, "patient": "kept"}),
            (1, {}),
        ]
    )
]
READ = {
    ("$[0] > href > motive", "ivg"),
    ("$[1] > p", "Annonce de résultats"),
    ("$[1] > input[name=motive]@value", "ivg"),
    ("$[1] > a@href > m", "vih"),
    ("$[3] > input[name=motive]@value", "Camille"),
    ("$[4] > p", "Trois"),
    ("$[4] > p#2", "Deux"),
    ("$[5] > $.data.payload.message", "click"),
    ("$[6] > $.data.patient", "kept"),
}


def test_a_recording_gives_what_could_be_read_or_typed_and_nothing_else() -> None:
    found = body(json.dumps(EVENTS))
    assert {(path, value) for path, layers, value in found if layers[:2] == ("json", "rrweb")} >= READ
    assert len(found) < 20
    assert not any("color" in str(value) or value == "big" for *_, value in found)


def test_a_recording_is_found_inside_other_json_which_stays() -> None:
    text = json.dumps({"token": "t", "properties": {"$snapshot_data": EVENTS[:2], "patient": "x"}})
    found = {(path, value) for path, _, value in body(text)}
    assert {("$.token", "t"), ("$.properties.patient", "x")} <= found
    assert ("$.properties['$snapshot_data'][1] > p", "Annonce de résultats") in found
    assert not any(path.endswith("timestamp") for path, _ in found)


@pytest.mark.parametrize(
    ("data", "prefix"),
    [
        (json.dumps({"events": b64(json.dumps(EVENTS))}), "$.events > "),
        (json.dumps({"e": base64.b64encode(zlib.compress(json.dumps(EVENTS).encode())).decode()}), "$.e > "),
        (json.dumps({"events": json.dumps(EVENTS)}), "$.events > "),
        (gzip.compress(json.dumps(EVENTS).encode()), ""),
        (f"x=1&data={quote(b64(json.dumps(EVENTS)))}", "data > "),
    ],
)
def test_a_packed_recording_is_opened_too(data: bytes | str, prefix: str) -> None:
    found = {(path, value) for path, _, value in body(data, FORM if prefix == "data > " else "")}
    assert {(prefix + path, value) for path, value in READ} <= found


def test_events_whose_data_are_compressed_are_read() -> None:
    packed = gzip.compress(json.dumps(SNAPSHOT).encode(), mtime=0).decode("latin-1")
    events = [EVENTS[0], {**EVENTS[1], "data": packed, "cv": "2024-10"}]
    assert ("$[1] > p", ("json", "rrweb"), "Annonce de résultats") in body(json.dumps(events))


@pytest.mark.parametrize(
    "value",
    [
        [],
        [1, 2, 3],
        [{"type": 3, "data": {"motive": "vih"}, "timestamp": 1.7e12}],
        [{"type": 2, "data": {"node": "vih"}, "timestamp": 1.7e12}],
        [{"type": "2", "data": SNAPSHOT, "timestamp": 1.7e12}],
        [{"type": 2, "data": SNAPSHOT, "timestamp": 12}],
        [{"type": 2, "data": SNAPSHOT}],
        [EVENTS[1], {"type": 3, "motive": "vih"}],
        [{"type": 4, "data": {"href": "x"}, "timestamp": 1.7e12}],
        {"type": 2, "data": SNAPSHOT, "timestamp": 1.7e12},
        [[[[[[[[EVENTS]]]]]]]],
    ],
)
def test_arrays_that_look_nearly_so_stay_plain_json(value: object) -> None:
    assert open_recordings(value) is None


def test_other_keys_of_an_event_are_kept() -> None:
    events = [EVENTS[0], {**EVENTS[3], "patient": "Camille"}]
    assert ("$[1] > $.patient", ("json", "rrweb"), "Camille") in body(json.dumps(events))
    assert may_record(json.dumps(events))


_scalars = st.one_of(st.none(), st.integers(-2, 14), st.sampled_from(["x", "\x1f\x8b\x08\x00", "***"]), st.just(1.7e12))
_names = st.sampled_from(
    ["type", "data", "timestamp", "node", "childNodes", "source", "id", "text", "attributes", "adds", "href"]
)
_json = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=5), max_leaves=30
)


@settings(max_examples=300, deadline=None)
@given(_json, st.dictionaries(_names, _json, max_size=5))
def test_any_json_gives_the_same_twice_and_never_raises(value: object, data: dict[str, object]) -> None:
    events = [EVENTS[0], *({"type": kind, "data": data, "timestamp": 1.7e12} for kind in (0, 2, 3, 5)), value]
    for candidate in (value, events, events[:-1], {"events": events[:-1]}):
        assert open_recordings(candidate) == open_recordings(candidate)
    decode_flow(flow_content(request_body=stored(json.dumps(events[:-1]))))


def test_a_recording_in_a_file_of_a_form_is_read() -> None:
    records = [{**EVENTS[0]}, {**EVENTS[1], "type": 10}, {**EVENTS[3], "type": 11}]
    segment = zlib.compress(json.dumps({"records": records}).encode())
    head = b'--X\r\nContent-Disposition: form-data; name="segment"; filename="s"\r\nContent-Type: application/octet-stream\r\n\r\n'
    found = body(head + segment + b"\r\n--X--\r\n", "multipart/form-data; boundary=X")
    layers = ("multipart", "deflate", "json", "rrweb")
    assert ("segment > $.records[2] > input[name=motive]@value", layers, "Camille") in found


def test_a_long_recording_costs_no_more_leaves_than_it_shows() -> None:
    moves = [{**EVENTS[2], "timestamp": 1_700_000_000_100 + number} for number in range(2000)]
    found = body(json.dumps([*EVENTS, *moves]))
    assert len(found) == len(body(json.dumps(EVENTS)))
