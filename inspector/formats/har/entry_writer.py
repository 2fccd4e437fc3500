"""A stored flow as an entry of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/)."""

import ipaddress
import re
import zlib
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import brotli  # type: ignore[import-untyped]
import msgspec
import pybase64
import zstandard

from inspector.formats.har.instants import write_instant
from inspector.model.flow import (
    Body,
    BodyForm,
    Connection,
    FlowContent,
    FlowRecord,
    Headers,
    SocketMessage,
    StoredBody,
    Timings,
    encode_headers,
    header_value,
)

_MOST_DECODED = 256_000_000
_TEXTUAL = re.compile(r"text/|json|xml|javascript|ecmascript|x-www-form-urlencoded|graphql|csv", re.IGNORECASE)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
type Members = dict[str, Any]


def record_of(content: FlowContent) -> FlowRecord:
    """The flow as a reader would hand it to the store, free of content-encoding."""
    facts = content.facts
    return FlowRecord(
        entry=facts.entry,
        started_us=facts.started_us,
        duration_us=facts.duration_us,
        method=facts.method,
        url=facts.url,
        http_version=facts.http_version,
        request_headers=encode_headers(content.request_headers),
        request_mime=facts.request_mime,
        request_body=_uncoded(content.request_body, content.request_headers, is_coded=content.content_coded),
        status=facts.status,
        reason=facts.reason,
        response_headers=encode_headers(content.response_headers),
        response_mime=facts.response_mime,
        response_body=_uncoded(content.response_body, content.response_headers, is_coded=content.content_coded),
        response_wire_size=facts.response_wire_size,
        redirect_url=facts.redirect_url,
        delivery=facts.delivery,
        error=facts.error,
        timings=facts.timings,
        connection=content.connection,
        page=facts.page,
        initiator_kind=facts.initiator_kind,
        initiator_url=facts.initiator_url,
        initiator=content.initiator,
        resource_type=facts.resource_type,
        messages=content.messages,
        extra=content.extra,
    )


def _uncoded(body: StoredBody | None, headers: Headers, *, is_coded: bool) -> Body | None:
    if body is None:
        return None
    data = body.data
    if is_coded and (coding := header_value(headers, "content-encoding")):
        data = _decoded(data, coding)
    return Body(data=data, form=body.form, truncated=body.truncated)


def _decoded(data: bytes, codings: str) -> bytes:
    """The body without its content-encoding; as it is where that fails or grows beyond 256 MB."""
    result = data
    for coding in reversed([word.strip().lower() for word in codings.split(",")]):
        try:
            if coding in ("gzip", "x-gzip", "deflate"):
                result = _inflated(result)
            elif coding == "br":
                result = brotli.decompress(result)
            elif coding == "zstd":
                result = zstandard.ZstdDecompressor().decompressobj().decompress(result)
        except (zlib.error, brotli.error, zstandard.ZstdError, MemoryError):
            return data
    return result if len(result) <= _MOST_DECODED else data


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=47).decompress(data, _MOST_DECODED + 1)
    except zlib.error:
        return zlib.decompressobj(wbits=-15).decompress(data, _MOST_DECODED + 1)


def entry_of(flow: FlowRecord, request_headers: Headers, response_headers: Headers) -> Members:
    """The entry, valid by the public HAR 1.2 schema; what the flow's `extra` knows is laid over it."""
    entry: Members = {
        "startedDateTime": write_instant(flow.started_us or 0),
        "time": _milliseconds(flow.duration_us, unknown=0),
        "request": _request(flow, request_headers),
        "response": _response(flow, response_headers),
        "cache": {},
        "timings": _timings(flow.timings),
    }
    _set(entry, "pageref", flow.page)
    _set(entry, "_initiator", msgspec.Raw(flow.initiator) if flow.initiator else None)
    _set(entry, "_resourceType", flow.resource_type)
    _set(entry, "_webSocketMessages", [_message(message) for message in flow.messages] or None)
    if flow.connection is not None:
        _connect(entry, flow.connection)
    if flow.extra:
        _lay_over(entry, msgspec.json.decode(flow.extra), level="entry")
    return entry


def _set(members: Members, name: str, value: Any) -> None:
    if value is not None:
        members[name] = value


def _milliseconds(span_us: int | None, *, unknown: int) -> float:
    if span_us is None:
        return unknown
    return span_us // 1000 if span_us % 1000 == 0 else span_us / 1000


def _timings(timings: Timings) -> Members:
    names = ("blocked", "dns", "connect", "send", "wait", "receive")
    members = {name: _milliseconds(getattr(timings, name), unknown=-1) for name in names}
    members["ssl"] = _milliseconds(timings.tls, unknown=-1)
    return members


def _request(flow: FlowRecord, headers: Headers) -> Members:
    body = flow.request_body
    request: Members = {
        "method": flow.method,
        "url": flow.url,
        "httpVersion": flow.http_version,
        "cookies": _sent_cookies(headers),
        "headers": [{"name": name, "value": value} for name, value in headers],
        "queryString": [{"name": name, "value": value} for name, value in _query(flow.url)],
        "headersSize": -1,
        "bodySize": len(body.data) if body else 0,
    }
    if body is not None:
        request["postData"] = _post(body, flow.request_mime or "")
    return request


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


