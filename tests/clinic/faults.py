"""Answers that go wrong on purpose, in well-formed HTTP. The malformed ones are in `raw`."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from tests.data.chrome import Json

type Receive = Callable[[], Awaitable[Json]]
type Send = Callable[[Json], Awaitable[None]]

_FINE = ("endless", "large", "slow", "huge-header", "trailers")
_CHUNK = bytes(range(256)) * 256
_CHALLENGE = (
    b'<!doctype html><html lang="en"><head><title>Just a moment...</title></head><body>'
    b"<h1>www.rdv-sante.example</h1><p>Verify you are human by completing the action below.</p>"
    b'<div id="challenge-stage"></div></body></html>'
)


def status_of(path: str) -> int:
    """The status a fault will answer with."""
    return {"challenge": 403, **dict.fromkeys(_FINE, 200)}.get(path.removeprefix("/faults/"), 503)


async def answer(scope: Json, receive: Receive, send: Send) -> None:
    """endless, large?bytes=N, slow, huge-header?bytes=N, challenge, trailers; anything else is a 503."""
    asked = parse_qs(scope["query_string"].decode())
    size_bytes = int(asked.get("bytes", ["1000000"])[0])
    match scope["path"].removeprefix("/faults/"):
        case "endless":
            await _stream(receive, send, size_bytes=None)
        case "large":
            await _stream(receive, send, size_bytes=size_bytes)
        case "slow":
            await _drip(receive, send)
        case "huge-header":
            await _whole(send, b"ok", fields=[(b"x-grand", b"a" * size_bytes)])
        case "challenge":
            await _whole(send, _CHALLENGE, status=403, fields=_challenge_fields())
        case "trailers":
            await _with_trailers(send)
        case _:
            await _whole(send, b"busy", status=503, fields=[(b"retry-after", b"1")])


def _challenge_fields() -> list[tuple[bytes, bytes]]:
    return [
        (b"server", b"cloudflare"),
        (b"cf-mitigated", b"challenge"),
        (b"cf-ray", b"8f0c1d2e3a4b5c6d-CDG"),
        (b"content-type", b"text/html; charset=UTF-8"),
        (b"cache-control", b"private, max-age=0, no-store"),
    ]


async def _start(send: Send, *, status: int = 200, fields: list[tuple[bytes, bytes]] | None = None) -> None:
    known = fields or []
    if not any(name == b"content-type" for name, _ in known):
        known = [(b"content-type", b"application/octet-stream"), *known]
    await send({"type": "http.response.start", "status": status, "headers": known})


async def _whole(send: Send, body: bytes, *, fields: list[tuple[bytes, bytes]], status: int = 200) -> None:
    await _start(send, status=status, fields=[*fields, (b"content-length", str(len(body)).encode())])
    await send({"type": "http.response.body", "body": body})


async def _stream(receive: Receive, send: Send, *, size_bytes: int | None) -> None:
    """The bytes 0..255 over and over: `size_bytes` of them with a length, or for ever in chunks."""
    gone = asyncio.create_task(_leaving(receive))
    await _start(send, fields=[(b"content-length", str(size_bytes).encode())] if size_bytes is not None else [])
    left = size_bytes
    while not gone.done() and left != 0:
        part = _CHUNK if left is None else _CHUNK[:left]
        await send({"type": "http.response.body", "body": part, "more_body": True})
        left = None if left is None else left - len(part)
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b""})
    gone.cancel()


async def _drip(receive: Receive, send: Send) -> None:
    """One byte a second for an hour."""
    gone = asyncio.create_task(_leaving(receive))
    await _start(send, fields=[(b"content-length", b"3600")])
    for _ in range(3600):
        await send({"type": "http.response.body", "body": b".", "more_body": True})
        await asyncio.wait([gone], timeout=1)
        if gone.done():
            return


async def _with_trailers(send: Send) -> None:
    """HTTP/2 only, and only for a client that says `te: trailers`."""
    fields = [(b"content-type", b"application/grpc-web+json"), (b"trailer", b"x-total, x-digest")]
    await send({"type": "http.response.start", "status": 200, "headers": fields, "trailers": True})
    await send({"type": "http.response.body", "body": b'{"part":1}'})
    trailers = [(b"x-total", b"1"), (b"x-digest", b"sha-256=:b2s=:")]
    await send({"type": "http.response.trailers", "headers": trailers})


async def _leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
