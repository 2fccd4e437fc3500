"""Binary messages without a schema: protobuf, gRPC, MessagePack, CBOR, as bodies and inside text."""

import base64
import gzip
import struct

import msgpack  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.document import Decoded
from inspector.decode.encodings.cbor_body import cbor_tree
from inspector.decode.encodings.msgpack_body import msgpack_trees
from inspector.decode.encodings.protobuf import protobuf_tree
from inspector.decode.flow import decode_flow
from inspector.decode.text import decode_text
from tests.decode.flows import flow_content, places, stored
from tests.decode.wire import frame, varint, words

EMAIL = "camille.temoin@courriel.example"
MOTIVE = "Annonce de résultats"
MESSAGE = (
    words(1, EMAIL)
    + words(2, words(1, MOTIVE) + varint(2 << 3) + varint(9_000_042))
    + varint(3 << 3 | 1)
    + struct.pack("<d", 48.8566)
    + varint(5 << 3 | 5)
    + struct.pack("<f", 2.35)
    + words(1, "deux")
    + words(6, bytes([1, 2, 0xAC, 2]))
    + words(7, bytes(range(0x80, 0xA0)))
)
VISIT = {"email": EMAIL, "motives": [MOTIVE, None], "at": 48.5, "raw": b"\xff\xfe\x80", 9: "neuf"}
# {"email": EMAIL, 9: [1.5, tagged "2026-11-21"]} (RFC 8949)
CBOR = b"\xa2\x65email\x78\x1f" + EMAIL.encode() + b"\x09\x82\xf9\x3e\x00\xc0\x6a2026-11-21"


def _body(data: bytes, mime: str = "") -> Decoded:
    return decode_flow(flow_content(request_body=stored(data), request_mime=mime))


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("mime", ["application/x-protobuf", "application/octet-stream", ""])
def test_a_protobuf_body_gives_its_fields_by_number(mime: str) -> None:
    found = places(_body(MESSAGE, mime))
    assert {
        ("body", "$['1'][0]", ("protobuf",), EMAIL),
        ("body", "$['1'][1]", ("protobuf",), "deux"),
        ("body", "$['2'][0]['1'][0]", ("protobuf",), MOTIVE),
        ("body", "$['2'][0]['2'][0]", ("protobuf",), 9_000_042),
        ("body", "$['3'][0]", ("protobuf",), 48.8566),
        ("body", "$['5'][0]", ("protobuf",), 2.35),
        ("body", "$['6'][0][2]", ("protobuf",), 300),
        ("body", "$['7'][0]", ("protobuf",), bytes(range(0x80, 0xA0)).hex()),
    } <= found


def test_numbers_alone_are_a_message_only_where_the_media_type_says_so() -> None:
    data = varint(1 << 3) + varint(150)
    assert ("body", "$['1'][0]", ("protobuf",), 150) in places(_body(data, "application/protobuf"))
    assert not any("protobuf" in layers for _, _, layers, _ in places(_body(data * 20)))


@pytest.mark.parametrize("text", [_b64(words(1, EMAIL)), words(1, EMAIL).hex(), words(4, EMAIL).hex()])
def test_a_message_of_one_text_field_is_found_in_base64_and_hex(text: str) -> None:
    assert any(layers[-1:] == ("protobuf",) and value == EMAIL for _, _, layers, value in places(decode_text(text)))


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: data])
def test_grpc_messages_are_numbered_and_trailers_named(pack: object) -> None:
    assert callable(pack)
    packed = pack(MESSAGE)
    flag = int(packed is not MESSAGE)
    data = frame(packed, flag) + frame(packed, flag) + frame(b"grpc-status:0\r\ngrpc-message:bien\r\n", 0x80)
    coding = ("gzip",) if flag else ()
    found = places(_body(data, "application/grpc-web+proto"))
    assert ("body", "#2 > $['1'][0]", ("grpc", *coding, "protobuf"), EMAIL) in found
    assert ("body", "grpc-message", ("grpc",), "bien") in found
    wrapped = base64.b64encode(data[:30]) + base64.b64encode(data[30:])
    found = places(_body(wrapped, "application/grpc-web-text"))
    assert ("body", "#1 > $['1'][0]", ("base64", "grpc", *coding, "protobuf"), EMAIL) in found


