"""What was found, and said of it, from rows to records: the one place that knows the column order of these queries."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec

from inspector.model.finding import Finding, NotAssessable, Reply, Status, TrapAnswer, Verdict
from inspector.model.flow import CaptureId, Location, Side
from inspector.model.leaf import About, Clue, Confidence, Needle, Origin, Place, SensitiveLeaf, Sighting
from inspector.store.rows import Row

LEAF_COLUMNS = (
    "leaf.id, flow.capture_id, leaf.flow_id, flow.entry, leaf.side, leaf.location, leaf.path, leaf.layers,"
    " leaf.span_start, leaf.span_end, leaf.class, leaf.about, leaf.about_why, leaf.confidence, leaf.rule, leaf.clues,"
    " leaf.value, leaf.host, leaf.site, leaf.first_party, leaf.label, leaf.revealing"
)


_SIDES = {side.value: side for side in Side}
_LOCATIONS = {location.value: location for location in Location}
_ABOUT = {about.value: about for about in About}
_CONFIDENCES = {confidence.value: confidence for confidence in Confidence}

# Made while the module loads: msgspec may crash where two threads decode the first value of a type at once.
_NEEDLE = msgspec.json.Decoder(Needle)
_CLUES = msgspec.json.Decoder(tuple[Clue, ...])
_FINDING = msgspec.json.Decoder(Finding)


class Sharing:
    """What many rows of one query have in common, made once: a large case has a million leaves. It holds captured
    values, and is gone with the query."""

    def __init__(self) -> None:
        self.text: Callable[[str], str] = lru_cache(maxsize=16_384)(str)
        self.needle: Callable[[str], Needle] = lru_cache(maxsize=4096)(_NEEDLE.decode)
        self.clues: Callable[[str], tuple[Clue, ...]] = lru_cache(maxsize=4096)(_CLUES.decode)
        self.layers: Callable[[str], tuple[str, ...]] = lru_cache(maxsize=1024)(_split_layers)


def _split_layers(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _place_of(row: Row, sharing: Sharing) -> Place:
    """The place that a row of LEAF_COLUMNS or SIGHTING_COLUMNS tells in its second to tenth column."""
    return Place(
        capture=row[1],
        flow=row[2],
        entry=row[3],
        side=_SIDES[row[4]],
        location=_LOCATIONS[row[5]],
        path=sharing.text(row[6]),
        layers=sharing.layers(row[7]),
        span=None if row[8] is None else (row[8], row[9]),
    )


def leaf_of_row(row: Row, sharing: Sharing) -> SensitiveLeaf:
    text = sharing.text
    return SensitiveLeaf(
        id=row[0],
        place=_place_of(row, sharing),
        class_=text(row[10]),
        about=_ABOUT[row[11]],
        about_why=text(row[12]),
        confidence=_CONFIDENCES[row[13]],
        rule=text(row[14]),
        clues=sharing.clues(row[15]),
        value=text(row[16]),
        host=text(row[17]),
        site=text(row[18]),
        first_party=row[19] == 1,
        label=row[20],
        revealing=row[21] == 1,
    )


SIGHTING_COLUMNS = (
    "sighting.id, flow.capture_id, sighting.flow_id, flow.entry, sighting.side, sighting.location, sighting.path,"
    " sighting.layers, sighting.span_start, sighting.span_end, sighting.form, sighting.at_us, sighting.needle,"
    " sighting.host, sighting.site, sighting.first_party"
)


def sighting_of_row(row: Row, sharing: Sharing) -> Sighting:
    text = sharing.text
    return Sighting(
        id=row[0],
        place=_place_of(row, sharing),
        form=text(row[10]),
        at_us=row[11],
        needle=sharing.needle(row[12]),
        host=text(row[13]),
        site=text(row[14]),
        first_party=row[15] == 1,
    )


def finding_of_row(row: Row) -> Finding:
    return _FINDING.decode(row[0])


VERDICT_COLUMNS = (
    "finding_id, status, note, at_us, traps, runs_seen, runs_tried, reply, reply_from, reply_date, reviewer"
)


def verdict_of_row(row: Row) -> Verdict:
    """A row of VERDICT_COLUMNS."""
    return Verdict(
        finding=row[0],
        status=Status(row[1]),
        note=row[2],
        at_us=row[3],
        traps=msgspec.json.decode(row[4], type=tuple[TrapAnswer, ...]),
        runs_seen=row[5],
        runs_tried=row[6],
        reply=Reply(text=row[7], said_by=row[8], date=row[9]) if row[7] else None,
        reviewer=row[10],
    )


def with_old_ticks(verdicts: Mapping[str, Verdict], ticks: Mapping[str, str]) -> dict[str, Verdict]:
    """Verdicts with the traps that a case of format 3 kept among its overrides, as `finding:number`."""
    found = dict(verdicts)
    for key, value in sorted(ticks.items()):
        finding, _, number = key.partition(":")
        if value == "1" and number.isdigit():
            known = found.get(finding, Verdict(finding=finding))
            found[finding] = msgspec.structs.replace(known, traps=(*known.traps, TrapAnswer(number=int(number))))
    return found


def not_assessable_of_row(row: Row) -> NotAssessable:
    return NotAssessable(
        rule=row[0],
        capture=None if row[1] is None else CaptureId(row[1]),
        reason=row[2],
        facts=msgspec.json.decode(row[3], type=dict[str, str | int]),
    )


def needle_of_row(row: Row) -> Needle:
    return Needle(origin=Origin(row[0]), name=row[1], class_=row[2], value=row[3])
