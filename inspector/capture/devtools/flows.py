"""An exchange as a flow."""

import msgspec
import pybase64

from inspector.capture.devtools.events import Answer, Phases, Security
from inspector.capture.devtools.exchange import Exchange
from inspector.capture.devtools.telling import Members, delivery_of_exchange, extra_of, initiator_of, status_of
from inspector.model.flow import (
    Body,
    BodyForm,
    Connection,
    Delivery,
    FlowRecord,
    Headers,
    Timings,
    encode_headers,
    header_value,
)

_VERSIONS = {"http/1.0": "HTTP/1.0", "http/1.1": "HTTP/1.1", "h2": "HTTP/2.0", "h3": "HTTP/3"}
_HEADER_LINES = 2_000


def flow_of(
    exchange: Exchange, *, sent: Body | None, received: Body | None, extra: Members | None = None
) -> FlowRecord:
    """The flow as it is known now; may be asked before the exchange is over. `extra` is added to what is told."""
    answer = exchange.answer
    delivery = delivery_of_exchange(exchange) if exchange.is_over or answer else Delivery.FAILED
    is_network = delivery.is_on_wire or exchange.has_travelled
    request_headers, response_headers = request_headers_of(exchange), response_headers_of(exchange)
    kind, url, initiator = initiator_of(exchange)
    told = extra_of(exchange) | (extra or {})
    if exchange.sent_more is None and not exchange.is_socket and is_network:
        told["_provisionalHeaders"] = True
    if is_network and answer is not None and answer.security_details is not None:
        told |= _security_extra(answer.security_details)
    return FlowRecord(
        entry=None,
        started_us=exchange.wall_us,
        duration_us=_span(exchange.sent_s, exchange.over_s),
        method=exchange.request.method,
        url=exchange.url,
        http_version=_version(answer) if answer and is_network else "",
        request_headers=encode_headers(request_headers),
        request_mime=header_value(request_headers, "content-type") if sent else None,
        request_body=sent,
        request_body_size=_length(request_headers),
        status=status_of(exchange),
        reason=answer.status_text if answer else "",
        response_headers=encode_headers(response_headers),
        response_mime=header_value(response_headers, "content-type") or (answer.mime_type or None if answer else None),
        response_body=received,
        response_body_size=exchange.received_bytes if exchange.is_over and not exchange.is_socket else None,
        response_wire_size=_wire_size(exchange) if is_network else None,
        redirect_url=exchange.redirected_to,
        delivery=delivery,
        error=exchange.error,
        timings=timings_of(exchange) if is_network else Timings(),
        connection=connection_of(exchange) if is_network else None,
        page=exchange.page,
        initiator_kind=kind,
        initiator_url=url,
        initiator=initiator,
        resource_type=exchange.resource_type,
        extra=msgspec.json.encode(told) if told else None,
    )


def request_headers_of(exchange: Exchange) -> Headers:
    """As sent where the browser tells; else those it meant to send."""
    if exchange.sent_more is not None:
        return _pairs(exchange.sent_more.headers)
    if exchange.answer is not None and exchange.answer.request_headers_text:
        return _lines(exchange.answer.request_headers_text)
    if exchange.answer is not None and exchange.answer.request_headers:
        return _pairs(exchange.answer.request_headers)
    return _pairs(exchange.request.headers)


def response_headers_of(exchange: Exchange) -> Headers:
    """In order and case as they came over HTTP/1; else as the browser lists them."""
    more, answer = exchange.answer_more, exchange.answer
    if more is not None:
        return _lines(more.headers_text) if more.headers_text else _pairs(more.headers)
    if answer is None:
        return ()
    return _lines(answer.headers_text) if answer.headers_text else _pairs(answer.headers)


def sent_body(exchange: Exchange, *, cap_bytes: int) -> tuple[Body | None, bool]:
    """What was posted, and whether that is all of it: the browser leaves out files and long bodies."""
    request = exchange.request
    parts = [part.bytes for part in request.post_data_entries if part.bytes is not None]
    if parts:
        try:
            data = b"".join(pybase64.b64decode(part, validate=True) for part in parts)
        except ValueError:
            data = (request.post_data or "").encode("utf-8", "replace")
        is_whole = len(parts) == len(request.post_data_entries)
        return Body(data=data[:cap_bytes], truncated=len(data) > cap_bytes or not is_whole), is_whole
    if request.post_data is not None:
        return text_body(request.post_data, cap_bytes=cap_bytes), True
    return None, not request.has_post_data


def text_body(text: str, *, cap_bytes: int) -> Body:
    data = text.encode("utf-8", "replace")
    return Body(data=data[:cap_bytes], form=BodyForm.TEXT, truncated=len(data) > cap_bytes)


