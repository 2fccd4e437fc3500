"""Byte ranges for evidence: each place is found again in the stored bytes, once the rules have spoken."""

from collections.abc import Sequence

from msgspec.structs import replace

from inspector.decode.flow import decode_side
from inspector.decode.place import leaf_at
from inspector.decode.span import span_of
from inspector.model.finding import EvidenceItem, Finding
from inspector.model.flow import FlowId, Side
from inspector.model.leaf import Place
from inspector.store.queries import CaseReader

_LARGEST_BODY_BYTES = 8_000_000
"""Beyond this a place is given by its path alone."""

type Span = tuple[int, int]


def locate_evidence(reader: CaseReader, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings with `place.span` wherever the value can be mapped to stored bytes."""
    wanted = {item.place for finding in findings for item in finding.evidence if item.place.span is None}
    spans = _spans(reader, wanted)
    return tuple(
        replace(finding, evidence=tuple(_with_span(item, spans) for item in finding.evidence)) for finding in findings
    )


def _with_span(item: EvidenceItem, spans: dict[Place, Span]) -> EvidenceItem:
    span = spans.get(item.place)
    return item if span is None else replace(item, place=replace(item.place, span=span))


def _spans(reader: CaseReader, places: set[Place]) -> dict[Place, Span]:
    """Every side of every flow is decoded once, whatever number of places it holds."""
    groups: dict[tuple[FlowId, Side], list[Place]] = {}
    for place in places:
        groups.setdefault((place.flow, place.side), []).append(place)
    found: dict[Place, Span] = {}
    for (flow, side), some in sorted(groups.items()):
        facts = reader.facts(flow)
        if max(facts.request_size, facts.response_size) > _LARGEST_BODY_BYTES:
            continue
        content = reader.content(flow)
        decoded = decode_side(content, side)
        for place in some:
            leaf = leaf_at(decoded, place)
            span = span_of(content, *leaf) if leaf else None
            if span is not None:
                found[place] = span
    return found
