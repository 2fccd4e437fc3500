"""Writing a recording into a case while it happens: everything is committed within half a second.

Flows that go on for long (sockets, event streams, downloads) have a row from their first answer on; the bytes of their
bodies are kept in parts until they are whole. Once whole, a flow is never rewritten.
"""

import itertools
import queue
import threading
import time
from collections.abc import Sequence

from msgspec.structs import replace

from inspector.model.errors import CaseUnusable
from inspector.model.flow import CaptureKind, FlowRecord, Marker, Page, Side, SocketMessage
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState, Ticket
from inspector.store.captures import Outcome, begin_capture, end_capture, write_rest
from inspector.store.case import Case
from inspector.store.case_errors import told_plainly
from inspector.store.live.committing import Committing
from inspector.store.live.items import Environment, Flush, Item, Message, New, Part, States, Update, size_of
from inspector.store.live.parts import assemble_parts

_COLLECT_S = 0.2
_MOST_FLOWS = 500
_MOST_BYTES = 6_000_000
_MOST_WAITING_BYTES = 256_000_000
_NO_TICKET = Ticket(0)
_MOST_UNWRITABLE = 1_000
_LOCKED_TRIES = 12
"""A case that somebody else holds: each try waits SQLite's 5 s, so it is given up after a minute."""


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
        case.connection.execute("PRAGMA cache_size = -8000")
        self._committing = Committing(case, self.capture)
        self._given_bytes = 0  # each changed by one thread only
        self._done_bytes = 0
        self._items: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="live-writer", daemon=True)
        self._thread.start()

    # -- the sink -----------------------------------------------------------------------------------------

    def add(self, flow: FlowRecord) -> None:
        self._put(New(_NO_TICKET, self._within_bounds(flow)))

    def begin(self, flow: FlowRecord) -> Ticket:
        ticket = Ticket(next(self._tickets))
        self._put(New(ticket, flow))
        return ticket

    def update(self, ticket: Ticket, flow: FlowRecord) -> None:
        self._put(Update(ticket, flow, is_last=False))

    def add_part(self, ticket: Ticket, side: Side, data: bytes) -> None:
        if self._is_behind:
            self._holed.add(ticket)
        if ticket not in self._holed:
            self._put(Part(ticket, side, data))

    def add_message(self, ticket: Ticket, message: SocketMessage) -> None:
        if self._is_behind:
            self.dropped_messages += 1
        else:
            self._put(Message(ticket, message))

    def close(self, ticket: Ticket, flow: FlowRecord) -> None:
        self._holed.discard(ticket)
        self._put(Update(ticket, self._within_bounds(flow), is_last=True))

    def note_handshake(self, handshake: Handshake) -> None:
        self._items.put(handshake)

    def note_name(self, answer: NameAnswer) -> None:
        self._items.put(answer)

    def note_marker(self, marker: Marker) -> None:
        self._items.put(marker)

    def keep_state(self, states: Sequence[PageState]) -> None:
        self._put(States(tuple(states)))

    def add_page(self, page: Page) -> None:
        self._items.put(page)

    def describe(self, environment: dict[str, str]) -> None:
        """What is known of where and how this is recorded: kept from now on, whatever happens."""
        self._items.put(Environment(environment))

    def warn(self, warning: Oddity) -> None:
        self._items.put(warning)

    def _put(self, item: Item) -> None:
        self._given_bytes += size_of(item)
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
        self._items.put(Flush(done))
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
            size_bytes = size_of(items[0])
            while items[-1] is not None and not isinstance(items[-1], Flush):
                if len(items) >= _MOST_FLOWS or size_bytes >= _MOST_BYTES:
                    break
                try:
                    items.append(self._items.get(timeout=max(0.0, until - time.monotonic())))
                except queue.Empty:
                    break
                size_bytes += size_of(items[-1])
            is_last = items[-1] is None
            self._write_surely(items)
            self._done_bytes += size_bytes
            for item in items:
                if isinstance(item, Flush):
                    item.done.set()

    def _write_surely(self, items: list[Item]) -> None:
        """Writes a batch; waits for whoever holds the case, gives up where it cannot be written. One record that
        cannot be a row costs itself alone."""
        tries = 0
        while self.failure is None:
            before = self._committing.known()
            try:
                self._check_is_there()
                self.imported += self._committing.write(items)
            except CaseUnusable as error:
                self._committing.go_back(before)
                tries += 1
                if error.code != "case_locked" or tries >= _LOCKED_TRIES:
                    self.failure = error
            except Exception as error:  # noqa: BLE001  counted, and told at the end
                self._committing.go_back(before)
                self._write_apart(items, error)
                return
            else:
                return

    def _write_apart(self, items: list[Item], error: Exception) -> None:
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
