"""A span shows the value's own bytes."""

import base64
import gzip
import json

import pytest

from inspector.decode.flow import decode_flow
from inspector.decode.replaying.steps import steps_of
from inspector.decode.span import span_of, span_of_place
from inspector.model.flow import CaptureId, FlowContent, FlowId, Location, Side, SocketMessage
from inspector.model.leaf import Place
from tests.decode.flows import flow_content, stored


def place(location: Location, path: str, layers: tuple[str, ...], side: Side = Side.REQUEST) -> Place:
    return Place(capture=CaptureId(1), flow=FlowId(1), entry=0, side=side, location=location, path=path, layers=layers)


def shown(content: FlowContent, source: bytes, where: Place) -> bytes | None:
    span = span_of_place(content, where)
    return source[span[0] : span[1]] if span else None


def test_the_bytes_of_url_and_query_values_stand_in_the_url() -> None:
    url = "https://é.example/a/m%C3%A9d?x=1&em=a%40b.example&dl=https%3A%2F%2Fc.example%2Fp%3Fm%3Divg%2520x#frag"
    content, data = flow_content(url=url), url.encode()
    assert shown(content, data, place(Location.QUERY, "em", ("url",))) == b"a%40b.example"
    assert shown(content, data, place(Location.QUERY, "dl > m", ("url", "url"))) == b"ivg%2520x"
    assert shown(content, data, place(Location.QUERY, "dl > path[0]", ("url",))) == b"p"
    assert shown(content, data, place(Location.URL, "host", ())) == "é.example".encode()
    assert shown(content, data, place(Location.URL, "path[1]", ("url",))) == b"m%C3%A9d"
    assert shown(content, data, place(Location.URL, "fragment", ())) == b"frag"


def test_the_bytes_of_header_and_cookie_values_stand_in_that_header() -> None:
    headers = (("A", "1"), ("a", "https://c.example/?m=ivg"), ("Cookie", "x=1; sid=abc"), ("Cookie", 'sid="second"'))
    content = flow_content(request_headers=headers)
    assert shown(content, headers[1][1].encode(), place(Location.HEADER, "a#2 > m", ("url",))) == b"ivg"
    assert shown(content, headers[2][1].encode(), place(Location.COOKIE, "sid", ())) == b"abc"
    assert shown(content, headers[3][1].encode(), place(Location.COOKIE, "sid#2", ())) == b"second"


def test_the_bytes_of_a_json_string_leave_out_its_quotes() -> None:
    text = '{ "a" : "x\\u00e9\\"y", "b":[ 12.50 , true, {"a":"caf\u00e9 : \\"a\\": 1"}], "a":"again"}'
    content = flow_content(response_body=stored(text))
    source = text.encode()
    expected = {
        "$.a": b'x\\u00e9\\"y',
        "$.b[0]": b"12.50",
        "$.b[1]": b"true",
        "$['a#2']": b"again",
        "$.b[2].a": 'caf\u00e9 : \\"a\\": 1'.encode(),
    }
    for path, value in expected.items():
        assert shown(content, source, place(Location.BODY, path, ("json",), Side.RESPONSE)) == value


def test_base64_and_json_in_strings_are_mapped_and_compression_is_not() -> None:
    inner = json.dumps({"m": "Annonce"})
    packed = base64.b64encode(gzip.compress(inner.encode())).decode()
    text = json.dumps({"s": inner, "b": base64.b64encode(inner.encode()).decode(), "z": packed})
    content, source = flow_content(request_body=stored(text)), text.encode()
    assert shown(content, source, place(Location.BODY, "$.s > $.m", ("json", "json-string"))) == b"Annonce"
    mapped = shown(content, source, place(Location.BODY, "$.b > $.m", ("json", "base64", "json")))
    assert mapped is not None
    assert mapped in base64.b64encode(inner.encode())
    assert span_of_place(content, place(Location.BODY, "$.z > $.m", ("json", "base64", "gzip", "json"))) is None


@pytest.mark.parametrize(
    ("text", "mime", "path", "layers", "value"),
    [
        ("a=1&m=c+d&m=%C3%A9", "application/x-www-form-urlencoded", "m#2", ("form", "url"), b"%C3%A9"),
        ('{"a":1}\n{"m":"x"}\n', "", "#2 > $.m", ("ndjson", "json"), b"x"),
        ('data: {"m":"x"}\n\nevent: e\ndata: {"m":"yy"}\n\n', "text/event-stream", "#2 > $.m", ("sse", "json"), b"yy"),
        ('{"event_id":"1"}\n{"type":"event"}\n{"m":"x"}\n', "", "#1 > $.m", ("sentry-envelope", "json"), b"x"),
        (')]}\',\n{"m":"x"}', "", "$.m", ("json",), b"x"),
        ('cb({"m":"x"});', "", "$.m", ("jsonp", "json"), b"x"),
        (
            '--B\r\nContent-Disposition: form-data; name="m"\r\n\r\nval\r\n--B--\r\n',
            "multipart/form-data; boundary=B",
            "m",
            ("multipart",),
            b"val",
        ),
        ("Bonjour", "text/plain", "", (), b"Bonjour"),
    ],
)
def test_the_bytes_of_body_values(text: str, mime: str, path: str, layers: tuple[str, ...], value: bytes) -> None:
    location = Location.SSE if "event" in mime else Location.BODY
    content = flow_content(request_body=stored(text), request_mime=mime)
    assert shown(content, text.encode(), place(location, path, layers)) == value


def test_the_bytes_of_a_message_stand_in_that_message() -> None:
    messages = tuple(SocketMessage(at_us=None, from_client=True, opcode=1, data=d) for d in (b"{}", b'{"m":"xyz"}'))
    content = flow_content(messages=messages)
    assert shown(content, messages[1].data, place(Location.WEBSOCKET, "#2 > $.m", ("json",))) == b"xyz"


def test_every_leaf_of_a_json_body_has_its_own_span() -> None:
    text = json.dumps({"a": [1, "1", {"a": "1"}], "b": {"c": None, "": "x"}, "d": -0.5})
    content = flow_content(response_body=stored(text))
    decoded = decode_flow(content)
    spans = [span_of(content, d, leaf) for d, leaf in decoded.leaves() if d.location is Location.BODY]
    assert None not in spans
    assert len(set(spans)) == len(spans)
    assert [text[a:b] for a, b in spans if (a, b)] == ["1", "1", "1", "null", "x", "-0.5"]  # type: ignore[misc]


def test_steps_lead_from_the_stored_bytes_to_the_value() -> None:
    event = json.dumps({"details": {"page_url": "https://c.example/?motive=Annonce%20x"}})
    body = gzip.compress(json.dumps({"Data": base64.b64encode(event.encode()).decode()}).encode())
    layers = ("gzip", "json", "base64", "json", "url")
    where = place(Location.BODY, "$.Data > $.details.page_url > motive", layers)
    steps = steps_of(flow_content(request_body=stored(body)), where)
    assert tuple(step.layer for step in steps) == layers
    assert steps[0].before.startswith("1f 8b")
    assert steps[2].after == event
    assert steps[-1].after == "Annonce x"
    assert all(len(text) <= 162 for step in steps for text in (step.before, step.after))


def test_a_place_that_is_not_there_has_neither_span_nor_steps() -> None:
    where = place(Location.BODY, "$.no", ("json",))
    assert span_of_place(flow_content(), where) is None
    assert steps_of(flow_content(), where) == ()
