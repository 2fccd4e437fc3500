"""From a mitmproxy flow to the record that the store keeps: one conversion, for the recorder and for flow files.

It runs for every live flow: what belongs to a connection is worked out once and looked up afterwards.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from inspector.capture.connection_book import ConnectionBook
from inspector.capture.wire import headers_of, microseconds, span_of, text_of, told, url_of, version_of
from inspector.model.flow import Body, Delivery, FlowRecord, SocketMessage, Timings
from inspector.model.struct import Record

if TYPE_CHECKING:
    from mitmproxy.http import HTTPFlow, Request, Response
    from mitmproxy.websocket import WebSocketData

__all__ = ["ConnectionBook", "Copy", "headers_of", "messages_of", "record_of", "text_of", "url_of"]

_ENCODE = msgspec.json.Encoder().encode
_NO_TIMINGS = Timings()
_FETCHED_AS = {
    b"document": "document",
    b"iframe": "iframe",
    b"frame": "iframe",
    b"script": "script",
    b"style": "stylesheet",
    b"image": "image",
    b"font": "font",
    b"audio": "media",
    b"video": "media",
    b"track": "media",
    b"manifest": "manifest",
    b"report": "cspreport",
    b"websocket": "websocket",
}
"""Words of the Fetch standard's request destinations (`Sec-Fetch-Dest`) as HARs spell resource types."""


class Copy(Record, frozen=True, kw_only=True):
    """What was kept of a body that passed in pieces: its beginning, and what was counted of the whole."""

    data: bytes
    size_bytes: int
    sha256: str = ""  # hex, of the whole


def record_of(
    flow: "HTTPFlow",
    book: ConnectionBook,
    *,
    sent: Copy | None = None,
    received: Copy | None = None,
    background: bool = False,
) -> FlowRecord:
    """The record of a flow, finished or not: bodies as on the wire, headers in order and letter case.

    `sent` and `received` stand in for bodies that were streamed past. `duration_us` is None while the flow goes on.
    `entry` is None: it is a place in a HAR. Never raises for what a live proxy hands out; a flow out of a damaged file
    may raise AttributeError, KeyError, TypeError or ValueError.
    """
    request, response, error = flow.request.data, flow.response, flow.error
    connection, is_first = book.look_up(flow)
    asked_mime, purpose = told(request.headers.fields, b"sec-fetch-dest")
    ended = _end(flow)
    answer = response.data if response is not None else None
    answered_mime, location = told(answer.headers.fields, b"location") if answer is not None else (None, None)
    request_body = _body(request.content, sent, is_whole=True)
    if request_body is not None and not request_body.data and not request_body.truncated:
        request_body = None
    is_whole = answer is None or answer.timestamp_end is not None or error is None
    response_body = None if answer is None else _body(answer.content, received, is_whole=is_whole)
    status = answer.status_code if answer is not None and 0 < answer.status_code < 1000 else None
    return FlowRecord(
        entry=None,
        started_us=microseconds(request.timestamp_start),
        duration_us=span_of(request.timestamp_start, ended),
        method=text_of(request.method),
        url=url_of(flow.request),
        http_version=version_of((answer or request).http_version),
        request_headers=headers_of(request.headers.fields),
        request_mime=None if asked_mime is None else text_of(asked_mime),
        request_body=request_body,
        request_body_size=_size(request.content, sent),
        status=status,
        reason="" if answer is None else answer.reason.decode("latin-1"),
        response_headers=b"[]" if answer is None else headers_of(answer.headers.fields),
        response_mime=None if answered_mime is None else text_of(answered_mime),
        response_body=response_body,
        response_body_size=None if answer is None else _size(answer.content, received),
        response_wire_size=None if answer is None else _size(answer.content, received),
        redirect_url=text_of(location) if location and status is not None and 300 <= status < 400 else None,
        delivery=_delivery(status, has_error=error is not None),
        error=error.msg if error is not None else None,
        timings=_timings(flow, is_first=is_first),
        connection=connection,
        resource_type="websocket" if flow.websocket is not None else _FETCHED_AS.get(purpose or b""),
        messages=() if flow.websocket is None else tuple(messages_of(flow.websocket)),
        background=background,
        extra=_extra(flow, sent, received),
    )


