"""The add-on that records: what mitmproxy tells of each flow, on its way to the sink; never in its way."""

import re
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from msgspec.structs import replace

from inspector.capture.flow_record import ConnectionBook, Copy, headers_of, record_of
from inspector.capture.proxy.bodies import STREAM_LATE, BodyCopy, Budget
from inspector.capture.proxy.challenges import STATUSES, Challenges
from inspector.capture.proxy.scope import Scope
from inspector.capture.sink import Sink, Ticket
from inspector.formats.har.supports import SupportTally
from inspector.model.flow import Delivery, FlowRecord, Side, SocketMessage, decode_headers

if TYPE_CHECKING:
    from mitmproxy.http import HTTPFlow

_OPEN_AFTER_S = 0.35
"""A flow that lasts longer gets its row before it is over."""
_JOIN_WAIT_S = 0.15
"""How long a finished flow waits for what the browser says about it."""
_MOST_HOSTS = 100_000
_MOST_KEPT_BYTES = 256 * 1024 * 1024
_QUOTED = re.compile(r"\s*(?:bytearray\()?\bb(?:'|\").*", re.DOTALL)
_BUFFERED_BYTES = 4_096
"""A body this small comes in one piece: letting it stream would cost more than it brings."""


class Facts(Protocol):
    """What a browser knows of a request (`devtools.watch.RequestFacts`)."""

    @property
    def initiator_kind(self) -> str | None: ...
    @property
    def initiator_url(self) -> str | None: ...
    @property
    def initiator(self) -> bytes | None: ...
    @property
    def resource_type(self) -> str | None: ...
    @property
    def page(self) -> str | None: ...
    @property
    def extra(self) -> dict[str, Any]: ...


class Watch(Protocol):
    def facts_for(self, method: str, url: str, started_us: int) -> Facts | None: ...


class Counts:
    """Live figures."""

    __slots__ = ("background", "bytes_received", "flows", "hosts")

    def __init__(self) -> None:
        self.flows = 0
        self.background = 0
        self.bytes_received = 0
        self.hosts: set[str] = set()


class _Open:
    """A flow that goes on."""

    __slots__ = ("flow", "host", "is_answered", "joined", "received", "sent", "since", "ticket")

    def __init__(self, flow: "HTTPFlow", host: str, since: float) -> None:
        self.flow = flow
        self.host = host
        self.since = since
        self.sent: BodyCopy | None = None
        self.received: BodyCopy | None = None
        self.ticket: Ticket | None = None
        self.joined: Facts | None = None
        self.is_answered = False  # its row tells the status

    def release(self) -> None:
        """Its bodies have been handed on."""
        for copy in (self.sent, self.received):
            if copy is not None:
                copy.release()


