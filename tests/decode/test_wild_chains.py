"""Encode, then find: random chains of every reversible writing; and nothing that any bytes could break."""

import base64
import binascii
import gzip
import json
import zlib
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import quote, quote_plus

import msgpack  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.flow import decode_flow
from inspector.decode.limits import DEFAULT_LIMITS, Limits
from inspector.model.flow import BodyForm
from tests.decode.flows import flow_content, places, stored
from tests.decode.wire import words

_NEEDLES = (
    "camille.temoin+rdv7@courriel.example",
    "Annonce de résultats (oncologie)",
    "l'œuvre & le cœur = 100 % « sûr » ?",
    "+33 6 39 98 12 34, Éléonore Lefèvre",
)


def _b64(data: str | bytes) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def _uuencoded(text: str) -> str:
    data = text.encode()
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return f"begin 644 note.txt\n{''.join(lines)}`\nend\n"


def _raw_deflated(text: str) -> str:
    stream = zlib.compressobj(wbits=-15)
    return _b64(stream.compress(text.encode()) + stream.flush())


def _lz(text: str) -> str:
    """LZ-string's base64, of characters that the table does not repeat: the simplest valid stream."""
    bits, width, room, seen, first = [], 2, 1, dict[str, int](), True
    entries = 3

    def put(code: int, size: int) -> None:
        bits.append(format(code, f"0{size}b")[::-1])

    for c in text:
        if c in seen:
            put(seen[c], width)
        else:
            put(0 if ord(c) < 256 else 1, width)
            put(ord(c), 8 if ord(c) < 256 else 16)
            seen[c] = entries
            entries += 1
            if first:
                width, room, first = 3, 4, False
                continue
            room -= 1
            if room == 0:
                room, width = 1 << width, width + 1
        entries += 1
        room -= 1
        if room == 0:
            room, width = 1 << width, width + 1
    put(2, width)
    stream = "".join(bits) + "0"
    stream += "0" * (-len(stream) % 8)
    return _b64(int(stream, 2).to_bytes(len(stream) // 8, "big"))


_STEPS: dict[str, Callable[[str], str]] = {
    "percent": lambda text: quote(text, safe=""),
    "base64": _b64,
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "unpadded": lambda text: _b64(text).rstrip("="),
    "reversed": lambda text: _b64(text)[::-1],
    "hex": lambda text: text.encode().hex(),
    "gzip": lambda text: _b64(gzip.compress(text.encode(), mtime=0)),
    "zlib": lambda text: _b64(zlib.compress(text.encode())),
    "deflate": _raw_deflated,
    "json": lambda text: json.dumps({"details": [{"v": text}]}),
    "json in json": lambda text: json.dumps({"d": json.dumps({"v": text}, ensure_ascii=False)}),
    "form": lambda text: f"a=1&motive={quote_plus(text)}&b=2",
    "lzstring": _lz,
    "msgpack": lambda text: _b64(msgpack.packb({"event": "page", "value": text})),
    "protobuf": lambda text: _b64(words(1, "page") + words(2, words(3, text))),
    "uuencode": _uuencoded,
}
# A second percent-encoding that changes nothing, or text in hexadecimal of hexadecimal, is no chain of its own.
chains = st.lists(st.sampled_from(sorted(_STEPS)), max_size=4).filter(
    lambda chain: all(pair != ("hex", "hex") for pair in pairwise(chain)) and chain.count("json in json") < 3
)


@settings(max_examples=120, deadline=None)
@given(needle=st.sampled_from(_NEEDLES), chain=chains)
def test_a_value_is_found_through_any_chain(needle: str, chain: list[str]) -> None:
    text = needle
    for step in chain:
        text = _STEPS[step](text)
    contents = (
        flow_content(url=f"https://t.example/c?d={quote(text, safe='')}"),
        flow_content(request_headers=(("Cookie", f"d={quote(text, safe='')}"),)),
        flow_content(request_body=stored(json.dumps({"payload": text}))),
        flow_content(response_body=stored(gzip.compress(text.encode(), mtime=0))),
    )
    for content in contents:
        assert any(leaf[2] == needle for _, leaf in decode_flow(content).leaves()), (chain, text)


_MIMES = (
    "",
    "application/octet-stream",
    "application/json",
    "application/x-protobuf",
    "application/grpc-web+proto",
    "application/grpc-web-text",
    "application/connect+json",
    "application/msgpack",
    "application/cbor",
    "multipart/mixed; boundary=a",
    "text/plain",
    "image/jpeg",
    "application/pdf",
)
_PIECES = st.sampled_from(
    [
        b"\x0a\x07Camille",
        b"\x12\x05",
        b"\x08\x96\x01",
        b"\0\0\0\0\x09",
        b"\x80\0\0\0\x02",
        b"\x82\xa5email",
        b"\xa5abcde",
        b"\xdc\xff\xff",
        b"\xdf\x7f\xff\xff\xff",
        b"\xa2\x65email",
        b"\xd8\x1c",
        b"\xd8\x1d\x00",
        b"\x9f",
        b"\xff",
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"x\x9c",
        b"\x0b\x02\x80",
        b"(\xb5/\xfd",
        b"begin 644 a\n",
        b"--a\r\n",
        b"\r\n",
        b"Content-Transfer-Encoding: base64\r\n\r\n",
        b"Q2FtaWxsZQ==",
        b"[{",
    ]
)
_WILD = st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=20).map(b"".join))
_TIGHT = Limits(layers=4, leaves=50, decoded_bytes=2000, expansion=20)


@settings(max_examples=40, deadline=None)
@given(data=_WILD, mime=st.sampled_from(_MIMES), form=st.sampled_from((BodyForm.BYTES, BodyForm.TEXT)))
def test_any_bytes_under_any_media_type_are_decoded_in_bounds_and_twice_alike(
    data: bytes, mime: str, form: BodyForm
) -> None:
    text = data.decode("latin-1")
    content = flow_content(
        url=f"https://t.example/{quote(text)}?d={quote(_b64(data))}&h={data.hex()}",
        request_body=stored(data, form),
        response_body=stored(json.dumps({"a": text, "b": _b64(data)})),
        request_mime=mime,
    )
    for limits in (DEFAULT_LIMITS, _TIGHT):
        decoded = decode_flow(content, limits=limits)
        assert decoded.leaf_count() <= limits.leaves
        for document, leaf in decoded.leaves():
            document.path_of(leaf).encode()
            str(leaf[2]).encode()
        again = decode_flow(content, limits=limits)
        assert {repr(place) for place in places(decoded)} == {repr(place) for place in places(again)}
        assert decoded.notes == again.notes