def _post(body: Body, mime: str) -> Members:
    if body.form is BodyForm.PARAMS:
        return {"mimeType": mime, "params": msgspec.Raw(body.data)}
    text, encoding = _written(body, mime)
    post: Members = {"mimeType": mime, "text": text}
    _set(post, "encoding", encoding)
    return post


def _written(body: Body, mime: str) -> tuple[str, str | None]:
    """Characters where the body is text, else base64."""
    if body.form is not BodyForm.BYTES or _TEXTUAL.search(mime):
        try:
            return body.data.decode(), None
        except UnicodeDecodeError:
            pass
    return pybase64.b64encode(body.data).decode("ascii"), "base64"


def _response(flow: FlowRecord, headers: Headers) -> Members:
    body = flow.response_body
    content: Members = {"size": len(body.data) if body else 0, "mimeType": flow.response_mime or ""}
    if body is not None:
        content["text"], encoding = _written(body, flow.response_mime or "")
        _set(content, "encoding", encoding)
    response: Members = {
        "status": flow.status or 0,
        "statusText": flow.reason,
        "httpVersion": flow.http_version,
        "cookies": _set_cookies(headers),
        "headers": [{"name": name, "value": value} for name, value in headers],
        "content": content,
        "redirectURL": flow.redirect_url or "",
        "headersSize": -1,
        "bodySize": -1 if flow.response_wire_size is None else flow.response_wire_size,
    }
    _set(response, "_error", flow.error)
    return response


def _sent_cookies(headers: Headers) -> list[Members]:
    cookies: list[Members] = []
    for name, value in headers:
        if name.lower() == "cookie":
            for part in value.split(";"):
                label, equals, text = part.strip().partition("=")
                if equals:
                    cookies.append({"name": label, "value": text})
    return cookies


def _set_cookies(headers: Headers) -> list[Members]:
    cookies: list[Members] = []
    for name, value in headers:
        if name.lower() == "set-cookie":
            for line in value.split("\n"):
                label, equals, text = line.split(";", 1)[0].strip().partition("=")
                if equals:
                    cookies.append({"name": label, "value": text})
    return cookies


def _message(message: SocketMessage) -> Members:
    written: Members = {"type": "send" if message.from_client else "receive", "opcode": message.opcode}
    if message.at_us is not None:
        written["time"] = message.at_us / 1_000_000
    if message.opcode == 2:
        written["data"] = pybase64.b64encode(message.data).decode("ascii")
    else:
        written["data"] = message.data.decode("utf-8", "replace")
    return written


def _connect(entry: Members, connection: Connection) -> None:
    _set(entry, "connection", connection.label)
    _set(entry, "_serverPort", connection.server_port)
    if connection.server_address and _is_address(connection.server_address):
        entry["serverIPAddress"] = connection.server_address
    details: Members = {}
    _set(details, "protocol", connection.tls_version)
    _set(details, "cipher", connection.cipher)
    if connection.certificate:
        _describe(details, connection.certificate)
    if details:
        entry["_securityDetails"] = details


def _describe(details: Members, certificate: bytes) -> None:
    try:
        chain = msgspec.json.decode(certificate, type=list[dict[str, Any]])
    except msgspec.DecodeError:
        return
    leaf = chain[0] if chain else {}
    _set(details, "subjectName", leaf.get("subject"))
    _set(details, "issuer", leaf.get("issuer"))
    for name, key in (("validFrom", "valid_from_us"), ("validTo", "valid_to_us")):
        if isinstance(leaf.get(key), int):
            details[name] = leaf[key] / 1_000_000
    _set(details, "sanList", leaf.get("names"))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_INNER = {
    ("entry", "request"): "request",
    ("entry", "response"): "response",
    ("entry", "timings"): "timings",
    ("request", "postData"): "post",
    ("response", "content"): "content",
}
_WORDS = ("comment", "httpVersion")
_NUMBERS = ("headersSize", "bodySize", "size", "compression")


def _lay_over(members: Members, overlay: Members, *, level: str) -> None:
    """Adds the overlay's members; those that HAR names only where their type is HAR's."""
    for name, value in overlay.items():
        inner = _INNER.get((level, name))
        if inner and isinstance(value, dict) and isinstance(members.get(name), dict):
            _lay_over(members[name], value, level=inner)
        elif (name.startswith("_") and name not in members) or _is_har(name, value, level):
            members[name] = value


def _is_har(name: str, value: Any, level: str) -> bool:
    if name in _WORDS:
        return isinstance(value, str)
    if name in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "cache":
        return level == "entry" and isinstance(value, dict) and all(value.get(k) in (None, {}) for k in value)
    if name in ("cookies", "queryString"):
        return isinstance(value, list) and all(_is_har_pair(item) for item in value)
    return False


def _is_har_pair(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not isinstance(item.get("value"), str):
        return False
    expires = item.get("expires")
    if "expires" in item and not (isinstance(expires, str) and _DATE_TIME.fullmatch(expires)):
        return False
    words = all(isinstance(item[key], str) for key in ("path", "domain", "comment") if key in item)
    return words and all(isinstance(item[key], bool) for key in ("httpOnly", "secure") if key in item)
