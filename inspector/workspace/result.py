"""The result of `scan --json`, format `enclair-scan/1` (contracts.md), built from an analysed case."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from inspector.findings.confirmation import confirmations_of
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.consent import ChoiceLine
from inspector.model.finding import Coverage, Finding, Status, Verdict
from inspector.model.flow import CaptureFacts, Warning
from inspector.model.leaf import Place, SensitiveLeaf, Sighting
from inspector.model.mask import mask
from inspector.model.party import FirstParty, Recipient, Source
from inspector.store.edits import tool_version
from inspector.store.queries import CaseReader
from inspector.store.recorded import handshakes, tally
from inspector.store.results import value_id
from inspector.store.signals import read_choices
from inspector.workspace.comparing import read_comparison, stabilities
from inspector.workspace.comparison_result import describe_comparison
from inspector.workspace.evidence import read_supports
from inspector.workspace.identifier_result import describe_identified
from inspector.workspace.journey_result import describe_journeys
from inspector.workspace.recipient_result import describe_surroundings
from inspector.workspace.review_result import describe_claims, describe_review
from inspector.workspace.versions import rules_version

FORMAT = "enclair-scan/1"
VALUES = ("masked", "full", "hash")


def build_result(reader: CaseReader, *, translator: Translator, values: str = "masked") -> dict[str, Any]:
    """The whole result as plain JSON-ready data. `values` is one of VALUES."""
    writer = _ResultBuilder(reader, translator=translator, values=values)
    return writer.build()


class _ResultBuilder:
    def __init__(self, reader: CaseReader, *, translator: Translator, values: str) -> None:
        self._reader = reader
        self._t = translator
        self._values = values
        self._key = bytes.fromhex(reader.case.setting("value_key", "00"))
        self._stabilities = stabilities(reader)

    def build(self) -> dict[str, Any]:
        reader = self._reader
        recipients = reader.recipients()
        by_site = {recipient.site: recipient for recipient in recipients}
        verdicts = reader.verdicts()
        return {
            "format": FORMAT,
            "tool": {"version": tool_version(), "rules": rules_version(), "reference": self._references()},
            "inputs": [describe_input(reader, capture) for capture in told_captures(reader)],
            "counts": msgspec.to_builtins(reader.counts()),
            "first_party": describe_first_party(reader, self._t),
            "parties": [{**_party(one), **describe_surroundings(one, self._t)} for one in recipients],
            "sensitive": [self._leaf(leaf) for leaf in reader.leaves()],
            "sightings": [self._sighting(sighting) for sighting in reader.sightings()],
            **describe_identified(reader, self._value),
            "comparison": describe_comparison(read_comparison(reader), self._t, self._value),
            **describe_journeys(reader, self._t, self._value),
            "claims": describe_claims(reader),
            "findings": [self._finding(f, by_site, verdicts) for f in reader.findings()],
            "not_assessable": [
                {
                    "rule": item.rule,
                    "capture": item.capture,
                    "reason": self._t(f"not_assessable.{item.reason}", **item.facts),
                }
                for item in reader.not_assessable()
            ],
            "coverage": msgspec.to_builtins(read_coverage(reader)),
        }

    def _references(self) -> list[dict[str, str]]:
        sources = msgspec.json.decode(self._reader.outcome("references") or b"[]", type=list[Source])
        return [{"name": s.name, "date": s.date, "licence": s.licence} for s in sources]

    def _leaf(self, leaf: SensitiveLeaf) -> dict[str, Any]:
        return {
            **_place(leaf.place),
            "class": leaf.class_,
            "about": leaf.about,
            "about_why": self._t(f"about.{leaf.about_why}"),
            "confidence": leaf.confidence,
            "rule": leaf.rule,
            "clues": [msgspec.to_builtins(clue) for clue in leaf.clues],
            **self._value(leaf.value),
            "site": leaf.site,
            "first_party": leaf.first_party,
        }

    def _sighting(self, sighting: Sighting) -> dict[str, Any]:
        needle = sighting.needle
        found = {
            "needle": needle.name,
            "origin": needle.origin,
            "learned_from": _origin(needle.learned_from),
            "form": sighting.form,
            **_place(sighting.place),
            "recipient": sighting.site,
            "about": needle.about,
            **self._value(needle.value),
        }
        if self._values == "masked":
            del found["value"]
        return found

    def _finding(
        self, finding: Finding, recipients: Mapping[str, Recipient], verdicts: Mapping[str, Verdict]
    ) -> dict[str, Any]:
        texts = write_texts(finding, self._t, recipient=recipients.get(finding.recipient))
        verdict = verdicts.get(finding.id)
        return {
            "id": finding.id,
            "rule": finding.rule,
            "title": texts.title,
            "severity": finding.severity,
            "confidence": finding.confidence,
            "rung": finding.rung,
            "status": verdict.status if verdict else Status.DRAFT,
            "review": describe_review(finding, verdict),
            "phase": finding.phase,
            "confirmed": list(confirmations_of(finding)),
            "recipient": finding.recipient,
            "class": finding.class_,
            "occurrences": {str(capture): count for capture, count in finding.occurrences.items()},
            "stability": msgspec.to_builtins(self._stabilities[finding.id]),
            "flows": sorted({item.place.flow for item in finding.evidence}),
            "evidence": [_place(item.place, span=True) for item in finding.evidence],
            "shows": texts.shows,
            "suggests": texts.suggests,
            "does_not_show": texts.does_not_show,
            "checked": texts.checked or None,
            "runs": texts.runs or None,
        }

    def _value(self, value: str) -> dict[str, str]:
        shown = {"value": value if self._values == "full" else mask(value), "value_id": value_id(self._key, value)}
        if self._values in ("full", "hash"):
            shown["value_sha256"] = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
        return shown


def _place(place: Place, *, span: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {
        "capture": place.capture,
        "flow": place.flow,
        "entry": place.entry,
        "side": place.side,
        "location": place.location,
        "path": place.path,
        "layers": list(place.layers),
    }
    if span:
        found["bytes"] = list(place.span) if place.span else None
    return found


def _origin(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    found = _place(place)
    return {name: found[name] for name in ("capture", "flow", "entry", "side", "location", "path")}


def _party(recipient: Recipient) -> dict[str, Any]:
    party, address = recipient.party, recipient.address
    sources = {
        name: {"name": s.name, "date": s.date, "verified": s.verified} for name, s in sorted(party.sources.items())
    }
    if address:
        sources |= {
            f"address_{name}" if name == "country" else name: {"name": s.name, "date": s.date}
            for name, s in address.sources.items()
        }
    return {
        "site": recipient.site,
        "hosts": list(recipient.hosts),
        "operator": party.operator,
        "tenant": party.tenant,
        "group": party.group,
        "role": party.role,
        "seat_country": party.seat_country,
        "group_country": party.group_country,
        "address_country": address.country if address else None,
        "asn": address.asn if address else None,
        "sources": sources,
        "first_party": recipient.first_party,
        "same_group": recipient.same_group,
        "flows": recipient.flows,
        "bytes_sent": recipient.bytes_sent,
        "bytes_received": recipient.bytes_received,
        "classes_sent": sorted(recipient.classes_sent),
        "classes_returned": sorted(recipient.classes_returned),
        "background": recipient.background,
    }


def told_captures(reader: CaseReader) -> tuple[CaptureFacts, ...]:
    """The captures of a case; one whose import was never ended says so by a warning and counts what is there."""
    unfinished = reader.unfinished()
    return tuple(_as_unfinished(c, unfinished[c.id]) if c.id in unfinished else c for c in reader.captures())


def _as_unfinished(capture: CaptureFacts, flows: int) -> CaptureFacts:
    message = f"The import of this capture was not finished: {flows:,} flows were read until then."
    warning = Warning(entry=None, code="unfinished", message=message)
    return replace(capture, entries=flows, imported=flows, warnings=(*capture.warnings, warning))


def describe_input(reader: CaseReader, capture: CaptureFacts) -> dict[str, Any]:
    """One element of `inputs`, also what `import --json` prints."""
    return {
        "capture": capture.id,
        "name": capture.name,
        "scenario": capture.scenario,
        "sha256": capture.sha256,
        "bytes": capture.size_bytes,
        "kind": capture.kind,
        "producer": capture.producer,
        "entries": max(capture.entries, capture.imported),  # a recorder may count before its last flows are written
        "imported": capture.imported,
        "sanitized": capture.sanitized,
        "warnings": [
            {"entry": warning.entry, "code": warning.code, "message": warning.message} for warning in capture.warnings
        ],
        "supports": msgspec.to_builtins(read_supports(reader, capture.id)),
        "consent": describe_consent(read_choices(reader).get(capture.id)),
    }


def describe_consent(line: ChoiceLine | None) -> dict[str, Any] | None:
    """The choices of a capture; None before it was analysed. Times in microseconds since 1970, UTC."""
    if line is None:
        return None
    return {
        "start": line.start,
        "choices": [
            {
                "kind": choice.kind,
                "known": choice.known,
                "at": choice.at_us,
                "after": choice.after_us,
                "product": choice.product or None,
                "signal": choice.name or None,
                "flow": choice.flow,
                "after_flow": choice.after_flow,
            }
            for choice in line.choices
        ],
        "obstacle": line.obstacle,
    }


def read_first_party(reader: CaseReader) -> FirstParty:
    """The decision the analysis rests on; nobody where it has not run."""
    kept = reader.outcome("first_party")
    return msgspec.json.decode(kept, type=FirstParty) if kept else FirstParty(sites=(), how="inferred", why="none")


def read_coverage(reader: CaseReader) -> Coverage:
    """What the analysis counted, with what the recorder counted. Connections that were refused or passed unread did
    reach the network, or may have: they are not among the flows that never left."""
    kept = reader.outcome("coverage")
    coverage = msgspec.json.decode(kept, type=Coverage) if kept else Coverage()
    counted = tally(reader)
    return replace(
        coverage,
        tls_failures=coverage.tls_failures + sum(handshake.count for handshake in handshakes(reader)),
        not_on_wire=max(coverage.not_on_wire - counted.refused - counted.unread, 0),
        unread=counted.unread,
        background=counted.background,
    )


def describe_first_party(reader: CaseReader, translator: Translator) -> dict[str, Any]:
    decision = read_first_party(reader)
    return {
        "sites": list(decision.sites),
        "how": decision.how,
        "why": translator(f"first_party.{decision.why}", **decision.facts),
    }
