"""The life of a flow: from the moment it is asked for to its row in the case."""

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.capture.counting import FlowCounts
from inspector.capture.flow_record import ConnectionBook, headers_of, record_of
from inspector.capture.proxy.bodies import BodyCopy, Budget
from inspector.capture.proxy.challenges import STATUSES, Challenges
from inspector.capture.proxy.joining import Facts, Watch, joined_with, merged, without_bodies
from inspector.capture.proxy.open_flow import OpenFlow, copied
from inspector.capture.proxy.scope import Scope
from inspector.capture.proxy.tunnels import asked_url
from inspector.capture.sink import Sink, Ticket
from inspector.capture.wire import plain_error
from inspector.model.flow import Delivery, FlowRecord, Side, SocketMessage, decode_headers

if TYPE_CHECKING:
    from mitmproxy.http import HTTPFlow
    from mitmproxy.websocket import WebSocketMessage

_OPEN_AFTER_S = 0.35
"""A flow that lasts longer gets its row before it is over."""
_JOIN_WAIT_S = 0.15
"""How long a finished flow waits for what the browser says about it."""
_MOST_KEPT_BYTES = 256 * 1024 * 1024


class FlowLives:
    """The flows that go on, and how they reach the sink. `sweep` has to be called every 0.1 s or so."""

    def __init__(
        self,
        sink: Sink,
        *,
        scope: Scope,
        cap_bytes: int,
        background: Callable[[str, str], bool] = lambda _host, _path: False,
        listed: Callable[[str], bool] = lambda _host: False,
        suspect: Callable[[str, int], None] = lambda _host, _count: None,
        asked: Callable[[str], tuple[str, int] | None] = lambda _client: None,
    ) -> None:
        self.sink = sink
        self.cap_bytes = cap_bytes
        self._scope = scope
        self._background = background
        self._listed = listed
        self._suspect = suspect
        self._asked = asked
        self._book = ConnectionBook()
        self._challenges = Challenges()
        self._open: dict[str, OpenFlow] = {}
        self._finished: deque[tuple[float, OpenFlow, FlowRecord]] = deque()
        self._budget = Budget(_MOST_KEPT_BYTES)
        self.failed = 0  # flows too odd to be recorded
        self.counts = FlowCounts()
        self.watch: Watch | None = None
        self.tells_pages = False  # the browser will tell what its pages ask for
        self.is_paused = False

    def __len__(self) -> int:
        return len(self._open)

    def get(self, flow: "HTTPFlow") -> OpenFlow | None:
        """The flow as it goes on; None where it is not recorded."""
        return self._open.get(flow.id)

    def keeps_bodies_of(self, opened: OpenFlow) -> bool:
        return not self.is_paused and self._scope.keeps_bodies_of(opened.host)

    # -- from the first byte to the last ------------------------------------------------------------------

    def open(self, flow: "HTTPFlow", host: str) -> OpenFlow:
        opened = self._open[flow.id] = OpenFlow(flow, host, time.monotonic())
        return opened

    def copy_for(self, host: str) -> BodyCopy:
        keeps = self._scope.keeps_bodies_of(host) and not self.is_paused
        return BodyCopy(self.cap_bytes if keeps else 0, self._budget)

    def host_of(self, flow: "HTTPFlow") -> str:
        """The name that was asked for; inside a tunnel the proxy itself sees an address only."""
        host: str = flow.request.data.host
        if (asked := self._asked(flow.client_conn.id)) is not None:
            return asked[0]
        return flow.request.pretty_host if host[-1:].isdigit() or ":" in host else host

    def begin(self, opened: OpenFlow) -> Ticket:
        """Gives the flow its row while it goes on, and what has come of its bodies."""
        has_answer = opened.flow.response is not None
        ticket = opened.ticket
        if ticket is None or (has_answer and not opened.is_told):
            record = replace(self._record(opened), request_body=None, response_body=None, messages=(), duration_us=None)
            opened.is_told = has_answer
            if ticket is None:
                opened.joined = self._facts(record)
                ticket = opened.ticket = self.sink.begin(joined_with(record, opened.joined))
            else:
                self.sink.update(ticket, joined_with(record, opened.joined))
        for side, copy in ((Side.REQUEST, opened.sent), (Side.RESPONSE, opened.received)):
            if copy is not None and copy.on_part is None:
                if copy.kept:
                    self.sink.add_part(ticket, side, copy.kept)
                copy.on_part = partial(self.sink.add_part, ticket, side)
        return ticket

    def finish(self, opened: OpenFlow) -> None:
        self._open.pop(opened.flow.id, None)
        record = self._record(opened)
        response = opened.flow.response
        if response is not None and response.data.status_code in STATUSES:
            headers = decode_headers(headers_of(response.data.headers.fields))
            count = self._challenges.note(opened.host, response.data.status_code, headers)
            if count is not None:
                self._suspect(opened.host, count)
        if self.watch is None:
            self._write(opened, record)
        else:
            self._finished.append((time.monotonic(), opened, record))

    def add_message(self, opened: OpenFlow, message: "WebSocketMessage") -> None:
        """A WebSocket message as it comes, up to the cap for bodies."""
        from inspector.capture.proxy.mended_sockets import whole_size_of

        kept = message.content[: self.cap_bytes]
        if len(kept) < whole_size_of(message) and not opened.has_cut_messages:
            opened.has_cut_messages, opened.is_told = True, False  # at once: a recorder may be killed
        ticket = self.begin(opened)
        at_us = int(message.timestamp * 1_000_000)
        told = SocketMessage(at_us=at_us, from_client=message.from_client, opcode=int(message.type), data=kept)
        self.sink.add_message(ticket, told)

    def pause(self, *, is_paused: bool) -> None:
        """Flows that go on are counted on, but nothing more of their bodies is kept."""
        self.is_paused = is_paused
        for opened in self._open.values():
            for copy in (opened.sent, opened.received):
                if is_paused and copy is not None:
                    copy.stop_keeping()

    # -- rows ---------------------------------------------------------------------------------------------

    def _record(self, opened: OpenFlow) -> FlowRecord:
        record = record_of(
            opened.flow,
            self._book,
            sent=copied(opened.sent),
            received=copied(opened.received),
            background=self._background(opened.host, opened.flow.request.path),
        )
        if (asked := self._asked(opened.flow.client_conn.id)) is not None:
            record = replace(record, url=asked_url(record.url, asked))
        if record.error is not None:
            record = replace(record, error=plain_error(record.error))
        if opened.has_cut_messages:
            record = replace(record, extra=merged(record.extra, {"_messagesCut": True}))
        if not self._scope.keeps_bodies_of(opened.host):
            return without_bodies(record)
        if self.is_paused and opened.received is None:
            return replace(record, response_body=None)
        return record

    def _write(self, opened: OpenFlow, record: FlowRecord) -> None:
        facts = opened.joined or self._facts(record)
        record = joined_with(record, facts)
        if facts is None and not record.background and self._is_unasked(opened.host):
            record = replace(record, background=True)
        self.counts.add(record)
        if opened.ticket is None:
            self.sink.add(record)
        else:
            self.sink.close(opened.ticket, record)
        opened.release()

    def _facts(self, record: FlowRecord) -> Facts | None:
        return self.watch.facts_for(record.method, record.url, record.started_us or 0) if self.watch else None

    def _is_unasked(self, host: str) -> bool:
        """A host that browsers contact by themselves, where the browser knows of no page that asked."""
        return (self.watch is not None or self.tells_pages) and self._listed(host)

    def add_failed_tunnel(self, flow: "HTTPFlow") -> None:
        """The host was asked for, nothing was sent to it."""
        host = flow.request.data.host
        record = record_of(flow, self._book, background=self._is_unasked(host))
        message = flow.server_conn.error or (flow.error.msg if flow.error else "") or "connection failed"
        failed = replace(
            record,
            url=asked_url("https://x/", (host, flow.request.data.port)),
            delivery=Delivery.FAILED,
            status=None,
            reason="",
            error=plain_error(message),
            response_headers=b"[]",
            response_body=None,
            response_mime=None,
        )
        self.counts.add(failed)
        self.sink.add(failed)

    # -- as time goes by ----------------------------------------------------------------------------------

    def sweep(self, *, is_last: bool = False) -> None:
        """Gives long flows their rows, and finished ones that have waited long enough for the browser's word."""
        now = time.monotonic()
        while self._finished and (is_last or now - self._finished[0][0] >= _JOIN_WAIT_S):
            _, opened, record = self._finished.popleft()
            self._surely(opened, partial(self._write, opened, record))
        for opened in list(self._open.values()):
            if now - opened.since < _OPEN_AFTER_S:
                break  # in order of their beginning
            self._surely(opened, partial(self.begin, opened))

    def _surely(self, opened: OpenFlow, call: Callable[[], object]) -> None:
        """One odd flow costs itself, never the recording."""
        try:
            call()
        except Exception:  # noqa: BLE001  counted, and told at the end
            self._open.pop(opened.flow.id, None)
            opened.release()
            self.failed += 1

    def end(self) -> None:
        """Writes everything that is still open, as it stands."""
        for opened in list(self._open.values()):
            if opened.flow.error is None and opened.flow.websocket is None:
                from mitmproxy.flow import Error

                opened.flow.error = Error("The recording ended before the flow did.")
            self.finish(opened)
        self.sweep(is_last=True)