# -- bodies -----------------------------------------------------------------------------------------------


def _body(content: bytes | None, copy: Copy | None, *, is_whole: bool) -> Body | None:
    if copy is not None:
        return Body(data=copy.data, truncated=copy.size_bytes > len(copy.data) or not is_whole)
    return None if content is None else Body(data=content, truncated=not is_whole)


def _size(content: bytes | None, copy: Copy | None) -> int | None:
    if copy is not None:
        return copy.size_bytes
    return None if content is None else len(content)


def messages_of(socket: "WebSocketData") -> Iterable[SocketMessage]:
    """The messages of a WebSocket in the order they came."""
    for message in socket.messages:
        yield SocketMessage(
            at_us=microseconds(message.timestamp),
            from_client=message.from_client,
            opcode=int(message.type),
            data=message.content,
        )


# -- times ------------------------------------------------------------------------------------------------


def _end(flow: "HTTPFlow") -> float | None:
    """When the flow was over; None while it goes on."""
    socket = flow.websocket
    if socket is not None and socket.close_code is None and socket.timestamp_end is None and flow.error is None:
        return None
    if socket is not None and socket.timestamp_end is not None:
        return socket.timestamp_end
    if flow.error is not None and (flow.response is None or flow.response.data.timestamp_end is None):
        return flow.error.timestamp
    return None if flow.response is None else flow.response.data.timestamp_end


def _timings(flow: "HTTPFlow", *, is_first: bool) -> Timings:
    """Phases as the proxy measured them. Making the connection (name look-up, TCP, TLS) is told of its first flow
    only; as in HAR 1.2 `tls` is part of `connect`."""
    request, response, server = flow.request.data, flow.response, flow.server_conn
    connect = tls = None
    asked: float | None = request.timestamp_end
    if is_first and server.timestamp_start is not None:
        ready = server.timestamp_tls_setup or server.timestamp_tcp_setup
        connect = span_of(server.timestamp_start, ready)
        tls = span_of(server.timestamp_tcp_setup, server.timestamp_tls_setup)
        if ready is not None and asked is not None and ready > asked:
            asked = ready  # it waited for the connection, not for the answer
    answered = None if response is None else response.data.timestamp_start
    return Timings(
        connect=connect,
        tls=tls,
        send=span_of(request.timestamp_start, request.timestamp_end),
        wait=span_of(asked, answered),
        receive=None if response is None else span_of(answered, response.data.timestamp_end),
    )


# -- how it went ------------------------------------------------------------------------------------------


def _delivery(status: int | None, *, has_error: bool) -> Delivery:
    """An answer that came proves that the request was sent, whatever happened afterwards."""
    if status is None:
        return Delivery.FAILED if has_error else Delivery.NETWORK
    return Delivery.REVALIDATED if status == 304 else Delivery.NETWORK


def _extra(flow: "HTTPFlow", sent: Copy | None, received: Copy | None) -> bytes | None:
    """What no other field holds, in the shape of a HAR entry; None for nearly every flow."""
    overlay: dict[str, Any] = {}
    request, response, socket = flow.request, flow.response, flow.websocket
    for name, message, copy in (("request", request, sent), ("response", response, received)):
        part = _rest(message, copy)
        if part:
            overlay[name] = part
    if socket is not None and socket.close_code is not None:
        overlay["_webSocketClose"] = {
            "code": socket.close_code,
            "reason": socket.close_reason or "",
            "byClient": bool(socket.closed_by_client),
        }
    if flow.comment:
        overlay["comment"] = flow.comment
    if flow.marked:
        overlay["_marked"] = flow.marked
    if flow.is_replay:
        overlay["_replayed"] = flow.is_replay
    return _ENCODE(overlay) if overlay else None


def _rest(message: "Request | Response | None", copy: Copy | None) -> dict[str, Any]:
    part: dict[str, Any] = {}
    if message is not None and message.data.trailers:
        part["_trailers"] = [(text_of(name), text_of(value)) for name, value in message.data.trailers.fields]
    if copy is not None and copy.size_bytes > len(copy.data):
        part["_wholeSize"] = copy.size_bytes
        if copy.sha256:
            part["_wholeSha256"] = copy.sha256
    return part
