"""What Firefox told of an exchange, as a flow."""

from typing import Any

import msgspec

from inspector.capture.bidi.shapes import Exchanged, Header, Moments, Request, Response, to_micros
from inspector.formats.har.delivery import delivery_of, scheme_of
from inspector.model.flow import Body, Delivery, FlowRecord, Headers, Timings, encode_headers, header_value

_VERSIONS = {"http/1.0": "HTTP/1.0", "http/1.1": "HTTP/1.1", "h2": "HTTP/2.0", "h3": "HTTP/3"}
_ADDED = ("x-firefox-spdy", "x-firefox-http3")
_HEADERS_CAP = 2_000
_HEADER_CAP = 1_000_000
_KINDS = {
    "audio": "media",
    "audioworklet": "script",
    "document": "document",
    "embed": "other",
    "frame": "document",
    "iframe": "document",
    "object": "other",
    "paintworklet": "script",
    "report": "cspviolationreport",
    "serviceworker": "script",
    "sharedworker": "script",
    "style": "stylesheet",
    "track": "texttrack",
    "video": "media",
    "worker": "script",
    "xslt": "stylesheet",
}
_STARTED_BY = {"fetch": "fetch", "xmlhttprequest": "xhr", "beacon": "ping"}
_BLOCKED = (
    "NS_ERROR_BLOCKED",
    "NS_ERROR_CONTENT_BLOCKED",
    "NS_ERROR_CRYPTOMINING_URI",
    "NS_ERROR_DOM_BAD_URI",
    "NS_ERROR_FINGERPRINTING_URI",
    "NS_ERROR_HARMFUL",
    "NS_ERROR_MALWARE_URI",
    "NS_ERROR_PHISHING_URI",
    "NS_ERROR_PORT_ACCESS_NOT_ALLOWED",
    "NS_ERROR_SOCIALTRACKING_URI",
    "NS_ERROR_TRACKING_URI",
    "NS_ERROR_UNWANTED_URI",
)
"""Firefox's words for a request that it stopped itself, before anything was sent."""

type Members = dict[str, Any]


class Exchange(msgspec.Struct, kw_only=True):
    """A request on its way. `told` is the last event about it; `document` the address of the frame that asked."""

    told: Exchanged
    page: str | None = None
    document: str = ""
    redirected_to: str | None = None
    error: str | None = None

    @property
    def response(self) -> Response | None:
        return self.told.response

    @property
    def is_redirect(self) -> bool:
        return self.redirected_to is not None


def flow_of(
    exchange: Exchange, *, sent: Body | None = None, received: Body | None = None, extra: Members | None = None
) -> FlowRecord:
    """The flow as it is known now; may be asked before the exchange is over."""
    told, request, response = exchange.told, exchange.told.request, exchange.response
    request_headers = headers_of(request.headers)
    response_headers = headers_of(response.headers) if response else ()
    delivery, error = _delivery(exchange), exchange.error or told.error_text or None
    is_network = delivery not in (Delivery.CACHE, Delivery.LOCAL, Delivery.BLOCKED, Delivery.INTERNAL_REDIRECT)
    return FlowRecord(
        entry=None,
        started_us=to_micros(request.timings.request_time) or to_micros(told.timestamp),
        duration_us=_duration(told),
        method=request.method,
        url=request.url,
        http_version=_VERSIONS.get(response.protocol.lower(), "") if response and is_network else "",
        request_headers=encode_headers(request_headers),
        request_mime=header_value(request_headers, "content-type") if sent else None,
        request_body=sent,
        request_body_size=_length(request_headers),
        status=response.status if response and 0 < response.status < 1000 else None,
        reason=response.status_text if response else "",
        response_headers=encode_headers(response_headers),
        response_mime=header_value(response_headers, "content-type") or _guessed_mime(response),
        response_body=received,
        response_wire_size=response.body_size if response and is_network and not error else None,
        redirect_url=exchange.redirected_to,
        delivery=delivery,
        error=error,
        timings=timings_of(request.timings) if is_network else Timings(),
        page=exchange.page,
        initiator_kind="redirect" if told.redirect_count else "other",
        initiator_url=exchange.document or None,
        initiator=_initiator(exchange),
        resource_type=kind_of(request, request_headers),
        background=told.context is None and delivery != Delivery.LOCAL,
        extra=_extra(exchange, extra),
    )


