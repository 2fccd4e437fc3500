"""Writing a recording into a case while it happens: everything is committed within half a second.

Flows that go on for long (sockets, event streams, downloads) have a row from their first answer on; the bytes of their
bodies are kept in parts until they are whole. Once whole, a flow is never rewritten.
"""

import itertools
import queue
import threading
import time
from collections.abc import Callable, Container, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from inspector.model.errors import CaseUnusable
from inspector.model.flow import Body, CaptureKind, FlowRecord, Marker, Page, Side, SocketMessage
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState, Ticket
from inspector.store.bodies import body_rows
from inspector.store.captures import Outcome, begin_capture, end_capture, page_row, write_rest
from inspector.store.case import Case, told_plainly
from inspector.store.flow_rows import BODY_SQL, FLOW_SQL, FLOW_UPDATE_SQL, MESSAGE_SQL, Links, flow_row, insert_rows
from inspector.store.phases import phase_at

_COLLECT_S = 0.2
_MOST_FLOWS = 500
_MOST_BYTES = 6_000_000
_MOST_WAITING_BYTES = 256_000_000
_MOST_DIGESTS = 200_000
_NO_TICKET = Ticket(0)
_MOST_UNWRITABLE = 1_000
_LOCKED_TRIES = 12
"""A case that somebody else holds: each try waits SQLite's 5 s, so it is given up after a minute."""

type _Call = Callable[[], None]


class _New(NamedTuple):
    ticket: Ticket
    flow: FlowRecord


class _Part(NamedTuple):
    ticket: Ticket
    side: Side
    data: bytes


class _Message(NamedTuple):
    ticket: Ticket
    message: SocketMessage


class _Update(NamedTuple):
    ticket: Ticket
    flow: FlowRecord
    is_last: bool


class _States(NamedTuple):
    states: tuple[PageState, ...]


class _Environment(NamedTuple):
    environment: dict[str, str]


class _Flush(NamedTuple):
    done: threading.Event


type _Item = (
    _New
    | _Update
    | _Part
    | _Message
    | _States
    | _Environment
    | _Flush
    | Handshake
    | NameAnswer
    | Marker
    | Page
    | Oddity
    | None
)


