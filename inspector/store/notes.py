"""What a capture tells beside its flows, as rows; each inside a transaction of the caller's."""

import sqlite3
from collections.abc import Iterable
from hashlib import sha256

import msgspec

from inspector.model.flow import CaptureId, Marker, Page
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState


def insert_pages(connection: sqlite3.Connection, capture: CaptureId, pages: Iterable[Page]) -> None:
    connection.executemany(
        "INSERT INTO page (capture_id, label, title, started_us, content_load_us, load_us, extra)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                capture,
                p.label,
                p.title,
                p.started_us,
                p.content_load_us,
                p.load_us,
                p.extra.decode() if p.extra else None,
            )
            for p in pages
        ],
    )


def replace_pages(connection: sqlite3.Connection, capture: CaptureId, pages: Iterable[Page]) -> None:
    """Pages of which more is known than before, by their label."""
    known = list(pages)
    connection.executemany(
        "DELETE FROM page WHERE capture_id = ? AND label = ?", [(capture, page.label) for page in known]
    )
    insert_pages(connection, capture, known)


def insert_markers(connection: sqlite3.Connection, capture: CaptureId, markers: Iterable[Marker]) -> None:
    connection.executemany(
        "INSERT INTO marker (capture_id, at_us, kind, label, note) VALUES (?, ?, ?, ?, ?)",
        [(capture, m.at_us, m.kind, m.label, m.note) for m in markers],
    )


def insert_warnings(connection: sqlite3.Connection, capture: CaptureId, warnings: Iterable[Oddity]) -> None:
    connection.executemany(
        "INSERT INTO warning (capture_id, entry, code, message) VALUES (?, ?, ?, ?)",
        [(capture, w.entry, w.code, w.message) for w in warnings],
    )


def insert_names(connection: sqlite3.Connection, capture: CaptureId, answers: Iterable[NameAnswer]) -> None:
    """Answers of name look-ups."""
    connection.executemany(
        "INSERT INTO name_answer (capture_id, host, at_us, resolver, chain, error) VALUES (?, ?, ?, ?, ?, ?)",
        [(capture, a.host, a.at_us, a.resolver, msgspec.json.encode(a.chain).decode(), a.error) for a in answers],
    )


def count_handshakes(connection: sqlite3.Connection, capture: CaptureId, handshakes: Iterable[Handshake]) -> None:
    """Refusals with their counts as they stand now, one row for each client, host and kind."""
    connection.executemany(
        "INSERT INTO handshake (capture_id, host, port, client, refusal, count, first_us, last_us, detail,"
        " likely_pinned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (capture_id, host, port, client, refusal) DO UPDATE SET count = excluded.count,"
        " last_us = excluded.last_us, detail = excluded.detail, likely_pinned = excluded.likely_pinned",
        [(capture, *msgspec.structs.astuple(handshake)) for handshake in handshakes],
    )


def insert_states(connection: sqlite3.Connection, capture: CaptureId, states: Iterable[PageState]) -> None:
    """What pages showed and kept at markers."""
    connection.executemany(
        "INSERT INTO page_state (capture_id, marker_us, at_us, kind, url, sha256, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((capture, s.marker_us, s.at_us, s.kind.value, s.url, sha256(s.data).hexdigest(), s.data) for s in states),
    )
