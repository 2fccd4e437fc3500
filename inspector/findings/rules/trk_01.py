"""TRK-01: interaction events with a name, a moment and an id that stays the same."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_page_part, of_leaf, of_sighting
from inspector.findings.severity import data_points
from inspector.findings.signalled import of_signal, values_at
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.leaf import About, Confidence, Place
from inspector.model.signal import Signal, SignalKind

_CLASS = "behaviour.event"
_FEWEST = 3
_MINUTE_US = 60_000_000
_SOON_US = 3_000_000
_PLACES = (Location.BODY, Location.QUERY, Location.WEBSOCKET)
_GESTURES = ("search", "practitioner-seen", "motive-chosen", "logged-in", "booking", "accepted", "refused")

type Health = Mapping[FlowId, Sequence[Observation]]


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Three events with the same id at least. Events that name what was chosen are told under the class of that."""
    known = survey(case)
    by_site = _followed(known)
    if not by_site:
        return []
    health = _health(known, {one.place.flow for some in by_site.values() for one in some})

    def facts(_case: Survey, seen: Observation) -> Facts:
        named: Facts = {"named": "yes"} if seen.item.joined else {}
        return _timeline(known, _of_one_id(by_site[seen.recipient])) | named

    told = list(_observations(known, by_site, health))
    own = [one for one in told if known.is_first_party(one.recipient) and one.class_ == _CLASS]
    others = [one for one in told if not (known.is_first_party(one.recipient) and one.class_ == _CLASS)]
    low = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.LOW), variant=_variant, facts=facts)
    weighed = Shape(scale=Scale(rung=Rung.L2), variant=_variant, facts=facts)
    return [
        *findings_of(known, "TRK-01", observations=own, shape=low),
        *findings_of(known, "TRK-01", observations=others, shape=weighed),
    ]


def _followed(case: Survey) -> dict[str, list[Signal]]:
    """By site, the events whose id came with three of them or more within one capture."""
    marks = Counter(map(_followed_by, case.signals_of(SignalKind.EVENT)))
    found: dict[str, list[Signal]] = {}
    for one in case.signals_of(SignalKind.EVENT):
        if marks[_followed_by(one)] >= _FEWEST:
            found.setdefault(one.site, []).append(one)
    return found


def _followed_by(one: Signal) -> tuple[CaptureId, str, str | int | None]:
    return one.place.capture, one.site, one.facts.get("id_mark")


def _observations(case: Survey, by_site: Mapping[str, Sequence[Signal]], health: Health) -> Iterator[Observation]:
    signals = sorted((one for some in by_site.values() for one in some), key=lambda one: one.place.flow)
    values = values_at(case, signals)
    told: set[FlowId] = set()
    for one in signals:
        flow = one.place.flow
        if flow in health and flow not in told:
            told.add(flow)
            yield from health[flow]
        if flow not in health or "item" not in one.facts:
            yield of_signal(one, class_=_CLASS, confidence=Confidence.FIRM, values=values)


def _health(case: Survey, flows: set[FlowId]) -> dict[FlowId, list[Observation]]:
    """What events say of a choice about health: the weightiest of each flow."""
    best: dict[FlowId, Observation] = {}
    for sighting in case.sightings:
        if sighting.needle.class_.startswith("health.") and _is_said(sighting.place, flows):
            _keep(best, of_sighting(sighting))
    for leaf in case.leaves_that(_may_say):
        if _is_said(leaf.place, flows):
            _keep(best, of_leaf(case, leaf))
    return {flow: [seen] for flow, seen in best.items()}


def _may_say(kind: Kind) -> bool:
    is_sent = kind.side is Side.REQUEST and kind.location in _PLACES
    of_health = kind.class_.startswith("health.") and kind.about is not About.CATALOGUE
    return is_sent and of_health and kind.confidence is not Confidence.TENTATIVE


def _is_said(place: Place, flows: set[FlowId]) -> bool:
    is_sent = place.flow in flows and place.side is Side.REQUEST and place.location in _PLACES
    return is_sent and not is_page_part(place)


def _keep(best: dict[FlowId, Observation], seen: Observation) -> None:
    flow = seen.item.place.flow
    if flow not in best or _points(seen) > _points(best[flow]):
        best[flow] = seen


def _points(seen: Observation) -> int:
    return data_points(seen.class_, inferred=seen.inferred)


def _of_one_id(events: Sequence[Signal]) -> list[Signal]:
    """Those with the id that came with most of them: an id that is the same from one to the next."""
    most = Counter(one.facts.get("id_mark") for one in events).most_common(1)[0][0]
    return [one for one in events if one.facts.get("id_mark") == most]


def _timeline(case: Survey, events: Sequence[Signal]) -> Facts:
    """How many events, the most of them in a minute, and how soon after a marker of a gesture."""
    minutes = Counter((one.place.capture, one.at_us // _MINUTE_US) for one in events if one.at_us is not None)
    kinds = Counter(str(one.facts.get("id_kind", "")) for one in events)
    captures = {one.place.capture for one in events}
    gestures = {capture: _gestures(case, capture) for capture in captures}
    delays = [delay for one in events if (delay := _delay(one, gestures[one.place.capture])) is not None]
    facts: Facts = {
        "events": len(events),
        "event_flows": len({one.place.flow for one in events}),
        "most_a_minute": max(minutes.values(), default=0),
        "id_kind": kinds.most_common(1)[0][0],
        "items": sum("item" in one.facts for one in events),
        "with_items": "yes" if any("item" in one.facts for one in events) else "no",
        "marked": "yes" if delays else "none" if any(gestures.values()) else "no",
    }
    return facts | ({"followed": len(delays), "delay_ms": min(delays) // 1000} if delays else {})


def _gestures(case: Survey, capture: CaptureId) -> list[int]:
    return sorted(marker.at_us for marker in case.markers.get(capture, ()) if marker.kind in _GESTURES)


def _delay(event: Signal, gestures: Sequence[int]) -> int | None:
    """Since the last marker of a gesture, where that is less than three seconds ago."""
    before = [at_us for at_us in gestures if event.at_us is not None and 0 <= event.at_us - at_us <= _SOON_US]
    return event.at_us - before[-1] if before and event.at_us is not None else None


def _variant(case: Survey, seen: Observation) -> str:
    who = "first_party" if case.is_first_party(seen.recipient) else ""
    who = "same_group" if case.is_same_group(seen.recipient) else who
    return "_".join(part for part in ("item" if seen.class_ != _CLASS else "", who) if part)