def test_one_grpc_frame_is_known_without_its_media_type() -> None:
    assert ("body", "$['1'][0]", ("grpc", "protobuf"), EMAIL) in places(_body(frame(MESSAGE)))
    assert any(x[2] == ("base64", "grpc", "protobuf") for x in places(decode_text(_b64(frame(MESSAGE)))))


@pytest.mark.parametrize("mime", ["application/msgpack", "application/octet-stream", ""])
def test_a_msgpack_body_gives_its_values(mime: str) -> None:
    found = places(_body(msgpack.packb(VISIT), mime))
    assert {
        ("body", "$.email", ("msgpack",), EMAIL),
        ("body", "$.motives[0]", ("msgpack",), MOTIVE),
        ("body", "$.raw", ("msgpack",), "fffe80"),
        ("body", "$['9']", ("msgpack",), "neuf"),
    } <= found


def test_several_msgpack_objects_are_numbered_and_repeated_keys_kept() -> None:
    twice = b"\x82\xa1a\xa3abc\xa1a\xa3def"
    assert ("body", "#2 > $['a#2']", ("msgpack",), "def") in places(_body(twice * 2, "application/x-msgpack"))


@pytest.mark.parametrize("mime", ["application/cbor", ""])
def test_a_cbor_body_gives_its_values_and_leaves_tags_out(mime: str) -> None:
    found = places(_body(CBOR, mime))
    assert ("body", "$.email", ("cbor",), EMAIL) in found
    assert ("body", "$['9'][1]", ("cbor",), "2026-11-21") in found


@pytest.mark.parametrize(
    ("data", "layer"),
    [(msgpack.packb(VISIT), "msgpack"), (CBOR, "cbor"), (gzip.compress(CBOR, mtime=0), "cbor")],
    ids=["msgpack", "cbor", "gzip"],
)
def test_a_message_inside_text_is_found(data: bytes, layer: str) -> None:
    for text in (_b64(data), base64.urlsafe_b64encode(data).decode().rstrip("="), data.hex()):
        assert any(layers[-1:] == (layer,) and value == EMAIL for _, _, layers, value in places(decode_text(text)))


@pytest.mark.parametrize(
    "data",
    [
        b"\xd8\x1c\x81\xd8\x1d\x00",  # a list that holds itself
        b"\xa1\x61a\xc4\x82\x1a\x7f\xff\xff\xff\x01",  # 1e2147483647
        b"\xa1\x61a\xd8\x23\x61(",  # a broken pattern
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff" * 80,
        b"\xdd\x7f\xff\xff\xff" * 2000,
        b"\x91" * 5000,
        b"\x81" * 5000,
        words(1, b"") * 5000,
        b"\x0a\xff\xff\xff\xff\x0f",
    ],
)
def test_hostile_messages_are_read_or_refused_in_bounds(data: bytes) -> None:
    for mime in ("application/cbor", "application/msgpack", "application/protobuf", "application/grpc", ""):
        assert _body(data, mime).leaf_count() <= 50_000


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=120), is_announced=st.booleans())
def test_no_bytes_make_a_reader_raise(data: bytes, is_announced: bool) -> None:
    for read in (protobuf_tree, msgpack_trees, cbor_tree):
        assert repr(read(data, is_announced=is_announced)) == repr(read(data, is_announced=is_announced))


def test_random_bytes_are_no_message() -> None:
    import random

    source = random.Random(8)
    for _ in range(5000):
        data = source.randbytes(source.randrange(6, 80))
        assert not any(read(data, is_announced=False) for read in (protobuf_tree, msgpack_trees, cbor_tree))
