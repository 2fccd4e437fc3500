"""One value in many disguises: how pages, apps and trackers write what they send. All values are fictional.

`LISTED` are those of everyday trackers; `FURTHER` those seen less often; `ACCENTED` and `PHONED` are what happens to a
name with accents and to a telephone number. `DECOYS` look like them and carry nothing of anybody.
"""

import base64
import binascii
import codecs
import gzip
import hashlib
import html
import json
import quopri
import random
import unicodedata
import uuid
import zlib
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlencode

import brotli
import cbor2
import mmh3
import msgpack
import xxhash
import zstandard

from tests.bench.lz_string import lz_address, lz_base64, lz_utf16

EMAIL = "Maelys.Tourdain@courriel.example"
NAME = "Maëlys Tourdain-Hédiard"
PHONE = "+33 6 39 98 12 74"

TEXT = ("query", "header", "cookie", "form", "json", "websocket")
BINARY = ("body", "websocket")

type Written = str | bytes


class Disguise(NamedTuple):
    """A name, and the way from a value to what travels; bytes travel as a body or as a binary message."""

    name: str
    write: Callable[[str], Written]
    channels: tuple[str, ...] = TEXT


def _b64(data: str | bytes) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def _b64url(data: str | bytes) -> str:
    return base64.urlsafe_b64encode(data.encode() if isinstance(data, str) else data).decode().rstrip("=")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _digest(name: str, text: str | bytes) -> bytes:
    return hashlib.new(name, text.encode() if isinstance(text, str) else text).digest()


def _hex(name: str, text: str | bytes) -> str:
    return _digest(name, text).hex()


def _field(number: int, data: str | bytes) -> bytes:
    """A length-delimited field of protobuf."""
    raw = data.encode() if isinstance(data, str) else data
    return bytes([number << 3 | 2, len(raw)]) + raw


def _message(value: str) -> bytes:
    return b"\x08\x96\x01" + _field(2, "signup") + _field(3, _field(1, value) + b"\x10\x07")


def _event(value: str) -> dict[str, object]:
    return {"event": "identify", "v": 2, "traits": {"plan": "free", "e": value}}


def _pem(value: str) -> str:
    return _b64("identify;" + value + ";" + "0" * 60).replace("\n", "")


def _jwt(claims: object) -> str:
    return ".".join((_b64url('{"alg":"HS256","typ":"JWT"}'), _b64url(_json(claims)), _b64url(bytes(range(32)))))


def _deflated(text: str) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(text.encode()) + packer.flush()


def _uuencoded(text: str) -> str:
    return f"begin 644 note.txt\n{binascii.b2a_uu(text.encode()).decode()}`\nend\n"


def _halves(value: str) -> str:
    mailbox, _, domain = value.lower().partition("@")
    return _json({"local": mailbox, "domain": domain})


def _base58(text: str) -> str:
    letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, written = int.from_bytes(text.encode()), ""
    while number:
        number, place = divmod(number, 58)
        written = letters[place] + written
    return written


def _low(write: Callable[[str], Written]) -> Callable[[str], Written]:
    return lambda value: write(value.lower())


