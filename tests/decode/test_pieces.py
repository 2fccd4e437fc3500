"""Bytes inside binary messages, bytes written as characters, values cut in pieces, small scripts."""

import base64
import gzip
import hashlib
import json
import random
import zlib

import cbor2
import msgpack  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspector.decode.documents.script_body import open_script
from inspector.decode.flow import decode_flow
from inspector.decode.joined import joined_cookies, joined_labels
from inspector.decode.limits import DEFAULT_LIMITS
from inspector.decode.payload import Payload
from inspector.decode.strings import open_string
from inspector.model.flow import FlowContent
from tests.decode.flows import flow_content
from tests.decode.layer_samples import EMAIL, MOTIVE, SOURCE, b64, body, message, value
from tests.decode.wire import words

JSON = json.dumps({"v": EMAIL}).encode()
SCRIPT = "application/javascript"


def _chains(content: FlowContent, text: object) -> set[tuple[str, ...]]:
    return {document.layers for document, leaf in decode_flow(content).leaves() if leaf[2] == text}


@pytest.mark.parametrize(
    ("layer", "packed"), [("gzip", gzip.compress(JSON, mtime=0)), ("deflate", zlib.compress(JSON))]
)
def test_no_hexadecimal_is_told_where_none_was_captured(layer: str, packed: bytes) -> None:
    bodies = {
        "msgpack": (msgpack.packb({"ev": "view", "v": packed}), "application/msgpack"),
        "cbor": (cbor2.dumps({"ev": "view", "v": packed}), "application/cbor"),
        "protobuf": (words(2, "view") + words(3, packed), "application/x-protobuf"),
    }
    for format_, (data, mime) in bodies.items():
        assert _chains(body(data, mime), EMAIL) == {(format_, layer, "json")}
        assert _chains(message(data), EMAIL) == {(format_, layer, "json")}
    assert _chains(value(packed.hex()), EMAIL) == {("json", "hex", layer, "json")}


@pytest.mark.parametrize("size", [16, 20, 28, 32, 48, 64])
def test_a_digest_that_is_a_whole_body_or_message_is_kept_as_bytes(size: int) -> None:
    source = random.Random(size)
    for _ in range(100):
        data = source.randbytes(size)
        kept = [unread.data for unread in decode_flow(body(data, "application/octet-stream")).unread]
        assert kept in ([data], []) if data[0] in (0x1F, 0x78) else kept == [data] or _is_known(data)


def _is_known(data: bytes) -> bool:
    """MQTT, a SockJS frame and the like have a right to their first byte."""
    return data[0] >> 4 in (1, 2, 3, 8, 9, 10, 11, 12, 13, 14) or data[:1] in b"acmoh"


def test_texts_of_two_bytes_a_letter_are_read_without_a_mark() -> None:
    for charset in ("utf-16-le", "utf-16-be"):
        assert _chains(body(MOTIVE.encode(charset), "application/octet-stream"), MOTIVE) == {("utf-16",)}
        assert _chains(message(MOTIVE.encode(charset)), MOTIVE) == {("utf-16",)}


@settings(max_examples=100, deadline=None)
@given(text=st.text(min_size=1), level=st.integers(min_value=0, max_value=9))
def test_streams_written_as_characters_are_opened_as_bytes(text: str, level: int) -> None:
    tree = json.dumps({"v": text}).encode()
    for packed in (gzip.compress(tree), zlib.compress(tree, level)):
        (part,) = open_string(packed.decode("latin-1"))
        assert part.layers[-1] == "json"


@settings(max_examples=300, deadline=None)
@given(text=st.sampled_from(["\x1f\x8b\x08", "x\x9c", "x\x01", "=?utf-8?q?", "\\u{", "\\101", "&#"]), tail=st.text())
@example(text="=?utf-8?q?", tail="\x80?")
@example(text="=?punycode?q?", tail="=FF-\xe9?=")
@example(text="=?idna?q?", tail="xn--=FF.=FF?=")
@example(text="=?undefined?b?", tail="YWJj?=")
@example(text="=?hex?b?", tail="YWJj?=")
def test_no_such_beginning_makes_an_opener_raise(text: str, tail: str) -> None:
    assert open_string((text + tail) * 2) == open_string((text + tail) * 2)


