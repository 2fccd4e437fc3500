"""What a flow that is no HTTP leaves behind: a row that says who was spoken to, when and how much, or a name."""

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import msgspec

from inspector.capture.connection_book import address_of
from inspector.capture.wire import microseconds, span_of
from inspector.model.flow import Connection, Delivery, FlowRecord
from inspector.model.recording import NameAnswer

if TYPE_CHECKING:
    from mitmproxy.dns import DNSFlow, ResourceRecord
    from mitmproxy.flow import Flow

_MOST_ANSWERS = 100


def coverage_of(flow: "Flow") -> FlowRecord:
    """A TCP or UDP flow as a row of coverage: host, port, times and bytes; its content is not kept.

    Raises AttributeError, TypeError or ValueError for a flow out of a damaged file.
    """
    messages: list[Any] = getattr(flow, "messages", [])
    sent = sum(len(message.content) for message in messages if message.from_client)
    received = sum(len(message.content) for message in messages if not message.from_client)
    server, client = flow.server_conn, flow.client_conn
    times = [message.timestamp for message in messages]
    start_s = server.timestamp_start or client.timestamp_start or min(times, default=None)
    end_s = server.timestamp_end or client.timestamp_end or max(times, default=None)
    address, port = address_of(server)
    host = server.sni or (server.address[0] if server.address else address) or ""
    extra = {"_bytesSent": sent, "_bytesReceived": received, "_messages": len(messages)}
    return FlowRecord(
        entry=None,
        started_us=microseconds(start_s),
        duration_us=span_of(start_s, end_s),
        method=flow.type.upper(),
        url=f"{flow.type}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}",
        request_body_size=sent,
        response_body_size=received,
        response_wire_size=received,
        delivery=Delivery.UNREAD,
        error=flow.error.msg if flow.error else None,
        connection=Connection(
            server_address=address,
            server_port=port,
            sni=server.sni or None,
            tls_version=server.tls_version,
            cipher=server.cipher,
            client_address=client.peername[0] or None if client.peername else None,
        ),
        extra=msgspec.json.encode(extra),
    )


def answer_of(flow: "DNSFlow") -> NameAnswer:
    """A DNS flow as the chain of names it gave. Raises as `coverage_of`."""
    question = flow.request.questions[0].name if flow.request.questions else ""
    resolver = flow.server_conn.peername or flow.server_conn.address
    answer = flow.response
    error = flow.error.msg if flow.error else ""
    if answer is not None and answer.response_code:
        from mitmproxy.net.dns import response_codes

        error = response_codes.to_str(answer.response_code)
    return NameAnswer(
        host=question.lower().rstrip("."),
        at_us=microseconds(flow.request.timestamp or flow.timestamp_created) or 0,
        resolver=resolver[0] if resolver else "",
        chain=() if answer is None else tuple(_link(record) for record in answer.answers[:_MOST_ANSWERS]),
        error=error,
    )


def _link(record: "ResourceRecord") -> tuple[str, str, str]:
    from mitmproxy.net.dns import types

    kind = types.to_str(record.type)
    value = ""
    if kind in ("A", "AAAA"):
        value = str(ip_address(record.data))
    elif kind in ("CNAME", "NS", "PTR"):
        value = record.domain_name.lower().rstrip(".")
    return record.name.lower().rstrip("."), kind, value
