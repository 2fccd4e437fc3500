"""A stored flow as an entry of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/)."""

import ipaddress
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pybase64

from inspector.formats.har.instants import write_instant
from inspector.formats.har.laying import Members, lay_over
from inspector.formats.har.recorded import Told
from inspector.model.flow import (
    Body,
    BodyForm,
    Connection,
    Headers,
    SocketMessage,
    Timings,
)

_TEXTUAL = re.compile(r"text/|json|xml|javascript|ecmascript|x-www-form-urlencoded|graphql|csv", re.IGNORECASE)


def entry_of(told: Told, request_headers: Headers, response_headers: Headers) -> Members:
    """The entry, valid by the public HAR 1.2 schema; what the flow's `extra` knows is laid over it."""
    flow = told.flow
    entry: Members = {
        "startedDateTime": write_instant(flow.started_us or 0),
        "time": _milliseconds(flow.duration_us, unknown=0),
        "request": _request(told, request_headers),
        "response": _response(told, response_headers),
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
        lay_over(entry, msgspec.json.decode(flow.extra), level="entry")
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


def _request(told: Told, headers: Headers) -> Members:
    flow, body = told.flow, told.flow.request_body
    request: Members = {
        "method": flow.method,
        "url": flow.url,
        "httpVersion": flow.http_version,
        "cookies": _sent_cookies(headers),
        "headers": [{"name": name, "value": value} for name, value in headers],
        "queryString": [{"name": name, "value": value} for name, value in _query(flow.url)],
        "headersSize": -1,
        "bodySize": _sent_size(told),
    }
    if body is not None:
        request["postData"] = _post(body, flow.request_mime or "")
    return request


def _sent_size(told: Told) -> int:
    """Bytes of the body as it was sent, counted where not all of it was kept; -1 where nobody said."""
    if told.flow.request_body_size is not None:
        return told.flow.request_body_size
    body = told.flow.request_body
    return len(told.wire.get("request_body", body.data)) if body else -1


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


def _content_size(told: Told) -> int:
    """Bytes of the content without its encoding: of a body that was cut the whole, where its size is known."""
    body, claimed = told.flow.response_body, told.flow.response_body_size
    kept = len(body.data) if body else 0
    is_cut = body is None or body.truncated
    return claimed if is_cut and claimed is not None and "response_body" not in told.wire else kept


def _response(told: Told, headers: Headers) -> Members:
    flow, body = told.flow, told.flow.response_body
    content: Members = {"size": _content_size(told), "mimeType": flow.response_mime or ""}
    if body is not None:
        if (wire := told.wire.get("response_body")) is not None and not body.truncated:
            content["compression"] = len(body.data) - len(wire)
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
