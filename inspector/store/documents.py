"""Documents of a case: kept by their bytes, cited by their hash; each edit is logged by name and hash."""

import sqlite3
from hashlib import sha256

from msgspec.structs import replace

from inspector.model.document import Document
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.edits import add_log_line
from inspector.store.queries import CaseReader

_COLUMNS = "id, kind, name, date, sha256, note, url, media_type, at_us, length(data)"


def read_documents(reader: CaseReader) -> tuple[Document, ...]:
    """The documents of a case, oldest first, without their bytes."""
    rows = reader.case.connection.execute(f"SELECT {_COLUMNS} FROM document ORDER BY id")
    return tuple(_document(row) for row in rows)


def document_data(reader: CaseReader, document: int) -> bytes:
    """The bytes as they were attached; raises KeyError where there is no such document."""
    row = reader.case.connection.execute("SELECT data FROM document WHERE id = ?", (document,)).fetchone()
    if row is None:
        raise KeyError(document)
    return bytes(row[0])


def add_document(case: Case, document: Document, *, data: bytes) -> Document:
    """Keeps a document with its hash and the moment; one of the same bytes that is there already is returned as it
    is."""
    digest = sha256(data).hexdigest()
    with case.write() as connection:
        row = connection.execute(f"SELECT {_COLUMNS} FROM document WHERE sha256 = ?", (digest,)).fetchone()
        if row is not None:
            return _document(row)
        kept = replace(document, sha256=digest, size_bytes=len(data), at_us=now_us())
        cursor = connection.execute(
            "INSERT INTO document (kind, name, date, sha256, note, url, media_type, at_us, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (kept.kind, kept.name, kept.date, digest, kept.note, kept.url, kept.media_type, kept.at_us, data),
        )
        add_log_line(connection, "document attached", f"{kept.name} {digest[:12]}")
    return replace(kept, id=cursor.lastrowid or 0)


def change_document(case: Case, document: Document) -> bool:
    """Writes what is said of a document; its bytes stay. False where it is not there."""
    with case.write() as connection:
        done = connection.execute(
            "UPDATE document SET kind = ?, name = ?, date = ?, url = ?, note = ? WHERE id = ?",
            (document.kind, document.name, document.date, document.url, document.note, document.id),
        ).rowcount
        if done:
            add_log_line(connection, "document changed", f"{document.name} {document.sha256[:12]}")
    return bool(done)


def remove_document(case: Case, document: Document) -> bool:
    """Removes a document that nothing rests on; False where a claim or an attribution cites it, or it is gone."""
    with case.write() as connection:
        if is_cited(connection, document):
            return False
        done = connection.execute("DELETE FROM document WHERE id = ?", (document.id,)).rowcount
        if done:
            add_log_line(connection, "document removed", f"{document.name} {document.sha256[:12]}")
    return bool(done)


def is_cited(connection: sqlite3.Connection, document: Document) -> bool:
    """Whether a claim or the attribution of a party rests on it."""
    (cited,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM claim WHERE document_id = ?)"
        " OR EXISTS (SELECT 1 FROM override WHERE kind = 'party' AND instr(value, ?))",
        (document.id, document.sha256),
    ).fetchone()
    return bool(cited)


def _document(row: tuple[object, ...]) -> Document:
    names = ("id", "kind", "name", "date", "sha256", "note", "url", "media_type", "at_us", "size_bytes")
    values = dict(zip(names, row, strict=True))
    return Document(**values | {"date": values["date"] or ""})  # type: ignore[arg-type]
