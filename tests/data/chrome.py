"""Entries as Chrome's network panel exports them with sensitive data: one draft becomes one `log.entries` object."""

import random
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

START = datetime(2026, 3, 10, 13, 58, 20, tzinfo=UTC)
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"
HINT = '"Chromium";v="146", "Not)A;Brand";v="24"'

type Json = dict[str, Any]
type Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Host:
    """What every answer of a host has in common. `name` ends with the key of the table it stands in."""

    address: str
    headers: Pairs = ()


@dataclass(kw_only=True)
class Draft:
    """One request and its answer, before it is written as HAR. `at_s` counts from the start of the session."""

    name: str
    at_s: float
    url: str
    page: str
    method: str = "GET"
    kind: str = "fetch"
    mime: str = "application/json; charset=utf-8"
    answer: str | bytes | None = None
    status: int = 200
    body: str | None = None
    body_mime: str = "application/json"
    referer: str | None = None
    initiator: Json = field(default_factory=lambda: {"type": "other"})
    request_headers: Pairs = ()
    response_headers: Pairs = ()
    sets: Pairs = ()  # cookies the answer sets
    cookies: Pairs = ()  # cookies the request carries
    cached: str | None = None
    worker: bool = False
    error: str | None = None


def moment(at_s: float) -> str:
    """The ISO time, to the millisecond, `at_s` seconds into the session."""
    return (START + timedelta(seconds=at_s)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_us(at_s: float) -> int:
    """The same moment in microseconds since the Unix epoch."""
    return int(START.timestamp()) * 1_000_000 + round(at_s * 1_000_000)


def entry(draft: Draft, *, host: Host, connection: int, chance: random.Random) -> Json:
    """The HAR entry of a draft, keys in Chrome's order."""
    timings = _timings(draft, chance)
    total = sum(max(0.0, timings[key]) for key in ("blocked", "dns", "connect", "send", "wait", "receive"))
    made: Json = {
        "_connectionId": str(connection * 7 + 11),
        "_initiator": draft.initiator,
        "_priority": _priority(draft.kind),
        "_resourceType": draft.kind,
        "cache": {},
        "connection": "443",
        "pageref": draft.page,
        "request": _request(draft),
        "response": _response(draft, host),
        "serverIPAddress": "" if draft.error or draft.worker else host.address,
        "startedDateTime": moment(draft.at_s),
        "time": round(total, 3),
        "timings": timings,
    }
    if draft.cached:
        made["_fromCache"] = draft.cached
    return made


def _priority(kind: str) -> str:
    return {"document": "VeryHigh", "stylesheet": "VeryHigh", "image": "Medium", "ping": "VeryLow"}.get(kind, "High")


def _timings(draft: Draft, chance: random.Random) -> dict[str, float]:
    quick = bool(draft.cached or draft.worker or draft.error)
    wait = 0.4 if quick else 18 + chance.random() * 90
    return {
        "blocked": round(0.3 + chance.random() * 3, 3),
        "dns": -1,
        "ssl": -1,
        "connect": -1,
        "send": round(0.1 + chance.random() * 0.4, 3),
        "wait": round(wait, 3),
        "receive": round(0.2 + chance.random() * (0.5 if quick else 14), 3),
        "_blocked_queueing": round(0.2 + chance.random(), 3),
        "_workerStart": 1.1 if draft.worker else -1,
        "_workerReady": 0.2 if draft.worker else -1,
        "_workerFetchStart": -1,
        "_workerRespondWithSettled": 2.4 if draft.worker else -1,
    }


def _pairs(pairs: Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _request(draft: Draft) -> Json:
    parts = urlsplit(draft.url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    request: Json = {
        "method": draft.method,
        "url": draft.url,
        "httpVersion": "http/2.0",
        "headers": _pairs(_request_headers(draft)),
        "queryString": [{"name": name, "value": value} for name, value in query],
        "cookies": [_cookie(name, value, host=parts.netloc) for name, value in draft.cookies],
        "headersSize": -1,
        "bodySize": len((draft.body or "").encode()),
    }
    if draft.body is not None:
        request["postData"] = {"mimeType": draft.body_mime, "text": draft.body}
    return request


def _request_headers(draft: Draft) -> Pairs:
    parts = urlsplit(draft.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    head = [(":authority", parts.netloc), (":method", draft.method), (":path", path), (":scheme", parts.scheme)]
    head += [("accept", _accept(draft.kind)), ("accept-encoding", "gzip, deflate, br, zstd")]
    head += [("accept-language", "fr-FR,fr;q=0.9,en;q=0.7")]
    if draft.body is not None:
        head += [("content-length", str(len(draft.body.encode()))), ("content-type", draft.body_mime)]
    if draft.cookies:
        head.append(("cookie", "; ".join(f"{name}={value}" for name, value in draft.cookies)))
    if draft.referer:
        head.append(("referer", draft.referer))
    head += [("sec-ch-ua", HINT), ("sec-ch-ua-mobile", "?0"), ("sec-ch-ua-platform", '"Linux"')]
    head += [("user-agent", AGENT), *draft.request_headers]
    return tuple(head)


def _accept(kind: str) -> str:
    return {
        "document": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        "image": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
        "stylesheet": "text/css,*/*;q=0.1",
        "xhr": "application/json, text/plain, */*",
    }.get(kind, "*/*")


def _cookie(name: str, value: str, *, host: str) -> Json:
    domain = "." + ".".join(host.split(".")[-2:])
    return {
        "name": name,
        "value": value,
        "path": "/",
        "domain": domain,
        "expires": "2027-03-10T13:58:20.000Z",
        "httpOnly": name.startswith("_rdv"),
        "secure": True,
        "sameSite": "Lax" if domain == ".rdv-sante.example" else "None",
    }


def _response(draft: Draft, host: Host) -> Json:
    if draft.error:
        return _no_response(draft)
    data = draft.answer.encode() if isinstance(draft.answer, str) else draft.answer or b""
    content: Json = {"size": len(data), "mimeType": draft.mime.split(";")[0]}
    if isinstance(draft.answer, str):
        content["text"] = draft.answer
    elif draft.answer is not None:
        content |= {"text": b64encode(draft.answer).decode(), "encoding": "base64"}
    headers = [("date", _http_date(draft.at_s)), *host.headers, *draft.response_headers]
    if data:
        headers += [("content-type", draft.mime), ("content-length", str(len(data)))]
    headers += [("set-cookie", f"{name}={value}; Path=/; Secure; SameSite=Lax") for name, value in draft.sets]
    return {
        "status": draft.status,
        "statusText": "Internal Redirect" if draft.status == 307 else "",
        "httpVersion": "http/2.0",
        "headers": _pairs(tuple(headers)),
        "cookies": [_cookie(name, value, host=urlsplit(draft.url).netloc) for name, value in draft.sets],
        "content": content,
        "redirectURL": dict(draft.response_headers).get("location", ""),
        "headersSize": -1,
        "bodySize": -1,
        "_transferSize": 0 if draft.cached or draft.worker or draft.status == 307 else len(data) + 420,
        "_error": None,
        "_fetchedViaServiceWorker": draft.worker,
    }


def _no_response(draft: Draft) -> Json:
    return {
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "headers": [],
        "cookies": [],
        "content": {"size": 0, "mimeType": "x-unknown"},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "_transferSize": 0,
        "_error": draft.error,
        "_fetchedViaServiceWorker": False,
    }


def _http_date(at_s: float) -> str:
    return format_datetime((START + timedelta(seconds=at_s)).replace(microsecond=0), usegmt=True)


def indented(value: object, *, depth: int) -> str:
    """The JSON text of a value as it stands `depth` levels deep in Chrome's file."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return text.replace("\n", "\n" + "  " * depth)
