"""One captured flow for every layer word, each with a value that only that layer shows."""

import base64
import binascii
import bz2
import codecs
import gzip
import io
import json
import lzma
import struct
import zlib
from collections.abc import Iterator
from urllib.parse import quote

import brotli  # type: ignore[import-untyped]
import cbor2
import msgpack  # type: ignore[import-untyped]
import zstandard
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter

from inspector.model.flow import FlowContent, SocketMessage
from tests.decode.flows import flow_content, stored
from tests.decode.lz import LZ_FORMS
from tests.decode.wire import frame, words

NAME = "Éléonore Lefèvre"
MOTIVE = "Annonce de résultats (oncologie)"
EMAIL = "camille.temoin+rdv7@courriel.example"
HOSTILE = "it's $(touch /tmp/pwned) `id` \"; import os; os._exit(9) # \\ %s é"
TREE = {"a b": {"motive": MOTIVE, "n": 12, "yes": True, "none": None, "x": 12.5}, "email": EMAIL, "h": HOSTILE}
SOURCE = json.dumps(TREE)


def b64(data: str | bytes, *, url: bool = False) -> str:
    encode = base64.urlsafe_b64encode if url else base64.b64encode
    return encode(data.encode() if isinstance(data, str) else data).decode()


def body(data: str | bytes, mime: str = "") -> FlowContent:
    return flow_content(request_body=stored(data), request_mime=mime)


def value(text: str) -> FlowContent:
    """A text inside a JSON body."""
    return body(json.dumps({"Data": text}), "application/json")


def message(data: bytes) -> FlowContent:
    return flow_content(messages=(SocketMessage(at_us=None, from_client=True, opcode=1, data=data),))


def coded(data: bytes, coding: str) -> FlowContent:
    headers = (("Content-Encoding", coding),)
    return flow_content(
        request_body=stored(data), request_mime="application/json", request_headers=headers, content_coded=True
    )


def _token(*parts: object) -> str:
    return ".".join(b64(json.dumps(part), url=True).rstrip("=") for part in parts)


def _picture(**more: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(data, "PNG", **more)
    return data.getvalue()


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x8298] = "Camille Lefevre"
    return _picture(exif=exif)


def _text_chunk() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "Ordonnance de Camille")
    return _picture(pnginfo=info)


