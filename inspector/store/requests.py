"""All requests of a case in one pass: light rows for rules, and the headers in which consent is told."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import batched
from typing import NamedTuple

import msgspec

from inspector.model.flow import CaptureId, Delivery, FlowId, Headers, Side, decode_headers
from inspector.model.request import Request
from inspector.store.queries import CaseReader

_ON_WIRE = frozenset(delivery.value for delivery in Delivery if delivery.is_on_wire)
_HEADS = 500  # flows asked for at once


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
    """Every request that is not the browser's own, in flow order. Words that come again and again are kept once."""
    shared, lowered = lru_cache(maxsize=4096)(str), lru_cache(maxsize=1024)(str.lower)
    rows = reader.case.connection.execute(
        "SELECT id, capture_id, entry, started_us, started_us + duration_us, method, scheme, host, path, status,"
        " delivery, coalesce(resource_type, ''), coalesce(response_mime, ''), page FROM flow"
        " WHERE background = 0 ORDER BY id"
    )
    for flow, capture, entry, at_us, ended_us, method, scheme, host, path, status, delivery, kind, mime, page in rows:
        yield Request(
            flow,
            capture,
            entry,
            at_us,
            ended_us,
            shared(method),
            shared(scheme),
            shared(host),
            shared(path),
            status,
            delivery in _ON_WIRE,
            shared(delivery),
            lowered(kind),
            lowered(mime),
            page,
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


def heads(reader: CaseReader, flows: Iterable[FlowId], side: Side) -> Iterator[tuple[FlowId, str, Headers]]:
    """The address of these flows and the headers of one side, in flow order; unknown ids are left out."""
    column = "request_headers" if side is Side.REQUEST else "response_headers"
    for some in batched(sorted(set(flows)), _HEADS):
        rows = reader.case.connection.execute(
            f"SELECT id, url, {column} FROM flow WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (msgspec.json.encode(some).decode(),),
        ).fetchall()
        for flow, url, headers in rows:
            yield FlowId(flow), url, decode_headers(headers)


def body_sha256(reader: CaseReader, flow: FlowId, side: Side) -> str | None:
    """The SHA-256 of a stored body, in hex; None where there is none."""
    column = "request_body" if side is Side.REQUEST else "response_body"
    row = reader.case.connection.execute(f"SELECT {column} FROM flow WHERE id = ?", (flow,)).fetchone()
    return bytes(row[0]).hex() if row is not None and row[0] is not None else None
