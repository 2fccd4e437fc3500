"""Frames of message protocols, event streams, JSON lines, XML: what they carry, and what only looks like them."""

import base64
import gzip
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.bodies import BODY_DECODERS, open_body
from inspector.decode.flow import decode_flow
from inspector.decode.limits import Limits
from inspector.decode.payload import Payload
from inspector.decode.span import span_of
from inspector.decode.strings import open_string
from inspector.model.flow import SocketMessage
from tests.decode.flows import flow_content, places, stored

type Found = set[tuple[str, tuple[str, ...], object]]


def message(data: bytes) -> Found:
    """What a WebSocket message gives; paths without `#1 > `."""
    messages = (SocketMessage(at_us=None, from_client=True, opcode=1, data=data),)
    found = places(decode_flow(flow_content(messages=messages)))
    return {
        (path.removeprefix("#1").removeprefix(" > "), layers, value)
        for at, path, layers, value in found
        if at == "websocket"
    }


def body(data: bytes | str, mime: str = "") -> Found:
    """What a request body gives."""
    found = places(decode_flow(flow_content(request_body=stored(data), request_mime=mime)))
    return {(path, layers, value) for at, path, layers, value in found if at in ("body", "sse")}


@pytest.mark.parametrize(
    ("data", "path", "layers", "value"),
    [
        (b'42["chat",{"m":"x y"}]', "$[0]", ("socketio", "json"), "chat"),
        (b'42/admin,7["chat",{"m":"x y"}]', "$[1].m", ("socketio", "json"), "x y"),
        (b'42/admin?token=abc,["chat"]', "namespace > token", ("socketio", "url"), "abc"),
        (b"40/admin?token=abc,", "namespace > token", ("socketio", "url"), "abc"),
        (b'40{"token":"abc"}', "$.token", ("socketio", "json"), "abc"),
        (b'430["ok"]', "$[0]", ("socketio", "json"), "ok"),
        (b'451-["up",{"_placeholder":true,"num":0}]', "$[0]", ("socketio", "json"), "up"),
        (b'0{"sid":"a","upgrades":["websocket"]}', "$.sid", ("socketio", "json"), "a"),
        (b'{"protocol":"json","version":1}\x1e{"type":6}\x1e', "#1 > $.protocol", ("signalr", "json"), "json"),
        (b'a["{\\"m\\":\\"x y\\"}"]', "$[0] > $.m", ("websocket", "json", "json-string"), "x y"),
        (b'c[3000,"Go away!"]', "$[1]", ("websocket", "json"), "Go away!"),
        (b"SEND\ndestination:/q/a\\cb\n\nhello you\0", "destination", ("stomp",), "/q/a:b"),
        (b"SEND\ndestination:/q/a\n\nhello you\0", "", ("stomp",), "hello you"),
        (b'MESSAGE\r\nid:1\r\n\r\n{"m":"x y"}\0\n', "$.m", ("stomp", "json"), "x y"),
        (b'SEND\na:1\n\n{"m":1}\0SEND\na:2\n\n{"m":"x"}\0', "#2 > $.m", ("stomp", "json"), "x"),
        (b'SEND\ncontent-length:9\n\n{"m":"\\u0"}\0', "command", ("stomp",), "SEND"),
        (
            b'a["MESSAGE\\nid:1\\n\\n{\\"m\\":\\"x y\\"}\\u0000"]',
            "$[0] > $.m",
            ("websocket", "json", "stomp", "json"),
            "x y",
        ),
        (b'["SEND\\nid:1\\n\\n{\\"m\\":\\"x y\\"}\\u0000"]', "$[0] > $.m", ("json", "stomp", "json"), "x y"),
        (b'["1","2","room:a","new_msg",{"body":"x y"}]', "$[4].body", ("json",), "x y"),
        (b'{"command":"message","data":"{\\"body\\":\\"x y\\"}"}', "$.data > $.body", ("json", "json-string"), "x y"),
        (b"\x02\x91\x06\x02\x91\x06", "#1 > $[0]", ("signalr", "msgpack"), 6),
        (b"\x02\x91\x06\x0c\x95\x01\x80\xc0\xa4chat\x91\xa1x", "#2 > $[3]", ("signalr", "msgpack"), "chat"),
        (b'\x30\x10\x00\x05chat/{"m":"x"}', "$.m", ("websocket", "json"), "x"),
        (b'\x32\x13\x00\x05chat/\x00\x01\x00{"m":"x"}', "topic", ("websocket",), "chat/"),
        (b"\x10\x16\x00\x04MQTT\x04\xc2\x00\x3c\x00\x02c1\x00\x02me\x00\x02pw", "password", ("websocket",), "pw"),
        (b"<message to='a'><body>x y</body></message>", "/message/body", ("xml",), "x y"),
    ],
)
def test_a_frame_shows_what_it_carries(data: bytes, path: str, layers: tuple[str, ...], value: object) -> None:
    assert (path, layers, value) in message(data)


