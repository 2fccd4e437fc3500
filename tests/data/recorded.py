"""A small recorded case without a browser: bodies as on the wire in every coding, one that was cut, trailers, a socket,
an event stream, refused and unread connections, names, page states, markers. Everything in it is fictional.

What is planted: the values of SECRETS, which no redacted export may hold in any form: an e-mail address and a motive
that go to a third party, a session cookie that also stands in an address and in a body, a bearer token, what the page
keeps in its storage, and a cookie of an ordinary name that a third party is told.
"""

import gzip
import json
import zlib
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import zstandard

from inspector.capture.tracking import capture_extra
from inspector.formats.har.supports import SupportTally
from inspector.model.flow import (
    Body,
    CaptureKind,
    Connection,
    Delivery,
    FlowRecord,
    Headers,
    Marker,
    Page,
    SocketMessage,
    Timings,
    encode_headers,
)
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState, Refusal, StateKind
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.live.writer import LiveWriter

START_US = 1_790_000_000_000_000
HOST = "www.rdv-sante.example"
TRACKER = "mesure.audience-pub.example"
EMAIL = "camille.temoin+rdv7@courriel.example"
SESSION = "s3ss10n-4f9d8c7b6a5e4d3c2b1a"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI5MDAwMDQyIn0.c2lnbmF0dXJlLWZpY3RpdmU"
MOTIVE = "Suivi de chimiothérapie"
KEPT = "kept-7d1e2f3a4b5c6d7e8f90"
INNER = "inner-00a1b2c3d4e5f60718"
VISITOR = "v-90ab12cd34ef56ab78cd"
SECRETS = (EMAIL, SESSION, TOKEN, MOTIVE, KEPT, INNER, VISITOR)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
WHOLE = b"a long download " * 5000
CUT = 2000

ACCOUNT = json.dumps(
    {"patient": {"email": EMAIL, "first_name": "Camille"}, "visit_motive": {"name": MOTIVE}, "session_id": SESSION},
    ensure_ascii=False,
).encode()


def write_recorded(path: Path, *, kinds: Sequence[CaptureKind] = (CaptureKind.RECORDING,)) -> Path:
    """A new case with one finished recording of each kind, an hour apart."""
    with Case.create(path) as case:
        for place, kind in enumerate(kinds):
            add_recording(case, kind, at_us=START_US + place * 3_600_000_000)
    return path


def add_recording(case: Case, kind: CaptureKind, *, at_us: int = START_US, is_finished: bool = True) -> None:
    writer = LiveWriter(case, name=f"visite {kind.value}", kind=kind, scenario="accepted", tool="test")
    environment = {"browser": "Chromium 156.0", "mode": "loopback", "whose": f"persona, {EMAIL}"}
    writer.describe(environment)
    tally = SupportTally()
    writer.note_marker(Marker(at_us=at_us, kind="baseline"))
    writer.note_marker(Marker(at_us=at_us + 5_000_000, kind="accepted", label="J’accepte", note=f"vu {EMAIL}"))
    for flow in flows(at_us, is_coded=kind is CaptureKind.RECORDING):
        tally.add(flow)
        writer.add(flow)
    _tell_the_rest(writer, at_us)
    assert writer.flush(20)
    if is_finished:
        extra = capture_extra(tally, scenario="accepted")
        outcome = Outcome(
            entries=writer.imported, producer="enclair 0", browser="Chromium 156.0", environment=environment, extra=extra
        )  # fmt: skip
        writer.finish(outcome)
    else:
        writer._stop()


def flows(at_us: int, *, is_coded: bool) -> list[FlowRecord]:
    """Every kind of flow that a recorder writes; with `is_coded` bodies keep their content-encoding."""
    found = [_coded_answer(at_us, n, coding, is_coded=is_coded) for n, coding in enumerate(_CODINGS)]
    return [*found, *_uploads(at_us, is_coded=is_coded), *_streams(at_us), *_unseen(at_us)]


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


_CODINGS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": _zstd,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
    "identity": bytes,
    "aes128gcm": lambda data: b"\x00\x01" + data[::-1],  # RFC 8188: nothing we could undo
}


def _connection(number: int) -> Connection:
    return Connection(
        label=str(number),
        server_address="203.0.113.7",
        server_port=443,
        tls_version="TLSv1.3",
        cipher="TLS_AES_128_GCM_SHA256",
        alpn="h2",
        sni=HOST,
        certificate=json.dumps(
            [{"sha256": "ab" * 32, "subject": f"CN={HOST}", "pem": "-----BEGIN CERTIFICATE-----\nMIIB\n"}],
            separators=(",", ":"),
        ).encode(),
        client_address="127.0.0.1",
        client_tls_version="TLSv1.3",
        client_cipher="TLS_AES_256_GCM_SHA384",
        client_alpn="h2",
    )


