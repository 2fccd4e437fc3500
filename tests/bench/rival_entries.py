"""Entries of a HAR in Chrome's layout that carry one thing in one channel."""

import base64
import re
from typing import Any
from urllib.parse import quote

from tests.bench.disguise_steps import Written, as_json

type Entry = dict[str, Any]

FIRST_PARTY = "rdv-temoin.example"
PAGE = f"https://www.{FIRST_PARTY}/compte"
_BOUNDARY = "----geckoformboundary4f1c"


def placed(written: Written, channel: str, site: str) -> Entry:
    """The request that carries what was written, in one channel."""
    collect = f"https://c.{site}/collect"
    if isinstance(written, bytes):
        if channel == "websocket":
            return {"url": f"wss://c.{site}/s", "message": written}
        return {"url": collect, "body": ("application/octet-stream", written)}
    escaped = quote(written, safe="")
    safe = written if re.fullmatch(r"[\x21-\x2b\x2d-\x3a\x3c-\x7e]+", written) else escaped
    match channel:
        case "query":
            return {"url": f"{collect}?v=1&d={escaped}&t=3"}
        case "query-key":
            return {"url": f"{collect}?v=1&{escaped}=1"}
        case "query-bare":
            return {"url": f"{collect}?{escaped}"}
        case "address as is":
            return {"url": f"{collect}?v=1&d={written}&t=3"}
        case "userinfo":
            return {"url": f"https://{escaped}:secret-30@c.{site}/collect"}
        case "path":
            return {"url": f"https://c.{site}/avatar/{escaped}"}
        case "host":
            return {"url": f"https://{written}.{site}/i.gif"}
        case "header":
            return {"url": collect, "headers": [("x-visitor", safe)]}
        case "referer" | "authorization":
            return {"url": collect, "headers": [(channel, written)]}
        case "cookie":
            return {"url": collect, "cookie": ("d", safe)}
        case "form":
            return {"url": collect, "body": ("application/x-www-form-urlencoded", f"v=1&d={escaped}&t=3")}
        case "form as is":
            return {"url": collect, "body": ("application/x-www-form-urlencoded", f"v=1&d={written}&t=3")}
        case "multipart":
            return {"url": collect, "body": (f"multipart/form-data; boundary={_BOUNDARY}", _parts(written))}
        case "websocket":
            return {"url": f"wss://c.{site}/s", "message": written}
        case "answer":
            return {"url": collect, "answer": ("application/json", written)}
        case "json-text":
            return {"url": collect, "body": ("application/json", written)}
    return {"url": collect, "body": ("application/json", as_json({"v": 1, "d": written, "t": 3}))}


def _parts(value: str) -> str:
    lines = (("v", "1"), ("d", value))
    head = "".join(f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in lines)
    return f"{head}--{_BOUNDARY}--\r\n"


def entry(
    number: int,
    url: str,
    *,
    headers: list[tuple[str, str]] | None = None,
    cookie: tuple[str, str] | None = None,
    body: tuple[str, str | bytes] | None = None,
    message: str | bytes | None = None,
    answer: tuple[str, str] | None = None,
) -> Entry:
    """One entry in Chrome's layout."""
    pairs = [("accept", "*/*"), ("user-agent", "Mozilla/5.0 (X11; Linux x86_64)"), ("origin", PAGE.rpartition("/")[0])]
    pairs += [("referer", f"https://www.{FIRST_PARTY}/")] if not any(n == "referer" for n, _ in headers or ()) else []
    pairs += headers or []
    pairs += [("cookie", "=".join(cookie))] if cookie else []
    pairs += [("content-type", body[0])] if body else []
    request: Entry = {
        "method": "POST" if body else "GET",
        "url": url,
        "httpVersion": "http/2.0",
        "headers": _pairs(pairs),
        "queryString": [],
        "cookies": _pairs([cookie]) if cookie else [],
        "headersSize": -1,
        "bodySize": len(body[1]) if body else 0,
    }
    if body:
        request["postData"] = {"mimeType": body[0], **_stored(body[1])}
    mime, text = answer or ("text/plain", "ok")
    made: Entry = {
        "_resourceType": "websocket" if message is not None else "fetch" if number else "document",
        "cache": {},
        "pageref": "page_1",
        "request": request,
        "response": _response(mime, text, is_socket=message is not None),
        "serverIPAddress": f"198.51.100.{number % 250}",
        "startedDateTime": moment(number),
        "time": 20.0,
        "timings": {"send": 1.0, "wait": 18.0, "receive": 1.0},
    }
    if message is not None:
        is_binary = isinstance(message, bytes)
        data = base64.b64encode(message).decode() if isinstance(message, bytes) else message
        sent = {"type": "send", "time": 1773151100.0 + number, "opcode": 2 if is_binary else 1, "data": data}
        made["_webSocketMessages"] = [sent]
    return made


def _stored(body: str | bytes) -> Entry:
    return (
        {"text": base64.b64encode(body).decode(), "encoding": "base64"} if isinstance(body, bytes) else {"text": body}
    )


def _response(mime: str, text: str, *, is_socket: bool) -> Entry:
    return {
        "status": 101 if is_socket else 200,
        "statusText": "",
        "httpVersion": "http/2.0",
        "headers": _pairs([("content-type", mime)]),
        "cookies": [],
        "content": {"size": len(text.encode()), "mimeType": mime, "text": text},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _pairs(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def moment(number: int) -> str:
    return f"2026-03-10T14:{number // 60 % 60:02}:{number % 60:02}.000Z"
