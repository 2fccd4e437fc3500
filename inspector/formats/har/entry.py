"""An entry of a HAR as a flow."""

import msgspec
from msgspec import UNSET, Raw

from inspector.formats.har.bodies import request_body, response_body
from inspector.formats.har.delivery import delivery_of, scheme_of
from inspector.formats.har.dialect import Dialect
from inspector.formats.har.initiators import read_initiator
from inspector.formats.har.instants import has_zone, read_instant, read_span
from inspector.formats.har.keeping import keep_unheld
from inspector.formats.har.limits import Limits
from inspector.formats.har.notes import Notes
from inspector.formats.har.overlay import encode_overlay, level
from inspector.formats.har.shape import (
    Content,
    Entry,
    Overlay,
    Pair,
    Phases,
    PostData,
    Request,
    Response,
)
from inspector.formats.har.sockets import read_messages
from inspector.formats.har.transport import connection_of
from inspector.model.flow import Delivery, FlowRecord, Timings

_HEADERS = msgspec.json.Encoder()
_NO_REQUEST, _NO_RESPONSE, _NO_CONTENT, _NO_POST, _NO_PHASES = Request(), Response(), Content(), PostData(), Phases()
_NO_TIMINGS = Timings()
_LARGEST = 2**62
_UNKNOWN_VERSIONS = ("", "unknown", "HTTP/0.0")


def flow_of(
    entry: Entry, *, index: int, overlay: Overlay, notes: Notes, dialect: Dialect, limits: Limits
) -> FlowRecord:
    """The flow of an entry; what no field of a flow holds is added to `overlay`, oddities to `notes`."""
    request = entry.request or _NO_REQUEST
    response = entry.response or _NO_RESPONSE
    content = response.content or _NO_CONTENT
    post = request.post or _NO_POST
    request_headers, response_headers = _headers(request.headers), _headers(response.headers)
    status = response.status if response.status is not None and 0 <= response.status < 1000 else None
    error = response.error or response.failure or None
    connection = connection_of(entry, overlay, dialect)
    initiator_kind, initiator_url, initiator = read_initiator(entry.initiator)
    duration_us, timings = _times(entry)
    sent = request_body(post, overlay, notes, limit=limits.body_bytes) if request.post else None
    received = response_body(content, overlay, notes, limit=limits.body_bytes) if response.content else None
    if sent is None and request.body_size is not None and request.body_size > 0:
        level(overlay, "request")["bodySize"] = request.body_size
    version = _version(request, response, overlay)
    messages = read_messages(entry.messages, overlay, notes)
    started_us = _started(entry, overlay, notes)
    delivery = _delivery(
        entry,
        url=request.url,
        status=status,
        error=error,
        response_headers=response_headers,
        dialect=dialect,
        overlay=overlay,
    )
    keep_unheld(entry, overlay, request_headers=request_headers, response_headers=response_headers)
    return FlowRecord(
        entry=index,
        started_us=started_us,
        duration_us=duration_us,
        method=request.method,
        url=request.url,
        http_version=version,
        request_headers=request_headers,
        request_mime=post.mime or None,
        request_body=sent,
        request_body_size=_count(request.body_size),
        status=status,
        reason=response.reason or "",
        response_headers=response_headers,
        response_mime=content.mime or None,
        response_body=received,
        response_body_size=_count(content.size),
        response_wire_size=_wire_size(response),
        redirect_url=response.redirect_url or None,
        delivery=delivery,
        error=error,
        timings=timings,
        connection=connection,
        page=entry.page or None,
        initiator_kind=initiator_kind,
        initiator_url=initiator_url,
        initiator=initiator,
        resource_type=entry.resource_type or None,
        messages=messages,
        extra=encode_overlay(overlay) if overlay else None,
    )


def _headers(pairs: list[Pair]) -> bytes:
    return _HEADERS.encode([(pair.name, pair.value) for pair in pairs])


def _count(number: int | None) -> int | None:
    return number if number is not None and 0 <= number < _LARGEST else None


def _wire_size(response: Response) -> int | None:
    """Chrome's transfer size counts headers too; HAR's `bodySize` only the body as sent."""
    size = _count(response.body_size)
    return size if size is not None else _count(response.transfer_size)


def _version(request: Request, response: Response, overlay: Overlay) -> str:
    asked, answered = request.http_version or "", response.http_version or ""
    if answered in _UNKNOWN_VERSIONS:
        return asked or answered
    if asked not in (answered, ""):
        level(overlay, "request")["httpVersion"] = asked
    return answered


def _started(entry: Entry, overlay: Overlay, notes: Notes) -> int | None:
    value = entry.started
    started_us = read_instant(value)
    if started_us is None or abs(started_us) > _LARGEST:
        notes.add("no-timestamp" if value in (None, "") else "bad-timestamp")
        if value not in (None, ""):
            overlay["startedDateTime"] = value
        return None
    if isinstance(value, str) and value[-1:] not in "Zz" and not has_zone(value):
        notes.add("no-timezone")
    return started_us


def _times(entry: Entry) -> tuple[int | None, Timings]:
    """Duration and phases. HAR 1.2 counts TLS inside `connect`; Firefox and mitmproxy put it on top, which shows
    where only then the phases add up to `time`."""
    duration_us = read_span(entry.time)
    phases = entry.timings
    if phases is None:
        return duration_us, _NO_TIMINGS
    connect, tls = read_span(phases.connect), read_span(phases.tls)
    timings = Timings(
        blocked=read_span(phases.blocked),
        dns=read_span(phases.dns),
        connect=connect,
        tls=tls,
        send=read_span(phases.send),
        wait=read_span(phases.wait),
        receive=read_span(phases.receive),
    )
    if tls and (connect is None or connect < tls or _is_tls_on_top(timings, duration_us, tls)):
        timings = msgspec.structs.replace(timings, connect=(connect or 0) + tls)
    return duration_us, timings


def _is_tls_on_top(timings: Timings, duration_us: int | None, tls: int) -> bool:
    if duration_us is None:
        return False
    total = sum(
        phase or 0
        for phase in (timings.blocked, timings.dns, timings.connect, timings.send, timings.wait, timings.receive)
    )
    return abs(duration_us - total - tls) < abs(duration_us - total)


def _delivery(
    entry: Entry,
    *,
    url: str,
    status: int | None,
    error: str | None,
    response_headers: bytes,
    dialect: Dialect,
    overlay: Overlay,
) -> Delivery:
    cached = bool(entry.from_cache)
    if dialect.after_request_means_cache and entry.cache is not UNSET and status != 304:
        cached = cached or b'"afterRequest"' in bytes(entry.cache)
    if entry.from_cache:
        overlay["_fromCache"] = entry.from_cache
    worker = bool(entry.from_worker or (entry.response is not None and entry.response.from_worker))
    return delivery_of(
        scheme=scheme_of(url),
        status=status,
        error=error,
        cached=cached,
        worker=worker,
        internal=status == 307 and b'["non-authoritative-reason",' in response_headers.lower(),
        blocked=None if status else _blocked_reason(overlay),
    )


def _blocked_reason(overlay: Overlay) -> str | None:
    if not overlay:
        return None
    for holder in (overlay, overlay.get("response")):
        if isinstance(holder, dict):
            for name in ("_blocked_reason", "_blockedReason", "blockedReason", "_blocked_by"):
                reason = holder.get(name)
                if isinstance(reason, Raw) and bytes(reason) not in (b"null", b'""', b"false", b"0"):
                    return bytes(reason).decode("utf-8", "replace")
    return None