def _flow(at_us: int, path: str, headers: Headers = (), **more: object) -> FlowRecord:
    """An ordinary flow of the first party; `headers` are those of the answer."""
    fixed: dict[str, object] = {
        "entry": None,
        "started_us": at_us,
        "duration_us": 31_337,
        "method": "GET",
        "url": f"https://{HOST}{path}",
        "http_version": "HTTP/2",
        "request_headers": encode_headers((("host", HOST), ("Cookie", f"sid={SESSION}; langue=fr"))),
        "response_headers": encode_headers(headers),
        "status": 200,
        "connection": _connection(1),
        "page": "page_1",
        "timings": Timings(connect=900, tls=700, send=100, wait=20_001, receive=3),
    }
    return FlowRecord(**(fixed | more))  # type: ignore[arg-type]


def _coded_answer(at_us: int, n: int, coding: str, *, is_coded: bool) -> FlowRecord:
    data = _CODINGS[coding](ACCOUNT) if is_coded else ACCOUNT
    headers = (
        ("Content-Type", "application/json"),
        ("content-encoding", coding),
        ("Set-Cookie", f"sid={SESSION}; HttpOnly; Secure"),
        ("Set-Cookie", "langue=fr"),
        ("Set-Cookie", f"premier={VISITOR}; Path=/"),
    )
    return _flow(
        at_us + n * 1_000_000, f"/account/{n}?retour=1", headers, response_mime="application/json",
        response_body=Body(data=data), response_body_size=len(data), response_wire_size=len(data),
        initiator_kind="script", initiator_url=f"https://{HOST}/app.js", resource_type="xhr",
        initiator=json.dumps({"type": "script", "url": f"https://{HOST}/app.js"}, separators=(",", ":")).encode(),
        extra=b'{"_priority":"High","response":{"_trailers":[["grpc-status","0"],["x-sum","1"]]}}',
    )  # fmt: skip


def _uploads(at_us: int, *, is_coded: bool) -> list[FlowRecord]:
    sent = json.dumps({"em": EMAIL, "motive": MOTIVE, "jeton": TOKEN}).encode()
    wire = gzip.compress(sent) if is_coded else sent
    coding = (("Content-Encoding", "gzip"),) if is_coded else ()
    third = _flow(
        at_us + 6_000_000, "", method="POST", url=f"https://{TRACKER}/collect?em={EMAIL.replace('@', '%40')}&s={SESSION}",
        request_headers=encode_headers((("Host", TRACKER), ("Authorization", f"Bearer {TOKEN}"), *coding)),
        request_mime="application/json", request_body=Body(data=wire), request_body_size=len(wire), status=204,
        response_body=Body(data=b""), response_body_size=0, response_wire_size=0,
    )  # fmt: skip
    whole = json.dumps({"_wholeSize": len(WHOLE), "_wholeSha256": sha256(WHOLE).hexdigest()}, separators=(",", ":"))
    cut = _flow(
        at_us + 7_000_000, "/document.bin", (("content-type", "application/octet-stream"),),
        response_mime="application/octet-stream", response_body=Body(data=WHOLE[:CUT], truncated=True),
        response_body_size=len(WHOLE), response_wire_size=len(WHOLE), extra=f'{{"response":{whole}}}'.encode(),
    )  # fmt: skip
    squeezed = gzip.compress(WHOLE)
    cut_coded = _flow(
        at_us + 8_000_000, "/journal.txt", (("content-type", "text/plain"), ("Content-Encoding", "gzip")),
        response_mime="text/plain", response_body=Body(data=squeezed[:100], truncated=True),
        response_body_size=len(squeezed), response_wire_size=len(squeezed),
    )  # fmt: skip
    out_of_scope = _flow(
        at_us + 9_000_000, "/hors-champ", response_mime="image/png", response_body_size=4321, response_wire_size=4321,
        extra=b'{"_outOfScope":true}',
    )  # fmt: skip
    return [third, cut, cut_coded, out_of_scope] if is_coded else [third, cut, out_of_scope]


