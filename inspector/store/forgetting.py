"""Taking the content of one host out of a case, so that its bytes are no longer in the file."""

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import msgspec

from inspector.model.flow import CaptureKind
from inspector.model.recording import StateKind
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.case_errors import told_plainly
from inspector.store.clock import now_us
from inspector.store.results import ResultWriter
from inspector.store.schema.analysis import ANALYSIS_TABLES

_ROWS = 200
_STATE_ROWS = 8
_WIPED_BYTES = 8_000_000
CHECKPOINT_MS = 2_000
"""How long the end waits for readers that still look at what was there before."""


class Forgotten(Record, frozen=True, kw_only=True):
    """What was deleted. `is_wiped`: nothing of it is left in the file or its log; False while another reader holds an
    old view of the case, and then the last one to close the case clears it away."""

    host: str
    flows: int
    bodies: int
    messages: int
    states: int
    originals: int
    is_wiped: bool


def delete_host(case: Case, host: str, *, tool: str) -> Forgotten:
    """Deletes the content of a host's flows; see `workspace.forgetting` for what goes and what stays.

    Written in short transactions, each of which leaves a case that can be read; broken off and called again it goes
    on where it was. Raises CaseUnusable where the case cannot be written.
    """
    with told_plainly(case.path):
        (before,) = case.connection.execute("PRAGMA secure_delete").fetchone()
        case.connection.execute("PRAGMA secure_delete = ON")
        try:
            return _Forgetting(case, host).run(tool)
        finally:
            case.connection.execute(f"PRAGMA secure_delete = {('OFF', 'ON', 'FAST')[before]}")


def count_flows(case: Case, host: str) -> int:
    """How many flows of a host a case has."""
    (count,) = case.connection.execute("SELECT count(*) FROM flow WHERE host = ?", (host,)).fetchone()
    return int(count)


