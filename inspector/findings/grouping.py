"""Occurrences to findings: one per rule, recipient and class, with its arithmetic and the facts of its texts."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from inspector.findings.observation import Observation
from inspector.findings.particulars import particulars, plain
from inspector.findings.phases import is_logged_in, phase_at
from inspector.findings.severity import data_points, recipient_points, settle
from inspector.findings.survey import Survey
from inspector.findings.transport import transport_facts
from inspector.model.consent import Known, Period
from inspector.model.finding import EvidenceItem, Finding, Points, Rung, Severity, finding_id
from inspector.model.flow import CaptureId
from inspector.model.leaf import Confidence, Place
from inspector.model.mask import mask
from inspector.model.struct import Record

MOST_EVIDENCE = 50
_LONGEST_FACT = 160
_HIDDEN = "•••••"
_ID_ENDINGS = (".id", "_id", "_ids")
_CONFIDENCES = list(Confidence)

type Facts = dict[str, str | int]


class Scale(Record, frozen=True, kw_only=True):
    """How a rule is weighed: which parts count, and its own severity column where it has one. `least_identity`: for a
    rule that is itself about an identifier."""

    rung: Rung = Rung.L2
    fixed: Severity | None = None
    floor: Severity | None = None
    recipient: int | None = None  # instead of the weight of the recipient's role
    identity: bool = True
    least_identity: int = 0
    circumstances: bool = True


def _no_facts(_case: Survey, _observation: Observation) -> Facts:
    return {}


def _no_variant(_case: Survey, _observation: Observation) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a rule adds to its findings: variant of the texts and further facts, both from the telling occurrence."""

    scale: Scale
    variant: Callable[[Survey, Observation], str] = _no_variant
    facts: Callable[[Survey, Observation], Facts] = _no_facts


@dataclass(slots=True)
class _Group:
    best: Observation
    points: Points
    evidence: list[EvidenceItem] = field(default_factory=list)
    places: dict[tuple[object, ...], Place] = field(default_factory=dict)
    weighed: set[tuple[object, ...]] = field(default_factory=set)  # what a weight depends on


def findings_of(case: Survey, rule: str, *, observations: Iterable[Observation], shape: Shape) -> list[Finding]:
    """Findings in the order in which their first occurrence came. An occurrence at a place already told counts once;
    the first 50 are kept as evidence, the others are counted."""
    groups: dict[tuple[str, str | None], _Group] = {}
    for observation in observations:
        key = (observation.recipient, observation.class_)
        group = groups.get(key)
        if group is None:
            group = groups[key] = _Group(observation, points_of(case, observation, scale=shape.scale))
        _add(case, group, observation=observation, scale=shape.scale)
    return [_finding(case, rule, group=group, shape=shape) for group in groups.values()]


def _add(case: Survey, group: _Group, *, observation: Observation, scale: Scale) -> None:
    place = observation.item.place
    spot = (place.flow, place.side, place.location, place.path, place.layers)
    if spot in group.places:
        return
    if group.places:
        _keep_the_worst(case, group, observation=observation, scale=scale)
    group.places[spot] = place
    if len(group.evidence) < MOST_EVIDENCE:
        group.evidence.append(observation.item)


def _keep_the_worst(case: Survey, group: _Group, *, observation: Observation, scale: Scale) -> None:
    by_flow = scale.fixed is None and (scale.identity or scale.circumstances)  # else no weight depends on the flow
    place = observation.item.place
    alike = (place.flow if by_flow else None, observation.inferred, observation.confidence, _is_id(place.path))
    if alike in group.weighed:
        return
    group.weighed.add(alike)
    points = points_of(case, observation, scale=scale)
    if _weight(observation, points) > _weight(group.best, group.points):
        group.best, group.points = observation, points


def _weight(observation: Observation, points: Points) -> tuple[int, int, bool]:
    is_id = _is_id(observation.item.place.path)
    return -_CONFIDENCES.index(observation.confidence), points.total, not is_id


@lru_cache(maxsize=4096)
def _is_id(path: str) -> bool:
    """A field that only numbers its object tells a reader less than its name or date."""
    return path.casefold().endswith(_ID_ENDINGS)


def points_of(case: Survey, observation: Observation, *, scale: Scale) -> Points:
    """The four parts of one occurrence, with the codes that say why."""
    place = observation.item.place
    data = data_points(observation.class_, inferred=observation.inferred)
    role, role_why = recipient_points(case.recipients.get(observation.recipient))
    if scale.recipient is not None:
        role, role_why = scale.recipient, "recipient_by_rule"
    identity = max(case.identity_points(place.flow), scale.least_identity) if scale.identity else 0
    around = _circumstances(case, observation) if scale.circumstances else []
    why = [f"data_{data}", role_why, *([f"identity_{identity}"] if scale.identity else []), *around]
    return Points(data=data, recipient=role, identity=identity, circumstances=len(around), why=tuple(why))


