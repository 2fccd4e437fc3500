"""The texts of composites, from `resources/rules/findings/narratives.toml`."""

import tomllib
from functools import cache

import msgspec

from inspector.findings.texts import fill
from inspector.messages import Translator
from inspector.model.journey import Narrative
from inspector.model.struct import Record
from inspector.resources import resource_path


class NarrativeTexts(Record, frozen=True, kw_only=True):
    """Ready to be shown or printed."""

    title: str
    tells: str
    does_not_show: str


class _Card(Record, frozen=True, kw_only=True):
    title: str
    tells: str
    does_not_show: str
    variants: dict[str, dict[str, str]] = {}


def narrative_texts(narrative: Narrative, t: Translator) -> NarrativeTexts:
    """Raises KeyError for a kind without texts."""
    card = _cards(t.language)[narrative.kind.value]
    variant = card.variants.get(narrative.variant, {})
    facts = {name: t.number(value) if isinstance(value, int) else value for name, value in narrative.facts.items()}
    facts["recipient"] = narrative.recipient
    written = {
        name: fill(variant.get(name, getattr(card, name)), facts, t=t) for name in ("title", "tells", "does_not_show")
    }
    return NarrativeTexts(**written)


@cache
def _cards(language: str) -> dict[str, _Card]:
    text = resource_path("rules", "findings", "narratives.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)[language], dict[str, _Card])