def headers_of(headers: list[Header]) -> Headers:
    """In order and letter case as Firefox lists them. It joins repeated `Set-Cookie` lines with line feeds, which no
    value can hold (RFC 9110, 5.5), and adds lines of its own, which are left out."""
    return tuple(
        (header.name, line)
        for header in headers[:_HEADERS_CAP]
        if header.name.lower() not in _ADDED
        for line in header.value.as_line()[:_HEADER_CAP].split("\n")
    )


def kind_of(request: Request, headers: Headers) -> str:
    """HAR's `_resourceType` word: from Fetch's destination, else from what started the request."""
    if request.destination:
        return _KINDS.get(request.destination, request.destination)
    if (header_value(headers, "sec-fetch-mode") or "") == "websocket":
        return "websocket"
    if (header_value(headers, "accept") or "") == "text/event-stream":
        return "eventsource"
    started = request.initiator_type or ""
    if not started and request.method == "POST" and header_value(headers, "sec-fetch-mode") == "no-cors":
        return "ping"
    return _STARTED_BY.get(started, "other")


def timings_of(moments: Moments) -> Timings:
    """The phases by Firefox's clock. The end of sending is not told, so waiting begins with it."""
    began = moments.dns_start or moments.connect_start or moments.request_start
    return Timings(
        blocked=_phase(moments.request_time, began),
        dns=_phase(moments.dns_start, moments.dns_end),
        connect=_phase(moments.connect_start, moments.connect_end),
        tls=_phase(moments.tls_start, moments.connect_end),
        wait=_phase(moments.request_start, moments.response_start),
        receive=_phase(moments.response_start, moments.response_end),
    )


def _phase(start_ms: float, end_ms: float) -> int | None:
    start, end = to_micros(start_ms), to_micros(end_ms)
    return end - start if start is not None and end is not None and end >= start else None


def _duration(told: Exchanged) -> int | None:
    """Until the last byte; where the network was not asked until the browser said that it is done."""
    moments = told.request.timings
    if moments.response_end:
        return _phase(moments.request_time, moments.response_end)
    return _phase(moments.request_time, told.timestamp) if told.response or told.error_text else None


def _delivery(exchange: Exchange) -> Delivery:
    response, request = exchange.response, exchange.told.request
    error = exchange.error or exchange.told.error_text
    blocked = error if error and error.startswith(_BLOCKED) else None
    return delivery_of(
        scheme=scheme_of(request.url),
        status=response.status if response else None,
        error=error,
        cached=response is not None and response.from_cache,
        worker=False,  # Firefox does not tell
        internal=exchange.is_redirect and response is None,
        blocked=blocked if response is None or not response.status else None,
    )


def _guessed_mime(response: Response | None) -> str | None:
    mime = response.mime_type if response else ""
    return mime if mime and mime != "application/x-unknown-content-type" else None


def _length(headers: Headers) -> int | None:
    text = header_value(headers, "content-length") or ""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else None


def _initiator(exchange: Exchange) -> bytes | None:
    """In the shape of a HAR's `_initiator`. Firefox tells the document and the API or element, never the script."""
    told: Members = {"type": "redirect" if exchange.told.redirect_count else "other"}
    if exchange.document:
        told["url"] = exchange.document
    if exchange.told.request.initiator_type:
        told["initiatorType"] = exchange.told.request.initiator_type
    return msgspec.json.encode(told)


def _extra(exchange: Exchange, extra: Members | None) -> bytes | None:
    told: Members = {"_fromCache": "browser"} if exchange.response and exchange.response.from_cache else {}
    told |= extra or {}
    return msgspec.json.encode(told) if told else None
