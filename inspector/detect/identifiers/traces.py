"""Where values that could identify a browser go: gathered flow by flow, within bounds."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from inspector.detect.identifiers.choices import Choice, Choices
from inspector.detect.identifiers.cookies import CookieBook
from inspector.detect.identifiers.observation import Observation, Token
from inspector.detect.identifiers.senses import NameSense, sense_of
from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.leaf import Place

_MOST_TRACES = 100_000
_MOST_USES = 24
_MOST_PAGES = 64
_MOST_SHIPPED = 2_000
_MOST_HANDOFFS = 20_000
_MOST_FLOWS = 12

type UseKey = tuple[Side, Location, str]


@dataclass(slots=True)
class Trace:
    """One value at one site."""

    first_party: bool
    sent: int = 0
    times_set: int = 0
    on_files: int = 0  # of `sent`, for scripts, styles and fonts
    last_flow: FlowId | None = None
    first_us: int | None = None
    last_us: int | None = None
    pages: set[tuple[CaptureId, str]] = field(default_factory=set)
    captures: dict[CaptureId, None] = field(default_factory=dict)
    uses: dict[UseKey, list[int]] = field(default_factory=dict)  # flows, and the last of them
    places: dict[UseKey, Place] = field(default_factory=dict)
    flows: list[FlowId] = field(default_factory=list)
    choices: Choices = field(default_factory=Choices)

    @property
    def in_cookie(self) -> bool:
        return any(location is Location.COOKIE for _, location, _ in self.uses)

    @property
    def is_ticket(self) -> bool:
        """Seen once, and under no cookie."""
        return self.sent + self.times_set == 1 and not self.in_cookie

    @property
    def senses(self) -> tuple[NameSense, ...]:
        return tuple(sense_of(name) for _, _, name in self.uses)

    def name(self, *, sent_first: bool = True) -> str:
        """The name it goes by most, a parameter or a cookie."""
        return max(self.uses, key=lambda use: (sent_first and use[0] is Side.REQUEST, self.uses[use][0]))[2]


@dataclass(slots=True)
class Handover:
    """A value that one site's redirects carried to another."""

    name: str
    flows: list[FlowId] = field(default_factory=list)
    captures: dict[CaptureId, None] = field(default_factory=dict)
    count: int = 0
    first_us: int | None = None
    last_us: int | None = None


class IdentifierCollector:
    """Takes flows in order, at a cost that does not grow with what came before. `site_of` gives the site of a host."""

    def __init__(self, *, site_of: Callable[[str], str], choices: Mapping[CaptureId, Choice]) -> None:
        self._site_of = site_of
        self.choices = choices
        self.traces: dict[tuple[str, str], Trace] = {}
        self.handovers: dict[tuple[str, str, str], Handover] = {}
        self.shipped: dict[bytes, FlowId] = {}
        self.cookies = CookieBook()
        self.left_out = 0
        self._is_full = False

    def take(self, seen: Observation | None) -> None:
        if seen is None:
            return
        choice = self.choices.get(seen.capture)
        window = choice.window(seen.at_us) if choice else ""
        self.cookies.take(seen, window=window)
        for token in seen.tokens:
            self._trace(token, seen, window)
        for host, name, value in seen.handoffs:
            target = self._site_of(host)
            if target != seen.site:
                self._hand_over((seen.site, target, value), name, seen)
        if seen.shipped is not None and len(self.shipped) < _MOST_SHIPPED:
            self.shipped.setdefault(seen.shipped, seen.flow)

    def _trace(self, token: Token, seen: Observation, window: str) -> None:
        key = (seen.site, token.value)
        trace = self.traces.get(key)
        if trace is None:
            if self._is_full or (len(self.traces) >= _MOST_TRACES and not self._has_made_room()):
                self.left_out += 1
                return
            trace = self.traces[key] = Trace(first_party=seen.first_party)
        if trace.last_flow != seen.flow:
            self._count(trace, token, seen, window)
        use = (token.side, token.location, token.name)
        counted = trace.uses.get(use)
        if counted is not None:
            counted[0] += counted[1] != seen.flow
            counted[1] = seen.flow
        elif len(trace.uses) < _MOST_USES:
            trace.uses[use] = [1, seen.flow]
            trace.places[use] = _place(token, seen)

    def _count(self, trace: Trace, token: Token, seen: Observation, window: str) -> None:
        trace.last_flow = seen.flow
        if token.side is Side.REQUEST:
            trace.sent += 1
            trace.on_files += seen.is_static
            trace.choices.count(seen.capture, window, seen.at_us, seen.flow)
            if len(trace.flows) < _MOST_FLOWS:
                trace.flows.append(seen.flow)
            if len(trace.pages) < _MOST_PAGES:
                trace.pages.add((seen.capture, seen.page))
        else:
            trace.times_set += 1
        trace.captures[seen.capture] = None
        trace.first_us, trace.last_us = _span(trace.first_us, trace.last_us, seen.at_us)

    def _has_made_room(self) -> bool:
        """Forgets values seen once under a parameter: in a large capture nearly all are tickets that never return."""
        once = [key for key, trace in self.traces.items() if trace.is_ticket]
        for key in once:
            del self.traces[key]
        self.left_out += len(once)
        self._is_full = len(self.traces) >= _MOST_TRACES * 9 // 10  # sweeping again would free too little
        return not self._is_full

    def _hand_over(self, key: tuple[str, str, str], name: str, seen: Observation) -> None:
        if key not in self.handovers and len(self.handovers) >= _MOST_HANDOFFS:
            return
        found = self.handovers.setdefault(key, Handover(name=name))
        found.count += 1
        found.captures[seen.capture] = None
        if len(found.flows) < _MOST_FLOWS:
            found.flows.append(seen.flow)
        found.first_us, found.last_us = _span(found.first_us, found.last_us, seen.at_us)

    def questioned(self) -> tuple[str, ...]:
        """Values worth a look into scripts and pages: those that repeat, and those that were handed on."""
        shared = {value for _, _, value in self.handovers}
        sites: defaultdict[str, int] = defaultdict(int)
        for _, value in self.traces:
            sites[value] += 1
        return tuple(
            dict.fromkeys(
                value
                for (_, value), trace in self.traces.items()
                if trace.sent + trace.times_set > 1 or sites[value] > 1 or value in shared
            )
        )

    def sites(self) -> dict[str, tuple[str, ...]]:
        """By value, the sites that were sent it or set it."""
        found: dict[str, list[str]] = {}
        for site, value in self.traces:
            found.setdefault(value, []).append(site)
        return {value: tuple(sites) for value, sites in found.items()}


def _place(token: Token, seen: Observation) -> Place:
    return Place(
        capture=seen.capture,
        flow=seen.flow,
        entry=seen.entry,
        side=token.side,
        location=token.location,
        path=token.path,
        layers=token.layers,
    )


def _span(first_us: int | None, last_us: int | None, at_us: int | None) -> tuple[int | None, int | None]:
    if at_us is None:
        return first_us, last_us
    return (
        at_us if first_us is None else min(first_us, at_us),
        at_us if last_us is None else max(last_us, at_us),
    )
