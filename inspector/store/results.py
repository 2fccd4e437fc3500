"""Writing what the analysis found. Only these tables are emptied when it is rebuilt."""

import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec

from inspector.model.errors import CaseUnusable
from inspector.model.finding import Finding, NotAssessable
from inspector.model.flow import FlowId
from inspector.model.leaf import Needle, Place, SensitiveLeaf, Sighting
from inspector.model.party import Recipient
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.schema.analysis import drop_analysis

_PLACE = "flow_id, side, location, path, layers, span_start, span_end"
_RUN = "analysis_run"  # the setting that names the analysis under way, or the last one


class HostRow(Record, frozen=True, kw_only=True):
    """What the flow table shows of a host without asking further."""

    host: str
    site: str
    first_party: bool
    role: str
    operator: str | None


class ResultWriter:
    """Writes the analysis tables of one case in short transactions. Of two analyses of one case the later one counts:
    the earlier is told so at its next write (CaseUnusable), and their rows never mix."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._run = ""
        self._key = bytes.fromhex(case.setting("value_key", "00"))
        self._encode = msgspec.json.Encoder().encode

    def clear(self) -> None:
        self._run = secrets.token_hex(8)
        with self._case.write() as connection:
            drop_analysis(connection)
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_RUN, self._run))

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._case.write() as connection:
            if self._run and self._case.setting(_RUN) != self._run:
                name = self._case.path.name
                raise CaseUnusable(
                    f"{name} is being analysed by another program: that analysis counts.",
                    code="analysis_overtaken",
                    name=name,
                )
            yield connection

    def value_id(self, value: str) -> str:
        """The same value has the same id within a case; without the case's key the id says nothing."""
        return value_id(self._key, value)

    def write_hosts(self, hosts: Iterable[HostRow]) -> None:
        with self._write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO flow_site (host, site, first_party, role, operator) VALUES (?, ?, ?, ?, ?)",
                ((h.host, h.site, h.first_party, h.role, h.operator) for h in hosts),
            )

    def write_leaves(self, leaves: Sequence[SensitiveLeaf]) -> None:
        with self._write() as connection:
            connection.executemany(
                f"INSERT INTO leaf ({_PLACE}, class, about,"
                " about_why, confidence, rule, clues, value, value_id, label, revealing, host, site, first_party)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self._leaf_row(leaf) for leaf in leaves),
            )

    def _leaf_row(self, leaf: SensitiveLeaf) -> tuple[object, ...]:
        return (
            *_place_columns(leaf.place),
            leaf.class_,
            leaf.about,
            leaf.about_why,
            leaf.confidence,
            leaf.rule,
            self._encode(leaf.clues).decode(),
            _text(leaf.value),
            self.value_id(leaf.value),
            None if leaf.label is None else _text(leaf.label),
            leaf.revealing,
            leaf.host,
            leaf.site,
            leaf.first_party,
        )

    def write_sightings(self, sightings: Sequence[Sighting]) -> None:
        with self._write() as connection:
            connection.executemany(
                f"INSERT INTO sighting ({_PLACE}, form, at_us,"
                " needle, class, about, value_id, host, site, first_party)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self._sighting_row(sighting) for sighting in sightings),
            )

    def _sighting_row(self, sighting: Sighting) -> tuple[object, ...]:
        return (
            *_place_columns(sighting.place),
            sighting.form,
            sighting.at_us,
            self._encode(sighting.needle).decode(),
            sighting.needle.class_,
            sighting.needle.about,
            self.value_id(sighting.needle.value),
            sighting.host,
            sighting.site,
            sighting.first_party,
        )

    def write_recipients(self, recipients: Iterable[Recipient]) -> None:
        with self._write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO recipient (site, data) VALUES (?, ?)",
                ((r.site, self._encode(r).decode()) for r in recipients),
            )

    def write_rows(self, table: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Adds rows to one of the analysis tables; `columns` are separated by commas."""
        places = ", ".join("?" * (columns.count(",") + 1))
        with self._write() as connection:
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)

    def write_findings(self, findings: Sequence[Finding]) -> None:
        """In the order given, which is the order of reading."""
        with self._write() as connection:
            self._insert_findings(connection, findings)

    def _insert_findings(self, connection: sqlite3.Connection, findings: Sequence[Finding]) -> None:
        connection.executemany(
            "INSERT INTO finding (id, rule, recipient, class, severity, confidence, rung, phase, position, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self._finding_row(f, position=n) for n, f in enumerate(findings)),
        )
        connection.executemany(
            "INSERT INTO evidence (finding_id, n, flow_id) VALUES (?, ?, ?)",
            ((f.id, n, item.place.flow) for f in findings for n, item in enumerate(f.evidence)),
        )

    def _finding_row(self, finding: Finding, *, position: int) -> tuple[object, ...]:
        f = finding
        data = self._encode(f).decode()
        return (f.id, f.rule, f.recipient, f.class_, f.severity, f.confidence, f.rung, f.phase, position, data)

    def replace_findings(self, findings: Sequence[Finding], not_assessable: Iterable[NotAssessable]) -> None:
        """Puts these in the place of all that were found before, at once."""
        with self._write() as connection:
            for table in ("evidence", "finding", "not_assessable"):
                connection.execute(f"DELETE FROM {table}")
            self._insert_findings(connection, findings)
            self._insert_not_assessable(connection, not_assessable)

    def forget_flows(self, flows: Sequence[FlowId]) -> None:
        """Removes what was found in these flows, to look at them again."""
        with self._write() as connection:
            for table in ("leaf", "sighting", "signal"):
                connection.executemany(f"DELETE FROM {table} WHERE flow_id = ?", ((flow,) for flow in flows))

    def forget_sightings(self, needles: Iterable[Needle]) -> None:
        """Removes the sightings of these needles, exactly as they are."""
        with self._write() as connection:
            connection.executemany(
                "DELETE FROM sighting WHERE needle = ?", ((self._encode(needle).decode(),) for needle in needles)
            )

    def write_not_assessable(self, items: Iterable[NotAssessable]) -> None:
        with self._write() as connection:
            self._insert_not_assessable(connection, items)

    def _insert_not_assessable(self, connection: sqlite3.Connection, items: Iterable[NotAssessable]) -> None:
        connection.executemany(
            "INSERT INTO not_assessable (rule, capture_id, reason, facts) VALUES (?, ?, ?, ?)",
            ((i.rule, i.capture, i.reason, self._encode(i.facts).decode()) for i in items),
        )

    def write_outcomes(self, outcomes: Mapping[str, object]) -> None:
        with self._write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO outcome VALUES (?, ?)",
                ((key, json_text(value)) for key, value in outcomes.items()),
            )


def value_id(key: bytes, value: str) -> str:
    """First 16 hex of HMAC-SHA-256 of the UTF-8 text under the case's key."""
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]


def json_text(record: object) -> str:
    """A record, or what is made of records, as JSON that SQLite can hold: lone surrogates, which JSON can smuggle into
    names, become question marks."""
    try:
        return msgspec.json.encode(record).decode()
    except UnicodeEncodeError:
        return clean_text(json.dumps(msgspec.to_builtins(record), ensure_ascii=False))


def clean_text(text: str) -> str:
    """Text that SQLite can hold: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode()


def _place_columns(place: Place) -> tuple[object, ...]:
    start, end = place.span or (None, None)
    return place.flow, place.side, place.location, _text(place.path), " ".join(place.layers), start, end


def _text(value: str) -> str:
    """Text that SQLite can hold: lone surrogates become U+FFFD."""
    return value.encode("utf-8", "replace").decode("utf-8") if not value.isascii() else value
