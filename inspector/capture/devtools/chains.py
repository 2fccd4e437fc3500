"""The hops of each request, and what was told of them, in whatever order it came."""

from itertools import islice

import msgspec

from inspector.capture.devtools.events import AnswerMore, RequestMore
from inspector.capture.devtools.exchange import Exchange

MOST_HOPS = 50
_CHAINS = 6_000
_WAITING = 2_000


class Chain(msgspec.Struct):
    """The hops of one request number, and what was told of them; the two come in any order."""

    hops: list[Exchange]
    sent: list[RequestMore]
    answered: list[AnswerMore]

    def join(self) -> None:
        """The nth told belongs to the nth hop that has something told (protocol: `hasExtraInfo`)."""
        telling = [hop for hop in self.hops if hop.has_more is not False]
        for hop in self.hops:
            if hop.has_more is False:
                hop.sent_more = hop.answer_more = None
        for hop, sent in zip(telling, self.sent, strict=False):
            hop.sent_more = sent
        for hop, answer in zip(telling, self.answered, strict=False):
            hop.answer_more = answer


class Chains:
    """By request number. Bounded: the oldest are forgotten, those that are over first."""

    def __init__(self) -> None:
        self._known: dict[str, Chain] = {}
        self._waiting: dict[str, Chain] = {}  # told before the request itself

    def last(self, request: str) -> Exchange | None:
        """The hop that is under way, or was the last."""
        chain = self._known.get(request)
        return chain.hops[-1] if chain and chain.hops else None

    def enter(self, exchange: Exchange) -> None:
        chain = self._known.get(exchange.id)
        if chain is None:
            chain = self._waiting.pop(exchange.id, None) or Chain([], [], [])
            self._known[exchange.id] = chain
            if len(self._known) > _CHAINS:
                self._forget_one()
        chain.hops.append(exchange)
        chain.join()

    def join(self, request: str) -> None:
        """Something about the hops changed that decides what was told of which."""
        self._known[request].join()

    def tell_sent(self, told: RequestMore) -> None:
        chain = self._chain(told.request_id)
        if len(chain.sent) <= MOST_HOPS:
            chain.sent.append(told)
            chain.join()

    def tell_answered(self, told: AnswerMore) -> None:
        chain = self._chain(told.request_id)
        if len(chain.answered) <= MOST_HOPS:
            chain.answered.append(told)
            chain.join()

    def _chain(self, request: str) -> Chain:
        chain = self._known.get(request) or self._waiting.get(request)
        if chain is None:
            chain = self._waiting[request] = Chain([], [], [])
            if len(self._waiting) > _WAITING:
                self._waiting.pop(next(iter(self._waiting)))
        return chain

    def _forget_one(self) -> None:
        eldest = list(islice(self._known.items(), 100))
        over = (request for request, chain in eldest if chain.hops and chain.hops[-1].is_over)
        self._known.pop(next(over, eldest[0][0]))