LISTED = (
    Disguise("plain", str),
    Disguise("lower case", str.lower),
    Disguise("upper case", str.upper),
    Disguise("percent", lambda v: quote(v, safe="")),
    Disguise("percent twice", lambda v: quote(quote(v, safe=""), safe="")),
    Disguise("base64", _b64),
    Disguise("base64url, unpadded", _b64url),
    Disguise("base64 twice", lambda v: _b64(_b64(v))),
    Disguise("reversed", lambda v: v[::-1]),
    Disguise("base64 reversed", lambda v: _b64(v)[::-1]),
    Disguise("JSON in base64", lambda v: _b64(_json(_event(v)))),
    Disguise("hex", lambda v: v.encode().hex()),
    Disguise("gzip in base64", lambda v: _b64(gzip.compress(v.encode(), mtime=0))),
    Disguise("lz-string base64", lambda v: lz_base64(_json(_event(v)))),
    Disguise("lz-string address", lambda v: lz_address(_json(_event(v)))),
    Disguise("JSON in JSON", lambda v: _json({"d": _json(_event(v))})),
    Disguise("protobuf", _message, BINARY),
    Disguise("protobuf in base64", lambda v: _b64(_message(v))),
    Disguise("msgpack", lambda v: msgpack.packb(_event(v)), BINARY),
    Disguise("msgpack in base64", lambda v: _b64(msgpack.packb(_event(v)))),
    Disguise("md5", _low(lambda v: _hex("md5", v))),
    Disguise("sha1", _low(lambda v: _hex("sha1", v))),
    Disguise("sha256", _low(lambda v: _hex("sha256", v))),
    Disguise("sha512", _low(lambda v: _hex("sha512", v))),
    Disguise("sha256 as typed", lambda v: _hex("sha256", v)),
    Disguise("sha256 of upper case", lambda v: _hex("sha256", v.upper())),
    Disguise("sha256 raw in base64", _low(lambda v: _b64(_digest("sha256", v)))),
    Disguise("md5 raw in base64", _low(lambda v: _b64(_digest("md5", v)))),
    Disguise("sha256 of md5", _low(lambda v: _hex("sha256", _hex("md5", v)))),
    Disguise("rot13", lambda v: codecs.encode(v, "rot13")),
)

