"""What a case holds, row by row, for comparing two cases: everything but the numbers that a re-import gives anew."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

_WIRE = (
    "c.label, c.server_address, c.server_port, c.sni, c.alpn, c.tls_version, c.cipher, c.certificate, c.client_address,"
    " c.client_tls_version, c.client_cipher, c.client_alpn"
)
_RECORDED = {
    "body": "SELECT DISTINCT body.sha256, body.size FROM body JOIN flow ON body.sha256 IN (request_body, response_body)",
    "connection": f"SELECT f.id, {_WIRE} FROM flow AS f JOIN connection AS c ON c.id = f.connection_id",
    "message": "SELECT flow_id, n, at_us, from_client, opcode, data FROM message",
    "page": "SELECT capture_id, label, title, started_us, content_load_us, load_us, extra FROM page",
    "marker": "SELECT capture_id, at_us, kind, label, note FROM marker",
    "handshake": "SELECT capture_id, host, port, client, refusal, count, first_us, last_us, detail, likely_pinned"
    " FROM handshake",
    "name_answer": "SELECT capture_id, host, at_us, resolver, chain, error FROM name_answer",
    "page_state": "SELECT capture_id, marker_us, at_us, kind, url, sha256, data FROM page_state",
    "flow_phase": "SELECT flow_id, phase FROM flow_phase",
    "warning": "SELECT capture_id, entry, code, message FROM warning",
    "capture": "SELECT id, kind, scenario, producer, browser, sanitized, started_us, ended_us, environment,"
    " extra -> 'supports', extra -> 'reasons' FROM capture",
}
_ANALYSED = {
    "finding": "SELECT id, rule, recipient, class, severity, confidence, rung, phase FROM finding",
    "leaf": "SELECT flow_id, side, location, path, layers, span_start, span_end, class, about, about_why, confidence,"
    " rule, clues, value, label, revealing, host, site, first_party FROM leaf",
    "sighting": "SELECT flow_id, side, location, path, layers, span_start, form, at_us, class, host FROM sighting",
    "not_assessable": "SELECT rule, capture_id, reason, facts FROM not_assessable",
}


def rows_of(path: Path) -> dict[str, list[Any]]:
    """Rows by table, sorted. Of flows every column but their place in a file and the number of their connection."""
    with closing(sqlite3.connect(path)) as case:
        columns = [
            row[1] for row in case.execute("PRAGMA table_info(flow)") if row[1] not in ("entry", "connection_id")
        ]
        queries = {"flow": f"SELECT {', '.join(columns)} FROM flow", **_RECORDED, **_ANALYSED}
        return {table: sorted(map(_plain, case.execute(sql)), key=repr) for table, sql in queries.items()}


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """JSON objects compare by what they say, not by the order of their names."""
    return tuple(json.dumps(json.loads(v), sort_keys=True) if _is_object(v) else v for v in row)


def _is_object(value: object) -> bool:
    if not isinstance(value, str) or value[:1] != "{":
        return False
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def unlike(one: Path, other: Path) -> dict[str, list[Any]]:
    """By table, up to four pairs of rows that differ; empty where the two cases hold the same."""
    first, second = rows_of(one), rows_of(other)
    found: dict[str, list[Any]] = {}
    for table in first:
        if first[table] != second[table]:
            only = [row for row in first[table] if row not in second[table]]
            new = [row for row in second[table] if row not in first[table]]
            found[table] = [only[:4], new[:4]]
    return found
