"""All requests of a case in one pass: light rows for rules, and the headers in which consent is told."""

from collections.abc import Iterator
from typing import NamedTuple

from inspector.model.flow import CaptureId, Delivery, FlowId, Side
from inspector.model.request import Request
from inspector.store.queries import CaseReader

_ON_WIRE = frozenset(delivery.value for delivery in Delivery if delivery.is_on_wire)


class HeaderTexts(NamedTuple):
    """The address of a request and its headers as stored (JSON arrays of pairs)."""

    flow: FlowId
    capture: CaptureId
    entry: int | None
    at_us: int | None
    host: str
    url: str
    request_headers: str
    response_headers: str


def requests(reader: CaseReader) -> Iterator[Request]:
    """Every request that is not the browser's own, in flow order."""
    rows = reader.case.connection.execute(
        "SELECT id, capture_id, entry, started_us, started_us + duration_us, method, scheme, host, path, status,"
        " delivery, lower(coalesce(resource_type, '')), lower(coalesce(response_mime, '')), page"
        " FROM flow WHERE background = 0 ORDER BY id"
    )
    for row in rows:
        yield Request(
            flow=FlowId(row[0]),
            capture=CaptureId(row[1]),
            entry=row[2],
            at_us=row[3],
            ended_us=row[4],
            method=row[5],
            scheme=row[6],
            host=row[7],
            path=row[8],
            status=row[9],
            on_wire=row[10] in _ON_WIRE,
            delivery=row[10],
            kind=row[11],
            mime=row[12],
            page=row[13],
        )


def header_texts(reader: CaseReader) -> Iterator[HeaderTexts]:
    """Address and headers of every request that went over the network and is not the browser's own, in time order;
    those without a time come first."""
    rows = reader.case.connection.execute(
        "SELECT id, capture_id, entry, started_us, host, url, request_headers, response_headers FROM flow"
        " WHERE background = 0 AND delivery IN (SELECT value FROM json_each(?)) ORDER BY started_us, id",
        (f"[{', '.join(f'"{word}"' for word in sorted(_ON_WIRE))}]",),
    )
    for flow, capture, *rest in rows:
        yield HeaderTexts(FlowId(flow), CaptureId(capture), *rest)


def body_sha256(reader: CaseReader, flow: FlowId, side: Side) -> str | None:
    """The SHA-256 of a stored body, in hex; None where there is none."""
    column = "request_body" if side is Side.REQUEST else "response_body"
    row = reader.case.connection.execute(f"SELECT {column} FROM flow WHERE id = ?", (flow,)).fetchone()
    return bytes(row[0]).hex() if row is not None and row[0] is not None else None