class Tap:
    """Hooks of mitmproxy, to be added to a master. `sweep` has to be called every 0.1 s or so."""

    def __init__(
        self,
        sink: Sink,
        *,
        scope: Scope,
        cap_bytes: int,
        background: Callable[[str, str], bool] = lambda _host, _path: False,
        listed: Callable[[str], bool] = lambda _host: False,
        own_hosts: frozenset[str] = frozenset(),
        suspect: Callable[[str, int], None] = lambda _host, _count: None,
        asked: Callable[[str], tuple[str, int] | None] = lambda _client: None,
    ) -> None:
        self._sink = sink
        self._scope = scope
        self._cap_bytes = cap_bytes
        self._buffered_bytes = min(cap_bytes, _BUFFERED_BYTES)
        self._background = background
        self._listed = listed
        self._own_hosts = own_hosts
        self._suspect = suspect
        self._asked = asked
        self._book = ConnectionBook()
        self._challenges = Challenges()
        self._open: dict[str, _Open] = {}
        self._finished: deque[tuple[float, _Open, FlowRecord]] = deque()
        self._budget = Budget(_MOST_KEPT_BYTES)
        self.failed = 0  # flows too odd to be recorded
        self.counts = Counts()
        self.support = SupportTally()
        self.watch: Watch | None = None
        self.tells_pages = False  # the browser will tell what its pages ask for
        self.is_paused = False

    @property
    def open_flows(self) -> int:
        return len(self._open)

    # -- hooks --------------------------------------------------------------------------------------------

    def requestheaders(self, flow: "HTTPFlow") -> None:
        host = self._host_of(flow)
        if host in self._own_hosts or self.is_paused:
            return
        opened = self._open[flow.id] = _Open(flow, host, time.monotonic())
        fields = flow.request.data.headers.fields
        if _has_body(fields, self._buffered_bytes, is_request=True) and not flow.error:
            opened.sent = flow.request.stream = self._copy_for(host)

    def responseheaders(self, flow: "HTTPFlow") -> None:
        opened = self._open.get(flow.id)
        response = flow.response
        if opened is None or response is None:
            return
        fields = response.data.headers.fields
        if response.data.status_code != 101 and _has_body(fields, self._buffered_bytes, is_request=False):
            opened.received = response.stream = self._copy_for(opened.host)
            if _is_event_stream(fields):
                self._begin(opened)
        else:
            flow.metadata[STREAM_LATE] = self._stream_late

    def _stream_late(self, flow: "HTTPFlow") -> None:
        """A small body that does not come in one piece streams past as large ones do."""
        opened = self._open.get(flow.id)
        if flow.response is not None:
            flow.response.stream = True
            if opened is not None:
                opened.received = flow.response.stream = self._copy_for(opened.host)

    def response(self, flow: "HTTPFlow") -> None:
        opened = self._open.get(flow.id)
        if opened is None:
            return
        if flow.websocket is not None:
            self._begin(opened)
        else:
            self._finish(opened)

    def error(self, flow: "HTTPFlow") -> None:
        opened = self._open.get(flow.id)
        if opened is not None:
            self._finish(opened)

    def websocket_message(self, flow: "HTTPFlow") -> None:
        opened = self._open.get(flow.id)
        if flow.websocket is None:
            return
        if opened is not None and not self.is_paused and self._scope.keeps_bodies_of(opened.host):
            ticket = self._begin(opened)
            for message in flow.websocket.messages:
                self._sink.add_message(
                    ticket,
                    SocketMessage(
                        at_us=int(message.timestamp * 1_000_000),
                        from_client=message.from_client,
                        opcode=int(message.type),
                        data=message.content,
                    ),
                )
        flow.websocket.messages.clear()

    def websocket_end(self, flow: "HTTPFlow") -> None:
        opened = self._open.get(flow.id)
        if opened is not None:
            self._finish(opened)

    def http_connect_error(self, flow: "HTTPFlow") -> None:
        """A tunnel that came to nothing: the host was asked for, nothing was sent to it."""
        host = flow.request.data.host
        if host in self._own_hosts or self.is_paused:
            return
        record = record_of(flow, self._book, background=self._is_unasked(host))
        message = flow.server_conn.error or (flow.error.msg if flow.error else "") or "connection failed"
        failed = replace(
            record,
            url=_asked_url("https://x/", (host, flow.request.data.port)),
            delivery=Delivery.FAILED,
            status=None,
            reason="",
            error=_plain(message),
            response_headers=b"[]",
            response_body=None,
            response_mime=None,
        )
        self._note(failed)
        self._sink.add(failed)

    # -- the life of a flow -------------------------------------------------------------------------------

    def _copy_for(self, host: str) -> BodyCopy:
        keeps = self._scope.keeps_bodies_of(host) and not self.is_paused
        return BodyCopy(self._cap_bytes if keeps else 0, self._budget)

    def pause(self, *, is_paused: bool) -> None:
        """Flows that go on are counted on, but nothing more of their bodies is kept."""
        self.is_paused = is_paused
        for opened in self._open.values():
            for copy in (opened.sent, opened.received):
                if is_paused and copy is not None:
                    copy.stop_keeping()

    def _record(self, opened: _Open) -> FlowRecord:
        record = record_of(
            opened.flow,
            self._book,
            sent=_copied(opened.sent),
            received=_copied(opened.received),
            background=self._background(opened.host, opened.flow.request.path),
        )
        if (asked := self._asked(opened.flow.client_conn.id)) is not None:
            record = replace(record, url=_asked_url(record.url, asked))
        if record.error is not None:
            record = replace(record, error=_plain(record.error))
        if not self._scope.keeps_bodies_of(opened.host):
            return _without_bodies(record)
        if self.is_paused and opened.received is None:
            return replace(record, response_body=None)
        return record

    def _host_of(self, flow: "HTTPFlow") -> str:
        """The name that was asked for; inside a tunnel the proxy itself sees an address only."""
        host: str = flow.request.data.host
        if (asked := self._asked(flow.client_conn.id)) is not None:
            return asked[0]
        return flow.request.pretty_host if host[-1:].isdigit() or ":" in host else host

    def _begin(self, opened: _Open) -> Ticket:
        """Gives the flow its row while it goes on, and what has come of its bodies."""
        has_answer = opened.flow.response is not None
        ticket = opened.ticket
        if ticket is None or (has_answer and not opened.is_answered):
            record = replace(self._record(opened), request_body=None, response_body=None, messages=(), duration_us=None)
            opened.is_answered = has_answer
            if ticket is None:
                opened.joined = self._facts(record)
                ticket = opened.ticket = self._sink.begin(_joined(record, opened.joined))
            else:
                self._sink.update(ticket, _joined(record, opened.joined))
        for side, copy in ((Side.REQUEST, opened.sent), (Side.RESPONSE, opened.received)):
            if copy is not None and copy.on_part is None:
                if copy.kept:
                    self._sink.add_part(ticket, side, copy.kept)
                copy.on_part = partial(self._sink.add_part, ticket, side)
        return ticket

    def _finish(self, opened: _Open) -> None:
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

    def _write(self, opened: _Open, record: FlowRecord) -> None:
        facts = opened.joined or self._facts(record)
        record = _joined(record, facts)
        if facts is None and not record.background and self._is_unasked(opened.host):
            record = replace(record, background=True)
        self._note(record)
        if opened.ticket is None:
            self._sink.add(record)
        else:
            self._sink.close(opened.ticket, record)
        opened.release()

    def _note(self, record: FlowRecord) -> None:
        counts = self.counts
        self.support.add(record)
        counts.flows += 1
        if len(counts.hosts) < _MOST_HOSTS:
            counts.hosts.add(record.url.partition("://")[2].partition("/")[0])
        counts.background += record.background
        counts.bytes_received += record.response_wire_size or 0

    def _is_unasked(self, host: str) -> bool:
        """A host that browsers contact by themselves, where the browser knows of no page that asked."""
        return (self.watch is not None or self.tells_pages) and self._listed(host)

    def _facts(self, record: FlowRecord) -> Facts | None:
        return self.watch.facts_for(record.method, record.url, record.started_us or 0) if self.watch else None

    def sweep(self, *, is_last: bool = False) -> None:
        """Gives long flows their rows, and finished ones that have waited long enough for the browser's word."""
        now = time.monotonic()
        while self._finished and (is_last or now - self._finished[0][0] >= _JOIN_WAIT_S):
            _, opened, record = self._finished.popleft()
            self._surely(opened, partial(self._write, opened, record))
        for opened in list(self._open.values()):
            if now - opened.since < _OPEN_AFTER_S:
                break  # in order of their beginning
            self._surely(opened, partial(self._begin, opened))

    def _surely(self, opened: _Open, call: Callable[[], object]) -> None:
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
            self._finish(opened)
        self.sweep(is_last=True)


