"""Journeys and composites of findings as `enclair-scan/1` tells them."""

from collections.abc import Callable
from typing import Any

from inspector.findings.grouping import masked
from inspector.findings.journeys.narrative_texts import narrative_texts
from inspector.messages import Translator
from inspector.model.journey import Journey, Narrative, ServiceLink, ServiceSight, Step
from inspector.store.journeys import read_journeys, read_narratives
from inspector.store.queries import CaseReader

type Shown = Callable[[str], dict[str, str]]
"""What may be said of a value: masked, in full, hashed."""


def describe_journeys(reader: CaseReader, translator: Translator, shown: Shown) -> dict[str, Any]:
    """The members `journeys` and `narratives` of a result."""
    return {
        "journeys": [_journey(journey, shown) for journey in read_journeys(reader)],
        "narratives": [_narrative(narrative, translator) for narrative in read_narratives(reader)],
    }


def sites_with_journey(reader: CaseReader) -> frozenset[str]:
    """The recipients of which there is something to tell in order."""
    return frozenset(journey.site for journey in read_journeys(reader) if journey.steps)


def _journey(journey: Journey, shown: Shown) -> dict[str, Any]:
    return {
        "recipient": journey.site,
        "same_group": journey.same_group,
        "requests": journey.requests,
        "first_us": journey.first_us,
        "last_us": journey.last_us,
        "identifiers": list(journey.identifiers),
        "steps": [_step(step, shown) for step in journey.steps],
        "left_out": journey.left_out,
        "services": [_sight(sight) for sight in journey.services],
        "links": [_link(link, shown) for link in journey.links],
    }


def _step(step: Step, shown: Shown) -> dict[str, Any]:
    """`act` is the kind of the marker that the step follows, null where only the browser's request is seen."""
    return {
        "kind": step.kind,
        "class": step.class_,
        **_value(step.value, shown),
        "label": _value(step.label, shown)["value"] if step.label else None,
        "count": step.count,
        "at_us": step.at_us,
        "last_us": step.last_us,
        "capture": step.place.capture,
        "flow": step.place.flow,
        "act": step.act or None,
        "form": step.form,
        "confidence": step.confidence,
        "service": step.service or None,
    }


def _value(value: str, shown: Shown) -> dict[str, str]:
    """Of the address of a page scheme and host stay where values are not told in full."""
    told = shown(value)
    return told if told["value"] == value else told | {"value": masked(value)}


def _sight(sight: ServiceSight) -> dict[str, Any]:
    return {
        "service": sight.site,
        "captures": list(sight.captures),
        "requests": sight.requests,
        "first_us": sight.first_us,
        "last_us": sight.last_us,
        "flow": sight.flow,
    }


def _link(link: ServiceLink, shown: Shown) -> dict[str, Any]:
    """`by`: `identifier`, `address` (nothing else in common) or `nothing`."""
    return {
        "one": link.one,
        "other": link.other,
        "by": link.link,
        "names": list(link.names),
        **(shown(link.value) if link.value else {}),
        "flows": list(link.flows),
    }


def _narrative(narrative: Narrative, translator: Translator) -> dict[str, Any]:
    texts = narrative_texts(narrative, translator)
    return {
        "kind": narrative.kind,
        "recipient": narrative.recipient,
        "title": texts.title,
        "tells": texts.tells,
        "does_not_show": texts.does_not_show,
        "rung": narrative.rung,
        "confidence": narrative.confidence,
        "findings": list(narrative.findings),
    }
