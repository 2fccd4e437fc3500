"""All requests of a case, read once for all rules, and by flow for what a leaf asks of the message it stands in."""

from collections.abc import Iterator
from itertools import islice

from inspector.findings.evidence import CaseEvidence
from inspector.model.flow import Delivery, FlowId
from inspector.model.request import Request

_MOST_KEPT = 400_000


class Traffic:
    """Kept in memory unless there are very many; the others are asked for one by one."""

    def __init__(self, case: CaseEvidence) -> None:
        kept = tuple(islice(case.requests(), _MOST_KEPT + 1))
        self._case = case
        self._all = kept if len(kept) <= _MOST_KEPT else None
        self._by_flow = {request.flow: request for request in kept}
        self.plainly_sent = frozenset(one.flow for one in kept if one.delivery == Delivery.NETWORK)

    def requests(self) -> Iterator[Request]:
        """In flow order, the browser's own left out."""
        return self._case.requests() if self._all is None else iter(self._all)

    def of(self, flow: FlowId) -> Request:
        """The request of any flow of the case; raises KeyError where there is none."""
        known = self._by_flow.get(flow)
        return _of_facts(self._case, flow) if known is None else known


def _of_facts(case: CaseEvidence, flow: FlowId) -> Request:
    facts = case.facts(flow)
    is_timed = facts.started_us is not None and facts.duration_us is not None
    return Request(
        flow=flow,
        capture=facts.capture,
        entry=facts.entry,
        at_us=facts.started_us,
        ended_us=(facts.started_us or 0) + (facts.duration_us or 0) if is_timed else None,
        method=facts.method,
        scheme=facts.scheme,
        host=facts.host,
        path=facts.path,
        status=facts.status,
        on_wire=facts.delivery.is_on_wire,
        delivery=facts.delivery.value,
        kind=(facts.resource_type or "").lower(),
        mime=(facts.response_mime or "").lower(),
        page=facts.page,
    )