@pytest.mark.parametrize(
    ("data", "path", "layers", "value"),
    [
        ('20:42["chat",{"m":"é"}]2:40', "#1 > $[1].m", ("socketio", "json"), "é"),
        ('40\x1e42["chat","x y"]', "#2 > $[1]", ("socketio", "json"), "x y"),
        ("4hello you\x1e2", "#1", ("socketio",), "hello you"),
        ("2\x1ebeyJtIjoieCB5In0=", "#2 > $.m", ("socketio", "base64", "json"), "x y"),
        ("2:4018:b4eyJtIjoieCB5In0=", "#2 > $.m", ("socketio", "base64", "json"), "x y"),
        (b'\x00\x01\x04\xff42["chat","x"]', "$[1]", ("socketio", "json"), "x"),
        ('0{"sid":"a","upgrades":[]}', "$.sid", ("socketio", "json"), "a"),
        ('42["chat","x y"]', "$[1]", ("socketio", "json"), "x y"),
    ],
)
def test_long_polling_gives_its_packets(data: bytes | str, path: str, layers: tuple[str, ...], value: object) -> None:
    assert (path, layers, value) in body(data, "text/plain;charset=UTF-8")


@pytest.mark.parametrize(
    "data",
    [
        "12345:abc",
        "12:30",
        "3:402:40",
        "Motif : consultation",
        "1.2.3",
        "42",
        "2026[draft]",
        "a[b]",
        "SEND\nus a message",
        "SEND\nto:you\n\nwithout an end",
        "c[1]",
        "data: is plural\nbut: not here",
        "10:15:00 GET /motive",
        "<3 merci",
        "a < b > c",
        "<div>12</div",
        "100\nlines of text",
        "2026\n[draft] text",
    ],
)
def test_a_decoy_body_stays_one_text(data: str) -> None:
    assert body(data, "text/plain") == {("", (), data)}


def test_numbers_csv_and_logs_are_what_they_say() -> None:
    assert body("[1,2,3]", "text/plain") == {("$[0]", ("json",), 1), ("$[1]", ("json",), 2), ("$[2]", ("json",), 3)}
    for text in (
        "a,b\n1,2\n",
        "2026-11-22 INFO a=b\n2026-11-22 WARN c=d\n",
        "time=1 level=info\r\ntime=2 level=warn\r\n",
    ):
        assert body(text, "text/plain") == {("", (), text)}


def test_an_event_has_its_name_and_id_and_joined_data() -> None:
    found = body('id: 7\nevent: msg\ndata: {"m":\ndata: "x y"}\n\ndata: two\n\n', "text/event-stream")
    assert {
        ("#1 > $.m", ("sse", "json"), "x y"),
        ("#1 > event", ("sse",), "msg"),
        ("#1 > id", ("sse",), "7"),
        ("#2", ("sse",), "two"),
    } == found
    assert ("#1 > $.m", ("sse", "json"), "x") in body('data: {"m":"x"}\n\n', "text/plain")


@pytest.mark.parametrize(
    ("data", "mime", "path", "value"),
    [
        ('{"a":1}\na log line\n{"m":"x"}', "", "#3 > $.m", "x"),
        ('{"a":1}\na log line\n{"m":"x"}', "", "#2", "a log line"),
        ('oops\n{"m":"x"}', "application/x-ndjson", "#2 > $.m", "x"),
        ('{"a":1}{"m":"x"}\n[1]', "", "#2 > $.m", "x"),
        ('{"a":1}{"m":"x"}{"cut', "", "#2 > $.m", "x"),
        ('{"a":1}{"m":"x"}{"cut', "", "#3", '{"cut'),
        ('\x1e{"a":1}\n\x1e{"m":"x"}\n', "application/json-seq", "#2 > $.m", "x"),
        ('{"index":{}}\n{"m":"x"}\n', "application/x-ndjson", "#2 > $.m", "x"),
    ],
)
def test_json_values_after_each_other_are_numbered(data: str, mime: str, path: str, value: str) -> None:
    assert (path, value) in {(where, what) for where, _, what in body(data, mime)}


