"""Batches as rows of the case: which flow has which number, which bodies are there already."""

import sqlite3
from hashlib import sha256
from typing import Any

from inspector.model.flow import Body, CaptureId, FlowRecord
from inspector.store.bodies import body_rows
from inspector.store.case import Case
from inspector.store.flow_rows import (
    BODY_SQL,
    FLOW_SQL,
    FLOW_UPDATE_SQL,
    MESSAGE_SQL,
    Digests,
    Links,
    flow_row,
    insert_rows,
    message_row,
    message_rows,
)
from inspector.store.live.batch import Batch
from inspector.store.live.items import Item, New, Update
from inspector.store.live.notes import write_notes
from inspector.store.phases import phase_at

_MOST_DIGESTS = 200_000

type Known = tuple[dict[int, int], dict[int, int], int]


class Committing:
    """Writes the batches of one capture, each in one transaction."""

    def __init__(self, case: Case, capture: CaptureId) -> None:
        self._case = case
        self.capture = capture
        self._links = Links()
        self._digests: set[bytes] = set()
        self._open: dict[int, int] = {}  # ticket -> flow id
        self._numbers: dict[int, int] = {}  # ticket -> messages so far
        (self._last,) = case.connection.execute("SELECT coalesce(max(id), 0) FROM flow").fetchone()

    def known(self) -> Known:
        """What is known of flows that go on, for `go_back`."""
        return dict(self._open), dict(self._numbers), self._last

    def go_back(self, before: Known) -> None:
        """What was known before a batch that was rolled back."""
        self._open, self._numbers, self._last = before
        self._links = Links()

    def write(self, items: list[Item]) -> int:
        """Everything of these in one transaction; how many flows are new. Raises CaseUnusable."""
        batch = self._batch_of(items)
        flows = [*(new.flow for new in batch.new), *(update.flow for update in batch.updates)]
        digests = {
            id(flow): (self._digest(flow.request_body, batch), self._digest(flow.response_body, batch))
            for flow in flows
        }
        bodies = body_rows(batch.bodies)
        with self._case.write() as connection:
            insert_rows(connection, BODY_SQL, bodies)
            self._links.write_new(connection, self.capture, flows)
            self._add_flows(connection, batch.new, digests)
            self._update_flows(connection, batch.updates, digests)
            connection.executemany(
                "INSERT INTO part (flow_id, side, data) VALUES (?, ?, ?)",
                [(self._open[part.ticket], part.side.value, part.data) for part in batch.parts],
            )
            connection.executemany(MESSAGE_SQL, self._message_rows(batch))
            write_notes(connection, batch, capture=self.capture)
            for ticket in batch.ended:
                self._open.pop(ticket, None)
                self._numbers.pop(ticket, None)
        self._digests.update(batch.bodies)
        if len(self._digests) > _MOST_DIGESTS:
            self._digests.clear()
        self._last += len(batch.new)
        return len(batch.new)

    def _batch_of(self, items: list[Item]) -> Batch:
        batch = Batch()
        for item in items:
            batch.take(item)
        batch.settle()
        batch.leave_out(self._open)
        return batch

    def _digest(self, body: Body | None, batch: Batch) -> bytes | None:
        if body is None:
            return None
        digest = sha256(body.data).digest()
        if digest not in self._digests:
            batch.bodies[digest] = body.data
        return digest

    def _row(self, flow: FlowRecord, number: int, digests: dict[int, Digests]) -> tuple[Any, ...]:
        return flow_row(flow, number, self.capture, digests[id(flow)], self._links.id_of(flow.connection))

    def _add_flows(self, connection: sqlite3.Connection, new: list[New], digests: dict[int, Digests]) -> None:
        """Rows for flows that are seen for the first time, each with the phase of its start."""
        numbered = list(enumerate(new, start=self._last + 1))
        insert_rows(connection, FLOW_SQL, [self._row(one.flow, number, digests) for number, one in numbered])
        self._open.update({one.ticket: number for number, one in numbered if one.ticket})
        markers = connection.execute(
            "SELECT at_us, kind FROM marker WHERE capture_id = ? ORDER BY at_us", (self.capture,)
        ).fetchall()
        if markers:
            started = [(number, one.flow.started_us) for number, one in numbered]
            phases = [(number, phase_at(markers, at_us)) for number, at_us in started if at_us is not None]
            connection.executemany(
                "INSERT OR REPLACE INTO flow_phase VALUES (?, ?)", [row for row in phases if row[1] is not None]
            )

    def _update_flows(self, connection: sqlite3.Connection, updates: list[Update], digests: dict[int, Digests]) -> None:
        """What more is known of flows that have a row; those that are over need their parts no more."""
        for update in updates:
            number = self._open[update.ticket]
            connection.execute(FLOW_UPDATE_SQL, (*self._row(update.flow, number, digests)[1:], number))
            if update.is_last:
                connection.execute("DELETE FROM part WHERE flow_id = ?", (number,))

    def _message_rows(self, batch: Batch) -> list[tuple[Any, ...]]:
        """Messages that new flows bring, then those that came since."""
        rows = list(message_rows([new.flow for new in batch.new], self._last + 1))
        self._numbers.update({new.ticket: len(new.flow.messages) for new in batch.new if new.ticket})
        for ticket, message in batch.messages:
            n = self._numbers[ticket] = self._numbers.get(ticket, 0) + 1
            rows.append(message_row(self._open[ticket], n, message))
        return rows
