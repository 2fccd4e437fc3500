"""Which requests carried which of the values that identify a browser, and where in them: cookies, address, headers.

An identifier is known by its telling part (a UUID without hyphens, `GA1.1.` off): as text it would be missed.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from inspector.decode.flow import cookie_pairs
from inspector.decode.pairs import query_pairs
from inspector.detect.identifiers.parts import identifying_parts
from inspector.findings.evidence import CaseEvidence, Head
from inspector.model.flow import FlowId, Location, Side
from inspector.model.request import Request

_LONGEST_URL = 16_384
_MOST_PAIRS = 500
_MOST_LOOKED = 3_000
_NO_VALUE = ("cookie", "referer", "user-agent", "accept", "accept-language", "host", "origin")


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
        for part in identifying_parts(spot.value):
            yield part, spot


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


def _parts_alone(head: Head) -> set[str]:
    """The parts of `carried_parts`. From one request to the next most headers say the same: what each holds is kept."""
    told = [_of_header(name.lower(), value) for name, value in head.headers]
    told.append(_of_query(_query_of(head.url)))
    if sum(spots for spots, _ in told) > _MOST_PAIRS:
        return {part for part, _ in _parts(head)}
    return {part for _, parts in told for part in parts}


@lru_cache(maxsize=4096)
def _of_header(name: str, value: str) -> tuple[int, tuple[str, ...]]:
    """How many values a header holds, and their telling parts."""
    if name == "cookie":
        return _of_values(value for _, value in cookie_pairs(((name, value),), Side.REQUEST))
    return (0, ()) if name in _NO_VALUE else _of_values((value,))


@lru_cache(maxsize=4096)
def _of_query(query: str) -> tuple[int, tuple[str, ...]]:
    return _of_values(value for _, value in query_pairs(query))


def _of_values(values: Iterable[str]) -> tuple[int, tuple[str, ...]]:
    known = list(values)
    return len(known), tuple(part for value in known for part in identifying_parts(value))


def carriers_of(case: CaseEvidence, requests: Collection[Request], *, wanted: Collection[str]) -> Carriers:
    """Looks at the first 3,000 of the requests that say when they began."""
    timed = sorted((request.at_us, request.flow) for request in requests if request.at_us is not None)
    moments = {flow: at_us for at_us, flow in timed[:_MOST_LOOKED]} if wanted else {}
    found: dict[str, list[tuple[int, FlowId]]] = {}
    for head in case.heads(moments, Side.REQUEST):
        for part in _parts_alone(head).intersection(wanted):
            found.setdefault(part, []).append((moments[head.flow], head.flow))
    return Carriers({part: sorted(told) for part, told in found.items()}, len(timed) <= _MOST_LOOKED)
