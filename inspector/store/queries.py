"""Reading a case: everything the analysis, the window, the report and the command line ask of it."""

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from inspector.model.finding import Finding, NotAssessable, Severity, Verdict
from inspector.model.flow import (
    CaptureFacts,
    CaptureId,
    CaptureKind,
    Connection,
    Delivery,
    FlowContent,
    FlowFacts,
    FlowId,
    Headers,
    Marker,
    Page,
    Side,
    SocketMessage,
    StoredBody,
    Warning,
    decode_headers,
)
from inspector.model.leaf import LeafId, Needle, SensitiveLeaf, Sighting
from inspector.model.party import Recipient
from inspector.model.picture import PictureLine
from inspector.model.struct import Record
from inspector.store import rows
from inspector.store.case import Case
from inspector.store.filters import Term, build_condition

BODY_LIMIT_BYTES = 64_000_000
"""At most this much of one body is unpacked, unless the caller says otherwise."""

_MESSAGE_LIMIT = 20_000
_LAST = 2**62
PICTURE_KIND = "picture-text"  # the overrides that `store.pictures` keeps
_DECODED_KINDS = (CaptureKind.HAR, CaptureKind.BROWSER_RECORDING)
"""What comes from a browser is already free of content-encoding."""


class SortKey(StrEnum):
    """Columns the flow table can be sorted by."""

    NUMBER = "number"
    TIME = "time"
    DURATION = "duration"
    METHOD = "method"
    STATUS = "status"
    SITE = "site"
    HOST = "host"
    PATH = "path"
    TYPE = "type"
    SIZE = "size"
    SENT = "sent"
    ROLE = "role"
    SENSITIVE = "sensitive"


_ORDER = {
    SortKey.NUMBER: "flow.id",
    SortKey.TIME: "flow.started_us",
    SortKey.DURATION: "flow.duration_us",
    SortKey.METHOD: "flow.method",
    SortKey.STATUS: "flow.status",
    SortKey.SITE: "place.site",
    SortKey.HOST: "flow.host",
    SortKey.PATH: "flow.path",
    SortKey.TYPE: "flow.response_mime",
    SortKey.SIZE: "flow.response_size",
    SortKey.SENT: "flow.request_size",
    SortKey.ROLE: "place.role",
    SortKey.SENSITIVE: "(SELECT count(*) FROM personal_value WHERE flow_id = flow.id)",
}


class FlowQuery(Record, frozen=True, kw_only=True):
    """What the flow table shows: terms of the filter, a stretch of time (microseconds, the brush), an order."""

    terms: tuple[Term, ...] = ()
    from_us: int | None = None
    until_us: int | None = None
    captures: tuple[CaptureId, ...] = ()  # empty: all
    sort: SortKey = SortKey.TIME
    descending: bool = False


class FlowRow(Record, frozen=True, kw_only=True):
    """One row of the flow table: the flow, who is behind its site, and its badges."""

    facts: FlowFacts
    site: str
    operator: str | None
    role: str
    first_party: bool
    sensitive_sent: int  # leaves about the user, by direction
    sensitive_returned: int
    classes: tuple[str, ...]  # classes of those leaves
    severity: Severity | None  # the worst finding that rests on this flow
    messages: int


class TimelineBars(Record, frozen=True, kw_only=True):
    """Columns for the timeline, one element a flow that has a start, ordered by start."""

    flows: array[int]
    started_us: array[int]
    ended_us: array[int]
    hosts: array[int]  # index into `host_names`
    host_names: tuple[str, ...]
    sensitive: frozenset[int]  # flow ids with leaves about the user


class DataCell(Record, frozen=True, kw_only=True):
    """How many leaves about the user of one class one site received or returned in one capture."""

    capture: CaptureId
    site: str
    class_: str
    side: Side
    count: int
    first_flow: FlowId


class Counts(Record, frozen=True, kw_only=True):
    """The figures of the status bar and of `counts` in `enclair-scan/1`."""

    flows: int
    hosts: int
    sites: int
    third_party_sites: int
    leaves: int
    sensitive: int
    about_the_user: int
    places: int  # with a value about a person, as the matrix and the report count them: none of a cache, none twice
    findings: int


