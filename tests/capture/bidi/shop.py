"""A small HTTP/1.1 server on loopback: a page that posts JSON, follows a redirect, loads a cached script, sets
cookies and storage, opens a socket and asks for things that fail."""

import asyncio
import base64
import gzip
import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

PAGE = """<!doctype html><meta charset="utf-8"><title>Rendez-vous</title>
<link rel="icon" href="data:,">
<script src="/cached.js"></script>
<h1>Docteure Éléonore Lefèvre</h1><p id="out">…</p><p style="display:none">caché</p>
<img src="/pixel.png"><iframe src="/frame"></iframe>
<script src="/late.js" defer></script>
"""
LATE = """
(async () => {
  localStorage.setItem("patient", "Zoé"); sessionStorage.setItem("étape", "2");
  await new Promise((done, failed) => {
    const asked = indexedDB.open("agenda", 1); asked.onsuccess = done; asked.onerror = failed;
  });
  await fetch("/api/search?q=dentiste", {
    method: "POST", headers: {"Content-Type": "application/json", "X-Step": "one"},
    body: JSON.stringify({motif: "Première consultation", nom: "Lefèvre"}),
  });
  await fetch("/moved");
  await fetch("/binary").then(r => r.arrayBuffer());
  await fetch("/empty");
  await fetch("http://127.0.0.1:CLOSED/closed", {mode: "no-cors"}).catch(() => 0);
  await fetch("/cached.js").then(r => r.text());
  await fetch("/fresh").then(r => r.text()); await fetch("/fresh").then(r => r.text());
  navigator.sendBeacon("/beacon", "a=1&b=2");
  const form = new FormData(); form.append("carte", new Blob([new Uint8Array([0, 255, 254])]), "c.bin");
  await fetch("/upload", {method: "POST", body: form});
  await new Promise(done => {
    const socket = new WebSocket("ws://" + location.host + "/socket"); socket.onopen = () => socket.close(); socket.onclose = done;
  });
  const events = new EventSource("/events");
  await new Promise(done => { events.onmessage = done; });
  document.getElementById("out").textContent = "terminé";
  document.title = "terminé";
  fetch("/done");
})();
"""

WORKER = 'fetch("/from-worker", {method: "POST", body: "worker=1"}).then(() => postMessage("done"));'
SERVICE_WORKER = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(clients.claim()));
self.addEventListener("fetch", event => {
  if (event.request.url.endsWith("/made-up")) event.respondWith(new Response("made up"));
});
"""
MORE = """<!doctype html><meta charset="utf-8"><title>Suite</title><link rel="icon" href="/favicon.ico">
<link rel="stylesheet" href="/style.css">
<script>
(async () => {
  await new Promise(done => { new Worker("/worker.js").onmessage = done; });
  await navigator.serviceWorker.register("/service.js"); await navigator.serviceWorker.ready;
  await new Promise(done => navigator.serviceWorker.controller ? done() : navigator.serviceWorker.oncontrollerchange = done);
  await fetch("/made-up").then(r => r.text());
  await fetch("/packed").then(r => r.text());
  await fetch("/large").then(r => r.text());
  await fetch("http://localhost:1234/forbidden", {method: "POST", body: "csp=1"}).catch(() => 0);
  await fetch("/see-again", {method: "POST", body: "kept=1"});
  await fetch("/latin").then(r => r.text());
  await fetch("/secret").then(r => r.text());
  await new Promise(done => { const asked = new XMLHttpRequest(); asked.open("GET", "/xhr"); asked.onloadend = done; asked.send(); });
  const stopped = new AbortController();
  setTimeout(() => stopped.abort(), 50);
  await fetch("/endless", {signal: stopped.signal}).then(r => r.text()).catch(() => 0);
  fetch("/done");
})();
</script>
"""


@dataclass
class Shop:
    port: int
    asked: list[str] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def _answer(status: str, body: bytes = b"", *, mime: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _reply(path: str, headers: dict[str, str]) -> bytes:
    key = headers.get("sec-websocket-key")
    if key:
        accept = base64.b64encode(hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest())
        return (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
    keep = "Cache-Control: max-age=3600\r\n"
    cookies = (
        "Set-Cookie: session=s3cret; Path=/; HttpOnly; SameSite=Lax\r\n"
        "Set-Cookie: choice=all; Max-Age=3600; Path=/; SameSite=Strict\r\n"
    )
    fresh = 'ETag: "one"\r\nCache-Control: no-cache\r\n'
    answers = {
        "/": _answer("200 OK", PAGE.encode(), more=cookies),
        "/late.js": _answer(
            "200 OK", LATE.replace("CLOSED", str(_free_port())).encode(), mime="text/javascript; charset=utf-8"
        ),
        "/cached.js": _answer("200 OK", b"var cached = 1;", mime="text/javascript", more=keep),
        "/api/search": _answer("200 OK", '{"praticien": "Éléonore"}'.encode(), mime="application/json"),
        "/moved": _answer("302 Found", more="Location: /landed\r\n"),
        "/landed": _answer("200 OK", b"landed", mime="text/plain"),
        "/binary": _answer("200 OK", bytes(range(256)), mime="application/octet-stream"),
        "/pixel.png": _answer("404 Not Found", b"none", mime="text/plain"),
        "/frame": _answer("200 OK", b"<p>frame</p><script>localStorage.setItem('frame','1')</script>"),
        "/empty": b"HTTP/1.1 204 No Content\r\n\r\n",
        "/fresh": b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\n\r\n'
        if "if-none-match" in headers
        else _answer("200 OK", b"fresh", mime="text/plain", more=fresh),
        "/events": b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: hello\n\n",
    }
    answers |= {
        "/more": _answer("200 OK", MORE.encode(), more="Content-Security-Policy: connect-src 'self' ws:\r\n"),
        "/worker.js": _answer("200 OK", WORKER.encode(), mime="text/javascript"),
        "/service.js": _answer("200 OK", SERVICE_WORKER.encode(), mime="text/javascript"),
        "/style.css": _answer("200 OK", b"h1 { color: red }", mime="text/css"),
        "/packed": _answer("200 OK", gzip.compress(b"unpacked"), mime="text/plain", more="Content-Encoding: gzip\r\n"),
        "/large": _answer("200 OK", b"x" * 300_000, mime="text/plain"),
        "/latin": _answer("200 OK", "déjà".encode("latin-1"), mime="text/plain; charset=iso-8859-1"),
        "/see-again": _answer("307 Temporary Redirect", more="Location: /seen-again\r\n"),
        "/endless": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nbegun",
    }
    return answers.get(path, _answer("200 OK", b"ok", mime="text/plain"))


async def _serve(shop: Shop, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            method, target, _version = line.decode("latin-1").split()
            headers: dict[str, str] = {}
            while (header := (await reader.readline()).decode("latin-1").strip()) != "":
                name, _, value = header.partition(":")
                headers[name.lower()] = value.strip()
            await reader.readexactly(int(headers.get("content-length", "0")))
            shop.asked.append(f"{method} {target}")
            path = target.partition("?")[0]
            writer.write(_reply(path, headers))
            await writer.drain()
            if path == "/done":
                shop.done.set()
            if path == "/socket":
                await reader.read(100)
                break
    except (ConnectionError, asyncio.IncompleteReadError, ValueError):
        pass
    finally:
        writer.close()


@asynccontextmanager
async def open_shop() -> AsyncIterator[Shop]:
    shop = Shop(port=0)
    writers: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        writers.append(task)
        await _serve(shop, reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    shop.port = server.sockets[0].getsockname()[1]
    try:
        yield shop
    finally:
        server.close()
        for task in writers:
            task.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
