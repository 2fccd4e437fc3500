"""Which requests carried which of the values that identify a browser, and where in them: cookies, address, headers.

An identifier is known by its telling part (a UUID without hyphens, `GA1.1.` off): as text it would be missed.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from inspector.decode.flow import cookie_pairs
from inspector.decode.pairs import query_pairs
from inspector.detect.identifiers.parts import LONGEST, identifying_parts
from inspector.findings.evidence import CaseEvidence, Head
from inspector.model.flow import FlowId, Location, Side
from inspector.model.request import Request

_LONGEST_URL = 16_384
_MOST_PAIRS = 500
_MOST_LOOKED = 3_000
_LONGEST_KEPT = 2_000
_NO_VALUE = ("cookie", "referer", "user-agent", "accept", "accept-language", "host", "origin")

type _Told = tuple[int, tuple[str, ...]]  # how many values a text holds, and their telling parts


class Spot(NamedTuple):
    """Where a value stands in a request, and the whole text that stands there."""

    location: Location
    name: str
    value: str


class Carriers(NamedTuple):
    """The requests to one site, by the telling part that they carry, in time order. `is_whole`: all were looked at."""

    requests: Mapping[str, Sequence[tuple[int, FlowId]]]
    is_whole: bool

    def before(self, part: str, at_us: int, flow: FlowId) -> int:
        """How many of those that carried a value had begun before a request did."""
        return bisect_left(self.requests.get(part, ()), (at_us, flow))


def carried_parts(case: CaseEvidence, flow: FlowId) -> Iterator[tuple[str, Spot]]:
    """Every telling part in the cookies, the query and the other headers of a request, cookies first. What a Referer
    names is the address of a page, no value sent as such."""
    return _parts(Head(flow, case.facts(flow).url, case.headers(flow, Side.REQUEST)))


def _parts(head: Head) -> Iterator[tuple[str, Spot]]:
    for number, spot in enumerate(_spots(head)):
        if number >= _MOST_PAIRS:
            return
        for part in _parts_of(spot.value):
            yield part, spot


def _parts_of(value: str) -> tuple[str, ...]:
    """None of what is too long, which `identifying_parts` would remember all the same."""
    return identifying_parts(value) if len(value) <= LONGEST else ()


def _spots(head: Head) -> Iterator[Spot]:
    for name, value in cookie_pairs(head.headers, Side.REQUEST):
        yield Spot(Location.COOKIE, name, value)
    for name, value in query_pairs(_query_of(head.url)):
        yield Spot(Location.QUERY, name, value)
    for name, value in head.headers:
        if name.lower() not in _NO_VALUE:
            yield Spot(Location.HEADER, name.lower(), value)


def _query_of(url: str) -> str:
    try:
        return urlsplit(url[:_LONGEST_URL]).query
    except ValueError:
        return ""


class _Telling:
    """What heads hold. From one to the next most headers say the same: it is remembered, but for long ones, of which a
    few thousand would fill the memory. Holds captured values, and is gone with the requests looked at."""

    def __init__(self) -> None:
        self._header: Callable[[str, str], _Told] = lru_cache(maxsize=4096)(_of_header)
        self._query: Callable[[str], _Told] = lru_cache(maxsize=4096)(_of_query)

    def parts(self, head: Head) -> set[str]:
        """The parts of `carried_parts`."""
        told = [
            (self._header if len(name) + len(value) <= _LONGEST_KEPT else _of_header)(name.lower(), value)
            for name, value in head.headers
        ]
        query = _query_of(head.url)
        told.append((self._query if len(query) <= _LONGEST_KEPT else _of_query)(query))
        if sum(values for values, _ in told) > _MOST_PAIRS:
            return {part for part, _ in _parts(head)}
        return {part for _, parts in told for part in parts}


def _of_header(name: str, value: str) -> _Told:
    if name == "cookie":
        return _of_values(value for _, value in cookie_pairs(((name, value),), Side.REQUEST))
    return (0, ()) if name in _NO_VALUE else _of_values((value,))


def _of_query(query: str) -> _Told:
    return _of_values(value for _, value in query_pairs(query))


def _of_values(values: Iterable[str]) -> _Told:
    known = list(values)
    return len(known), tuple(part for value in known for part in _parts_of(value))


def carriers_of(case: CaseEvidence, requests: Collection[Request], *, wanted: Collection[str]) -> Carriers:
    """Looks at the first 3,000 of the requests that say when they began."""
    timed = sorted((request.at_us, request.flow) for request in requests if request.at_us is not None)
    moments = {flow: at_us for at_us, flow in timed[:_MOST_LOOKED]} if wanted else {}
    found: dict[str, list[tuple[int, FlowId]]] = {}
    telling = _Telling()
    for head in case.heads(moments, Side.REQUEST):
        for part in telling.parts(head).intersection(wanted):
            found.setdefault(part, []).append((moments[head.flow], head.flow))
    return Carriers({part: sorted(told) for part, told in found.items()}, len(timed) <= _MOST_LOOKED)