FURTHER = (
    Disguise("JWT claim", lambda v: _jwt({"sub": "8841", "email": v, "iat": 1773151122})),
    Disguise("page address in a parameter", lambda v: "https://www.rdv-temoin.example/compte?" + urlencode({"e": v})),
    Disguise("query string in base64", lambda v: _b64(urlencode({"a": "1", "em": v, "z": "0"}))),
    Disguise("mailto link", lambda v: f"mailto:{v}?subject=RDV"),
    Disguise("padded with spaces", lambda v: f"  {v} "),
    Disguise("JSON with \\u0040", lambda v: _json(_event(v)).replace("@", "\\u0040")),
    Disguise("array by position", lambda v: _json(["identify", 2, [["u", v], ["p", "free"]]])),
    Disguise("mailbox and domain apart", _halves),
    Disguise("HTML entities", lambda v: "".join(f"&#{ord(c)};" for c in v)),
    Disguise("HTML page", lambda v: f'<form><input name="q" value="{html.escape(v)}"></form>'),
    Disguise("XML", lambda v: f'<?xml version="1.0"?><u><id>7</id><m>{html.escape(v)}</m></u>'),
    Disguise("percent of base64, twice", lambda v: quote(quote(_b64(v), safe=""), safe="")),
    Disguise("base64 of percent", lambda v: _b64(quote(v, safe=""))),
    Disguise("base64 five deep", lambda v: _b64(_b64(_b64(_b64(_b64(v)))))),
    Disguise("base64 with a prefix", lambda v: "v1:" + _b64(v)),
    Disguise("base64 in the middle of base64", lambda v: _pem(v)),
    Disguise("base64 in own letters", lambda v: _b64(v).translate(str.maketrans("+/=", "._-"))),
    Disguise("base64, pieces joined by dots", lambda v: ".".join((_b64url("fb.1"), _b64url(v), _b64url("end")))),
    Disguise("data address", lambda v: "data:text/plain;base64," + _b64(v)),
    Disguise("zlib in base64", lambda v: _b64(zlib.compress(_json(_event(v)).encode()))),
    Disguise("raw deflate in base64", lambda v: _b64(_deflated(_json(_event(v))))),
    Disguise("brotli in base64", lambda v: _b64(brotli.compress(_json(_event(v)).encode()))),
    Disguise("zstd in base64", lambda v: _b64(zstandard.compress(_json(_event(v)).encode()))),
    Disguise("gzip twice in base64url", lambda v: _b64url(gzip.compress(gzip.compress(v.encode(), mtime=0), mtime=0))),
    Disguise("gzip", lambda v: gzip.compress(_json(_event(v)).encode(), mtime=0), BINARY),
    Disguise("CBOR", lambda v: cbor2.dumps(_event(v)), BINARY),
    Disguise("gRPC-web frame", lambda v: b"\0" + len(_message(v)).to_bytes(4) + _message(v), BINARY),
    Disguise("lz-string UTF-16", lambda v: lz_utf16(_json(_event(v))), ("json", "websocket")),
    Disguise("hex in upper case", lambda v: v.encode().hex().upper()),
    Disguise("hex with \\x", lambda v: "".join(f"\\x{byte:02x}" for byte in v.encode())),
    Disguise("letters as numbers", lambda v: _json(list(v.encode()))),
    Disguise("UTF-16 in base64", lambda v: _b64(v.encode("utf-16-le"))),
    Disguise("base32", lambda v: base64.b32encode(v.encode()).decode()),
    Disguise("base58", _base58),
    Disguise("base85", lambda v: base64.b85encode(v.encode()).decode()),
    Disguise("uuencode", _uuencoded, ("form", "json", "websocket")),
    Disguise("quoted-printable", lambda v: quopri.encodestring(v.encode(), quotetabs=True).decode().replace("@", "=40")),
    Disguise("encoded word of mail", lambda v: f"=?UTF-8?B?{_b64(v)}?="),
    Disguise("rot47", lambda v: "".join(chr(33 + (ord(c) - 33 + 47) % 94) for c in v)),
    Disguise("rot13 in base64", lambda v: _b64(codecs.encode(v, "rot13"))),
    Disguise("caesar by 3", lambda v: "".join(chr(ord(c) + 3) for c in v)),
    Disguise("xor with 42 in base64", lambda v: _b64(bytes(byte ^ 42 for byte in v.encode()))),
    Disguise("spaces between letters", lambda v: " ".join(v)),
    Disguise("(at) and (dot)", lambda v: v.lower().replace("@", " (at) ").replace(".", " (dot) ")),
    Disguise("sha256 in upper case", _low(lambda v: _hex("sha256", v).upper())),
    Disguise("sha256, first 32", _low(lambda v: _hex("sha256", v)[:32])),
    Disguise("sha256, first 16", _low(lambda v: _hex("sha256", v)[:16])),
    Disguise("sha256 hex in base64", _low(lambda v: _b64(_hex("sha256", v)))),
    Disguise("sha256 raw in base64url", _low(lambda v: _b64url(_digest("sha256", v)))),
    Disguise("sha256 with a prefix", _low(lambda v: "sha256:" + _hex("sha256", v))),
    Disguise("sha256 of sha256", _low(lambda v: _hex("sha256", _hex("sha256", v)))),
    Disguise("sha256 of raw sha256", _low(lambda v: _hex("sha256", _digest("sha256", v)))),
    Disguise("sha1 of md5 in base64", _low(lambda v: _b64(_digest("sha1", _hex("md5", v))))),
    Disguise("sha256 of base64", _low(lambda v: _hex("sha256", _b64(v)))),
    Disguise("sha256 of reversed", _low(lambda v: _hex("sha256", v[::-1]))),
    Disguise("sha256 with a space before", _low(lambda v: _hex("sha256", " " + v))),
    Disguise("sha256 with a line end", _low(lambda v: _hex("sha256", v + "\n"))),
    Disguise("sha256 of percent", _low(lambda v: _hex("sha256", quote(v, safe="")))),
    Disguise("sha256 of JSON text", _low(lambda v: _hex("sha256", json.dumps(v)))),
    Disguise("sha256 of the mailbox", _low(lambda v: _hex("sha256", v.partition("@")[0]))),
    Disguise("sha256 without dots", _low(lambda v: _hex("sha256", v.partition("@")[0].replace(".", "") + "@" + v.partition("@")[2]))),
    Disguise("md5 of md5 of md5", _low(lambda v: _hex("md5", _hex("md5", _hex("md5", v))))),
    Disguise("md5 as UUID", _low(lambda v: str(uuid.UUID(_hex("md5", v))))),
    Disguise("UUID v5 of the address", _low(lambda v: str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{v}")))),
    Disguise("sha384", _low(lambda v: _hex("sha384", v))),
    Disguise("sha224", _low(lambda v: _hex("sha224", v))),
    Disguise("sha3-256", _low(lambda v: _hex("sha3_256", v))),
    Disguise("blake2b", _low(lambda v: _hex("blake2b", v))),
    Disguise("blake2s", _low(lambda v: _hex("blake2s", v))),
    Disguise("ripemd160", _low(lambda v: _hex("ripemd160", v))),
    Disguise("xxh64", _low(lambda v: xxhash.xxh64_hexdigest(v))),
    Disguise("murmur3 128", _low(lambda v: mmh3.mmh3_x64_128_digest(v.encode()).hex())),
    Disguise("md5 as decimal number", _low(lambda v: str(int(_hex("md5", v), 16)))),
    Disguise("sha256 as list of bytes", _low(lambda v: _json(list(_digest("sha256", v)))), ("json", "websocket")),
    Disguise("sha256 in a list in JSON in base64", _low(lambda v: _b64(_json({"em": [_hex("sha256", v)]})))),
    Disguise("Socket.IO event", lambda v: f'42["identify",{_json({"m": v})}]', ("websocket",)),
    Disguise("SignalR call", lambda v: _json({"type": 1, "target": "id", "arguments": [v]}) + "\x1e", ("websocket",)),
    Disguise("STOMP frame", lambda v: f"SEND\ndestination:/app/id\n\n{_json({'m': v})}\0", ("websocket",)),
    Disguise("path segment", lambda v: v, ("path",)),
    Disguise("md5 as path segment", _low(lambda v: _hex("md5", v)), ("path",)),
    Disguise("hex as host name", lambda v: v.lower().encode().hex()[:60], ("host",)),
    Disguise("Referer", lambda v: "https://www.rdv-temoin.example/compte?" + urlencode({"e": v}), ("referer",)),
    Disguise("Basic credentials", lambda v: "Basic " + _b64(v + ":secret-30"), ("authorization",)),
    Disguise("multipart form", str, ("multipart",)),
    Disguise("file in multipart, gzip in base64", lambda v: _b64(gzip.compress(_json(_event(v)).encode(), mtime=0)), ("multipart",)),
    Disguise("key of JSON", lambda v: _json({"users": {v: {"seen": 1}}}), ("json-text",)),
    Disguise("key of a query", str, ("query-key",)),
    Disguise("GraphQL variables", lambda v: _json({"query": "mutation I($m:String!){i(m:$m){ok}}", "variables": {"m": v}}), ("json-text",)),
    Disguise("NDJSON", lambda v: _json({"type": "start"}) + "\n" + _json(_event(v)) + "\n", ("json-text",)),
    Disguise("plain answer to a GET", lambda v: _json(_event(v)), ("answer",)),
)  # fmt: skip

ACCENTED = (
    Disguise("name: plain", str),
    Disguise("name: lower case", str.lower),
    Disguise("name: upper case", str.upper),
    Disguise("name: accents apart (NFD)", lambda v: unicodedata.normalize("NFD", v)),
    Disguise("name: without accents", lambda v: _bare(v)),
    Disguise("name: words exchanged", lambda v: " ".join(reversed(v.split(" ")))),
    Disguise("name: slug", lambda v: _bare(v).lower().replace(" ", "-")),
    Disguise("name: with _", lambda v: v.replace(" ", "_")),
    Disguise("name: percent of Latin-1", lambda v: quote(v.encode("latin-1"), safe="")),
    Disguise("name: escape()", lambda v: "".join(c if c.isascii() and c != " " else f"%u{ord(c):04X}" if ord(c) > 255 else f"%{ord(c):02X}" for c in v)),
    Disguise("name: UTF-8 read as Latin-1", lambda v: v.encode().decode("latin-1")),
    Disguise("name: \\u escapes", lambda v: json.dumps(v)[1:-1]),
    Disguise("name: HTML entities", lambda v: v.encode("ascii", "xmlcharrefreplace").decode()),
    Disguise("name: base64", _b64),
    Disguise("name: Latin-1 in base64", lambda v: _b64(v.encode("latin-1"))),
    Disguise("name: sha256 of lower case", _low(lambda v: _hex("sha256", v))),
    Disguise("name: sha256 without accents", lambda v: _hex("sha256", _bare(v).lower())),
    Disguise("name: sha256 without spaces", _low(lambda v: _hex("sha256", v.replace(" ", "")))),
    Disguise("name: md5 of letters only", lambda v: _hex("md5", "".join(filter(str.isalpha, _bare(v).lower())))),
)  # fmt: skip

PHONED = (
    Disguise("phone: as typed", str),
    Disguise("phone: E.164", lambda v: v.replace(" ", "")),
    Disguise("phone: digits", lambda v: v.replace(" ", "")[1:]),
    Disguise("phone: national", lambda v: _national(v)),
    Disguise("phone: national in pairs", lambda v: " ".join(_national(v)[at : at + 2] for at in range(0, 10, 2))),
    Disguise("phone: national with dots", lambda v: ".".join(_national(v)[at : at + 2] for at in range(0, 10, 2))),
    Disguise("phone: 0033", lambda v: "00" + v.replace(" ", "")[1:]),
    Disguise("phone: +33 (0)", lambda v: v.replace("+33 ", "+33 (0)")),
    Disguise("phone: tel address", lambda v: "tel:" + v.replace(" ", "-")),
    Disguise("phone: without the 0", lambda v: _national(v)[1:]),
    Disguise("phone: country and number apart", lambda v: _json({"cc": 33, "nr": int(_national(v))})),
    Disguise("phone: sha256 of E.164", lambda v: _hex("sha256", v.replace(" ", ""))),
    Disguise("phone: sha256 of digits", lambda v: _hex("sha256", v.replace(" ", "")[1:])),
    Disguise("phone: md5 of national", lambda v: _hex("md5", _national(v))),
    Disguise("phone: sha256 of 0033", lambda v: _hex("sha256", "00" + v.replace(" ", "")[1:])),
    Disguise("phone: base64 of national", lambda v: _b64(_national(v))),
)


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _national(phone: str) -> str:
    return "0" + phone.replace(" ", "").removeprefix("+33")


def decoys(chance: random.Random) -> list[tuple[str, Written]]:
    """Things that look like disguises and hold nothing of anybody: ids, digests of chance, packed settings, prose."""
    settings = _json({"theme": "dark", "zoom": 1.25, "tabs": ["a", "b"], "build": chance.randrange(10**6)})
    prose = "Le marché de Noël ouvre ses portes samedi prochain sur la place"
    return [
        ("hex 32", chance.randbytes(16).hex()),
        ("hex 40", chance.randbytes(20).hex()),
        ("hex 64", chance.randbytes(32).hex()),
        ("hex 128", chance.randbytes(64).hex()),
        ("base64 of chance", _b64(chance.randbytes(24))),
        ("base64url of chance", _b64url(chance.randbytes(33))),
        ("UUID", str(uuid.UUID(bytes=chance.randbytes(16), version=4))),
        ("settings in base64", _b64(settings)),
        ("settings in gzip", _b64(gzip.compress(settings.encode(), mtime=0))),
        ("settings in lz-string", lz_address(settings)),
        ("settings in msgpack", msgpack.packb({"theme": "dark", "n": [1, 2, 3]})),
        ("counters in protobuf", b"\x08\x96\x01" + _field(2, "page_view") + b"\x18\x07"),
        ("session in a JWT", _jwt({"sid": chance.randbytes(12).hex(), "exp": 1773154722})),
        ("prose", prose),
        ("prose in rot13", codecs.encode(prose, "rot13")),
        ("prose reversed", prose[::-1]),
        ("sha256 of prose", _hex("sha256", prose)),
        ("md5 of the host", _hex("md5", "www.rdv-temoin.example")),
        ("file names", "logo@2x.png,icone@3x.webp,police@1.4.2.woff2"),
        ("package names", "@fournisseur/mesure@4.12.1 @fournisseur/noyau@2.0.0"),
        ("milliseconds", str(1773151122300 + chance.randrange(10**6))),
        ("order number", f"CMD-{chance.randrange(10**9):09d}"),
        ("colours", "#33639981,#274fa0,#0639981f"),
        ("version", "33.6.39.98"),
        ("ETag", f'W/"{chance.randbytes(10).hex()}"'),
        ("consent string", "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"),
        ("address of a page", "https://www.rdv-temoin.example/aide?article=cookies&lang=fr"),
        ("mailbox of nobody", "name[at]domain"),
    ]
