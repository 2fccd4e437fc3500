"""Flows as they were captured: facts, heads, bodies, messages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from inspector.model.flow import (
    CaptureId,
    CaptureKind,
    Connection,
    Delivery,
    FlowContent,
    FlowFacts,
    FlowId,
    Headers,
    Side,
    SocketMessage,
    StoredBody,
    decode_headers,
)
from inspector.model.picture import PictureLine
from inspector.store import rows
from inspector.store.reading.source import Source

BODY_LIMIT_BYTES = 64_000_000
"""At most this much of one body is unpacked, unless the caller says otherwise."""

MESSAGE_LIMIT = 20_000
"""So many messages of one flow are read; the others are not looked at."""
_LAST = 2**62
PICTURE_KIND = "picture-text"  # the overrides that `store.pictures` keeps
_DECODED_KINDS = (CaptureKind.HAR, CaptureKind.BROWSER_RECORDING)
"""What comes from a browser is already free of content-encoding."""


class FlowReading(Source):
    """Queries about flows."""

    def last_flow(self) -> FlowId:
        return FlowId(self._value("SELECT coalesce(max(id), 0) FROM flow"))

    def facts(self, flow: FlowId) -> FlowFacts:
        """Raises KeyError where there is no such flow."""
        row = self._connection.execute(f"SELECT {rows.FACTS_COLUMNS} FROM flow WHERE id = ?", (flow,)).fetchone()
        if row is None:
            raise KeyError(flow)
        return rows.facts_of_row(row)

    def headers(self, flow: FlowId, side: Side) -> Headers:
        column = "request_headers" if side is Side.REQUEST else "response_headers"
        return decode_headers(self._value(f"SELECT {column} FROM flow WHERE id = ?", flow))

    def content(self, flow: FlowId, *, limit_bytes: int | None = BODY_LIMIT_BYTES) -> FlowContent:
        """A whole flow; raises KeyError where there is none."""
        for content in self._contents("flow.id = ?", (flow,), limit_bytes=limit_bytes):
            return content
        raise KeyError(flow)

    def contents(
        self, *, captures: Sequence[CaptureId] = (), hosts: Iterable[str] | None = None
    ) -> Iterator[FlowContent]:
        """Every flow in id order, bodies bounded; with `hosts`, only those of these hosts."""
        where = "1"
        parameters: tuple[object, ...] = ()
        if captures:
            where = f"flow.capture_id IN ({', '.join('?' * len(captures))})"
            parameters = tuple(captures)
        if hosts is not None:
            where += " AND flow.host IN (SELECT value FROM json_each(?))"
            parameters = (*parameters, msgspec.json.encode(sorted(hosts)).decode())
        return self._contents(where, parameters, limit_bytes=BODY_LIMIT_BYTES)

    def contents_of(self, flows: Iterable[FlowId]) -> Iterator[FlowContent]:
        """These flows, in id order; unknown ids are left out."""
        wanted = msgspec.json.encode(list(flows)).decode()
        where = "flow.id IN (SELECT value FROM json_each(?))"
        return self._contents(where, (wanted,), limit_bytes=BODY_LIMIT_BYTES)

    def contents_between(self, after: int, until: int) -> Iterator[FlowContent]:
        """The flows with `after` < id <= `until`, in id order."""
        return self._contents("flow.id > ? AND flow.id <= ?", (after, until), limit_bytes=BODY_LIMIT_BYTES)

    def sizes(self) -> list[tuple[FlowId, int]]:
        """Every flow with the bytes of its bodies, in id order."""
        return [
            (FlowId(flow), size)
            for flow, size in self._all("SELECT id, request_size + response_size FROM flow ORDER BY id")
        ]

    def sent_sizes(self, own_hosts: Iterable[str], *, echo_bytes: int) -> list[tuple[FlowId, int]]:
        """As `sizes`, of what `sent_contents` gives at most: requests, and what other hosts answered up to a bound."""
        found = self._connection.execute(
            "SELECT id, request_size + CASE WHEN host IN (SELECT value FROM json_each(?1)) OR response_size > ?2"
            " THEN 0 ELSE response_size END FROM flow ORDER BY id",
            (msgspec.json.encode(sorted(own_hosts)).decode(), echo_bytes),
        )
        return [(FlowId(flow), size) for flow, size in found]

    def sent_contents(
        self, own_hosts: Iterable[str], *, echo_bytes: int, after: int = 0, until: int | None = None
    ) -> Iterator[FlowContent]:
        """What values are hunted in, in id order: every flow to another host, and flows to `own_hosts` that carry a
        query, a body or messages; with `after` and `until`, those with `after` < id <= `until`. Of answers only other
        hosts' JSON and text of at most `echo_bytes` come along."""
        own = "flow.host IN (SELECT value FROM json_each(?1))"
        says = "instr(flow.url, '?') > 0 OR flow.request_body IS NOT NULL"
        messages = "EXISTS (SELECT 1 FROM message WHERE flow_id = flow.id)"
        texty = "(flow.response_mime LIKE '%json%' OR flow.response_mime LIKE 'text/%')"
        return self._contents(
            f"(NOT ({own}) OR {says} OR {messages}) AND flow.id > ?2 AND flow.id <= ?3",
            (msgspec.json.encode(sorted(own_hosts)).decode(), after, _LAST if until is None else until),
            limit_bytes=BODY_LIMIT_BYTES,
            answer=f"NOT ({own}) AND {texty} AND flow.response_size <= {int(echo_bytes)}",
        )

    def hosts(self) -> tuple[tuple[str, int, int | None], ...]:
        """(host, flows, start of the first) for every host that flows were addressed to."""
        return tuple(self._all("SELECT host, count(*), min(started_us) FROM flow WHERE host != '' GROUP BY host"))

    def flows_off_wire(self) -> frozenset[FlowId]:
        """Flows of which nothing can be said to have been sent by the page: from a cache, blocked, internal, or the
        browser's own."""
        sent = ", ".join(f"'{delivery}'" for delivery in Delivery if delivery.is_on_wire)
        return frozenset(
            FlowId(row[0]) for row in self._all(f"SELECT id FROM flow WHERE delivery NOT IN ({sent}) OR background = 1")
        )

    def not_on_wire(self) -> dict[Delivery, int]:
        return {Delivery(row[0]): row[1] for row in self._all("SELECT delivery, count(*) FROM flow GROUP BY delivery")}

    def sealed_rows(self) -> Iterator[tuple[Any, ...]]:
        """What the hash over a case's flows covers, in order: number, capture, entry, start, method, address, status,
        heads, and the SHA-256 of both bodies in hex."""
        return iter(
            self._connection.execute(
                "SELECT id, capture_id, entry, started_us, method, url, status, request_headers, response_headers,"
                " lower(hex(request_body)), lower(hex(response_body)) FROM flow ORDER BY id"
            )
        )

    def _contents(
        self, where: str, parameters: Sequence[object], *, limit_bytes: int | None, answer: str = "1"
    ) -> Iterator[FlowContent]:
        kinds = {row[0]: row[1] for row in self._all("SELECT id, kind FROM capture")}
        words = self._picture_lines()
        cursor = self._connection.execute(
            f"SELECT {rows.FACTS_COLUMNS}, flow.request_headers, flow.response_headers, flow.request_body,"
            " flow.request_form, flow.request_truncated,"
            f" CASE WHEN {answer} THEN flow.response_body END, flow.response_form,"
            " flow.response_truncated, flow.connection_id, flow.extra, flow.initiator,"
            " EXISTS (SELECT 1 FROM message WHERE flow_id = flow.id)"
            f" FROM flow WHERE {where} ORDER BY flow.id",
            tuple(parameters),
        )
        for row in cursor:
            facts = rows.facts_of_row(row)
            tail = row[rows.FACTS_WIDTH :]
            yield FlowContent(
                facts=facts,
                request_headers=decode_headers(tail[0]),
                response_headers=decode_headers(tail[1]),
                request_body=_with_lines(
                    self._body(tail[2], form=tail[3], truncated=bool(tail[4]), limit_bytes=limit_bytes), words
                ),
                response_body=_with_lines(
                    self._body(tail[5], form=tail[6], truncated=bool(tail[7]), limit_bytes=limit_bytes), words
                ),
                messages=self.messages(facts.id) if tail[11] else (),
                connection=self._connection_of(tail[8]),
                extra=tail[9].encode() if tail[9] else None,
                initiator=tail[10].encode() if tail[10] else None,
                content_coded=kinds[facts.capture] not in _DECODED_KINDS,
            )

    def _body(
        self, sha256: bytes | None, *, form: str | None, truncated: bool, limit_bytes: int | None
    ) -> StoredBody | None:
        if sha256 is None:
            return None
        row = self._connection.execute(
            "SELECT sha256, size, coding, data FROM body WHERE sha256 = ?", (sha256,)
        ).fetchone()
        if row is None:
            return None
        return rows.body_of_row(row, form=form, truncated=truncated, limit_bytes=limit_bytes)

    def _picture_lines(self) -> dict[bytes, tuple[PictureLine, ...]]:
        """What was read in the pixels of pictures, by their SHA-256 (`store.pictures`)."""
        kept = self.overrides(PICTURE_KIND).items()
        return {bytes.fromhex(key): msgspec.json.decode(value, type=tuple[PictureLine, ...]) for key, value in kept}

    def _connection_of(self, connection: int | None) -> Connection | None:
        if connection is None:
            return None
        row = self._connection.execute(
            "SELECT label, server_address, server_port, sni, alpn, tls_version, cipher, certificate,"
            " client_address, client_tls_version, client_cipher, client_alpn"
            " FROM connection WHERE id = ?",
            (connection,),
        ).fetchone()
        return None if row is None else rows.connection_of_row(row)

    def messages(self, flow: FlowId) -> tuple[SocketMessage, ...]:
        return tuple(
            SocketMessage(at_us=row[0], from_client=bool(row[1]), opcode=row[2], data=row[3])
            for row in self._all(
                "SELECT at_us, from_client, opcode, data FROM message WHERE flow_id = ? ORDER BY n LIMIT ?",
                flow,
                MESSAGE_LIMIT,
            )
        )


def _with_lines(body: StoredBody | None, lines: Mapping[bytes, tuple[PictureLine, ...]]) -> StoredBody | None:
    found = lines.get(body.sha256) if body is not None and lines else None
    return msgspec.structs.replace(body, lines=found) if body is not None and found else body
