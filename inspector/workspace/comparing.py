"""Comparing captures of one case: which of them, what is read of each, and the rows that come of it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from inspector.findings.comparison import Material, compare
from inspector.findings.repeats import blind_captures, scenario_groups, scenario_name, stability_of
from inspector.model.comparison import CaptureTraits, ClassCount, Comparison, Stability
from inspector.model.finding import Finding
from inspector.model.flow import CaptureFacts, CaptureId
from inspector.model.marking import PHASE_KINDS
from inspector.store.case import Case
from inspector.store.compared import clicks, site_traffic
from inspector.store.identifiers import read_identified
from inspector.store.queries import CaseReader
from inspector.workspace.evidence import read_supports

type Sides = tuple[tuple[CaptureId, ...], ...]

_SETTING = "compared"
_PAIRS = (
    ("refused", "accepted"),
    ("no-choice", "accepted"),
    ("baseline", "accepted"),
    ("no-choice", "refused"),
    ("baseline", "refused"),
    ("harmless-control", "booking"),
    ("harmless-control", ""),
)
"""Scenarios that are usually set against each other, the one with less to expect first; "" is any other."""


def read_comparison(
    reader: CaseReader, sides: Sequence[Sequence[CaptureId]] = (), *, findings: Sequence[Finding] | None = None
) -> Comparison | None:
    """The comparison of these groups of captures, by default of `usual_sides`; None where the case has fewer than two
    captures. Unknown captures are left out, as is a capture that a side before has already. `findings`: all by default.
    """
    traits = _traits(reader)
    known = [one.facts for one in traits]
    wanted = _known(sides, known)
    kept = wanted if len(wanted) > 1 else chosen_sides(reader, known)
    groups = kept or default_sides(known)
    if len(groups) < 2:
        return None
    return compare(_material(reader, traits, findings), groups, is_chosen=bool(kept))


def usual_sides(reader: CaseReader) -> Sides:
    """The sides that the investigator chose, else those that suggest themselves; empty for fewer than two captures."""
    captures = reader.captures()
    return chosen_sides(reader, captures) or default_sides(captures)


def default_sides(captures: Sequence[CaptureFacts]) -> Sides:
    """By scenario where there are two (a refusal against an acceptance first), else the first capture against the
    last; empty for fewer than two captures. One without requests is passed over where others are left."""
    if len(captures) < 2:
        return ()
    filled = [capture for capture in captures if capture.imported]
    filled = filled if len(filled) > 1 else list(captures)
    groups = {name: ids for name, ids in scenario_groups(filled) if name}
    if len(groups) < 2:
        return ((filled[0].id,), (filled[-1].id,))
    for first, second in _PAIRS:
        other = second or next((name for name in groups if name != first), "")
        if first in groups and other in groups:
            return groups[first], groups[other]
    names = list(groups)
    return groups[names[0]], groups[names[-1]]


def chosen_sides(reader: CaseReader, captures: Sequence[CaptureFacts]) -> Sides:
    """What `keep_sides` kept, as far as the captures are still there; empty where that is not two sides."""
    try:
        kept = msgspec.json.decode(reader.case.setting(_SETTING) or "[]", type=tuple[tuple[int, ...], ...])
    except msgspec.DecodeError:
        return ()
    known = _known(kept, captures)
    return known if len(known) > 1 else ()


def keep_sides(case_path: Path, sides: Sequence[Sequence[CaptureId]]) -> None:
    """Keeps the investigator's choice in the case: report and result tell it from then on; no sides take it back. A
    case that cannot be written stays as it is."""
    with Case.open(case_path) as case:
        if case.writable:
            case.change_setting(_SETTING, msgspec.json.encode(sides).decode())


def stabilities(reader: CaseReader) -> dict[str, Stability]:
    """By finding id, over the repeats of the scenarios in which each was observed."""
    groups = scenario_groups(reader.captures())
    blind = blind_captures(reader.not_assessable())
    return {finding.id: stability_of(finding, groups, blind=blind) for finding in reader.findings()}


def is_worth_printing(comparison: Comparison | None, captures: Iterable[CaptureFacts]) -> bool:
    """Whether a report tells it unasked: captures of different scenarios, repeats of one, or a choice of sides."""
    if comparison is None:
        return False
    scenarios = {scenario_name(capture) for capture in captures} - {""}
    return comparison.is_chosen or len(scenarios) > 1 or bool(comparison.repeats)


def _known(sides: Sequence[Sequence[int]], captures: Iterable[CaptureFacts]) -> Sides:
    left = {capture.id for capture in captures}
    found = []
    for side in sides:
        kept = tuple(CaptureId(capture) for capture in dict.fromkeys(side) if capture in left)
        left.difference_update(kept)
        found.append(kept)
    return tuple(side for side in found if side)


def _traits(reader: CaseReader) -> tuple[CaptureTraits, ...]:
    unfinished, marked, moments = reader.unfinished(), reader.markers(), clicks(reader)
    traits = []
    for facts in reader.captures():
        supports = read_supports(reader, facts.id)
        kinds = {marker.kind for marker in marked.get(facts.id, ())}
        traits.append(
            CaptureTraits(
                facts=facts,
                answers=supports.answers,
                cookies=supports.cookies,
                phases=PHASE_KINDS & kinds,
                click=moments.get(facts.id),
                is_unfinished=facts.id in unfinished,
            )
        )
    return tuple(traits)


def _material(reader: CaseReader, traits: tuple[CaptureTraits, ...], findings: Sequence[Finding] | None) -> Material:
    recipients = reader.recipients()
    return Material(
        captures=traits,
        first_party=frozenset(one.site for one in recipients if one.first_party),
        recipients=recipients,
        traffic=site_traffic(reader, [one.click for one in traits if one.click is not None]),
        classes=tuple(
            ClassCount(
                capture=cell.capture,
                site=cell.site,
                class_=cell.class_,
                side=cell.side,
                count=cell.count,
                first_flow=cell.first_flow,
            )
            for cell in reader.data_cells()
        ),
        identified=read_identified(reader),
        findings=reader.findings() if findings is None else tuple(findings),
        gaps=reader.not_assessable(),
    )
