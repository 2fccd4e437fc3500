"""The same value at two companies: by redirect, as a parameter, or without the way being seen."""

from collections.abc import Callable, Iterator

from inspector.detect.identifiers.judging import Outside, is_passing, judge
from inspector.detect.identifiers.senses import is_tag_id, sense_of
from inspector.detect.identifiers.traces import Handover, IdentifierCollector, Trace
from inspector.model.flow import Location
from inspector.model.identifier import IdentifierKind, Sync, Via
from inspector.model.leaf import Confidence

_MOST_SITES = 30  # what more sites were sent is nobody's own
_MOST = 5_000


def find_syncs(
    collector: IdentifierCollector, outside: Outside, *, are_one: Callable[[str, str], bool]
) -> tuple[Sync, ...]:
    """Edges in the order of their first time; `are_one` tells sites of one company or group. The first party and its
    group are no end of an edge: what they hand on is in the findings."""
    foreign: dict[str, dict[str, Trace]] = {}
    anywhere: dict[str, list[Trace]] = {}
    for (site, value), trace in collector.traces.items():
        anywhere.setdefault(value, []).append(trace)
        if not trace.first_party and site not in outside.own_group:
            foreign.setdefault(value, {})[site] = trace
    found: list[Sync] = []
    for value, traces in foreign.items():
        if not 2 <= len(traces) <= _MOST_SITES or not _is_personal(value, anywhere[value], outside):
            continue
        handed = {
            (source, target): handover
            for source in traces
            for target in traces
            if (handover := collector.handovers.get((source, target, value))) is not None
        }
        found += _edges(value, traces, handed, is_kept=_is_kept(value, anywhere[value], outside), are_one=are_one)
    found.sort(key=lambda sync: (sync.first_us or 0, sync.source, sync.target, sync.value))
    return tuple(found[:_MOST])


def _is_personal(value: str, traces: list[Trace], outside: Outside) -> bool:
    """Consistent with one browser wherever it was seen, and no ticket."""
    if is_tag_id(value) or all(is_passing(trace) for trace in traces):
        return False
    return all(judge(value, trace, outside)[0] is IdentifierKind.BROWSER for trace in traces if not is_passing(trace))


def _is_kept(value: str, traces: list[Trace], outside: Outside) -> bool:
    return value in outside.stored or any(_in_kept_cookie(trace) for trace in traces)


def _in_kept_cookie(trace: Trace) -> bool:
    return any(location is Location.COOKIE and not sense_of(name).is_balancer for _, location, name in trace.uses)


def _edges(
    value: str,
    traces: dict[str, Trace],
    handed: dict[tuple[str, str], Handover],
    *,
    is_kept: bool,
    are_one: Callable[[str, str], bool],
) -> Iterator[Sync]:
    for (source, target), handover in handed.items():
        if not are_one(source, target) and (is_kept or sense_of(handover.name).is_identifier):
            yield _redirect(value, source, target, handover, traces)
    origin = min(traces, key=lambda site: _rank(site, traces[site]))
    for target, trace in traces.items():
        if target == origin or are_one(origin, target) or any(pair[1] == target for pair in handed):
            continue
        via = Via.PARAMETER if _in_kept_cookie(traces[origin]) else Via.SHARED
        if is_kept or (_is_named(traces[origin]) and _is_named(trace)):
            is_sure = via is Via.PARAMETER or (_is_named(traces[origin]) and _is_named(trace))
            yield _parameter(value, origin, target, traces, via=via, is_sure=is_sure)


def _rank(site: str, trace: Trace) -> tuple[bool, bool, int, str]:
    """Who sets it comes first, then who keeps it in a cookie, then who was sent it first."""
    return not trace.times_set, not _in_kept_cookie(trace), trace.first_us or 0, site


def _is_named(trace: Trace) -> bool:
    return any(sense.is_identifier for sense in trace.senses)


def _redirect(value: str, source: str, target: str, handover: Handover, traces: dict[str, Trace]) -> Sync:
    return Sync(
        source=source,
        target=target,
        via=Via.REDIRECT,
        value=value,
        source_name=traces[source].name(sent_first=False),
        target_name=handover.name.partition("#")[0],
        confidence=Confidence.CERTAIN if _in_kept_cookie(traces[source]) else Confidence.FIRM,
        count=handover.count,
        flows=tuple(handover.flows),
        captures=tuple(handover.captures),
        first_us=handover.first_us,
        last_us=handover.last_us,
    )


def _parameter(value: str, source: str, target: str, traces: dict[str, Trace], *, via: Via, is_sure: bool) -> Sync:
    trace = traces[target]
    return Sync(
        source=source,
        target=target,
        via=via,
        value=value,
        source_name=traces[source].name(sent_first=False),
        target_name=trace.name(),
        confidence=Confidence.FIRM if is_sure else Confidence.TENTATIVE,
        count=trace.sent,
        flows=tuple(trace.flows),
        captures=tuple(trace.captures),
        first_us=trace.first_us,
        last_us=trace.last_us,
    )
