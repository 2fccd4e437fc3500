"""Which requests carried which of the values that identify a browser, and where in them: cookies, address, headers.

An identifier is known by its telling part (a UUID without hyphens, `GA1.1.` off): as text it would be missed.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from inspector.decode.flow import cookie_pairs
from inspector.decode.pairs import query_pairs
from inspector.detect.identifiers.parts import identifying_parts
from inspector.model.flow import FlowFacts, FlowId, Headers, Location, Side
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


class _Messages(Protocol):
    def facts(self, flow: FlowId) -> FlowFacts: ...

    def headers(self, flow: FlowId, side: Side) -> Headers: ...


def carried_parts(case: _Messages, flow: FlowId) -> Iterator[tuple[str, Spot]]:
    """Every telling part in the cookies, the query and the other headers of a request, cookies first. What a Referer
    names is the address of a page, no value sent as such."""
    for number, spot in enumerate(_spots(case, flow)):
        if number >= _MOST_PAIRS:
            return
        for part in identifying_parts(spot.value):
            yield part, spot


def _spots(case: _Messages, flow: FlowId) -> Iterator[Spot]:
    headers = case.headers(flow, Side.REQUEST)
    for name, value in cookie_pairs(headers, Side.REQUEST):
        yield Spot(Location.COOKIE, name, value)
    try:
        query = urlsplit(case.facts(flow).url[:_LONGEST_URL]).query
    except ValueError:
        query = ""
    for name, value in query_pairs(query):
        yield Spot(Location.QUERY, name, value)
    for name, value in headers:
        if name.lower() not in _NO_VALUE:
            yield Spot(Location.HEADER, name.lower(), value)


def carriers_of(case: _Messages, requests: Collection[Request], *, wanted: Collection[str]) -> Carriers:
    """Looks at the first 3,000 of the requests that say when they began."""
    timed = sorted((request.at_us, request.flow) for request in requests if request.at_us is not None)
    found: dict[str, list[tuple[int, FlowId]]] = {}
    for at_us, flow in timed[:_MOST_LOOKED] if wanted else ():
        for part in {part for part, _ in carried_parts(case, flow) if part in wanted}:
            found.setdefault(part, []).append((at_us, flow))
    return Carriers(found, len(timed) <= _MOST_LOOKED)
