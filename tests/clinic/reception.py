"""The clinic's ASGI application: notes what arrives, then answers it."""

import gzip
from collections.abc import Awaitable, Callable
from time import time_ns
from typing import Any

import brotli  # type: ignore[import-untyped]
import zstandard

from tests.clinic import faults, live
from tests.clinic.catalogue import Answer, find_answer
from tests.clinic.hosts import SALON
from tests.clinic.journal import Journal, Received
from tests.clinic.trial.answers import Asked, find_trial_answer
from tests.data.booking import SITE, WWW
from tests.data.chrome import Json

type Receive = Callable[[], Awaitable[Json]]
type Send = Callable[[Json], Awaitable[None]]
type Fields = list[tuple[bytes, bytes]]

_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.compress,
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),
}
_CODING_OF = {
    "/account/appointments.json": "br",
    "/account/master_patients.json": "gzip",
    "/account/booking_drafts.json": "zstd",
    "/booking/solene-varnoux.json": "br",
    "/search_results/lyon.json": "gzip",
    "/api/directory/lyon.json": "zstd",
}
_STREAM = "/account/notifications/stream"


class Reception:
    """Routes by host and path; every request is in the journal before its answer begins."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def __call__(self, scope: Json, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._open_room(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _open_room(self, scope: Json, receive: Receive, send: Send) -> None:
        known = _host(scope) == SALON and scope["path"].startswith("/salon/")
        self._note(scope, b"", status=101 if known else 403)
        await (live.converse(receive, send) if known else send({"type": "websocket.close"}))

    async def _answer(self, scope: Json, receive: Receive, send: Send) -> None:
        path = scope["path"]
        body = await _read_body(receive)
        if path.startswith("/faults/"):
            self._note(scope, body, status=faults.status_of(path))
            await faults.answer(scope, receive, send)
        elif path == _STREAM:
            self._note(scope, body, status=200)
            await live.notify(receive, send)
        else:
            status, fields, content = _compose(scope)
            self._note(scope, body, status=status)
            await send({"type": "http.response.start", "status": status, "headers": fields})
            await send({"type": "http.response.body", "body": content})

    def _note(self, scope: Json, body: bytes, *, status: int) -> None:
        query = scope["query_string"].decode()
        self._journal.write(
            Received(
                at_us=time_ns() // 1000,
                version="ws" if scope["type"] == "websocket" else scope["http_version"],
                scheme=scope["scheme"],
                method=scope.get("method", "GET"),
                host=_host(scope),
                target=scope["raw_path"].decode() + (f"?{query}" if query else ""),
                headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
                body=body,
                status=status,
            )
        )


def _host(scope: Json) -> str:
    return (_header(scope, b"host") or _header(scope, b":authority")).rsplit(":", 1)[0]


def _header(scope: Json, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


async def _read_body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _compose(scope: Json) -> tuple[int, Fields, bytes]:
    if scope["method"] == "OPTIONS":
        return 204, _fields(scope, Answer(status=204, mime="")), b""
    answer = find_answer(scope["method"], _host(scope), scope["path"]) or find_trial_answer(_asked(scope))
    if answer is None:
        missing = Answer(status=404, mime="text/plain; charset=utf-8", body="Rien à cette adresse.".encode())
        return 404, _fields(scope, missing), missing.body
    etag = dict(answer.headers).get("etag")
    if etag and _header(scope, b"if-none-match") == etag:
        return 304, _fields(scope, Answer(status=304, mime="", headers=answer.headers)), b""
    coding, content = _encode(scope, answer.body)
    fields = [*_fields(scope, answer), (b"content-length", str(len(content)).encode())]
    if answer.status == 204:
        return 204, fields[:-1], b""
    return answer.status, [*fields, (b"content-encoding", coding.encode())] if coding else fields, content


def _asked(scope: Json) -> Asked:
    kept = ";".join(value.decode("latin-1") for key, value in scope["headers"] if key.lower() == b"cookie")
    pairs = [one.strip().partition("=") for one in kept.split(";")]
    return Asked(
        method=scope["method"],
        host=_host(scope),
        path=scope["path"],
        query=scope["query_string"].decode(),
        cookies={name: value for name, _, value in pairs if name},
    )


def _encode(scope: Json, body: bytes) -> tuple[str, bytes]:
    coding = _CODING_OF.get(scope["path"], "") if _host(scope).endswith(SITE) else ""
    if coding and coding in _header(scope, b"accept-encoding"):
        return coding, _CODINGS[coding](body)
    return "", body


def _fields(scope: Json, answer: Answer) -> Fields:
    """The head of an answer, with what a page of another origin needs to read it (Fetch, CORS protocol)."""
    origin = _header(scope, b"origin")
    pairs: list[tuple[str, Any]] = [("content-type", answer.mime)] if answer.mime else []
    pairs += answer.headers
    if origin:
        pairs += [("access-control-allow-origin", origin), ("access-control-allow-credentials", "true")]
        pairs += [("vary", "origin"), ("timing-allow-origin", WWW)]
    if origin and scope["method"] == "OPTIONS":
        pairs += [("access-control-allow-methods", "GET, POST, DELETE"), ("access-control-max-age", "600")]
        pairs += [("access-control-allow-headers", _header(scope, b"access-control-request-headers"))]
    return [(name.encode(), value.encode("latin-1")) for name, value in pairs]
