"""The flow table and the timeline: which flows, in which order, with what beside them."""

from array import array
from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from inspector.model.finding import Severity
from inspector.model.flow import CaptureId, FlowFacts, FlowId
from inspector.model.struct import Record
from inspector.store import rows
from inspector.store.filters import Term, build_condition
from inspector.store.reading.source import Source


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


class FlowTable(Source):
    """Queries of the flow table."""

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