class LiveWriter:
    """Adds one recording to a case; the `Sink` of the recorder.

    Its methods may be called from one thread and never wait for the disk; a thread of its own writes. Where the case
    cannot be written any more `failure` says why, and what comes is dropped: the recorder then has to end.
    Where the disk is too slow for what comes, bodies are dropped, flows are not; what is too odd to be a row is left
    out. Both are told in a warning of the capture.
    """

    def __init__(
        self, case: Case, *, name: str, kind: CaptureKind, scenario: str | None = None, tool: str = ""
    ) -> None:
        self._case = case
        self._tool = tool
        self.capture = begin_capture(case, name=name, kind=kind, scenario=scenario)
        self.failure: CaseUnusable | None = None
        self.imported = 0
        self.dropped_bodies = 0
        self.dropped_messages = 0
        self.unwritable = 0
        self._holed: set[Ticket] = set()  # parts of their bodies are missing
        self._tickets = itertools.count(1)
        self._links = Links()
        self._digests: set[bytes] = set()
        self._open: dict[int, int] = {}  # ticket -> flow id
        self._numbers: dict[int, int] = {}  # ticket -> messages so far
        case.connection.execute("PRAGMA cache_size = -8000")
        (self._last,) = case.connection.execute("SELECT coalesce(max(id), 0) FROM flow").fetchone()
        self._given_bytes = 0  # each changed by one thread only
        self._done_bytes = 0
        self._items: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="live-writer", daemon=True)
        self._thread.start()

    # -- the sink -----------------------------------------------------------------------------------------

    def add(self, flow: FlowRecord) -> None:
        self._put(_New(_NO_TICKET, self._within_bounds(flow)))

    def begin(self, flow: FlowRecord) -> Ticket:
        ticket = Ticket(next(self._tickets))
        self._put(_New(ticket, flow))
        return ticket

    def update(self, ticket: Ticket, flow: FlowRecord) -> None:
        self._put(_Update(ticket, flow, is_last=False))

    def add_part(self, ticket: Ticket, side: Side, data: bytes) -> None:
        if self._is_behind:
            self._holed.add(ticket)
        if ticket not in self._holed:
            self._put(_Part(ticket, side, data))

    def add_message(self, ticket: Ticket, message: SocketMessage) -> None:
        if self._is_behind:
            self.dropped_messages += 1
        else:
            self._put(_Message(ticket, message))

    def close(self, ticket: Ticket, flow: FlowRecord) -> None:
        self._holed.discard(ticket)
        self._put(_Update(ticket, self._within_bounds(flow), is_last=True))

    def note_handshake(self, handshake: Handshake) -> None:
        self._items.put(handshake)

    def note_name(self, answer: NameAnswer) -> None:
        self._items.put(answer)

    def note_marker(self, marker: Marker) -> None:
        self._items.put(marker)

    def keep_state(self, states: Sequence[PageState]) -> None:
        self._put(_States(tuple(states)))

    def add_page(self, page: Page) -> None:
        self._items.put(page)

    def describe(self, environment: dict[str, str]) -> None:
        """What is known of where and how this is recorded: kept from now on, whatever happens."""
        self._items.put(_Environment(environment))

    def warn(self, warning: Oddity) -> None:
        self._items.put(warning)

    def _put(self, item: _Item) -> None:
        self._given_bytes += _size(item)
        self._items.put(item)

    @property
    def _is_behind(self) -> bool:
        return self._given_bytes - self._done_bytes > _MOST_WAITING_BYTES

    def _within_bounds(self, flow: FlowRecord) -> FlowRecord:
        if not self._is_behind:
            return flow
        self.dropped_bodies += (flow.request_body is not None) + (flow.response_body is not None)
        return replace(flow, request_body=None, response_body=None)

    # -- the end ------------------------------------------------------------------------------------------

    def flush(self, timeout_s: float | None = None) -> bool:
        """Waits until everything given so far is committed, or has failed; False after the timeout."""
        done = threading.Event()
        self._items.put(_Flush(done))
        return done.wait(timeout_s)

    def finish(self, outcome: Outcome) -> None:
        """Commits what is left, makes the indexes and ends the capture. Raises CaseUnusable where that fails."""
        self._stop()
        if self.failure is not None:
            raise self.failure
        with told_plainly(self._case.path):
            assemble_parts(self._case, self.capture)
            write_rest(self._case, self.capture, warnings=self._losses())
            whole = replace(outcome, entries=self.imported)
            end_capture(self._case, self.capture, whole, tool=self._tool)

    def abandon(self) -> None:
        """Takes the capture back, where nothing could be recorded. Raises CaseUnusable."""
        self._stop()
        with told_plainly(self._case.path), self._case.write() as connection:
            connection.execute("DELETE FROM capture WHERE id = ?", (self.capture,))

    def _losses(self) -> list[Oddity]:
        """What could not be kept, counted."""
        dropped, messages, odd = self.dropped_bodies, self.dropped_messages, self.unwritable
        found = []
        if dropped or messages:
            text = f"The disk was too slow: {dropped} bodies and {messages} messages were not kept."
            found.append(Oddity(entry=None, code="bodies-dropped", message=text))
        if odd:
            found.append(Oddity(entry=None, code="not-written", message=f"{odd} records could not be written."))
        return found

    def _stop(self) -> None:
        if self._thread.is_alive():
            self._items.put(None)
            self._thread.join()

    # -- the writing thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        is_last = False
        while not is_last:
            items = [self._items.get()]
            until = time.monotonic() + _COLLECT_S
            size_bytes = _size(items[0])
            while items[-1] is not None and not isinstance(items[-1], _Flush):
                if len(items) >= _MOST_FLOWS or size_bytes >= _MOST_BYTES:
                    break
                try:
                    items.append(self._items.get(timeout=max(0.0, until - time.monotonic())))
                except queue.Empty:
                    break
                size_bytes += _size(items[-1])
            is_last = items[-1] is None
            self._write_surely(items)
            self._done_bytes += size_bytes
            for item in items:
                if isinstance(item, _Flush):
                    item.done.set()

    def _write_surely(self, items: list[_Item]) -> None:
        """Writes a batch; waits for whoever holds the case, gives up where it cannot be written. One record that
        cannot be a row costs itself alone."""
        tries = 0
        while self.failure is None:
            before = (dict(self._open), dict(self._numbers), self._last)
            try:
                self._check_is_there()
                self._write(items)
            except CaseUnusable as error:
                self._go_back(before)
                tries += 1
                if error.code != "case_locked" or tries >= _LOCKED_TRIES:
                    self.failure = error
            except Exception as error:  # noqa: BLE001  counted, and told at the end
                self._go_back(before)
                self._write_apart(items, error)
                return
            else:
                return

    def _go_back(self, before: tuple[dict[int, int], dict[int, int], int]) -> None:
        """What was known before a batch that was rolled back."""
        self._open, self._numbers, self._last = before
        self._links = Links()

    def _write_apart(self, items: list[_Item], error: Exception) -> None:
        """Each record of a batch by itself; the one that is at fault is left out."""
        if len(items) > 1:
            for item in items:
                self._write_surely([item])
            return
        self.unwritable += 1
        if self.unwritable >= _MOST_UNWRITABLE:
            name = type(error).__name__
            self.failure = CaseUnusable(f"Unexpected {name} while writing.", code="unexpected", type=name)

    def _check_is_there(self) -> None:
        """An unlinked file can be written for hours on some systems, for nobody."""
        if not self._case.path.exists():
            name = self._case.path.name
            raise CaseUnusable(f"{name} was removed while it was recorded into.", code="case_removed", name=name)

    def _write(self, items: list[_Item]) -> None:
        batch = _Batch()
        for item in items:
            batch.take(item)
        batch.settle()
        batch.leave_out(self._open)
        flows = [new.flow for new in batch.new]
        closing = [update.flow for update in batch.updates]
        digests = {
            id(flow): (self._digest(flow.request_body, batch), self._digest(flow.response_body, batch))
            for flow in (*flows, *closing)
        }
        rows = body_rows(batch.bodies)
        with self._case.write() as connection:
            markers = connection.execute(
                "SELECT at_us, kind FROM marker WHERE capture_id = ? ORDER BY at_us", (self.capture,)
            ).fetchall()
            insert_rows(connection, BODY_SQL, rows)
            self._links.write_new(connection, self.capture, (*flows, *closing))
            numbered = list(enumerate(batch.new, start=self._last + 1))
            insert_rows(
                connection,
                FLOW_SQL,
                [
                    flow_row(
                        new.flow, number, self.capture, digests[id(new.flow)], self._links.id_of(new.flow.connection)
                    )
                    for number, new in numbered
                ],
            )
            for number, new in numbered:
                if new.ticket:
                    self._open[new.ticket] = number
            self._write_phases(connection, [(number, new.flow.started_us) for number, new in numbered], markers)
            for update in batch.updates:
                number = self._open[update.ticket]
                row = flow_row(
                    update.flow,
                    number,
                    self.capture,
                    digests[id(update.flow)],
                    self._links.id_of(update.flow.connection),
                )
                connection.execute(FLOW_UPDATE_SQL, (*row[1:], number))
                if update.is_last:
                    connection.execute("DELETE FROM part WHERE flow_id = ?", (number,))
            connection.executemany(
                "INSERT INTO part (flow_id, side, data) VALUES (?, ?, ?)",
                [(self._open[part.ticket], part.side.value, part.data) for part in batch.parts],
            )
            connection.executemany(MESSAGE_SQL, self._message_rows(batch, numbered))
            self._write_notes(connection, batch)
            for ticket in batch.ended:
                self._open.pop(ticket, None)
                self._numbers.pop(ticket, None)
        self._digests.update(batch.bodies)
        if len(self._digests) > _MOST_DIGESTS:
            self._digests.clear()
        self._last += len(batch.new)
        self.imported += len(batch.new)

    def _digest(self, body: Body | None, batch: "_Batch") -> bytes | None:
        if body is None:
            return None
        digest = sha256(body.data).digest()
        if digest not in self._digests:
            batch.bodies[digest] = body.data
        return digest

    def _write_phases(
        self, connection: Any, started: list[tuple[int, int | None]], markers: list[tuple[int, str]]
    ) -> None:
        if markers:
            rows = [(number, phase_at(markers, at_us)) for number, at_us in started if at_us is not None]
            connection.executemany(
                "INSERT OR REPLACE INTO flow_phase VALUES (?, ?)", [row for row in rows if row[1] is not None]
            )

    def _message_rows(self, batch: "_Batch", numbered: list[tuple[int, _New]]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for number, new in numbered:
            for n, message in enumerate(new.flow.messages, start=1):
                rows.append((number, n, message.at_us, int(message.from_client), message.opcode, message.data))
            if new.ticket:
                self._numbers[new.ticket] = len(new.flow.messages)
        for ticket, message in batch.messages:
            n = self._numbers[ticket] = self._numbers.get(ticket, 0) + 1
            number = self._open[ticket]
            rows.append((number, n, message.at_us, int(message.from_client), message.opcode, message.data))
        return rows

    def _write_notes(self, connection: Any, batch: "_Batch") -> None:
        capture = self.capture
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
            [
                (capture, a.host, a.at_us, a.resolver, msgspec.json.encode(a.chain).decode(), a.error)
                for a in batch.names
            ],
        )
        connection.executemany(
            "INSERT INTO marker (capture_id, at_us, kind, label, note) VALUES (?, ?, ?, ?, ?)",
            [(capture, m.at_us, m.kind, m.label, m.note) for m in batch.markers],
        )
        connection.executemany(
            "INSERT INTO warning (capture_id, entry, code, message) VALUES (?, ?, ?, ?)",
            [(capture, w.entry, w.code, w.message) for w in batch.warnings],
        )
        connection.executemany(
            "INSERT INTO page_state (capture_id, marker_us, at_us, kind, url, sha256, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
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
            connection.execute(
                "INSERT INTO page (capture_id, label, title, started_us, content_load_us, load_us, extra) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                page_row(page, capture),
            )


class _Batch:
    """What one transaction writes."""

    def __init__(self) -> None:
        self.new: list[_New] = []
        self.updates: list[_Update] = []
        self.parts: list[_Part] = []
        self.messages: list[_Message] = []
        self.bodies: dict[bytes, bytes] = {}
        self.handshakes: list[Handshake] = []
        self.names: list[NameAnswer] = []
        self.markers: list[Marker] = []
        self.pages: dict[str, Page] = {}
        self.warnings: list[Oddity] = []
        self.states: list[PageState] = []
        self.ended: list[Ticket] = []
        self.environment: dict[str, str] | None = None

    def take(self, item: _Item) -> None:
        match item:
            case _New():
                self.new.append(item)
            case _Part():
                self.parts.append(item)
            case _Message():
                self.messages.append(item)
            case _Update():
                self.updates.append(item)
            case Handshake():
                self.handshakes.append(item)
            case NameAnswer():
                self.names.append(item)
            case Marker():
                self.markers.append(item)
            case Page():
                self.pages[item.label] = item
            case Oddity():
                self.warnings.append(item)
            case _States():
                self.states.extend(item.states)
            case _Environment():
                self.environment = item.environment

    def settle(self) -> None:
        """A flow that began and ended in this batch is written once; parts of ended flows are not written at all."""
        self.ended = [update.ticket for update in self.updates if update.is_last]
        latest = {update.ticket: update.flow for update in self.updates}
        began = {new.ticket for new in self.new if new.ticket}
        self.new = [
            _New(new.ticket, replace(latest[new.ticket], messages=new.flow.messages)) if new.ticket in latest else new
            for new in self.new
        ]
        self.updates = [update for update in self.updates if update.ticket not in began]
        ended = set(self.ended)
        self.parts = [part for part in self.parts if part.ticket not in ended]

    def leave_out(self, known: Container[int]) -> None:
        """What belongs to a flow that could not be written: that was counted once."""
        began = {new.ticket for new in self.new if new.ticket}
        self.updates = [one for one in self.updates if one.ticket in known]
        self.parts = [one for one in self.parts if one.ticket in known or one.ticket in began]
        self.messages = [one for one in self.messages if one.ticket in known or one.ticket in began]


def assemble_parts(case: Case, capture: int) -> int:
    """Makes truncated bodies of what had come of bodies that never ended; the number of flows concerned."""
    connection = case.connection
    found = connection.execute(
        "SELECT DISTINCT part.flow_id, part.side FROM part JOIN flow ON flow.id = part.flow_id"
        " WHERE flow.capture_id = ?",
        (capture,),
    ).fetchall()
    for flow, side in found:
        data = b"".join(
            row[0]
            for row in connection.execute(
                "SELECT data FROM part WHERE flow_id = ? AND side = ? ORDER BY id", (flow, side)
            )
        )
        digest = sha256(data).digest()
        with case.write() as writing:
            insert_rows(writing, BODY_SQL, body_rows({digest: data}))
            writing.execute(
                f"UPDATE flow SET {side}_body = ?, {side}_form = 'bytes', {side}_truncated = 1, {side}_size = ?"
                " WHERE id = ?",
                (digest, len(data), flow),
            )
            writing.execute("DELETE FROM part WHERE flow_id = ? AND side = ?", (flow, side))
    return len({flow for flow, _ in found})


def _weight(flow: FlowRecord) -> int:
    sent, received = flow.request_body, flow.response_body
    return 2_000 + len(flow.url) + (len(sent.data) if sent else 0) + (len(received.data) if received else 0)


def _size(item: _Item) -> int:
    match item:
        case _New() | _Update():
            return _weight(item.flow)
        case _Part():
            return len(item.data)
        case _Message():
            return len(item.message.data)
        case _States():
            return sum(len(state.data) for state in item.states)
    return 0
