"""Captures set against each other: pure functions from what was read of each to rows that say on which side they were
observed. Only a capture that could have shown a row counts against it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from inspector.findings.comparison_limits import FEW_ANSWERS, limits_of
from inspector.findings.identifier_rows import identifier_rows
from inspector.findings.repeats import blind_captures, repeats_of, scenario_groups, scenario_name
from inspector.findings.standing import change_order, seen_on, standing_of, steadiness_of
from inspector.model.comparison import (
    LETTERS,
    CaptureTraits,
    ClassCount,
    ClickTiming,
    ComparedSide,
    Comparison,
    DataRow,
    FindingRow,
    RecipientRow,
    SiteTraffic,
    TimingRow,
    Traffic,
)
from inspector.model.finding import Finding, NotAssessable
from inspector.model.flow import CaptureId, Side
from inspector.model.identifier import Identified
from inspector.model.party import Recipient
from inspector.model.struct import Record

type Captures = frozenset[CaptureId]


class Material(Record, frozen=True, kw_only=True):
    """What was read of all captures of a case; `first_party` are the sites of the examined service."""

    captures: tuple[CaptureTraits, ...]
    first_party: frozenset[str] = frozenset()
    recipients: tuple[Recipient, ...] = ()
    traffic: tuple[SiteTraffic, ...] = ()
    classes: tuple[ClassCount, ...] = ()
    identified: Identified = Identified()
    findings: tuple[Finding, ...] = ()
    gaps: tuple[NotAssessable, ...] = ()


def compare(material: Material, sides: Sequence[Sequence[CaptureId]], *, is_chosen: bool = False) -> Comparison:
    """`sides` are disjoint groups of known captures, at least two. Rows that differ come first."""
    traits = {one.facts.id: one for one in material.captures}
    browsed = browsed_captures(material)
    groups = scenario_groups(one.facts for one in material.captures)
    blind = blind_captures(material.gaps)
    views = tuple(frozenset(side) for side in sides)
    named = tuple(_side(number, [traits[capture] for capture in side]) for number, side in enumerate(sides))
    return Comparison(
        sides=named,
        limits=limits_of(named, traits=traits, traffic=material.traffic, first_party=material.first_party),
        repeats=repeats_of(groups, material.findings, blind=blind),
        recipients=_recipient_rows(material, views, browsed=browsed),
        data=_data_rows(material, views, browsed=browsed),
        identifiers=identifier_rows(
            material.identified,
            views,
            able=browsed,
            with_cookies=frozenset(capture for capture in browsed if traits[capture].cookies),
        ),
        findings=_finding_rows(material.findings, views, browsed=browsed, blind=blind),
        timing=_timing_rows(material, views),
        is_chosen=is_chosen,
    )


def browsed_captures(material: Material) -> Captures:
    """Captures in which the examined service was visited; where nobody knows which that is, those with any request."""
    return frozenset(
        one.capture for one in material.traffic if not material.first_party or one.site in material.first_party
    )


def _side(number: int, captures: Sequence[CaptureTraits]) -> ComparedSide:
    scenarios = {scenario_name(one.facts) for one in captures}
    return ComparedSide(
        letter=LETTERS[number],
        captures=tuple(one.facts.id for one in captures),
        names=tuple(one.facts.name for one in captures),
        scenario=(captures[0].facts.scenario or "").strip() if len(scenarios) == 1 else "",
    )


# recipients and data


def _recipient_rows(material: Material, views: Sequence[Captures], *, browsed: Captures) -> tuple[RecipientRow, ...]:
    known = {one.site: one for one in material.recipients}
    rows = [
        _recipient_row(site, some, known.get(site), views=views, browsed=browsed, own=material.first_party)
        for site, some in _grouped(material.traffic, lambda one: one.site, views).items()
    ]
    return tuple(sorted(rows, key=lambda row: (change_order(row), row.first_party, -_flows(row), row.site)))


def _recipient_row(
    site: str,
    some: Sequence[SiteTraffic],
    recipient: Recipient | None,
    *,
    views: Sequence[Captures],
    browsed: Captures,
    own: Collection[str],
) -> RecipientRow:
    counts = {one.capture: (one.traffic.flows, one.first_flow) for one in some}
    seen = seen_on(views, counts, able=browsed)
    return RecipientRow(
        site=site,
        role=recipient.party.role if recipient else "unknown",
        operator=recipient.party.operator if recipient else None,
        first_party=site in own,
        standing=standing_of(seen),
        seen=seen,
        traffic=tuple(_sum(one.traffic for one in some if one.capture in view) for view in views),
    )


def _sum(traffic: Iterable[Traffic]) -> Traffic:
    some = list(traffic)
    return Traffic(
        flows=sum(one.flows for one in some),
        bytes_sent=sum(one.bytes_sent for one in some),
        bytes_received=sum(one.bytes_received for one in some),
    )


def _flows(row: RecipientRow) -> int:
    return sum(one.count for one in row.seen)


def _data_rows(material: Material, views: Sequence[Captures], *, browsed: Captures) -> tuple[DataRow, ...]:
    answered = frozenset(one.facts.id for one in material.captures if one.answers >= FEW_ANSWERS) & browsed
    rows = []
    for (site, class_, side), some in _grouped(material.classes, _data_key, views).items():
        counts = {one.capture: (one.count, one.first_flow) for one in some}
        seen = seen_on(views, counts, able=browsed if side is Side.REQUEST else answered)
        rows.append(
            DataRow(
                site=site,
                class_=class_,
                side=side,
                first_party=site in material.first_party,
                standing=standing_of(seen),
                seen=seen,
            )
        )
    return tuple(sorted(rows, key=lambda row: (change_order(row), row.first_party, row.site, row.class_, row.side)))


def _data_key(one: ClassCount) -> tuple[str, str, Side]:
    return one.site, one.class_, one.side


# findings


def _finding_rows(
    findings: Sequence[Finding],
    views: Sequence[Captures],
    *,
    browsed: Captures,
    blind: Mapping[str, Collection[CaptureId]],
) -> tuple[FindingRow, ...]:
    rows = []
    for finding in findings:
        if not any(finding.occurrences.get(capture) for view in views for capture in view):
            continue
        counts = {capture: (count, None) for capture, count in finding.occurrences.items() if count}
        seen = seen_on(views, counts, able=browsed - frozenset(blind.get(finding.rule, ())))
        rows.append(
            FindingRow(
                finding=finding.id,
                rule=finding.rule,
                recipient=finding.recipient,
                class_=finding.class_,
                severity=finding.severity,
                standing=standing_of(seen),
                steadiness=steadiness_of(seen),
                seen=seen,
            )
        )
    return tuple(sorted(rows, key=lambda row: (change_order(row), row.severity.rank, row.rule, row.recipient)))


# timing


def _timing_rows(material: Material, views: Sequence[Captures]) -> tuple[TimingRow, ...]:
    """Sites that were asked for anything in a capture with a click; soonest after it first."""
    clicks = {one.facts.id: one.click.at_us for one in material.captures if one.click is not None}
    timed = [one for one in material.traffic if one.capture in clicks]
    rows = []
    for site, some in _grouped(timed, lambda one: one.site, views).items():
        counts = {one.capture: (one.after, one.after_flow) for one in some if one.after}
        seen = seen_on(views, counts, able=frozenset(clicks))
        timing = tuple(_timing([o for o in some if o.capture in view], clicks, view=view) for view in views)
        rows.append(
            TimingRow(site=site, first_party=site in material.first_party, standing=standing_of(seen), timing=timing)
        )
    return tuple(sorted(rows, key=_timing_order))


def _timing(some: Sequence[SiteTraffic], clicks: Mapping[CaptureId, int], *, view: Captures) -> ClickTiming:
    delays = sorted((one.after_us - clicks[one.capture], one.after_flow) for one in some if one.after_us is not None)
    return ClickTiming(
        before=sum(one.before for one in some),
        after=sum(one.after for one in some),
        captures=sum(bool(one.after) for one in some),
        of=len(view & clicks.keys()),
        soonest_us=delays[0][0] if delays else None,
        latest_us=delays[-1][0] if delays else None,
        flow=delays[0][1] if delays else None,
    )


def _timing_order(row: TimingRow) -> tuple[int, bool, int, str]:
    soonest = [one.soonest_us for one in row.timing if one.soonest_us is not None]
    return change_order(row), row.first_party, min(soonest, default=2**62), row.site


def _grouped[O: (SiteTraffic, ClassCount), K](
    observed: Iterable[O], key: Callable[[O], K], views: Sequence[Captures]
) -> dict[K, list[O]]:
    """By key, what was observed in the compared captures."""
    compared = frozenset().union(*views)
    groups: defaultdict[K, list[O]] = defaultdict(list)
    for one in observed:
        if one.capture in compared:
            groups[key(one)].append(one)
    return groups
