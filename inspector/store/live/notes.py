"""What a batch tells beside its flows, as rows."""

import sqlite3
from hashlib import sha256

import msgspec

from inspector.model.flow import CaptureId
from inspector.store.captures import MARKER_SQL, PAGE_SQL, WARNING_SQL, page_row
from inspector.store.live.batch import Batch


def write_notes(connection: sqlite3.Connection, batch: Batch, *, capture: CaptureId) -> None:
    """Handshakes, names, markers, warnings, states of pages, pages, and what is known of the recording itself."""
    connection.executemany(
        "INSERT INTO handshake (capture_id, host, port, client, refusal, count, first_us, last_us, detail,"
        " likely_pinned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (capture_id, host, port, client, refusal) DO UPDATE SET count = excluded.count,"
        " last_us = excluded.last_us, detail = excluded.detail, likely_pinned = excluded.likely_pinned",
        [
            (
                capture,
                h.host,
                h.port,
                h.client,
                h.refusal,
                h.count,
                h.first_us,
                h.last_us,
                h.detail,
                h.likely_pinned,
            )
            for h in batch.handshakes
        ],
    )
    connection.executemany(
        "INSERT INTO name_answer (capture_id, host, at_us, resolver, chain, error) VALUES (?, ?, ?, ?, ?, ?)",
        [(capture, a.host, a.at_us, a.resolver, msgspec.json.encode(a.chain).decode(), a.error) for a in batch.names],
    )
    connection.executemany(
        MARKER_SQL,
        [(capture, m.at_us, m.kind, m.label, m.note) for m in batch.markers],
    )
    connection.executemany(
        WARNING_SQL,
        [(capture, w.entry, w.code, w.message) for w in batch.warnings],
    )
    connection.executemany(
        "INSERT INTO page_state (capture_id, marker_us, at_us, kind, url, sha256, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (capture, s.marker_us, s.at_us, s.kind.value, s.url, sha256(s.data).hexdigest(), s.data)
            for s in batch.states
        ],
    )
    if batch.environment is not None:
        text = msgspec.json.encode(batch.environment).decode()
        connection.execute("UPDATE capture SET environment = ? WHERE id = ?", (text, capture))
    for page in batch.pages.values():
        connection.execute("DELETE FROM page WHERE capture_id = ? AND label = ?", (capture, page.label))
        connection.execute(PAGE_SQL, page_row(page, capture))