def _asked_url(url: str, asked: tuple[str, int]) -> str:
    """The address with the host and port that were asked for: a host map leads elsewhere."""
    scheme, _, rest = url.partition("://")
    _, slash, path = rest.partition("/")
    host, port = asked
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}{'' if port == (443 if scheme == 'https' else 80) else f':{port}'}{slash}{path}"


def _joined(record: FlowRecord, facts: Facts | None) -> FlowRecord:
    """With what the browser said of this request."""
    if facts is None:
        return record
    return replace(
        record,
        initiator_kind=facts.initiator_kind,
        initiator_url=facts.initiator_url,
        initiator=facts.initiator,
        resource_type=facts.resource_type or record.resource_type,
        page=facts.page,
        background=False,
        extra=_merged(record.extra, facts.extra),
    )


def _has_body(fields: tuple[tuple[bytes, bytes], ...], buffered_bytes: int, *, is_request: bool) -> bool:
    """Whether a body is to be expected that is large or of unknown length: it then streams past."""
    for name, value in fields:
        lowered = name.lower()
        if lowered == b"content-length":
            return not value.isdigit() or len(value) > 18 or int(value) > buffered_bytes
        if lowered == b"transfer-encoding":
            return True
    return not is_request or any(name.lower() == b"content-type" for name, _ in fields)


def _is_event_stream(fields: tuple[tuple[bytes, bytes], ...]) -> bool:
    return any(name.lower() == b"content-type" and b"event-stream" in value for name, value in fields)


def _copied(copy: BodyCopy | None) -> Copy | None:
    if copy is None or (not copy.size_bytes and copy.on_part is None):
        return None
    return Copy(data=copy.kept, size_bytes=copy.size_bytes, sha256=copy.whole_sha256)


def _without_bodies(record: FlowRecord) -> FlowRecord:
    extra = _merged(record.extra, {"_outOfScope": True})
    return replace(record, request_body=None, response_body=None, extra=extra)


def _merged(extra: bytes | None, more: dict[str, Any]) -> bytes | None:
    if not more:
        return extra
    known = msgspec.json.decode(extra, type=dict[str, Any]) if extra else {}
    return msgspec.json.encode(known | more)


def _plain(text: str) -> str:
    """The library's sentence without addresses of its manual, and without what was received."""
    return _QUOTED.sub(" …", text.split(" If you plan", 1)[0])[:500]
