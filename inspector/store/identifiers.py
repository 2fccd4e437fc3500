"""Identifiers, syncs and cookies of a case: written by the analysis, read by window, report and result."""

from collections.abc import Iterable, Iterator
from itertools import batched

import msgspec

from inspector.model.identifier import Cookie, Identified, Identifier, IdentifierCoverage, Sync
from inspector.store.queries import CaseReader
from inspector.store.results import ResultWriter, clean_text, json_text

_BATCH = 500  # rows a transaction: well below 50 ms
_OUTCOME = "identifiers"
_TABLES = {
    Identifier: ("identifier", "site, first_party, kind, confidence, value_id, flows, data"),
    Sync: ("sync", "source, target, via, value_id, data"),
    Cookie: ("cookie", "capture_id, site, name, first_party, value_id, data"),
}


def write_identified(writer: ResultWriter, found: Identified) -> None:
    """Adds all of it, in the order given, in short transactions."""
    rows: tuple[Iterable[Identifier | Sync | Cookie], ...] = (found.identifiers, found.syncs, found.cookies)
    for records in rows:
        for some in batched(records, _BATCH):
            table, columns = _TABLES[type(some[0])]
            writer.write_rows(table, columns, [_row(writer, record) for record in some])
    writer.write_outcomes({_OUTCOME: found.coverage})


def _row(writer: ResultWriter, record: Identifier | Sync | Cookie) -> tuple[object, ...]:
    value_id, data = writer.value_id(record.value), json_text(record)
    match record:
        case Identifier():
            return (record.site, record.first_party, record.kind, record.confidence, value_id, record.flows, data)
        case Sync():
            return (record.source, record.target, record.via, value_id, data)
        case Cookie():
            return (record.capture, record.site, clean_text(record.name), record.first_party, value_id, data)


def read_identifiers(reader: CaseReader, *, site: str | None = None) -> tuple[Identifier, ...]:
    """In the order of reading; of one site where given."""
    return tuple(_read(reader, Identifier, "site = ?1", site))


def read_syncs(reader: CaseReader, *, site: str | None = None) -> tuple[Sync, ...]:
    """In time order; those with this site at either end where given."""
    return tuple(_read(reader, Sync, "?1 IN (source, target)", site))


def read_cookies(reader: CaseReader, *, site: str | None = None) -> tuple[Cookie, ...]:
    """By capture, site and name; of one site where given."""
    return tuple(_read(reader, Cookie, "site = ?1", site))


def read_identifier_coverage(reader: CaseReader) -> IdentifierCoverage:
    """What could not be said of identifiers; nothing is known of it where the analysis has not run."""
    kept = reader.outcome(_OUTCOME)
    return msgspec.json.decode(kept, type=IdentifierCoverage) if kept else IdentifierCoverage()


def read_identified(reader: CaseReader) -> Identified:
    """All of it."""
    return Identified(
        identifiers=read_identifiers(reader),
        syncs=read_syncs(reader),
        cookies=read_cookies(reader),
        coverage=read_identifier_coverage(reader),
    )


def _read[R: (Identifier, Sync, Cookie)](
    reader: CaseReader, kind: type[R], condition: str, site: str | None
) -> Iterator[R]:
    table, _ = _TABLES[kind]
    decoder = msgspec.json.Decoder(kind)
    sql = f"SELECT data FROM {table} WHERE ?1 IS NULL OR {condition} ORDER BY id"
    for (data,) in reader.case.connection.execute(sql, (site,)):
        yield decoder.decode(data)
