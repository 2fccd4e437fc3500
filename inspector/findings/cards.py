"""Rule cards: version, inputs needed and texts of every rule, from `resources/rules/findings/<rule>.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache

import msgspec

from inspector.model.struct import Record
from inspector.resources import resource_path


class CardTexts(Record, frozen=True, kw_only=True):
    """The texts of one rule in one language. `variants` replace texts by name; `choices` give, for a fact that holds
    a code, the words that stand for it: `choices["transport"]["clear"]`."""

    title: str
    shows: str
    suggests: str
    does_not_show: str
    traps: tuple[str, ...]
    reproduction: str
    legal: str
    variants: Mapping[str, Mapping[str, str]] = {}
    choices: Mapping[str, Mapping[str, str]] = {}


class RuleCard(Record, frozen=True, kw_only=True):
    """`needs` are words of `inspector.findings.needs`; `date` is that of the texts, ISO. `positive`: what is found
    speaks for the service."""

    id: str
    version: str
    date: str
    needs: tuple[str, ...]
    positive: bool = False
    fr: CardTexts
    en: CardTexts


class Words(Record, frozen=True, kw_only=True):
    """Words for codes: classes with their article, forms, locations, and sentences that rules share."""

    classes: Mapping[str, str]
    forms: Mapping[str, str]
    locations: Mapping[str, str]
    origins: Mapping[str, str]
    transports: Mapping[str, str]
    acts: Mapping[str, str]
    consents: Mapping[str, str]
    places: Mapping[str, str]
    phrases: Mapping[str, str]


@cache
def rule_card(rule: str) -> RuleCard:
    """The card of a rule; raises FileNotFoundError or msgspec.ValidationError where the shipped file is wrong."""
    return msgspec.convert(_table(f"{rule}.toml"), RuleCard)


@cache
def words(language: str) -> Words:
    return msgspec.convert(_table("words.toml")[language], Words)


def _table(name: str) -> dict[str, object]:
    return tomllib.loads(resource_path("rules", "findings", name).read_text(encoding="utf-8"))