def _xmp() -> bytes:
    namespaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    packet = (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {namespaces}><rdf:Description rdf:about="">'
        "<dc:creator><rdf:Seq><rdf:li>Camille Témoin</rdf:li></rdf:Seq></dc:creator>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet)
    return _picture(pnginfo=info)


def _iptc() -> bytes:
    text = "Besançon".encode()
    records = b"\x1c\x02" + bytes((90,)) + struct.pack(">H", len(text)) + text
    block = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(data, "JPEG")
    jpeg = data.getvalue()
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def _pdf() -> bytes:
    writer, data = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": "Compte rendu de Camille"})
    writer.write(data)
    return data.getvalue()


def _multipart() -> bytes:
    packed = gzip.compress(SOURCE.encode())
    return (
        b'--B\r\nContent-Disposition: form-data; name="motive"\r\n\r\n' + MOTIVE.encode() + b"\r\n"
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.json.gz"\r\n'
        b"Content-Type: application/gzip\r\n\r\n" + packed + b"\r\n"
        b'--B\r\nContent-Disposition: form-data; name="mail"; filename="b"\r\nContent-Type: application/json\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b64(SOURCE).encode() + b"\r\n--B--\r\n"
    )


def _uuencoded(text: str) -> str:
    data = text.encode()
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return f"begin 644 note.txt\n{''.join(lines)}`\nend\n"


def _raw(text: str) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(text.encode()) + stream.flush()


_PAGE = f"""<!doctype html><html><head><title>Rendez-vous</title>
<script type="application/ld+json">{{"@type":"Physician","name":"Dr Lefèvre"}}</script>
<script>window.state = {{"user": {{"motive": "{MOTIVE}"}}}}; go(1)</script>
<script>var a=JSON.parse(atob("{b64('{"email":"camille@courriel.example"}')}"))</script>
<script>var b=JSON.parse(decodeURIComponent("{quote('{"motive":"Consultation VIH"}')}"))</script>
<script>var c=JSON.parse("{{\\"name\\":\\"Camille Témoin\\"}}")</script>
</head><body><input name="motive" value="Annonce &amp; résultats"><p>Bonjour <b>Camille</b> Témoin,
   à demain</p><!-- debug: patient=camille --></body></html>"""

_TCF = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"
_EVENTS = [
    {
        "type": 2,
        "timestamp": 1_700_000_000_000,
        "data": {
            "node": {
                "type": 0,
                "id": 1,
                "childNodes": [
                    {
                        "type": 2,
                        "id": 2,
                        "tagName": "p",
                        "attributes": {},
                        "childNodes": [{"type": 3, "id": 3, "textContent": MOTIVE}],
                    }
                ],
            }
        },
    }
]


def _spelled_samples() -> Iterator[tuple[str, FlowContent]]:
    """Values in pieces, in numbers, in bytes of binary messages and in bytes written as characters."""
    packed, plain = gzip.compress(SOURCE.encode()), MOTIVE.encode()
    yield "gzip", body(msgpack.packb({"ev": "view", "v": packed}), "application/msgpack")
    yield "deflate", message(msgpack.packb({"t": "ev", "n": 7, "v": zlib.compress(SOURCE.encode())}))
    yield "gzip", body(cbor2.dumps({"ev": "view", "v": packed}), "application/cbor")
    yield "gzip", message(words(2, "view") + words(3, packed))
    yield "gzip", value(packed.decode("latin-1"))
    yield "gzip", body(packed.decode("latin-1"), "application/json")
    yield "deflate", value(zlib.compress(plain).decode("latin-1"))
    yield "utf-16", body(msgpack.packb({"ev": "view", "v": MOTIVE.encode("utf-16-be")}), "application/msgpack")
    yield "utf-16", body(MOTIVE.encode("utf-16-le"), "application/octet-stream")
    for spelled in (list(plain), [ord(c) for c in MOTIVE], {str(n): byte for n, byte in enumerate(plain)}):
        yield "char-codes", body(json.dumps({"n": [1, 2, 3], "v": spelled}), "application/json")
    yield "char-codes", body(json.dumps({"type": "Buffer", "data": list(packed)}), "application/json")
    yield "char-codes", body(json.dumps(list(SOURCE.encode())), "application/json")
    yield "char-codes", body(msgpack.packb({"v": list(plain)}), "application/msgpack")
    yield "letters", body(json.dumps({"v": [list(MOTIVE)]}), "application/json")
    yield "joined", flow_content(request_headers=(("Cookie", f"a=b; s.0={b64(SOURCE)[:80]}; s.1={b64(SOURCE)[80:]}"),))
    host = base64.b32encode(plain).decode().rstrip("=").lower()
    yield "joined", flow_content(url=f"https://{host[:40]}.{host[40:]}.c.example/x")
    yield "html-script", body(f'var u = "{EMAIL}";', "application/javascript")
    yield "html-script", body(f"/* c */ window.u = window.u || {SOURCE};", "text/javascript")
    yield "json-string", value(json.dumps(json.dumps(json.dumps(TREE))))
    yield "quoted-printable", value("Annonce=20de=20r=C3=A9sultats")
    yield "quoted-printable", value("=?UTF-8?Q?=C3=89lo=C3=AFse?= =?utf-8?b?TGVmw6h2cmU=?=")
    yield "base64", value(f"=?utf-8?b?{b64(MOTIVE)}?=")
    yield "js-escape", value("".join(f"\\u{{{ord(c):x}}}" for c in MOTIVE))
    yield "js-escape", value("".join(f"\\{byte:03o}" for byte in plain))
    yield "url", value(quote(MOTIVE.encode("latin-1")))
    yield "bz2", value(b64(bz2.compress(SOURCE.encode())))
    yield "xz", value(b64(lzma.compress(plain)))
    yield "base64", value(b64(MOTIVE.encode("utf-32-le")))
    yield "base64", value(b64(MOTIVE.encode("utf-32-be")))
    yield "lzstring", value("IwTgHALAtMxQTAZiA===")
    yield "html", value("Annonce de r&eacute;sultats &#40;oncologie&#41;")


def samples() -> Iterator[tuple[str, FlowContent]]:
    """A layer word, and a flow in which it occurs."""
    yield "gzip", coded(gzip.compress(SOURCE.encode()), "gzip")
    yield "deflate", coded(zlib.compress(SOURCE.encode()), "deflate")
    yield "deflate", coded(_raw(SOURCE), "deflate")
    yield "br", coded(brotli.compress(SOURCE.encode()), "br")
    yield "zstd", coded(zstandard.compress(SOURCE.encode()), "zstd")
    yield (
        "url",
        flow_content(
            url=f"https://t.example/p%C3%A9/x?dl={quote(f'https://c.example/a%20b/?m={quote(NAME)}#top', safe='')}&em=a%40b.example&em=c+d"
        ),
    )
    yield "form", body(f"a=1&motive={quote(MOTIVE)}&a+b=c+d&motive=2", "application/x-www-form-urlencoded")
    yield "form", body("motive=Annonce de la suite\r\nname=Camille x\r\n", "text/plain")
    yield "multipart", body(_multipart(), "multipart/form-data; boundary=B")
    yield "json", body(SOURCE, "application/json")
    yield "json", body(f")]}}',\n{SOURCE}", "application/json")
    yield (
        "json",
        body('{"a": "premier essai", "a": "second essai", "big": 12345678901234567890.12}', "application/json"),
    )
    yield "ndjson", body(f'{{"a":1}}\n\n{SOURCE}\n', "application/x-ndjson")
    yield "ndjson", body(f'{{"a":1}}{SOURCE}', "application/json")
    yield "jsonp", body(f"/**/ cb({SOURCE});", "application/javascript")
    yield "json-string", value(SOURCE)
    yield "json-string", value("Bonjour \\u00c9l\\u00e9onore")
    yield (
        "xml",
        body(f"<doc><field name='motive'>{MOTIVE} &amp; suite</field><x y='Camille Témoin'/></doc>", "text/xml"),
    )
    for _ in ("html", "html-data", "html-script"):
        yield _, body(_PAGE, "text/html")
    yield "base64", value(b64(SOURCE))
    yield "base64", value(b64(MOTIVE))
    yield "base64", value(b64(gzip.compress(SOURCE.encode())))
    yield "base64", flow_content(request_headers=(("Authorization", f"Basic {b64('camille:secret7word')}"),))
    yield "base64", value("data:application/json;base64," + b64(SOURCE))
    yield "base64", value(f"{b64(MOTIVE)}.{b64(EMAIL)}")
    yield "base64", value(b64(MOTIVE * 3).translate(str.maketrans("+/", "._")))
    yield "base64url", value(b64(f"?>?>{MOTIVE}é", url=True).rstrip("="))
    yield "base64-reversed", value(b64(SOURCE)[::-1])
    yield "base32", value(base64.b32encode(MOTIVE.encode()).decode().rstrip("="))
    yield "ascii85", value(base64.a85encode(SOURCE.encode(), adobe=True).decode())
    yield "reversed", value(f"https://c.example/?m={quote(MOTIVE)}"[::-1])
    yield "hex", value(SOURCE.encode().hex())
    yield "hex", value(" ".join(f"{byte:02x}" for byte in EMAIL.encode()))
    yield "hex", value("".join(f"\\x{byte:02x}" for byte in EMAIL.encode()))
    yield (
        "jwt",
        flow_content(request_headers=(("Authorization", f"Bearer {_token({'alg': 'none'}, {'sub': EMAIL})}.sig"),)),
    )
    yield "jwt", value(f"{_token({'alg': 'none', 'zip': 'DEF'})}.{b64(_raw(SOURCE), url=True).rstrip('=')}.sig")
    yield (
        "jwe",
        value(f"{_token({'alg': 'dir', 'enc': 'A256GCM', 'kid': 'clinic-key-7'})}..{'A' * 16}.{'B' * 40}.{'C' * 22}"),
    )
    yield "protobuf", body(words(1, words(2, EMAIL)) + words(3, MOTIVE) + b"\x20\x96\x01", "application/x-protobuf")
    yield "grpc", body(frame(words(1, EMAIL)) + frame(words(1, MOTIVE)), "application/grpc")
    yield "msgpack", body(msgpack.packb({"a": {1: EMAIL}, "n": 7}), "application/x-msgpack")
    yield "cbor", body(cbor2.dumps({"a": [MOTIVE, {2: EMAIL}]}), "application/cbor")
    for _, text in LZ_FORMS:
        yield "lzstring", value(text)
    yield "sse", body(f"event: m\ndata: {SOURCE}\n\nid: 7\ndata: un\ndata: deux\n\n", "text/event-stream")
    yield "websocket", message(b'a["{\\"m\\":\\"Annonce de suite\\"}"]')
    yield "websocket", message(b'\x30\x1c\x00\x05chat/{"m":"Annonce suite"}')
    yield "socketio", message(f'42/admin,7["chat",{SOURCE}]'.encode())
    yield "signalr", message(f'{{"protocol":"json"}}\x1e{SOURCE}\x1e'.encode())
    yield "stomp", message(f"SEND\ndestination:/queue/camille\n\n{SOURCE}\0".encode())
    yield (
        "sentry-envelope",
        body(
            f'{{"event_id":"1"}}\n{{"type":"event"}}\n{SOURCE}\n{{"type":"attachment","filename":"note camille.txt"}}\nBonjour Camille\n'
        ),
    )
    yield "graphql", value(f'query {{ appointment(motive: "{MOTIVE}") {{ id }} }}')
    yield "ga-batch", body(f"v=2&en=page&dl={quote(NAME)}\nv=2&en=click&dt={quote(MOTIVE)}", "text/plain")
    yield "rrweb", body(json.dumps({"events": _EVENTS}), "application/json")
    yield "rails-signed", value(f"{b64(SOURCE)}--{'0123456789abcdef' * 4}")
    yield "tcf", value(_TCF)
    yield "gpp", value(f"DBACNYA~{_TCF}~1YNN")
    yield "consent-cookie", flow_content(request_headers=(("Cookie", "groups=C0001:1,C0002:0,C0003:0"),))
    yield "pdf", body(_pdf(), "application/pdf")
    yield "exif", body(_exif(), "image/png")
    yield "image-text", body(_text_chunk(), "image/png")
    yield "xmp", body(_xmp(), "image/png")
    yield "iptc", body(_iptc(), "image/jpeg")
    yield "uuencode", value(_uuencoded(SOURCE))
    yield from _spelled_samples()
    six = json.dumps({"x": b64(gzip.compress(json.dumps({"u": f"https://c.example/?m={b64(SOURCE)}"}).encode()))})
    yield "json", coded(gzip.compress(six.encode()), "gzip")


def disguises(text: str) -> Iterator[tuple[str, str]]:
    """A disguise's layer word and the text in it."""
    yield "rot13", codecs.encode(text, "rot13")
    yield "reversed", text[::-1]
    yield "base64-reversed", b64(text).rstrip("=")[::-1]
    yield "url>url", quote(quote(text, safe=""), safe="")
    yield "html", "".join(f"&#{ord(c)};" for c in text)
    yield "js-escape", "".join(f"\\x{ord(c):02x}" for c in text)
    yield "quoted-printable", "".join(f"={byte:02X}" for byte in text.encode())
    yield "char-codes", ", ".join(str(byte) for byte in text.encode())
    yield "utf-16", "\0".join(text)
    yield "base85", base64.b85encode(text.encode()).decode()
    yield "rot13>base64", codecs.encode(b64(text).rstrip("="), "rot13")
    yield "rot47", "".join(chr(33 + (ord(c) + 14) % 94) if "!" <= c <= "~" else c for c in text)
