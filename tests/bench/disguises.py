"""One value in many disguises: how pages, apps and trackers write what they send. All values are fictional.

`LISTED` are those of everyday trackers; `FURTHER` those seen less often; `ACCENTED` and `PHONED` are what happens to a
name with accents and to a telephone number.
"""

import base64
import bz2
import codecs
import gzip
import hashlib
import hmac
import html
import json
import lzma
import plistlib
import quopri
import unicodedata
import uuid
import zlib
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlencode

import brotli  # type: ignore[import-untyped]
import cbor2
import mmh3
import msgpack  # type: ignore[import-untyped]
import xxhash
import zstandard

from tests.bench.disguise_steps import (
    DIGITS,
    LOWER,
    UPPER,
    Written,
    as_json,
    b64,
    b64url,
    base45,
    base58,
    bson,
    crockford,
    deflated,
    digest,
    event,
    halves,
    hex_digest,
    in_base,
    inside_base64,
    jwt,
    lowered,
    national,
    protobuf,
    uuencoded,
    without_accents,
    z85,
)
from tests.bench.lz_string import lz_address, lz_base64, lz_utf16

EMAIL = "Maelys.Tourdain+rdv@courriel.example"
NAME = "Maëlys Tourdain-Hédiard"
PHONE = "+33 6 39 98 12 74"

TEXT = ("query", "header", "cookie", "form", "json", "websocket")
BINARY = ("body", "websocket")
AS_IS = ("address as is", "header", "cookie", "form as is")
"""For what is escaped already, as some pages escape it."""


class Disguise(NamedTuple):
    """A name, and the way from a value to what travels; bytes travel as a body or as a binary message."""

    name: str
    write: Callable[[str], Written]
    channels: tuple[str, ...] = TEXT


LISTED = (
    Disguise("plain", str),
    Disguise("lower case", str.lower),
    Disguise("upper case", str.upper),
    Disguise("percent", lambda v: quote(v, safe="")),
    Disguise("percent twice", lambda v: quote(quote(v, safe=""), safe="")),
    Disguise("base64", b64),
    Disguise("base64url, unpadded", b64url),
    Disguise("base64 twice", lambda v: b64(b64(v))),
    Disguise("reversed", lambda v: v[::-1]),
    Disguise("base64 reversed", lambda v: b64(v)[::-1]),
    Disguise("JSON in base64", lambda v: b64(as_json(event(v)))),
    Disguise("hex", lambda v: v.encode().hex()),
    Disguise("gzip in base64", lambda v: b64(gzip.compress(v.encode(), mtime=0))),
    Disguise("lz-string base64", lambda v: lz_base64(as_json(event(v)))),
    Disguise("lz-string address", lambda v: lz_address(as_json(event(v)))),
    Disguise("JSON in JSON", lambda v: as_json({"d": as_json(event(v))})),
    Disguise("protobuf", protobuf, BINARY),
    Disguise("protobuf in base64", lambda v: b64(protobuf(v))),
    Disguise("msgpack", lambda v: msgpack.packb(event(v)), BINARY),
    Disguise("msgpack in base64", lambda v: b64(msgpack.packb(event(v)))),
    Disguise("md5", lowered(lambda v: hex_digest("md5", v))),
    Disguise("sha1", lowered(lambda v: hex_digest("sha1", v))),
    Disguise("sha256", lowered(lambda v: hex_digest("sha256", v))),
    Disguise("sha512", lowered(lambda v: hex_digest("sha512", v))),
    Disguise("sha256 as typed", lambda v: hex_digest("sha256", v)),
    Disguise("sha256 of upper case", lambda v: hex_digest("sha256", v.upper())),
    Disguise("sha256 raw in base64", lowered(lambda v: b64(digest("sha256", v)))),
    Disguise("md5 raw in base64", lowered(lambda v: b64(digest("md5", v)))),
    Disguise("sha256 of md5", lowered(lambda v: hex_digest("sha256", hex_digest("md5", v)))),
    Disguise("rot13", lambda v: codecs.encode(v, "rot13")),
)