def _streams(at_us: int) -> list[FlowRecord]:
    messages = (
        SocketMessage(at_us=at_us + 10_000_001, from_client=True, opcode=1, data=f'{{"abonner":"{EMAIL}"}}'.encode()),
        SocketMessage(at_us=at_us + 10_000_002, from_client=False, opcode=2, data=bytes(range(200))),
        SocketMessage(at_us=None, from_client=False, opcode=1, data=b"\xff not UTF-8"),
    )
    socket = _flow(
        at_us + 10_000_000, "/flux", method="GET", url=f"wss://{HOST}/flux", status=101, messages=messages,
        resource_type="websocket", extra=b'{"_webSocketClose":{"code":1000,"reason":"","byClient":true}}',
    )  # fmt: skip
    events = _flow(
        at_us + 11_000_000, "/evenements", (("Content-Type", "text/event-stream"),), response_mime="text/event-stream",
        response_body=Body(data=f"event: a\ndata: {{\"motif\": \"{MOTIVE}\"}}\n\n".encode(), truncated=True),
        resource_type="eventsource",
    )  # fmt: skip
    return [socket, events]


def _unseen(at_us: int) -> list[FlowRecord]:
    def row(n: int, delivery: Delivery, **more: object) -> FlowRecord:
        return _flow(at_us + (12 + n) * 1_000_000, f"/{delivery.value}", delivery=delivery, **more)  # type: ignore[arg-type]

    return [
        row(0, Delivery.CACHE, response_mime="image/png", response_body=Body(data=PICTURE)),
        row(1, Delivery.SERVICE_WORKER, response_body=Body(data=b"plain")),
        row(2, Delivery.REVALIDATED, status=304),
        row(3, Delivery.BLOCKED, status=None, error="net::ERR_BLOCKED_BY_CLIENT", connection=None),
        row(4, Delivery.FAILED, status=None, error="peer closed", duration_us=None),
        row(5, Delivery.REFUSED, method="CONNECT", status=None, url="https://epingle.example:443", page=None,
            error="certificate-refused", connection=Connection(sni="epingle.example")),
        row(6, Delivery.UNREAD, method="TCP", status=None, url="tcp://banque.example:8443", page=None,
            request_body_size=4200, response_body_size=182_000, response_wire_size=182_000,
            extra=b'{"_bytesSent":4200,"_bytesReceived":182000,"_messages":9}'),
        row(7, Delivery.NETWORK, url="https://update.navigateur.example/v1", background=True, page=None),
    ]  # fmt: skip


def _tell_the_rest(writer: LiveWriter, at_us: int) -> None:
    writer.add_page(
        Page(label="page_1", title=f"https://{HOST}/?q={MOTIVE}", started_us=at_us, load_us=4200,
             extra=json.dumps({"_documentTitle": MOTIVE}, ensure_ascii=False, separators=(",", ":")).encode())
    )  # fmt: skip
    writer.note_handshake(
        Handshake(host="epingle.example", port=443, client="Appli", refusal=Refusal.CERTIFICATE_REFUSED, count=4,
                  first_us=at_us, last_us=at_us + 9, detail="unknown ca", likely_pinned=True)
    )  # fmt: skip
    chain = ((TRACKER, "CNAME", "edge.nuage.example"), ("edge.nuage.example", "A", "192.0.2.7"))
    writer.note_name(NameAnswer(host=TRACKER, at_us=at_us, resolver="192.0.2.53", chain=chain))
    writer.note_name(NameAnswer(host="perdu.example", at_us=at_us, resolver="192.0.2.53", error="NXDOMAIN"))
    writer.warn(Oddity(entry=None, code="machine-slept", message="The machine slept 340 s."))
    inner = json.dumps({"access_token": INNER})
    kept = {
        StateKind.SCREENSHOT: PICTURE,
        StateKind.TEXT: f"Bonjour {EMAIL}".encode(),
        StateKind.COOKIES: json.dumps([{"name": "sid", "value": SESSION, "domain": HOST}]).encode(),
        StateKind.LOCAL_STORAGE: json.dumps({f"https://{HOST}": {"traceur": KEPT, "oauth": inner}}).encode(),
    }
    writer.keep_state(
        [
            PageState(marker_us=at_us, at_us=at_us + 3, kind=kind, url=f"https://{HOST}/", data=data)
            for kind, data in kept.items()
        ]
    )
    echoed = json.dumps({"u": KEPT, "t": INNER, "p": VISITOR}).encode()
    writer.add(
        _flow(at_us + 30_000_000, "", method="POST", url=f"https://{TRACKER}/echo", request_mime="application/json",
              request_headers=encode_headers((("Host", TRACKER),)), request_body=Body(data=echoed))
    )  # fmt: skip
