"""While flows are recorded through the proxy: what only the browser knows about them, and what never left it."""

import bisect
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import msgspec

from inspector.capture.devtools.bodies import Fetcher
from inspector.capture.devtools.exchange import Exchange, bare_url
from inspector.capture.devtools.flows import flow_of, sent_body
from inspector.capture.devtools.journey import Journey
from inspector.capture.devtools.ledger import Ledger, Observer
from inspector.capture.devtools.telling import (
    delivery_of_exchange,
    extra_of,
    has_stayed,
    initiator_of,
    network_url,
)
from inspector.formats.har.delivery import scheme_of
from inspector.model.flow import Body, Delivery, FlowRecord, Page
from inspector.model.struct import Record

BODY_CAP_BYTES = 1024 * 1024
"""Bodies from a cache or a service worker are fetched up to here."""

_RECORDS = 8_000
_EARLY_US = 2_000_000  # the proxy may stamp a request before the browser does
_LATE_US = 180_000_000  # a request waits for a free connection
_GRACE_US = 500_000
_FAILED_GRACE_US = 3_000_000  # the proxy may still be trying
_BODY_GRACE_US = 3_000_000
_NETWORK_SCHEMES = ("http", "https", "ws", "wss")
_WITH_BODY = (Delivery.CACHE, Delivery.SERVICE_WORKER)


class RequestFacts(Record, frozen=True, kw_only=True):
    """What the browser tells of a request the proxy saw. `extra` is to be laid over the flow's own (HAR's `_` names:
    `_documentURL _frame _blockedCookies _redirectedFrom _userGesture _corsError ...`); `error` is the browser's word
    for how it ended, None where it went well or goes on; `page` the label of a Page."""

    initiator_kind: str | None = None
    initiator_url: str | None = None
    initiator: bytes | None = None  # JSON, bounded
    resource_type: str | None = None
    page: str | None = None
    error: str | None = None
    extra: dict[str, Any] = {}


class _Watched(msgspec.Struct, eq=False):
    exchange: Exchange
    key: tuple[str, str]
    ended_us: int | None = None  # by our clock
    is_asked: bool = False
    body: Body | None = None
    missing: str = ""


class RequestWatch(Observer):
    """Fed with every event; asked by the recorder. `clock_us` gives microseconds since the Unix epoch; without a
    `fetcher` no bodies are asked for."""

    def __init__(
        self,
        *,
        clock_us: Callable[[], int],
        fetcher: Fetcher | None = None,
        body_cap_bytes: int = BODY_CAP_BYTES,
    ) -> None:
        self._clock_us, self._fetcher, self._cap = clock_us, fetcher, body_cap_bytes
        self._ledger = Ledger(self)
        self._journey = Journey()
        self._watched: OrderedDict[int, _Watched] = OrderedDict()  # by identity of the exchange, oldest first
        self._stayed: dict[int, _Watched] = {}  # those of them that seem to have never left
        self._by_address: dict[tuple[str, str], list[_Watched]] = {}

    def feed(self, session: str | None, method: str, params: dict[str, Any]) -> None:
        """An event of the pipe, in order."""
        self._journey.feed(session, method, params)
        self._ledger.feed(session, method, params)

    def facts_for(self, method: str, url: str, started_us: int) -> RequestFacts | None:
        """The facts of the earliest request of that method and address that began in a plausible window and was not
        given yet; None where there is none (yet). Ask when the flow is over: cookies and errors are known then. The
        browser's events come up to a few tenths of a second after the proxy's, so ask again before giving up."""
        for watched in self._by_address.get((method.upper(), network_url(bare_url(url))), ()):
            exchange = watched.exchange
            if exchange.wall_us > started_us + _EARLY_US:
                break
            if exchange.wall_us >= started_us - _LATE_US and not self._is_settled_here(exchange):
                self._forget(watched)
                return _facts(exchange)
        return None

    def unsent(self, now_us: int) -> list[FlowRecord]:
        """Requests that never reached the network, each once, as soon as that is certain: answered by a cache or a
        service worker, redirected or blocked inside the browser; and those that failed with no sign of having been
        sent (`FAILED`)."""
        found = []
        for watched in list(self._stayed.values()):
            if self._is_due(watched, now_us):
                found.append(self._flow(watched))
                self._forget(watched)
        return found

    def pages(self) -> list[Page]:
        """The pages that are new or changed since this was asked last."""
        return self._journey.changed()

    def opened(self, exchange: Exchange) -> None:
        exchange.page = self._journey.place(exchange)
        if scheme_of(exchange.url) not in _NETWORK_SCHEMES:
            return
        key = (exchange.request.method.upper(), network_url(exchange.url))
        watched = self._watched[id(exchange)] = _Watched(exchange, key)
        bisect.insort(self._by_address.setdefault(key, []), watched, key=lambda known: known.exchange.wall_us)
        if len(self._watched) > _RECORDS:
            self._forget(next(iter(self._watched.values())))

    def ended(self, exchange: Exchange) -> None:
        watched = self._watched.get(id(exchange))
        if watched is None:
            return
        watched.ended_us = self._clock_us()
        if not has_stayed(exchange):
            return
        self._stayed[id(exchange)] = watched
        if exchange.received_bytes and delivery_of_exchange(exchange) in _WITH_BODY:
            self._ask(watched)

    def _ask(self, watched: _Watched) -> None:
        if watched.exchange.received_bytes > self._cap:
            watched.missing = "too-large"
        elif self._fetcher is not None:
            watched.is_asked = True
            self._fetcher.fetch_answer(watched.exchange, self._take)

    def _take(self, exchange: Exchange, body: Body | None, missing: str) -> None:
        watched = self._watched.get(id(exchange))
        if watched is not None:
            watched.is_asked, watched.body, watched.missing = False, body, missing

    def _is_settled_here(self, exchange: Exchange) -> bool:
        """Whether it is certain already that the proxy saw another request than this."""
        return has_stayed(exchange) and delivery_of_exchange(exchange) is not Delivery.FAILED

    def _is_due(self, watched: _Watched, now_us: int) -> bool:
        exchange, waited_us = watched.exchange, now_us - (watched.ended_us or 0)
        if not has_stayed(exchange):  # what really travelled was told later
            self._stayed.pop(id(exchange), None)
            return False
        if waited_us < _GRACE_US:
            return False
        if delivery_of_exchange(exchange) is Delivery.FAILED:
            return waited_us >= _FAILED_GRACE_US
        return not watched.is_asked or waited_us >= _BODY_GRACE_US

    def _flow(self, watched: _Watched) -> FlowRecord:
        sent, _ = sent_body(watched.exchange, cap_bytes=self._cap)
        missing = watched.missing or ("timed-out" if watched.is_asked else "")
        extra = {"_bodyMissing": missing} if missing else None
        return flow_of(watched.exchange, sent=sent, received=watched.body, extra=extra)

    def _forget(self, watched: _Watched) -> None:
        watched.exchange.drop_posted()
        self._watched.pop(id(watched.exchange), None)
        self._stayed.pop(id(watched.exchange), None)
        alike = self._by_address.get(watched.key, [])
        if watched in alike:
            alike.remove(watched)
        if not alike:
            self._by_address.pop(watched.key, None)


def _facts(exchange: Exchange) -> RequestFacts:
    kind, url, initiator = initiator_of(exchange)
    return RequestFacts(
        initiator_kind=kind,
        initiator_url=url,
        initiator=initiator,
        resource_type=exchange.resource_type,
        page=exchange.page,
        error=exchange.error,
        extra=extra_of(exchange),
    )
