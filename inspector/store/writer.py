"""Writing a capture into a case: flows in batches, bodies once by SHA-256, while readers go on reading."""

import contextlib
import queue
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256

from inspector.model.errors import CaseUnusable
from inspector.model.flow import Body, CaptureKind, FlowId, FlowRecord, Marker, Page
from inspector.model.flow import Warning as Oddity
from inspector.store.bodies import BodyRow, body_rows
from inspector.store.captures import Outcome, begin_capture, end_capture, write_rest
from inspector.store.case import Case
from inspector.store.case_errors import told_plainly
from inspector.store.flow_rows import BODY_SQL, FLOW_SQL, MESSAGE_SQL, Links, flow_row, insert_rows, message_rows

_MOST_ROWS = 500
_MOST_BYTES = 6_000_000
_FIRST_ROWS = 32
_MOST_WAITING = 3
_MOST_DIGESTS = 200_000
_ROW_BYTES = 2_000


class _Batch:
    """Flows on their way to the case, with the digests of their bodies and the bodies that are new."""

    def __init__(self) -> None:
        self.flows: list[FlowRecord] = []
        self.digests: list[tuple[bytes | None, bytes | None]] = []
        self.bodies: dict[bytes, bytes] = {}
        self.size_bytes = 0
        self.rows: Future[list[BodyRow]] | None = None


class CaptureWriter:
    """Adds one capture to a case.

    Bodies are hashed and compressed on one thread and rows written on another, in transactions of at most 500 rows
    or 6 MB; the case's connection belongs to the writer until `finish`. What is committed stays, whatever happens.
    """

    def __init__(
        self,
        case: Case,
        *,
        name: str,
        kind: CaptureKind,
        path: str | None = None,
        size_bytes: int = 0,
        scenario: str | None = None,
        tool: str = "",
    ) -> None:
        self._case = case
        self._tool = tool
        self._links = Links()
        self._digests: set[bytes] = set()
        self._batch = _Batch()
        self._rows_wanted = _FIRST_ROWS
        self._committed: list[FlowId] = []
        self._failure: BaseException | None = None
        self.imported = 0
        self.capture = begin_capture(case, name=name, kind=kind, path=path, size_bytes=size_bytes, scenario=scenario)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="bodies")
        self._waiting: queue.Queue[_Batch | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._write_batches, name="case-writer", daemon=True)
        self._thread.start()

    # -- adding -------------------------------------------------------------------------------------------

    def add(self, flow: FlowRecord) -> None:
        """Takes a flow; it is committed with its batch, soon. Raises what the writing thread failed with."""
        batch = self._batch
        batch.flows.append(flow)
        batch.digests.append((self._digest(flow.request_body), self._digest(flow.response_body)))
        batch.size_bytes += _weight(flow)
        if len(batch.flows) >= self._rows_wanted or batch.size_bytes >= _MOST_BYTES:
            self._send()

    def _digest(self, body: Body | None) -> bytes | None:
        """The body's SHA-256; the body goes with the batch unless it is known."""
        if body is None:
            return None
        digest = sha256(body.data).digest()
        if digest not in self._digests:
            if len(self._digests) > _MOST_DIGESTS:
                self._digests.clear()
            self._digests.add(digest)
            self._batch.bodies[digest] = body.data
        return digest

    def flush(self) -> tuple[FlowId, ...]:
        """Waits until everything added is committed; the ids of the flows committed since the last `flush`."""
        self._send()
        self._waiting.join()
        self._raise_failure()
        committed, self._committed = tuple(self._committed), []
        return committed

    def _send(self) -> None:
        self._raise_failure()
        if not self._batch.flows:
            return
        batch, self._batch = self._batch, _Batch()
        self._rows_wanted = min(_MOST_ROWS, self._rows_wanted * 2)
        batch.rows = self._pool.submit(body_rows, batch.bodies)
        self._waiting.put(batch)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            with told_plainly(self._case.path):
                raise self._failure

    # -- the writing thread -------------------------------------------------------------------------------

    def _write_batches(self) -> None:
        while (batch := self._waiting.get()) is not None:
            try:
                if self._failure is None:
                    self._write(batch)
            except BaseException as failure:  # noqa: BLE001  handed to the thread that adds
                self._failure = failure
            finally:
                self._waiting.task_done()
        self._waiting.task_done()

    def _write(self, batch: _Batch) -> None:
        assert batch.rows is not None
        bodies = batch.rows.result()
        with self._case.write() as connection:
            insert_rows(connection, BODY_SQL, bodies)
            (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM flow").fetchone()
            self._links.write_new(connection, self.capture, batch.flows)
            rows = [
                flow_row(flow, last + place, self.capture, digests, self._links.id_of(flow.connection))
                for place, (flow, digests) in enumerate(zip(batch.flows, batch.digests, strict=True), start=1)
            ]
            insert_rows(connection, FLOW_SQL, rows)
            connection.executemany(MESSAGE_SQL, message_rows(batch.flows, last + 1))
        self._committed.extend(FlowId(last + place) for place in range(1, len(batch.flows) + 1))
        self.imported += len(batch.flows)

    # -- the end ------------------------------------------------------------------------------------------

    def finish(
        self,
        outcome: Outcome,
        *,
        pages: Sequence[Page] = (),
        markers: Sequence[Marker] = (),
        warnings: Iterable[Oddity] = (),
    ) -> None:
        """Commits what is left, pages, markers and warnings, makes the indexes and closes the capture."""
        self.flush()
        self._stop()
        with told_plainly(self._case.path):
            write_rest(self._case, self.capture, pages=pages, markers=markers, warnings=warnings)
            end_capture(self._case, self.capture, outcome, tool=self._tool)

    def cut(self) -> None:
        """Ends a capture that could not be finished: what is committed stays, its state becomes `cut`."""
        if self._thread.is_alive():
            self._stop()
        with contextlib.suppress(sqlite3.Error, CaseUnusable):  # a full disk: the state stays `importing`
            outcome = Outcome(state="cut", entries=self.imported)
            end_capture(self._case, self.capture, outcome, tool=self._tool)

    def _stop(self) -> None:
        self._waiting.put(None)
        self._thread.join()
        self._pool.shutdown()


def _weight(flow: FlowRecord) -> int:
    sent, received = flow.request_body, flow.response_body
    return (
        _ROW_BYTES
        + len(flow.url)
        + len(flow.response_headers)
        + (len(sent.data) if sent else 0)
        + (len(received.data) if received else 0)
        + (len(flow.initiator) if flow.initiator else 0)
        + sum(len(message.data) for message in flow.messages)
    )
