"""Captured rows to records: the one place that knows the column order of each query of flows and captures."""

from typing import Any

import msgspec
import zstandard

from inspector.model.flow import (
    BodyForm,
    CaptureFacts,
    CaptureId,
    CaptureKind,
    Connection,
    Delivery,
    FlowFacts,
    FlowId,
    Marker,
    StoredBody,
    Timings,
    Warning,
)

type Row = tuple[Any, ...]

FACTS_COLUMNS = (
    "flow.id, flow.capture_id, flow.entry, flow.started_us, flow.duration_us, flow.method, flow.url, flow.scheme,"
    " flow.host, flow.port, flow.path, flow.http_version, flow.status, flow.reason, flow.delivery, flow.error,"
    " flow.request_mime, flow.response_mime, flow.request_size, flow.response_size, flow.response_wire_size,"
    " flow.request_body IS NOT NULL, flow.response_body IS NOT NULL, flow.server_address, flow.page,"
    " flow.initiator_kind, flow.initiator_url, flow.resource_type, flow.redirect_url,"
    " flow.blocked_us, flow.dns_us, flow.connect_us, flow.tls_us, flow.send_us, flow.wait_us, flow.receive_us,"
    " flow.background, (SELECT phase FROM flow_phase WHERE flow_id = flow.id)"
)
FACTS_WIDTH = 38


def facts_of_row(row: Row) -> FlowFacts:
    return FlowFacts(
        id=FlowId(row[0]),
        capture=CaptureId(row[1]),
        entry=row[2],
        started_us=row[3],
        duration_us=row[4],
        method=row[5],
        url=row[6],
        scheme=row[7],
        host=row[8],
        port=row[9],
        path=row[10],
        http_version=row[11],
        status=row[12],
        reason=row[13],
        delivery=Delivery(row[14]),
        error=row[15],
        request_mime=row[16],
        response_mime=row[17],
        request_size=row[18],
        response_size=row[19],
        response_wire_size=row[20],
        has_request_body=bool(row[21]),
        has_response_body=bool(row[22]),
        server_address=row[23],
        page=row[24],
        initiator_kind=row[25],
        initiator_url=row[26],
        resource_type=row[27],
        redirect_url=row[28],
        timings=Timings(
            blocked=row[29], dns=row[30], connect=row[31], tls=row[32], send=row[33], wait=row[34], receive=row[35]
        ),
        background=bool(row[36]),
        phase=row[37],
    )


CAPTURE_COLUMNS = (
    "id, name, kind, scenario, sha256, size_bytes, producer, browser, har_version, entries, imported, sanitized,"
    " started_us, ended_us, environment"
)


def capture_of_row(row: Row, warnings: tuple[Warning, ...]) -> CaptureFacts:
    return CaptureFacts(
        id=CaptureId(row[0]),
        name=row[1],
        kind=CaptureKind(row[2]),
        scenario=row[3],
        sha256=row[4],
        size_bytes=row[5],
        producer=row[6],
        browser=row[7],
        har_version=row[8],
        entries=row[9],
        imported=row[10],
        sanitized=bool(row[11]),
        started_us=row[12],
        ended_us=row[13],
        environment=msgspec.json.decode(row[14], type=dict[str, str]),
        warnings=warnings,
    )


def connection_of_row(row: Row) -> Connection:
    return Connection(
        label=row[0],
        server_address=row[1],
        server_port=row[2],
        sni=row[3],
        alpn=row[4],
        tls_version=row[5],
        cipher=row[6],
        certificate=None if row[7] is None else row[7].encode(),
        client_address=row[8],
        client_tls_version=row[9],
        client_cipher=row[10],
        client_alpn=row[11],
    )


def body_of_row(row: Row, *, form: str | None, truncated: bool, limit_bytes: int | None) -> StoredBody:
    """`row` is sha256, size, coding, data; at most `limit_bytes` are unpacked."""
    sha256, size, coding, data = row
    if coding == "zstd":
        reader = zstandard.ZstdDecompressor().stream_reader(data)
        data = reader.read(size if limit_bytes is None else min(size, limit_bytes))
    elif limit_bytes is not None:
        data = data[:limit_bytes]
    return StoredBody(
        data=data,
        form=BodyForm(form or "bytes"),
        size=size,
        sha256=sha256,
        truncated=truncated,
        complete=len(data) == size,
    )


def marker_of_row(row: Row) -> Marker:
    return Marker(at_us=row[0], kind=row[1], label=row[2], note=row[3])