def test_lines_inside_a_string_are_opened() -> None:
    data = base64.b64encode(b'{"m":"x"}\n{"m":"y"}\n').decode()
    assert ("$.d > #2 > $.m", ("json", "base64", "ndjson", "json"), "y") in body(json.dumps({"d": data}))
    assert open_string('{"m":"x"}\nsome words\n{"m":"y"}') == ()


@pytest.mark.parametrize(
    "text",
    [
        'cb({"m":"x"});',
        '/**/ typeof cb === "function" && cb({"m":"x"});',
        'typeof cb === "function" && cb({"m":"x"}, 200);',
        'window.cb && window.cb({"m":"x"})',
        'try{cb({"m":"x"})}catch(e){}',
        'cb(200, {"m":"x"});',
        '// hello\ncb({"m":"x"})\n',
        'cb("{\\"m\\":\\"x\\"}")',
    ],
)
@pytest.mark.parametrize("mime", ["application/javascript", "text/plain", ""])
def test_a_callback_gives_its_json(text: str, mime: str) -> None:
    assert "x" in {value for path, _, value in body(text, mime) if path.endswith("$.m")}


@pytest.mark.parametrize(
    "text", ["f(a){return {}}", "cb({a:1})", "cb({}) + cb({})", "if (x) {}", "cb({}", "(function(){})()"]
)
def test_a_script_is_no_callback(text: str) -> None:
    assert body(text, "application/javascript") == set()


B64 = base64.b64encode("Camille Témoin".encode()).decode()
XML = f"""<?xml version="1.0"?><s:Envelope xmlns:s="urn:s"><s:Body>
<field name="motive">vih</field><patient name="Camille"/><d><![CDATA[{{"m":"x y"}}]]></d><e>&lt;doc&gt;&lt;m&gt;ivg&lt;/m&gt;&lt;/doc&gt;</e>
<g>{B64}</g><h>{{&amp;quot;m&amp;quot;:&amp;quot;z&amp;quot;}}</h><i>one<b>two</b>three</i></s:Body></s:Envelope>"""


@pytest.mark.parametrize(
    ("path", "layers", "value"),
    [
        ("/Envelope/Body/field[@name='motive']", ("xml",), "vih"),
        ("/Envelope/Body/patient/@name", ("xml",), "Camille"),
        ("/Envelope/Body/d > $.m", ("xml", "json"), "x y"),
        ("/Envelope/Body/e > /doc/m", ("xml", "xml"), "ivg"),
        ("/Envelope/Body/g", ("xml", "base64"), "Camille Témoin"),
        ("/Envelope/Body/h > $.m", ("xml", "html", "json"), "z"),
        ("/Envelope/Body/i", ("xml",), "one three"),
        ("/Envelope/Body/i/b", ("xml",), "two"),
    ],
)
def test_xml_and_what_its_texts_hide(path: str, layers: tuple[str, ...], value: str) -> None:
    assert (path, layers, value) in body(XML, "text/xml")
    assert (f"$.x > {path}", ("json", *layers), value) in body(json.dumps({"x": XML}))


def test_a_property_list_goes_by_its_keys() -> None:
    text = (
        '<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x.dtd"><plist version="1.0"><dict>'
    )
    text += "<key>motive</key><string>vih</string><key>ids</key><array><integer>3</integer></array></dict></plist>"
    assert body(text, "text/xml") == {("$.motive", ("xml",), "vih"), ("$.ids[0]", ("xml",), 3)}
    entity = (
        text.replace("<plist", '<!ENTITY z "zzz"><plist')
        .replace('"x.dtd">', '"x.dtd" [', 1)
        .replace('"zzz">', '"zzz">]>')
    )
    assert all(value != "zzz" for _, _, value in body(entity.replace("vih", "&z;"), "text/xml"))


@pytest.mark.parametrize(
    "text", ["<p>Bonjour</p>", "<a b", "<b>x</b> y", "<-- x -->", "<x>1</y>", "<3", "{&quot;a", "&lt; 5 ans", "<x></x>"]
)
def test_markup_that_is_no_xml_document_stays_closed(text: str) -> None:
    assert not any("xml" in part.layers for part in open_string(text))


