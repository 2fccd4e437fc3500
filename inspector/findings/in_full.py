"""A finding whose texts quote its values in full, where the investigator asks for no redaction."""

from collections.abc import Iterator

from msgspec.structs import replace

from inspector.findings.grouping import masked
from inspector.model.finding import EvidenceItem, Finding
from inspector.model.mask import mask

_LONGEST = 300


def in_full(finding: Finding) -> Finding:
    """The finding with the masked `value` and `label` of its facts as they were captured, at most 300 characters each.
    Credentials stay masked, and so does what the evidence does not hold."""
    facts = dict(finding.facts)
    for item in _quoted_first(finding):
        if (item.class_ or "").startswith("credential."):
            continue
        if facts.get("value") == masked(item.value) == finding.facts.get("value"):
            facts["value"] = _short(item.value)
        if item.joined and facts.get("label") == mask(item.joined) == finding.facts.get("label"):
            facts["label"] = _short(item.joined)
    return replace(finding, facts=facts)


def _quoted_first(finding: Finding) -> Iterator[EvidenceItem]:
    """The evidence, that of the flow the texts name before the rest."""
    flow = finding.facts.get("flow")
    yield from sorted(finding.evidence, key=lambda item: item.place.flow != flow)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