def answer_body(answer: Members, *, cap_bytes: int) -> Body | None:
    """The body that `Network.getResponseBody` gave; None for an empty one."""
    text = answer.get("body")
    if not isinstance(text, str) or not text:
        return None
    if not answer.get("base64Encoded"):
        return text_body(text, cap_bytes=cap_bytes)
    try:
        data = pybase64.b64decode(text, validate=True)
    except ValueError:
        return None
    return Body(data=data[:cap_bytes], truncated=len(data) > cap_bytes)


def timings_of(exchange: Exchange) -> Timings:
    """The phases by the browser's clock (Chrome's HAR reckons the same way); what did not happen is not measured."""
    phases = exchange.answer.timing if exchange.answer else None
    if phases is None:
        return Timings()
    began = next((start for start in (phases.dns_start, phases.connect_start, phases.send_start) if start >= 0), None)
    queued_ms = (phases.request_time - exchange.sent_s) * 1000
    over_ms = None if exchange.over_s is None else (exchange.over_s - phases.request_time) * 1000
    return Timings(
        blocked=None if began is None else _micros(queued_ms + began),
        dns=_phase(phases.dns_start, phases.dns_end),
        connect=_phase(phases.connect_start, phases.connect_end),
        tls=_phase(phases.ssl_start, phases.ssl_end),
        send=_phase(phases.send_start, phases.send_end),
        wait=_phase(phases.send_end, phases.receive_headers_end),
        receive=_receive(phases, over_ms),
    )


def connection_of(exchange: Exchange) -> Connection | None:
    answer = exchange.answer
    if answer is None or (answer.remote_ip is None and answer.security_details is None):
        return None
    details = answer.security_details
    return Connection(
        label=f"{answer.connection_id:.0f}" if answer.connection_id else None,
        server_address=(answer.remote_ip or "").strip("[]") or None,
        server_port=answer.remote_port or None,
        tls_version=(details.protocol or None) if details else None,
        cipher=(details.cipher or None) if details else None,
        alpn=_alpn(answer.protocol) if details else None,
        certificate=_certificate(details) if details else None,
    )


def _version(answer: Answer) -> str:
    said = _VERSIONS.get((answer.protocol or "").lower(), "")
    return said or ("HTTP/1.1" if (answer.headers_text or "").startswith("HTTP/1.1 ") else "")


def _alpn(protocol: str | None) -> str | None:
    return protocol.lower() if protocol and protocol.lower() in _VERSIONS else None


def _certificate(details: Security) -> bytes | None:
    facts = {
        "subject": details.subject_name or None,
        "issuer": details.issuer or None,
        "valid_from_us": None if details.valid_from is None else round(details.valid_from * 1_000_000),
        "valid_to_us": None if details.valid_to is None else round(details.valid_to * 1_000_000),
        "names": details.san_list[:200] or None,
    }
    known = {name: value for name, value in facts.items() if value is not None}
    return msgspec.json.encode([known]) if known else None


def _security_extra(details: Security) -> Members:
    told: Members = {
        "_keyExchange": details.key_exchange_group or details.key_exchange,
        "_certificateTransparency": details.certificate_transparency_compliance,
        "_encryptedClientHello": details.encrypted_client_hello or None,
    }
    return {name: value for name, value in told.items() if value}


def _pairs(headers: dict[str, str]) -> Headers:
    """The protocol joins several values of a name by line breaks."""
    return tuple((name, value) for name, joined in headers.items() for value in joined.split("\n"))[:_HEADER_LINES]


def _lines(text: str) -> Headers:
    pairs = (line.partition(":") for line in text.split("\r\n")[1 : _HEADER_LINES + 1] if ":" in line)
    return tuple((name, value.strip(" \t")) for name, _, value in pairs)


def _length(headers: Headers) -> int | None:
    value = header_value(headers, "content-length") or ""
    return int(value) if value.isdecimal() and len(value) < 16 else None


def _wire_size(exchange: Exchange) -> int | None:
    """The body as sent: what was received less the answer's head."""
    if exchange.wire_bytes is None or exchange.answer is None:
        return None
    size = max(0, exchange.wire_bytes - round(exchange.answer.encoded_data_length))
    is_uncounted = size == 0 and exchange.received_bytes > 0 and status_of(exchange) != 304  # a worker's own script
    return None if is_uncounted else size


def _receive(phases: Phases, over_ms: float | None) -> int | None:
    if over_ms is None or phases.receive_headers_end < 0:
        return None
    return _micros(over_ms - phases.receive_headers_end)


def _phase(start_ms: float, end_ms: float) -> int | None:
    return _micros(end_ms - start_ms) if start_ms >= 0 and end_ms >= start_ms else None


def _micros(span_ms: float) -> int:
    return max(0, round(span_ms * 1000))


def _span(start_s: float, end_s: float | None) -> int | None:
    return None if end_s is None else max(0, round((end_s - start_s) * 1_000_000))
