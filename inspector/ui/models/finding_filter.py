"""What the findings page shows: which findings, and under which heads."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from msgspec.structs import replace

from inspector.messages import Translator
from inspector.model.finding import Finding, Rung, Severity, Status
from inspector.model.struct import Record
from inspector.ui.panels.wording import status_word
from inspector.ui.words import class_word, safe_text, severity_word


class FindingRow(Record, frozen=True, kw_only=True):
    """A finding with its title in the reader's language."""

    finding: Finding
    title: str

    @property
    def count(self) -> int:
        return sum(self.finding.occurrences.values())


class GroupHead(Record, frozen=True, kw_only=True):
    """The line above the findings of one group."""

    key: str
    findings: tuple[str, ...]
    verified: int
    is_folded: bool


class Trait(StrEnum):
    """By what findings are filtered and grouped."""

    SEVERITY = "severity"
    STATUS = "status"
    RECIPIENT = "recipient"
    CLASS = "class"
    RULE = "rule"
    RUNG = "rung"


MENU = (Trait.SEVERITY, Trait.RECIPIENT, Trait.CLASS, Trait.RULE, Trait.RUNG)
GROUPS = (Trait.SEVERITY, Trait.RULE, Trait.RECIPIENT, Trait.STATUS)
_ORDERED: dict[Trait, tuple[str, ...]] = {
    Trait.SEVERITY: tuple(Severity),
    Trait.STATUS: tuple(Status),
    Trait.RUNG: tuple(Rung),
}


class FindingFilter(Record, frozen=True, kw_only=True):
    """Every word must occur; of each trait, one of the values. A trait without values lets everything through."""

    text: str = ""
    wanted: tuple[tuple[Trait, tuple[str, ...]], ...] = ()

    def values(self, trait: Trait) -> tuple[str, ...]:
        return dict(self.wanted).get(trait, ())

    def with_values(self, trait: Trait, values: Iterable[str]) -> "FindingFilter":
        others = [one for one in self.wanted if one[0] is not trait]
        kept = tuple(dict.fromkeys(values))
        return replace(self, wanted=tuple(sorted([*others, (trait, kept)] if kept else others)))

    def lets_through(self, row: FindingRow, *, status: Status, searched: str) -> bool:
        words = self.text.casefold().split()
        return all(word in searched for word in words) and all(
            trait_of(row.finding, trait, status=status) in values for trait, values in self.wanted
        )


def trait_of(finding: Finding, trait: Trait, *, status: Status) -> str:
    """The value that a finding has of a trait; "" for no class."""
    match trait:
        case Trait.SEVERITY:
            return finding.severity
        case Trait.STATUS:
            return status
        case Trait.RECIPIENT:
            return finding.recipient
        case Trait.CLASS:
            return finding.class_ or ""
        case Trait.RULE:
            return finding.rule
        case Trait.RUNG:
            return finding.rung


def trait_word(t: Translator, trait: Trait, value: str) -> str:
    """A value of a trait as a person reads it."""
    match trait:
        case Trait.SEVERITY:
            return severity_word(t, Severity(value))
        case Trait.STATUS:
            return status_word(t, Status(value))
        case Trait.CLASS:
            return class_word(t, value) if value else t("findings_page.no_class")
        case Trait.RUNG:
            return f"{value} {t(f'findings_page.rung_{value}')}"
        case _:
            return safe_text(value, limit=120)


def offered(rows: Iterable[FindingRow], trait: Trait) -> tuple[tuple[str, int], ...]:
    """The values of a trait that occur, with how many findings have each: in their own order, else by name."""
    counts = Counter(trait_of(row.finding, trait, status=Status.DRAFT) for row in rows)
    order = _ORDERED.get(trait, ())
    return tuple((value, counts[value]) for value in sorted(counts, key=lambda one: _place(order, one)))


def group_order(trait: Trait, keys: Iterable[str]) -> list[str]:
    """Groups in the order of what they are; where they have none, as they come, which is worst first."""
    order = _ORDERED.get(trait)
    found = list(dict.fromkeys(keys))
    return sorted(found, key=lambda one: _place(order, one)) if order else found


def _place(order: tuple[str, ...], value: str) -> tuple[int, str]:
    return (order.index(value) if value in order else len(order), value)