@pytest.mark.parametrize("depth", range(1, 6))
def test_every_pair_of_quotes_around_json_is_a_layer(depth: int) -> None:
    text = json.dumps({"v": MOTIVE})
    for _ in range(depth - 1):
        text = json.dumps(text)
    assert _chains(value(text), MOTIVE) == {("json", *("json-string",) * depth)}


@pytest.mark.parametrize(
    "text",
    ["Tom &amp; Jerry", "a&nbsp;b", "10 &euro; le mois", "AT&T; yes", "width=20,height=40", "C:\\123\\456", "\\101",
     "x marks the spot", "=?x?q?", "abcdefghijklmnopqrstuvwxyz", "annonce-de-resultats-oncologie", '"just a quote"'],
)  # fmt: skip
def test_what_only_looks_alike_stays_closed(text: str) -> None:
    assert open_string(text) == ()


def test_small_letters_of_base32_open_and_random_ones_do_not() -> None:
    for text in (EMAIL, MOTIVE):
        written = base64.b32encode(text.encode()).decode().lower()
        assert {_chains(value(form), text).pop() for form in (written, written.rstrip("="))} == {("json", "base32")}
    source = random.Random(3)
    for size in (16, 24, 26, 32, 40, 52) * 500:
        assert open_string("".join(source.choices("abcdefghijklmnopqrstuvwxyz234567", k=size))) == ()


def test_cookies_that_count_on_are_joined_where_that_opens_them() -> None:
    text = b64(SOURCE)
    cookies = (("a", "b"), ("s.0", text[:80]), ("s.1", text[80:160]), ("s.2", text[160:]))
    assert joined_cookies(cookies) == (("s.0", text),)
    assert joined_cookies(cookies[::2]) == ()
    assert joined_cookies((("_ga_1", "GS1.1.1700000000.1.1.17"), ("_ga_2", "GS1.1.1700000000.1.1.18"))) == ()
    assert joined_cookies((("x1", ""), ("x2", ""))) == ()


def test_labels_of_a_host_are_joined_where_that_opens_them_or_gives_a_digest() -> None:
    digest, written = hashlib.sha256(EMAIL.encode()).hexdigest(), EMAIL.encode().hex()
    assert joined_labels(f"{digest[:32]}.{digest[32:]}.c.example") == digest
    assert joined_labels(f"{written[:40]}.{written[40:]}.cafe.example") == written
    for host in ("www.clinic.example", "d1a2b3c4e5f6g7h8.cloudfront.net", f"{digest[:32]}.cdn.example", "", "." * 300):
        assert joined_labels(host) == ""


def test_small_scripts_say_what_they_assign() -> None:
    for script in (f'window.__u={{"v":"{EMAIL}"}};', f"var u = '{EMAIL}'", f'queue.push({{"v":["{EMAIL}"]}});f(1)'):
        assert _chains(body(script, SCRIPT), EMAIL) <= {("html-script",), ("html-script", "json")}
        assert _chains(body(script, SCRIPT), EMAIL)
    for script in ('var a="x"+b;', "var a={b:1};", "f(a)", "", "a=[0,0];", "\0\0", '{"a":1}'):
        assert open_script(Payload(script.encode(), SCRIPT, limits=DEFAULT_LIMITS)) is None


@settings(max_examples=200, deadline=None)
@given(script=st.text(st.sampled_from("ab=;{}[]()\"'\\,:1 \n|.*/"), max_size=200) | st.text())
def test_no_script_makes_it_raise(script: str) -> None:
    payload = Payload(script.encode("utf-8", "replace"), SCRIPT, limits=DEFAULT_LIMITS)
    assert repr(open_script(payload)) == repr(open_script(payload))


def test_a_large_script_is_read_at_its_beginning_only() -> None:
    script = f'a={{"v":"{EMAIL}"}};' + "f();" * 30_000 + 'b={"v":"later"};'
    assert _chains(body(script, SCRIPT), EMAIL)
    assert not _chains(body(script, SCRIPT), "later")


def test_a_body_given_as_one_character_a_byte_is_read_as_bytes() -> None:
    assert _chains(body(gzip.compress(JSON).decode("latin-1"), "application/json"), EMAIL) == {("gzip", "json")}
    tree = msgpack.packb({"ev": "view", "v": gzip.compress(JSON)}).decode("latin-1")
    assert _chains(body(tree, "application/octet-stream"), EMAIL) == {("msgpack", "gzip", "json")}
    assert _chains(flow_content(request_headers=(("X-A", "é\x01" * 30),)), "é\x01" * 30) == {()}