def _circumstances(case: Survey, observation: Observation) -> list[str]:
    place, at_us = observation.item.place, observation.item.at_us
    markers = case.markers.get(place.capture, ())
    codes = []
    if case.course(place.capture).is_open_or_refused(at_us):
        codes.append("before_choice")
    if is_logged_in(markers, at_us) or case.scenario(place.capture) == "logged-in":
        codes.append("authenticated")
    if case.request(place.flow).scheme in ("http", "ws"):
        codes.append("cleartext")
    return codes


def _finding(case: Survey, rule: str, *, group: _Group, shape: Shape) -> Finding:
    best = group.best
    phase, known = _phase(case, best.item)
    severity, points = settle(
        group.points, confidence=best.confidence, fixed=shape.scale.fixed, floor=shape.scale.floor
    )
    return Finding(
        id=finding_id(rule, best.recipient, best.class_),
        rule=rule,
        recipient=best.recipient,
        class_=best.class_,
        severity=severity,
        points=points,
        confidence=best.confidence,
        rung=shape.scale.rung,
        phase=phase,
        variant=shape.variant(case, best),
        facts=_facts(case, group) | known | shape.facts(case, best),
        occurrences=_occurrences(group),
        evidence=tuple(sorted(group.evidence, key=_in_flow_order)),
    )


def _occurrences(group: _Group) -> dict[CaptureId, int]:
    return dict(Counter(place.capture for place in group.places.values()))


def _phase(case: Survey, item: EvidenceItem) -> tuple[str | None, Facts]:
    """By the markers; in a capture without any, by a choice that signals tell of: the fact `phase_known` says so."""
    markers = case.markers.get(item.place.capture, ())
    if markers:
        return phase_at(markers, item.at_us), {}
    standing = case.standing(item.place.capture, item.at_us)
    if standing.known is not Known.INFERRED or standing.period is Period.UNKNOWN:
        return None, {}
    if standing.period is Period.BEFORE_CHOICE and case.course(item.place.capture).obstacle is not None:
        return None, {}  # the browser brought an older choice along
    return standing.period.value, {"phase_known": standing.known.value}


def _in_flow_order(item: EvidenceItem) -> tuple[int, int]:
    return item.place.capture, item.place.flow


def _facts(case: Survey, group: _Group) -> Facts:
    """Placeholders that every rule's texts may use; captured values in them are masked."""
    best, place = group.best, group.best.item.place
    origin = best.item.origin
    found: Facts = {
        "value": masked(best.item.value),
        "host": plain(best.item.host, _LONGEST_FACT),
        "path": plain(place.path, _LONGEST_FACT),
        "location": place.location.value,
        "layers": " → ".join(place.layers),
        "flow": place.flow,
        "count": len(group.places),
        "flows": len({place.flow for place in group.places.values()}),
        "at": written_time(best.item.at_us),
        "form": best.item.form,
        "label": mask(best.item.joined) if best.item.joined else "",
        "needle": best.item.needle or "",
        "origin": best.origin.value if best.origin else "seen",
        **transport_facts(case, best),
    }
    found |= particulars(case, best)
    if origin is not None and (origin.flow, origin.path) != (place.flow, place.path):
        found |= {"origin_flow": origin.flow, "origin_path": plain(origin.path, _LONGEST_FACT), "origin": "learned-at"}
    return found


def masked(value: str) -> str:
    """The value as `mask` shows it; of an address the scheme and host, which tell who was visited and no more."""
    scheme, separator, rest = value.partition("://")
    if separator and scheme.casefold() in ("http", "https"):
        host = rest.partition("/")[0].partition("?")[0].rpartition("@")[2]
        if host and len(host) <= _LONGEST_FACT and host.isprintable() and " " not in host:
            return f"{scheme}://{host}/{_HIDDEN}"
    return mask(value)


def written_time(at_us: int | None) -> str:
    """`2026-03-10 14:00:32 UTC`; empty where the time is not known."""
    if at_us is None:
        return ""
    try:
        return datetime.fromtimestamp(at_us / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return ""


def sent_or_same_group(case: Survey, observation: Observation) -> str:
    """The variant `same_group` where the recipient belongs to the first party's own group."""
    return "same_group" if case.is_same_group(observation.recipient) else ""