FURTHER = (
    Disguise("JWT claim", lambda v: jwt({"sub": "8841", "email": v, "iat": 1773151122})),
    Disguise("page address in a parameter", lambda v: "https://www.rdv-temoin.example/compte?" + urlencode({"e": v})),
    Disguise("query string in base64", lambda v: b64(urlencode({"a": "1", "em": v, "z": "0"}))),
    Disguise("mailto link", lambda v: f"mailto:{v}?subject=RDV"),
    Disguise("padded with spaces", lambda v: f"  {v} "),
    Disguise("JSON with \\u0040", lambda v: as_json(event(v)).replace("@", "\\u0040")),
    Disguise("array by position", lambda v: as_json(["identify", 2, [["u", v], ["p", "free"]]])),
    Disguise("mailbox and domain apart", halves),
    Disguise("HTML entities", lambda v: "".join(f"&#{ord(c)};" for c in v)),
    Disguise("HTML page", lambda v: f'<form><input name="q" value="{html.escape(v)}"></form>'),
    Disguise("XML", lambda v: f'<?xml version="1.0"?><u><id>7</id><m>{html.escape(v)}</m></u>'),
    Disguise("percent of base64, twice", lambda v: quote(quote(b64(v), safe=""), safe="")),
    Disguise("base64 of percent", lambda v: b64(quote(v, safe=""))),
    Disguise("base64 five deep", lambda v: b64(b64(b64(b64(b64(v)))))),
    Disguise("base64 with a prefix", lambda v: "v1:" + b64(v)),
    Disguise("base64 in the middle of base64", lambda v: inside_base64(v)),
    Disguise("base64 in own letters", lambda v: b64(v).translate(str.maketrans("+/=", "._-"))),
    Disguise("base64, pieces joined by dots", lambda v: ".".join((b64url("fb.1"), b64url(v), b64url("end")))),
    Disguise("data address", lambda v: "data:text/plain;base64," + b64(v)),
    Disguise("zlib in base64", lambda v: b64(zlib.compress(as_json(event(v)).encode()))),
    Disguise("raw deflate in base64", lambda v: b64(deflated(as_json(event(v))))),
    Disguise("brotli in base64", lambda v: b64(brotli.compress(as_json(event(v)).encode()))),
    Disguise("zstd in base64", lambda v: b64(zstandard.compress(as_json(event(v)).encode()))),
    Disguise("gzip twice in base64url", lambda v: b64url(gzip.compress(gzip.compress(v.encode(), mtime=0), mtime=0))),
    Disguise("gzip", lambda v: gzip.compress(as_json(event(v)).encode(), mtime=0), BINARY),
    Disguise("CBOR", lambda v: cbor2.dumps(event(v)), BINARY),
    Disguise("gRPC-web frame", lambda v: b"\0" + len(protobuf(v)).to_bytes(4) + protobuf(v), BINARY),
    Disguise("lz-string UTF-16", lambda v: lz_utf16(as_json(event(v))), ("json", "websocket")),
    Disguise("hex in upper case", lambda v: v.encode().hex().upper()),
    Disguise("hex with \\x", lambda v: "".join(f"\\x{byte:02x}" for byte in v.encode())),
    Disguise("letters as numbers", lambda v: as_json(list(v.encode()))),
    Disguise("UTF-16 in base64", lambda v: b64(v.encode("utf-16-le"))),
    Disguise("base32", lambda v: base64.b32encode(v.encode()).decode()),
    Disguise("base58", base58),
    Disguise("base85", lambda v: base64.b85encode(v.encode()).decode()),
    Disguise("uuencode", uuencoded, ("form", "json", "websocket")),
    Disguise("quoted-printable", lambda v: quopri.encodestring(v.encode(), quotetabs=True).decode().replace("@", "=40")),
    Disguise("encoded word of mail", lambda v: f"=?UTF-8?B?{b64(v)}?="),
    Disguise("rot47", lambda v: "".join(chr(33 + (ord(c) - 33 + 47) % 94) for c in v)),
    Disguise("rot13 in base64", lambda v: b64(codecs.encode(v, "rot13"))),
    Disguise("caesar by 3", lambda v: "".join(chr(ord(c) + 3) for c in v)),
    Disguise("xor with 42 in base64", lambda v: b64(bytes(byte ^ 42 for byte in v.encode()))),
    Disguise("spaces between letters", lambda v: " ".join(v)),
    Disguise("(at) and (dot)", lambda v: v.lower().replace("@", " (at) ").replace(".", " (dot) ")),
    Disguise("sha256 in upper case", lowered(lambda v: hex_digest("sha256", v).upper())),
    Disguise("sha256, first 32", lowered(lambda v: hex_digest("sha256", v)[:32])),
    Disguise("sha256, first 16", lowered(lambda v: hex_digest("sha256", v)[:16])),
    Disguise("sha256 hex in base64", lowered(lambda v: b64(hex_digest("sha256", v)))),
    Disguise("sha256 raw in base64url", lowered(lambda v: b64url(digest("sha256", v)))),
    Disguise("sha256 with a prefix", lowered(lambda v: "sha256:" + hex_digest("sha256", v))),
    Disguise("sha256 of sha256", lowered(lambda v: hex_digest("sha256", hex_digest("sha256", v)))),
    Disguise("sha256 of raw sha256", lowered(lambda v: hex_digest("sha256", digest("sha256", v)))),
    Disguise("sha1 of md5 in base64", lowered(lambda v: b64(digest("sha1", hex_digest("md5", v))))),
    Disguise("sha256 of base64", lowered(lambda v: hex_digest("sha256", b64(v)))),
    Disguise("sha256 of reversed", lowered(lambda v: hex_digest("sha256", v[::-1]))),
    Disguise("sha256 with a space before", lowered(lambda v: hex_digest("sha256", " " + v))),
    Disguise("sha256 with a line end", lowered(lambda v: hex_digest("sha256", v + "\n"))),
    Disguise("sha256 of percent", lowered(lambda v: hex_digest("sha256", quote(v, safe="")))),
    Disguise("sha256 of JSON text", lowered(lambda v: hex_digest("sha256", json.dumps(v)))),
    Disguise("sha256 of the mailbox", lowered(lambda v: hex_digest("sha256", v.partition("@")[0]))),
    Disguise("sha256 without dots", lowered(lambda v: hex_digest("sha256", v.partition("@")[0].replace(".", "") + "@" + v.partition("@")[2]))),
    Disguise("md5 of md5 of md5", lowered(lambda v: hex_digest("md5", hex_digest("md5", hex_digest("md5", v))))),
    Disguise("md5 as UUID", lowered(lambda v: str(uuid.UUID(hex_digest("md5", v))))),
    Disguise("UUID v5 of the address", lowered(lambda v: str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{v}")))),
    Disguise("sha384", lowered(lambda v: hex_digest("sha384", v))),
    Disguise("sha224", lowered(lambda v: hex_digest("sha224", v))),
    Disguise("sha3-256", lowered(lambda v: hex_digest("sha3_256", v))),
    Disguise("blake2b", lowered(lambda v: hex_digest("blake2b", v))),
    Disguise("blake2s", lowered(lambda v: hex_digest("blake2s", v))),
    Disguise("ripemd160", lowered(lambda v: hex_digest("ripemd160", v))),
    Disguise("xxh64", lowered(lambda v: xxhash.xxh64_hexdigest(v.encode()))),
    Disguise("murmur3 128", lowered(lambda v: mmh3.mmh3_x64_128_digest(v.encode()).hex())),
    Disguise("md5 as decimal number", lowered(lambda v: str(int(hex_digest("md5", v), 16)))),
    Disguise("sha256 as list of bytes", lowered(lambda v: as_json(list(digest("sha256", v)))), ("json", "websocket")),
    Disguise("sha256 in a list in JSON in base64", lowered(lambda v: b64(as_json({"em": [hex_digest("sha256", v)]})))),
    Disguise("base62", lambda v: in_base(v, DIGITS + UPPER + LOWER)),
    Disguise("base36", lambda v: in_base(v, DIGITS + LOWER)),
    Disguise("one decimal number", lambda v: str(int.from_bytes(v.encode()))),
    Disguise("base32hex", lambda v: base64.b32hexencode(v.encode()).decode()),
    Disguise("base32 of Crockford", crockford),
    Disguise("Z85", z85),
    Disguise("base45", base45),
    Disguise("bits", lambda v: " ".join(f"{byte:08b}" for byte in v.encode())),
    Disguise("letters as three figures", lambda v: "".join(f"{byte:03d}" for byte in v.encode())),
    Disguise("alphabet mirrored", lambda v: v.translate(str.maketrans(LOWER + UPPER, LOWER[::-1] + UPPER[::-1]))),
    Disguise("UTF-32 in base64", lambda v: b64(v.encode("utf-32-le"))),
    Disguise("bzip2 in base64", lambda v: b64(bz2.compress(v.encode()))),
    Disguise("xz in base64", lambda v: b64(lzma.compress(v.encode()))),
    Disguise("cut in two parameters", lambda v: as_json({"a": v[:16], "b": v[16:]}), ("json-text",)),
    Disguise("sha256 of base64 of sha256", lowered(lambda v: hex_digest("sha256", b64(digest("sha256", v))))),
    Disguise("sha512/256", lowered(lambda v: hex_digest("sha512_256", v))),
    Disguise("sha3-224", lowered(lambda v: hex_digest("sha3_224", v))),
    Disguise("blake2b of 256 bits", lowered(lambda v: hashlib.blake2b(v.encode(), digest_size=32).hexdigest())),
    Disguise("xxh64 as a number", lowered(lambda v: str(xxhash.xxh64_intdigest(v.encode())))),
    Disguise("sha256 between letters", lowered(lambda v: f"p{hex_digest('sha256', v)}z")),
    Disguise("sha256 with a salt beside it", lowered(lambda v: as_json({"em": hex_digest("sha256", "q7Zp" + v), "salt": "q7Zp"})), ("json-text",)),
    Disguise("HMAC with its key beside it", lowered(lambda v: as_json({"em": hmac.digest(b"q7Zp", v.encode(), "sha256").hex(), "hmac_key": "q7Zp"})), ("json-text",)),
    Disguise("Socket.IO event", lambda v: f'42["identify",{as_json({"m": v})}]', ("websocket",)),
    Disguise("SignalR call", lambda v: as_json({"type": 1, "target": "id", "arguments": [v]}) + "\x1e", ("websocket",)),
    Disguise("STOMP frame", lambda v: f"SEND\ndestination:/app/id\n\n{as_json({'m': v})}\0", ("websocket",)),
    Disguise("path segment", lambda v: v, ("path",)),
    Disguise("md5 as path segment", lowered(lambda v: hex_digest("md5", v)), ("path",)),
    Disguise("md5 as host name", lowered(lambda v: hex_digest("md5", v)), ("host",)),
    Disguise("Referer", lambda v: "https://www.rdv-temoin.example/compte?" + urlencode({"e": v}), ("referer",)),
    Disguise("Basic credentials", lambda v: "Basic " + b64(v + ":secret-30"), ("authorization",)),
    Disguise("multipart form", str, ("multipart",)),
    Disguise("file in multipart, gzip in base64", lambda v: b64(gzip.compress(as_json(event(v)).encode(), mtime=0)), ("multipart",)),
    Disguise("plus left as it is", str, ("address as is", "form as is")),
    Disguise("bare query", str, ("query-bare",)),
    Disguise("name before @ in the address", str, ("userinfo",)),
    Disguise("binary property list", lambda v: plistlib.dumps(event(v), fmt=plistlib.FMT_BINARY), BINARY),
    Disguise("BSON", bson, BINARY),
    Disguise("zlib as a binary string", lambda v: zlib.compress(as_json(event(v)).encode()).decode("latin-1"), ("json",)),
    Disguise("Buffer of Node.js", lambda v: as_json({"type": "Buffer", "data": list(v.encode())})),
    Disguise("Uint8Array as an object", lambda v: as_json({str(n): byte for n, byte in enumerate(v.encode())})),
    Disguise("gzip as a list of bytes", lambda v: as_json(list(gzip.compress(v.encode(), mtime=0)))),
    Disguise("letters one by one", lambda v: as_json(list(v))),
    Disguise("keystrokes", lambda v: as_json([{"type": "keydown", "key": letter} for letter in v])),
    Disguise("md5 and the time, glued", lowered(lambda v: hex_digest("md5", v) + "1773151122")),
    Disguise("sha256 with colons", lowered(lambda v: digest("sha256", v).hex(":"))),
    Disguise("sha256 with 0x", lowered(lambda v: "0x" + hex_digest("sha256", v))),
    Disguise("sha256 in base32", lowered(lambda v: base64.b32encode(digest("sha256", v)).decode().rstrip("="))),
    Disguise("sha1 of the mailto link (FOAF)", lowered(lambda v: hex_digest("sha1", "mailto:" + v))),
    Disguise("md5, the 16 in the middle", lowered(lambda v: hex_digest("md5", v)[8:24])),
    Disguise("sha256 of UTF-16", lowered(lambda v: hex_digest("sha256", v.encode("utf-16-le")))),
    Disguise("key hashed", lowered(lambda v: as_json({"users": {hex_digest("sha256", v): {"seen": 1}}})), ("json-text",)),
    Disguise("key of JSON", lambda v: as_json({"users": {v: {"seen": 1}}}), ("json-text",)),
    Disguise("key of a query", str, ("query-key",)),
    Disguise("GraphQL variables", lambda v: as_json({"query": "mutation I($m:String!){i(m:$m){ok}}", "variables": {"m": v}}), ("json-text",)),
    Disguise("NDJSON", lambda v: as_json({"type": "start"}) + "\n" + as_json(event(v)) + "\n", ("json-text",)),
    Disguise("plain answer to a GET", lambda v: as_json(event(v)), ("answer",)),
)  # fmt: skip

ACCENTED = (
    Disguise("name: UTF-7", lambda v: v.encode("utf-7").decode()),
    Disguise("name: plain", str),
    Disguise("name: lower case", str.lower),
    Disguise("name: upper case", str.upper),
    Disguise("name: accents apart (NFD)", lambda v: unicodedata.normalize("NFD", v)),
    Disguise("name: without accents", lambda v: without_accents(v)),
    Disguise("name: words exchanged", lambda v: " ".join(reversed(v.split(" ")))),
    Disguise("name: slug", lambda v: without_accents(v).lower().replace(" ", "-")),
    Disguise("name: no-break space", lambda v: v.replace(" ", "\u00a0")),
    Disguise("name: two blanks", lambda v: v.replace(" ", "  ")),
    Disguise("name: first and last apart", lambda v: as_json(dict(zip(("first", "last"), v.split(" "), strict=True)))),
    Disguise("name: with _", lambda v: v.replace(" ", "_")),
    Disguise("name: percent of Latin-1", lambda v: quote(v.encode("latin-1"), safe=""), AS_IS),
    Disguise("name: escape()", lambda v: quote(v.encode("latin-1"), safe="@*_+-./"), AS_IS),
    Disguise("name: UTF-8 read as Latin-1", lambda v: v.encode().decode("latin-1")),
    Disguise("name: \\u escapes", lambda v: json.dumps(v)[1:-1]),
    Disguise("name: HTML entities", lambda v: v.encode("ascii", "xmlcharrefreplace").decode()),
    Disguise("name: base64", b64),
    Disguise("name: Latin-1 in base64", lambda v: b64(v.encode("latin-1"))),
    Disguise("name: sha256 of lower case", lowered(lambda v: hex_digest("sha256", v))),
    Disguise("name: sha256 without accents", lambda v: hex_digest("sha256", without_accents(v).lower())),
    Disguise("name: sha256 without spaces", lowered(lambda v: hex_digest("sha256", v.replace(" ", "")))),
    Disguise("name: md5 of letters only", lambda v: hex_digest("md5", "".join(filter(str.isalpha, without_accents(v).lower())))),
)  # fmt: skip

PHONED = (
    Disguise("phone: as typed", str),
    Disguise("phone: E.164", lambda v: v.replace(" ", "")),
    Disguise("phone: digits", lambda v: v.replace(" ", "")[1:]),
    Disguise("phone: national", lambda v: national(v)),
    Disguise("phone: national in pairs", lambda v: " ".join(national(v)[at : at + 2] for at in range(0, 10, 2))),
    Disguise("phone: national with dots", lambda v: ".".join(national(v)[at : at + 2] for at in range(0, 10, 2))),
    Disguise("phone: 0033", lambda v: "00" + v.replace(" ", "")[1:]),
    Disguise("phone: +33 (0)", lambda v: v.replace("+33 ", "+33 (0)")),
    Disguise("phone: tel address", lambda v: "tel:" + v.replace(" ", "-")),
    Disguise("phone: without the 0", lambda v: national(v)[1:]),
    Disguise("phone: country and number apart", lambda v: as_json({"cc": 33, "nr": int(national(v))})),
    Disguise("phone: sha256 of E.164", lambda v: hex_digest("sha256", v.replace(" ", ""))),
    Disguise("phone: sha256 of digits", lambda v: hex_digest("sha256", v.replace(" ", "")[1:])),
    Disguise("phone: md5 of national", lambda v: hex_digest("md5", national(v))),
    Disguise("phone: sha256 of 0033", lambda v: hex_digest("sha256", "00" + v.replace(" ", "")[1:])),
    Disguise("phone: base64 of national", lambda v: b64(national(v))),
)