class _Forgetting:
    """One run over a case."""

    def __init__(self, case: Case, host: str) -> None:
        self._case, self._host = case, host
        self._connection = case.connection
        self._address = re.compile(rf"//{re.escape(host)}(?![\w.-])", re.IGNORECASE)

    def run(self, tool: str) -> Forgotten:
        self._empty_analysis()
        flows = self._column("SELECT id FROM flow WHERE host = ?", self._host)
        digests = self._column(
            "SELECT request_body FROM flow WHERE host = ?1 AND request_body IS NOT NULL"
            " UNION SELECT response_body FROM flow WHERE host = ?1 AND response_body IS NOT NULL",
            self._host,
        )
        messages = self._value("SELECT count(*) FROM message WHERE flow_id IN (SELECT id FROM flow WHERE host = ?)")
        captures = self._column("SELECT DISTINCT capture_id FROM flow WHERE host = ?", self._host)
        originals = self._delete_originals(captures)
        self._in_steps(flows, self._empty_flows)
        bodies = self._delete_bodies(digests)
        self._cut_mentions()
        states = self._delete_states()
        self._log(tool, flows=len(flows), bodies=bodies, messages=messages, states=states, originals=originals)
        is_wiped = self._rewrite_file() if self._has_recording() else self._wipe_free_pages()
        is_wiped &= self._bring_in()
        return Forgotten(
            host=self._host, flows=len(flows), bodies=bodies, messages=messages, states=states, originals=originals,
            is_wiped=is_wiped,
        )  # fmt: skip

    # what goes

    def _empty_analysis(self) -> None:
        """All of it: values of this host stand in what was found at others. It is rebuilt from what stays."""
        for table in ANALYSIS_TABLES:
            while True:
                with self._case.write() as connection:
                    sql = f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} LIMIT ?)"
                    if connection.execute(sql, (_ROWS * 10,)).rowcount < _ROWS * 10:
                        break
        ResultWriter(self._case).clear()  # an analysis under way is overtaken

    def _empty_flows(self, flows: Sequence[Any]) -> None:
        with self._case.write() as connection:
            for flow in flows:
                (url,) = connection.execute("SELECT url FROM flow WHERE id = ?", (flow,)).fetchone()
                connection.execute(_EMPTY_FLOW, (_origin(url), flow))
                connection.execute("DELETE FROM message WHERE flow_id = ?", (flow,))
                connection.execute("DELETE FROM part WHERE flow_id = ?", (flow,))

    def _delete_bodies(self, digests: Sequence[Any]) -> int:
        """Those that no other flow has."""
        used: set[bytes] = set()
        for column in ("request_body", "response_body"):
            used.update(self._column(f"SELECT DISTINCT {column} FROM flow WHERE {column} IS NOT NULL"))
        unused = [digest for digest in digests if digest not in used]

        def delete(some: Sequence[Any]) -> None:
            with self._case.write() as connection:
                connection.executemany("DELETE FROM body WHERE sha256 = ?", [(digest,) for digest in some])

        self._in_steps(unused, delete, size=_STATE_ROWS)
        return len(unused)

    def _delete_originals(self, captures: Sequence[Any]) -> int:
        """The kept copies of the files that these captures came from hold everything."""
        parts: list[tuple[int, int]] = []
        for capture in captures:
            parts += self._connection.execute(
                "SELECT capture_id, part FROM original WHERE capture_id = ?", (capture,)
            ).fetchall()
        for part in parts:
            with self._case.write() as connection:
                connection.execute("DELETE FROM original WHERE capture_id = ? AND part = ?", part)
        return len({capture for capture, _ in parts})

    def _cut_mentions(self) -> None:
        """Addresses of the host beyond its name in what the browser recorded of other flows and of pages."""
        rows = self._connection.execute(
            "SELECT id, initiator_url, initiator FROM flow WHERE host != ?1 AND"
            " (instr(initiator_url, ?2) OR instr(initiator, ?2))",
            (self._host, self._host),
        ).fetchall()
        self._in_steps([flow for flow, *texts in rows if self._is_named(*texts)], self._cut_initiators)
        pages = self._connection.execute("SELECT id, label, title, extra FROM page").fetchall()
        for page, label, title, extra in pages:
            if self._is_named(title, extra):
                with self._case.write() as connection:
                    connection.execute("UPDATE page SET title = '', extra = NULL WHERE id = ?", (page,))
            if self._is_named(label):
                self._rename_page(page, label, f"{_origin(label)}#{page}")

    def _is_named(self, *texts: str | None) -> bool:
        """Whether an address of the host stands in one of the texts; of no host whose name only begins like it."""
        return any(text is not None and self._address.search(text) for text in texts)

    def _rename_page(self, page: int, old: str, new: str) -> None:
        with self._case.write() as connection:
            connection.execute("UPDATE page SET label = ? WHERE id = ?", (new, page))

        def rename(flows: Sequence[Any]) -> None:
            with self._case.write() as connection:
                connection.executemany("UPDATE flow SET page = ? WHERE id = ?", [(new, flow) for flow in flows])

        self._in_steps(self._column("SELECT id FROM flow WHERE page = ?", old), rename)

    def _cut_initiators(self, flows: Sequence[Any]) -> None:
        with self._case.write() as connection:
            for flow in flows:
                (url,) = connection.execute("SELECT initiator_url FROM flow WHERE id = ?", (flow,)).fetchone()
                if url and urlsplit_host(url) == self._host:
                    connection.execute("UPDATE flow SET initiator_url = ? WHERE id = ?", (_origin(url), flow))
                connection.execute("UPDATE flow SET initiator = NULL WHERE id = ?", (flow,))

    def _delete_states(self) -> int:
        """States of the host's own pages whole; of other pages its cookies, keys and databases."""
        rows = self._connection.execute("SELECT id, url, kind FROM page_state").fetchall()
        whole = [state for state, url, _ in rows if urlsplit_host(url) == self._host]

        def delete(some: Sequence[Any]) -> None:
            with self._case.write() as connection:
                connection.executemany("DELETE FROM page_state WHERE id = ?", [(state,) for state in some])

        self._in_steps(whole, delete, size=_STATE_ROWS)
        for state, url, kind in rows:
            if urlsplit_host(url) != self._host and kind in _WITHOUT:
                self._thin_out(state, _WITHOUT[kind])
        return len(whole)

    def _thin_out(self, state: int, without: "Callable[[Any, str], Any]") -> None:
        (data,) = self._connection.execute("SELECT data FROM page_state WHERE id = ?", (state,)).fetchone()
        try:
            before = json.loads(data)
            after = without(before, self._host)
        except (ValueError, AttributeError, TypeError, RecursionError):
            after, before = [], None  # what cannot be read cannot be searched either
        if after != before:
            new = msgspec.json.encode(after)
            with self._case.write() as connection:
                connection.execute(
                    "UPDATE page_state SET data = ?, sha256 = ? WHERE id = ?", (new, sha256(new).hexdigest(), state)
                )

    def _log(self, tool: str, **counts: int) -> None:
        detail = msgspec.json.encode({"host": self._host, **counts}).decode()
        with self._case.write() as connection:
            connection.execute(
                "INSERT INTO log (at_us, what, detail, tool) VALUES (?, 'host forgotten', ?, ?)",
                (now_us(), detail, tool),
            )

    # the file

    def _has_recording(self) -> bool:
        kinds = (CaptureKind.RECORDING.value, CaptureKind.BROWSER_RECORDING.value)
        sql = "SELECT EXISTS (SELECT 1 FROM capture WHERE kind IN (?, ?))"
        return bool(self._connection.execute(sql, kinds).fetchone()[0])

    def _rewrite_file(self) -> bool:
        """Rows of a recording were changed while it went on, and what they said before lies in the gaps of pages that
        are still in use: only a file that is written anew is free of it. False where there is no room for that."""
        try:
            self._connection.execute("VACUUM")
        except sqlite3.OperationalError:
            self._wipe_free_pages()
            return False
        return True

    def _wipe_free_pages(self) -> bool:
        """Overwrites pages that were given free earlier, without care: enough where rows were only ever written whole,
        and far less work than writing the file anew."""
        (page_bytes,) = self._connection.execute("PRAGMA page_size").fetchone()
        step = max(_WIPED_BYTES // page_bytes, 1)
        (free,) = self._connection.execute("PRAGMA freelist_count").fetchone()
        with self._case.write() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS wiping (n INTEGER PRIMARY KEY, zeros BLOB)")
        try:
            while free > 0:
                pages = min(free, step)
                with self._case.write() as connection:
                    size = max(pages * (page_bytes - 4) - 1000, 1)
                    connection.execute("INSERT INTO wiping (zeros) VALUES (zeroblob(?))", (size,))
                free -= pages
        finally:
            with self._case.write() as connection:
                connection.execute("DROP TABLE wiping")
        return True

    def _bring_in(self) -> bool:
        """Moves all of the log into the file; False where a reader keeps it."""
        self._connection.execute(f"PRAGMA busy_timeout = {CHECKPOINT_MS}")
        (busy, _pages, _moved) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return int(busy) == 0

    # plumbing

    def _in_steps(self, items: Sequence[Any], act: Callable[[Sequence[Any]], None], *, size: int = _ROWS) -> None:
        for start in range(0, len(items), size):
            act(items[start : start + size])

    def _column(self, sql: str, *parameters: object) -> list[Any]:
        return [row[0] for row in self._connection.execute(sql, parameters)]

    def _value(self, sql: str) -> int:
        return int(self._connection.execute(sql, (self._host,)).fetchone()[0])


_EMPTY_FLOW = (
    "UPDATE flow SET url = ?, path = '/', reason = '', error = NULL, request_headers = '[]', response_headers = '[]',"
    " request_body = NULL, request_form = NULL, request_truncated = 0,"
    " response_body = NULL, response_form = NULL, response_truncated = 0,"
    " redirect_url = NULL, page = NULL, initiator_url = NULL, initiator = NULL, extra = NULL WHERE id = ?"
)


def _origin(url: str) -> str:
    """`https://host:port/` of an address; what has no host becomes its scheme alone."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return f"{scheme.partition(':')[0][:20]}:"
    authority = rest
    for end in "/?#":
        authority = authority.partition(end)[0]
    return f"{scheme}://{authority.rpartition('@')[2]}/"


def urlsplit_host(url: str) -> str:
    """The host of an address in lower case; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _without_cookies(cookies: Any, host: str) -> Any:
    return [cookie for cookie in cookies if str(cookie.get("domain", "")).lstrip(".").lower() != host]


def _without_origins(origins: Any, host: str) -> Any:
    return {origin: kept for origin, kept in origins.items() if urlsplit_host(origin) != host}


_WITHOUT: dict[str, Callable[[Any, str], Any]] = {
    StateKind.COOKIES.value: _without_cookies,
    StateKind.LOCAL_STORAGE.value: _without_origins,
    StateKind.SESSION_STORAGE.value: _without_origins,
    StateKind.INDEXED_DB.value: _without_origins,
}