class CaseReader:
    """Queries over one open case. Cheap ones answer at once; `flow_ids` over a large case belongs in a worker
    (`interrupt` stops it from another thread)."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._connection = case.connection

    def interrupt(self) -> None:
        self._connection.interrupt()

    # what changed

    def last_flow(self) -> FlowId:
        return FlowId(self._value("SELECT coalesce(max(id), 0) FROM flow"))

    def data_version(self) -> int:
        """Changes when another connection has committed."""
        return int(self._value("PRAGMA data_version"))

    def capture_state(self, capture: CaptureId) -> str | None:
        """`importing` while it is being written, then `complete` or `cut`; None where there is no such capture."""
        row = self._connection.execute("SELECT state FROM capture WHERE id = ?", (capture,)).fetchone()
        return None if row is None else str(row[0])

    def standing_of(self, flows: Iterable[FlowId]) -> dict[FlowId, tuple[bool, int]]:
        """Whether each of these flows is over, and the number of its messages so far."""
        return {
            FlowId(flow): (bool(is_over), messages)
            for flow, is_over, messages in self._all(
                "SELECT id, duration_us IS NOT NULL OR delivery NOT IN ('network', 'revalidated'),"
                " (SELECT count(*) FROM message WHERE flow_id = flow.id)"
                " FROM flow WHERE id IN (SELECT value FROM json_each(?))",
                msgspec.json.encode(list(flows)).decode(),
            )
        }

    # captures

    def captures(self) -> tuple[CaptureFacts, ...]:
        warnings: dict[int, list[Warning]] = {}
        for capture, entry, code, message in self._all(
            "SELECT capture_id, entry, code, message FROM warning ORDER BY id LIMIT 10000"
        ):
            warnings.setdefault(capture, []).append(Warning(entry=entry, code=code, message=message))
        return tuple(
            rows.capture_of_row(row, tuple(warnings.get(row[0], ())))
            for row in self._all(f"SELECT {rows.CAPTURE_COLUMNS} FROM capture ORDER BY id")
        )

    def unfinished(self) -> dict[CaptureId, int]:
        """Captures whose import did not reach the end of its file (killed, cancelled, a full disk, or still at work)
        and their flows so far."""
        return {
            CaptureId(capture): count
            for capture, count in self._all(
                "SELECT id, (SELECT count(*) FROM flow WHERE capture_id = capture.id) FROM capture"
                " WHERE state = 'importing' OR (state = 'cut' AND sha256 = '')"
            )
        }

    def capture_extra(self, capture: CaptureId) -> bytes | None:
        """JSON: what the input said of itself beyond the columns (supports, creator, unknown fields)."""
        row = self._connection.execute("SELECT extra FROM capture WHERE id = ?", (capture,)).fetchone()
        return row[0].encode() if row and row[0] else None

    def pages(self, capture: CaptureId) -> tuple[Page, ...]:
        return tuple(
            Page(
                label=row[0],
                title=row[1],
                started_us=row[2],
                content_load_us=row[3],
                load_us=row[4],
                extra=row[5].encode() if row[5] else None,
            )
            for row in self._all(
                "SELECT label, title, started_us, content_load_us, load_us, extra FROM page WHERE capture_id = ?"
                " ORDER BY id",
                capture,
            )
        )

    def markers(self) -> dict[CaptureId, tuple[Marker, ...]]:
        found: dict[CaptureId, tuple[Marker, ...]] = {}
        for row in self._all("SELECT at_us, kind, label, note, capture_id FROM marker ORDER BY at_us, id"):
            key = CaptureId(row[4] or 0)
            found[key] = (*found.get(key, ()), rows.marker_of_row(row))
        return found

    # flows

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
        rows = self._connection.execute(
            "SELECT id, request_size + CASE WHEN host IN (SELECT value FROM json_each(?1)) OR response_size > ?2"
            " THEN 0 ELSE response_size END FROM flow ORDER BY id",
            (msgspec.json.encode(sorted(own_hosts)).decode(), echo_bytes),
        )
        return [(FlowId(flow), size) for flow, size in rows]

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
                _MESSAGE_LIMIT,
            )
        )

    # the flow table

    def flow_ids(self, query: FlowQuery) -> "array[int]":
        """The ids of the matching flows, in order."""
        condition = build_condition(query.terms)
        where, parameters = [condition.sql], list[object](condition.parameters)
        if query.from_us is not None:
            where.append("flow.started_us >= ?")
            parameters.append(query.from_us)
        if query.until_us is not None:
            where.append("flow.started_us < ?")
            parameters.append(query.until_us)
        if query.captures:
            where.append(f"flow.capture_id IN ({', '.join('?' * len(query.captures))})")
            parameters.extend(query.captures)
        direction = "DESC" if query.descending else "ASC"
        sql = (
            "SELECT json_group_array(id) FROM (SELECT flow.id AS id FROM flow"
            " LEFT JOIN flow_site AS place ON place.host = flow.host"
            f" WHERE {' AND '.join(where)} ORDER BY {_ORDER[query.sort]} {direction}, flow.id {direction})"
        )
        # one row: going through a hundred thousand would hold the interpreter's lock all the while
        return array("q", msgspec.json.decode(self._value(sql, *parameters), type=list[int]))

    def flow_rows(self, flows: Sequence[int]) -> list[FlowRow]:
        """The rows of these flows, in the order asked; unknown ids are left out."""
        wanted = msgspec.json.encode(list(flows)).decode()
        found: dict[int, FlowRow] = {}
        sql = f"""
          SELECT {rows.FACTS_COLUMNS}, place.site, place.operator, place.role, place.first_party,
            (SELECT count(*) FROM personal_value WHERE flow_id = flow.id AND side = 'request'),
            (SELECT count(*) FROM personal_value WHERE flow_id = flow.id AND side = 'response'),
            (SELECT group_concat(DISTINCT class) FROM personal_value WHERE flow_id = flow.id),
            (SELECT group_concat(DISTINCT severity) FROM evidence JOIN finding ON finding.id = finding_id
               WHERE evidence.flow_id = flow.id),
            (SELECT count(*) FROM message WHERE flow_id = flow.id)
          FROM flow LEFT JOIN flow_site AS place ON place.host = flow.host
          WHERE flow.id IN (SELECT value FROM json_each(?))"""
        for row in self._connection.execute(sql, (wanted,)):
            facts = rows.facts_of_row(row)
            site, operator, role, first, sent, returned, classes, severities, messages = row[rows.FACTS_WIDTH :]
            worst = min((Severity(s) for s in (severities or "").split(",") if s), key=lambda s: s.rank, default=None)
            found[facts.id] = FlowRow(
                facts=facts,
                site=site or facts.host,
                operator=operator,
                role=role or "unknown",
                first_party=bool(first),
                sensitive_sent=sent,
                sensitive_returned=returned,
                classes=tuple(sorted((classes or "").split(","))) if classes else (),
                severity=worst,
                messages=messages,
            )
        return [found[flow] for flow in flows if flow in found]

    def timeline(self, query: FlowQuery | None = None) -> TimelineBars:
        """Every flow that has a start time as columns; a flow without duration ends where it starts."""
        wanted, parameters = "started_us IS NOT NULL", list[object]()
        if query is not None:
            wanted += " AND id IN (SELECT value FROM json_each(?))"
            parameters.append(msgspec.json.encode(list(self.flow_ids(query))).decode())
        # one row: going through a million would hold the interpreter's lock all the while
        columns = self._connection.execute(
            "WITH bar AS (SELECT id, host, started_us, started_us + max(coalesce(duration_us, 0), 0) AS ended_us"
            f" FROM flow WHERE {wanted} ORDER BY started_us, id),"
            " name AS (SELECT host, row_number() OVER (ORDER BY min(started_us), host) - 1 AS n FROM bar GROUP BY host)"
            " SELECT json_group_array(id), json_group_array(started_us), json_group_array(ended_us),"
            " json_group_array(n), (SELECT json_group_array(host) FROM (SELECT host FROM name ORDER BY n))"
            " FROM (SELECT bar.*, n FROM bar JOIN name USING (host) ORDER BY started_us, id)",
            parameters,
        ).fetchone()
        flows, starts, ends, hosts = (array("q", msgspec.json.decode(text, type=list[int])) for text in columns[:4])
        names = msgspec.json.decode(columns[4], type=list[str])
        sensitive = frozenset(row[0] for row in self._all("SELECT DISTINCT flow_id FROM personal_value"))
        return TimelineBars(
            flows=flows,
            started_us=starts,
            ended_us=ends,
            hosts=hosts,
            host_names=tuple(names),
            sensitive=sensitive,
        )

    # what was found

    def leaves(
        self, *, flow: FlowId | None = None, site: str | None = None, crowd: bool = True
    ) -> tuple[SensitiveLeaf, ...]:
        """Sensitive leaves in flow order; of one flow or one site where given. Without the `crowd`, what answers ship
        to everybody (catalogues, directories) is left out: in a large case that is most of them."""
        where, parameters = _where({"leaf.flow_id": flow, "leaf.site": site})
        if not crowd:
            where += " AND" if where else " WHERE"
            where += " NOT (leaf.side = 'response' AND about IN ('catalogue', 'practitioner'))"
        sharing = rows.Sharing()
        return tuple(
            rows.leaf_of_row(row, sharing)
            for row in self._all(
                f"SELECT {rows.LEAF_COLUMNS} FROM leaf JOIN flow ON flow.id = leaf.flow_id{where}"
                " ORDER BY leaf.flow_id, leaf.id",
                *parameters,
            )
        )

    def crowd(self, class_: str, path_fits: Callable[[str], bool]) -> Iterator[SensitiveLeaf]:
        """The leaves of a class that `leaves(crowd=False)` leaves out, of answers that also hold something about the
        user, in flow order; only those whose path fits, as there may be very many."""
        crowd = "leaf.class = ?1 AND leaf.side = 'response' AND leaf.about IN ('catalogue', 'practitioner')"
        paths = [path for (path,) in self._all(f"SELECT DISTINCT path FROM leaf WHERE {crowd}", class_)]
        fitting = [path for path in paths if path_fits(path)]
        if not fitting:
            return iter(())
        found = self._connection.execute(
            f"SELECT {rows.LEAF_COLUMNS} FROM leaf JOIN flow ON flow.id = leaf.flow_id WHERE {crowd}"
            " AND leaf.path IN (SELECT value FROM json_each(?2))"
            " AND EXISTS (SELECT 1 FROM leaf AS own WHERE own.flow_id = leaf.flow_id AND own.side = 'response'"
            " AND own.about IN ('account-holder', 'other-person')) ORDER BY leaf.flow_id, leaf.id",
            (class_, msgspec.json.encode(fitting).decode()),
        )
        sharing = rows.Sharing()
        return (rows.leaf_of_row(row, sharing) for row in found)

    def leaf(self, leaf: LeafId) -> SensitiveLeaf:
        """Raises KeyError where there is none."""
        for row in self._all(
            f"SELECT {rows.LEAF_COLUMNS} FROM leaf JOIN flow ON flow.id = leaf.flow_id WHERE leaf.id = ?", leaf
        ):
            return rows.leaf_of_row(row, rows.Sharing())
        raise KeyError(leaf)

    def sightings(self, *, flow: FlowId | None = None, site: str | None = None) -> tuple[Sighting, ...]:
        where, parameters = _where({"sighting.flow_id": flow, "sighting.site": site})
        sharing = rows.Sharing()
        return tuple(
            rows.sighting_of_row(row, sharing)
            for row in self._all(
                f"SELECT {rows.SIGHTING_COLUMNS} FROM sighting JOIN flow ON flow.id = sighting.flow_id{where}"
                " ORDER BY sighting.at_us, sighting.flow_id, sighting.id",
                *parameters,
            )
        )

    def data_cells(self) -> tuple[DataCell, ...]:
        """Counts for the matrix: leaves about the user by capture, site, class and direction."""
        return tuple(
            DataCell(
                capture=CaptureId(row[0]),
                site=row[1],
                class_=row[2],
                side=Side(row[3]),
                count=row[4],
                first_flow=FlowId(row[5]),
            )
            for row in self._all(
                "SELECT flow.capture_id, site, class, side, count(*), min(flow_id)"
                " FROM personal_value JOIN flow ON flow.id = flow_id"
                " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
            )
        )

    def recipients(self) -> tuple[Recipient, ...]:
        """Every site of the case, first parties first, then by traffic."""
        found = [
            msgspec.json.decode(row[0], type=Recipient) for row in self._all("SELECT data FROM recipient ORDER BY site")
        ]
        return tuple(sorted(found, key=lambda r: (not r.first_party, -r.flows, r.site)))

    def findings(self) -> tuple[Finding, ...]:
        """Worst first, as the analysis ordered them."""
        return tuple(rows.finding_of_row(row) for row in self._all("SELECT data FROM finding ORDER BY position"))

    def findings_of_flow(self, flow: FlowId) -> tuple[Finding, ...]:
        return tuple(
            rows.finding_of_row(row)
            for row in self._all(
                "SELECT data FROM finding WHERE id IN (SELECT finding_id FROM evidence WHERE flow_id = ?)"
                " ORDER BY position",
                flow,
            )
        )

    def verdicts(self) -> Mapping[str, Verdict]:
        """By finding id; findings without one are drafts."""
        found = (rows.verdict_of_row(row) for row in self._all(f"SELECT {rows.VERDICT_COLUMNS} FROM verdict"))
        return rows.with_old_ticks({verdict.finding: verdict for verdict in found}, self.overrides("trap"))

    def not_assessable(self) -> tuple[NotAssessable, ...]:
        return tuple(
            rows.not_assessable_of_row(row)
            for row in self._all("SELECT rule, capture_id, reason, facts FROM not_assessable ORDER BY id")
        )

    def outcome(self, key: str) -> bytes | None:
        """JSON kept by the analysis under this key (`first_party`, `coverage`, `counts`, `searched` ...)."""
        row = self._connection.execute("SELECT value FROM outcome WHERE key = ?", (key,)).fetchone()
        return row[0].encode() if row else None

    def needles(self) -> tuple[Needle, ...]:
        """The persona and chosen values the investigator entered."""
        return tuple(
            rows.needle_of_row(row) for row in self._all("SELECT origin, name, class, value FROM needle ORDER BY id")
        )

    def overrides(self, kind: str) -> dict[str, str]:
        return dict(self._all("SELECT key, value FROM override WHERE kind = ?", kind))

    def log(self) -> tuple[tuple[int, str, str, str], ...]:
        """(at_us, what, detail, tool), oldest first."""
        return tuple(self._all("SELECT at_us, what, detail, tool FROM log ORDER BY id"))

    def hosts(self) -> tuple[tuple[str, int, int | None], ...]:
        """(host, flows, start of the first) for every host that flows were addressed to."""
        return tuple(self._all("SELECT host, count(*), min(started_us) FROM flow WHERE host != '' GROUP BY host"))

    def counts(self) -> Counts:
        leaves = self.outcome("leaf_count")
        values = {
            "flows": "SELECT count(*) FROM flow",
            "hosts": "SELECT count(DISTINCT host) FROM flow WHERE host != ''",
            "sites": "SELECT count(*) FROM recipient",
            "third_party_sites": "SELECT count(*) FROM recipient WHERE NOT json_extract(data, '$.first_party')"
            " AND NOT coalesce(json_extract(data, '$.background'), 0)",
            "sensitive": "SELECT count(*) FROM leaf",
            "about_the_user": "SELECT count(*) FROM leaf WHERE about IN ('account-holder', 'other-person')",
            "places": "SELECT count(*) FROM personal_value",
            "findings": "SELECT count(*) FROM finding",
        }
        return Counts(
            leaves=msgspec.json.decode(leaves, type=int) if leaves else 0,
            **{name: int(self._value(sql)) for name, sql in values.items()},
        )

    def count_about_the_user(self, capture: CaptureId) -> int:
        """Places of one capture with a value about a person, as `places` of `counts` counts them for the case."""
        return int(
            self._value(
                "SELECT count(*) FROM personal_value JOIN flow ON flow.id = flow_id WHERE flow.capture_id = ?",
                capture,
            )
        )

    def sealed_rows(self) -> Iterator[tuple[Any, ...]]:
        """What the hash over a case's flows covers, in order: number, capture, entry, start, method, address, status,
        heads, and the SHA-256 of both bodies in hex."""
        return iter(
            self._connection.execute(
                "SELECT id, capture_id, entry, started_us, method, url, status, request_headers, response_headers,"
                " lower(hex(request_body)), lower(hex(response_body)) FROM flow ORDER BY id"
            )
        )

    def flows_off_wire(self) -> frozenset[FlowId]:
        """Flows of which nothing can be said to have been sent by the page: from a cache, blocked, internal, or the
        browser's own."""
        sent = ", ".join(f"'{delivery}'" for delivery in Delivery if delivery.is_on_wire)
        return frozenset(
            FlowId(row[0]) for row in self._all(f"SELECT id FROM flow WHERE delivery NOT IN ({sent}) OR background = 1")
        )

    def not_on_wire(self) -> dict[Delivery, int]:
        return {Delivery(row[0]): row[1] for row in self._all("SELECT delivery, count(*) FROM flow GROUP BY delivery")}

    # plumbing

    def _all(self, sql: str, *parameters: object) -> sqlite3.Cursor:
        return self._connection.execute(sql, parameters)

    def _value(self, sql: str, *parameters: object) -> Any:
        row = self._connection.execute(sql, parameters).fetchone()
        if row is None:
            raise KeyError(parameters)
        return row[0]


def _where(conditions: dict[str, object]) -> tuple[str, tuple[object, ...]]:
    """A WHERE clause for the conditions that are given."""
    given = {column: value for column, value in conditions.items() if value is not None}
    if not given:
        return "", ()
    return " WHERE " + " AND ".join(f"{column} = ?" for column in given), tuple(given.values())


def _with_lines(body: StoredBody | None, lines: Mapping[bytes, tuple[PictureLine, ...]]) -> StoredBody | None:
    found = lines.get(body.sha256) if body is not None and lines else None
    return msgspec.structs.replace(body, lines=found) if body is not None and found else body