EVENT = {"type": 4, "data": {"href": "https://c.example/?motive=ivg", "width": 1, "height": 2}, "timestamp": 1.7e12}


def _envelope(recording: bytes, *, with_length: bool) -> bytes:
    length = f',"length":{len(recording)}' if with_length else ""
    head = f'{{"event_id":"1"}}\n{{"type":"replay_event"}}\n{{"urls":["x"]}}\n{{"type":"replay_recording"{length}}}\n'
    tail = b'\n{"type":"attachment","length":5,"filename":"ordonnance.txt","content_type":"text/plain"}\nhello\n'
    return head.encode() + recording + tail + b'{"type":"session"}\n{"sid":"s"}'


@pytest.mark.parametrize(("coding", "with_length"), [("", True), ("", False), ("deflate", True)])
def test_a_sentry_envelope_gives_all_its_items(coding: str, with_length: bool) -> None:
    events = json.dumps([EVENT]).encode()
    packed = zlib.compress(events) if coding else events
    envelope = _envelope(b'{"segment_id":0}\n' + packed, with_length=with_length)
    layers = ("sentry-envelope", *([coding] if coding else []), "json", "rrweb")
    found = body(envelope)
    assert {
        ("#1 > $.urls[0]", ("sentry-envelope", "json"), "x"),
        ("#2 > $[0] > href > motive", (*layers, "url"), "ivg"),
        ("#3", ("sentry-envelope",), "hello"),
        ("#3@header > $.filename", ("sentry-envelope", "json"), "ordonnance.txt"),
        ("#4 > $.sid", ("sentry-envelope", "json"), "s"),
    } <= found
    assert ("#4 > $.sid", ("gzip", "sentry-envelope", "json"), "s") in body(gzip.compress(envelope))


def test_older_sentry_bodies_and_forms_are_read() -> None:
    packed = base64.b64encode(zlib.compress(b'{"user":{"email":"a@b.example"}}')).decode()
    assert ("$.user.email", ("base64", "deflate", "json"), "a@b.example") in body(packed, "application/octet-stream")
    form = body(f"sentry_version=7&sentry_data={packed}".replace("+", "%2B"), "application/x-www-form-urlencoded")
    assert ("sentry_data > $.user.email", ("form", "url", "base64", "deflate", "json"), "a@b.example") in form


def test_a_plain_text_form_gives_its_fields() -> None:
    found = body("motive=Annonce de résultats\r\nnom=Camille\r\n", "text/plain")
    assert found == {("motive", ("form",), "Annonce de résultats"), ("nom", ("form",), "Camille")}


_OWN = ("websocket", "jsonp", "sentry-envelope", "stomp", "socketio", "signalr", "ndjson", "ga-batch", "xml", "sse")
_MIMES = (
    "",
    "text/plain",
    "text/event-stream",
    "application/json",
    "text/xml",
    "application/x-ndjson",
    "text/javascript",
)
_PIECES = st.sampled_from(
    rb"""0|4|42|12:|a[|"x"|]|SEND@|a:b@|{|}|{"a":1}|{"type":"event"}|{"dsn":"x"}|data: |<a>|</a>|<![CDATA[|]]>|<plist>"""
    rb"""|<dict>|cb(|)|;|&&|try{|)]}'|9@|[[|v=1&|en=|&|b""".replace(b"@", b"\n").split(b"|")
)
_MARKS = st.sampled_from([b"\x1e", b"\n", b"\0", b"\x00\x01\xff", b"\r\n", b"\xff"])


@settings(max_examples=400, deadline=None)
@given(
    data=st.one_of(st.binary(max_size=120), st.lists(_PIECES | _MARKS, max_size=25).map(b"".join)),
    mime=st.sampled_from(_MIMES),
)
def test_no_frame_ever_raises_and_each_gives_the_same_twice(data: bytes, mime: str) -> None:
    for decoder in BODY_DECODERS:
        if decoder.layer in _OWN:
            first = decoder.opener(Payload(data, mime, limits=Limits()))
            assert first == decoder.opener(Payload(data, mime, limits=Limits()))
            assert first is None or len(first) <= 4 * len(data) + 4
    open_body(Payload(data, mime, limits=Limits()))
    content = flow_content(request_body=stored(data), request_mime=mime)
    for document, leaf in decode_flow(content).leaves():
        span_of(content, document, leaf)
