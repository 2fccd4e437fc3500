"""Flows as rows of the case file's capture tables."""

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from inspector.model.flow import Body, CaptureId, Connection, FlowRecord, SocketMessage
from inspector.store.addresses import split_url

_MOST_LINKS = 50_000
_ROWS_AT_ONCE = 100
_FLOW_COLUMNS = (
    "id, capture_id, entry, started_us, duration_us, method, url, scheme, host, port, path, http_version, status, "
    "reason, delivery, error, request_headers, response_headers, request_mime, response_mime, request_body, "
    "request_form, request_truncated, request_size, request_claimed_size, response_body, response_form, "
    "response_truncated, response_size, response_claimed_size, response_wire_size, redirect_url, blocked_us, dns_us, "
    "connect_us, tls_us, send_us, wait_us, receive_us, connection_id, server_address, page, initiator_kind, "
    "initiator_url, initiator, resource_type, background, extra"
)

FLOW_UPDATE_SQL = (
    f"UPDATE flow SET ({_FLOW_COLUMNS.removeprefix('id, ')}) = "
    f"({', '.join('?' * (_FLOW_COLUMNS.count(',')))}) WHERE id = ?"
)
"""Takes the values of `flow_row` without the number, then the number."""
FLOW_SQL = f"INSERT INTO flow ({_FLOW_COLUMNS}) VALUES "
BODY_SQL = "INSERT OR IGNORE INTO body (sha256, size, coding, data) VALUES "
MESSAGE_SQL = "INSERT INTO message (flow_id, n, at_us, from_client, opcode, data) VALUES (?, ?, ?, ?, ?, ?)"
_CONNECTION_SQL = (
    "INSERT INTO connection (id, capture_id, label, server_address, server_port, sni, alpn, tls_version, cipher, "
    "certificate, client_address, client_tls_version, client_cipher, client_alpn) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

type Digests = tuple[bytes | None, bytes | None]


def insert_rows(connection: sqlite3.Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Inserts rows a hundred at a time: SQLite gives the interpreter's lock back once a statement, not once a row."""
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        chunk = rows[start : start + _ROWS_AT_ONCE]
        row = f"({', '.join('?' * len(chunk[0]))})"
        connection.execute(sql + ", ".join([row] * len(chunk)), tuple(itertools.chain.from_iterable(chunk)))


class Links:
    """The connections of a capture, one row for each different one (of the last 50,000)."""

    def __init__(self) -> None:
        self._ids: dict[Connection, int] = {}

    def write_new(self, cursor: sqlite3.Connection, capture: CaptureId, flows: Sequence[FlowRecord]) -> None:
        """Inserts the connections of these flows that have no row yet; inside the caller's transaction."""
        if len(self._ids) > _MOST_LINKS:
            self._ids.clear()
        new = {flow.connection: 0 for flow in flows if flow.connection is not None and flow.connection not in self._ids}
        if not new:
            return
        (last,) = cursor.execute("SELECT coalesce(max(id), 0) FROM connection").fetchone()
        for number, connection in enumerate(new, start=last + 1):
            self._ids[connection] = number
        cursor.executemany(_CONNECTION_SQL, [_connection_row(c, self._ids[c], capture) for c in new])

    def id_of(self, connection: Connection | None) -> int | None:
        return None if connection is None else self._ids[connection]


def _connection_row(connection: Connection, number: int, capture: CaptureId) -> tuple[Any, ...]:
    return (
        number,
        capture,
        connection.label,
        connection.server_address,
        connection.server_port,
        connection.sni,
        connection.alpn,
        connection.tls_version,
        connection.cipher,
        _text(connection.certificate),
        connection.client_address,
        connection.client_tls_version,
        connection.client_cipher,
        connection.client_alpn,
    )


def flow_row(
    flow: FlowRecord, number: int, capture: CaptureId, digests: Digests, connection: int | None
) -> tuple[Any, ...]:
    """The values for FLOW_SQL."""
    scheme, host, port, path = split_url(flow.url)
    timings = flow.timings
    return (
        number,
        capture,
        flow.entry,
        flow.started_us,
        flow.duration_us,
        flow.method,
        flow.url,
        scheme,
        host,
        port,
        path,
        flow.http_version,
        flow.status,
        flow.reason,
        flow.delivery.value,
        flow.error,
        flow.request_headers.decode(),
        flow.response_headers.decode(),
        flow.request_mime,
        flow.response_mime,
        *_body_columns(flow.request_body, digests[0]),
        flow.request_body_size,
        *_body_columns(flow.response_body, digests[1]),
        flow.response_body_size,
        flow.response_wire_size,
        flow.redirect_url,
        timings.blocked,
        timings.dns,
        timings.connect,
        timings.tls,
        timings.send,
        timings.wait,
        timings.receive,
        connection,
        flow.connection.server_address if flow.connection else None,
        flow.page,
        flow.initiator_kind,
        flow.initiator_url,
        _text(flow.initiator),
        flow.resource_type,
        int(flow.background),
        _text(flow.extra),
    )


def _body_columns(body: Body | None, digest: bytes | None) -> tuple[bytes | None, str | None, int, int]:
    if body is None:
        return None, None, 0, 0
    return digest, body.form.value, int(body.truncated), len(body.data)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "replace")


def message_row(flow: int, n: int, message: SocketMessage) -> tuple[Any, ...]:
    """The values for MESSAGE_SQL: the n-th message of a flow."""
    return flow, n, message.at_us, int(message.from_client), message.opcode, message.data


def message_rows(flows: Iterable[FlowRecord], first: int) -> Iterator[tuple[Any, ...]]:
    """The values for MESSAGE_SQL; flows are numbered from `first`, messages of a flow from 1."""
    for number, flow in enumerate(flows, start=first):
        for n, message in enumerate(flow.messages, start=1):
            yield message_row(number, n, message)
