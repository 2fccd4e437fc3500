"""Why a leaf is what it is said to be: its clues with their weights, how sure that makes it, and who wrote the rule.

No captured value is among it: a clue names the pack's word, a rule or a checksum.
"""

from collections.abc import Mapping, Sequence

from inspector.messages import Translator
from inspector.model.leaf import Clue, Confidence, SensitiveLeaf
from inspector.model.struct import Record

type PackFacts = Mapping[str, Sequence[str]]
"""Pack name to (version, date, source)."""

ENOUGH = 1.0
"""Weights from which weak clues together are firm."""
_MOST_CLUES = 6
_LONGEST = 80


class Explanation(Record, frozen=True, kw_only=True):
    """`clues` strongest first; `how_sure` is a code of section `explain`; `total` is the sum of the weights."""

    clues: tuple[Clue, ...]
    total: float
    confidence: Confidence
    how_sure: str
    about_why: str
    rule: str
    pack: str = ""
    version: str = ""
    date: str = ""


def explain(leaf: SensitiveLeaf, packs: PackFacts | None = None) -> Explanation:
    """The reasons behind a leaf. `packs` are those the analysis went by; without them the rule stands alone."""
    pack = leaf.rule.partition("/")[0]
    version, date = (*(packs or {}).get(pack, ()), "", "")[:2]
    return Explanation(
        clues=tuple(sorted(leaf.clues, key=lambda clue: -clue.weight)[:_MOST_CLUES]),
        total=round(sum(clue.weight for clue in leaf.clues), 3),
        confidence=leaf.confidence,
        how_sure=_how_sure(leaf),
        about_why=leaf.about_why,
        rule=leaf.rule,
        pack=pack if version else "",
        version=version,
        date=date,
    )


def _how_sure(leaf: SensitiveLeaf) -> str:
    clues = leaf.clues
    has_strong_key = any(clue.kind == "key" and clue.weight >= ENOUGH for clue in clues)
    has_checksum = any(clue.kind == "checksum" for clue in clues)
    if leaf.rule == "persona":
        return "sure.persona"
    if leaf.confidence is Confidence.CERTAIN:
        return "sure.key-checksum" if has_checksum and has_strong_key else "sure.certain"
    if leaf.confidence is Confidence.FIRM:
        if has_strong_key:
            return "sure.key"
        return "sure.sum" if sum(clue.weight for clue in clues) >= ENOUGH else "sure.rule"
    return "sure.checksum-alone" if has_checksum and len(clues) == 1 else "sure.tentative"


def write_clues(explanation: Explanation, t: Translator) -> tuple[str, ...]:
    """Each clue in words with its weight: « clé « motif » : 0,4 »."""
    return tuple(
        t("explain.weighed", clue=_write_clue(clue, t), weight=t.number(clue.weight, 1)) for clue in explanation.clues
    )


def _write_clue(clue: Clue, t: Translator) -> str:
    for key in (f"explain.clue.{clue.kind}.{clue.what}", f"explain.clue.{clue.kind}"):
        if t.has(key):
            return t(key, what=clue.what[:_LONGEST])
    return clue.what[:_LONGEST]


def write_how_sure(explanation: Explanation, t: Translator) -> str:
    """The confidence and how it came about, one sentence."""
    return t(f"explain.{explanation.how_sure}", total=t.number(explanation.total, 1))


def write_about(explanation: Explanation, t: Translator) -> str:
    """Why it concerns whom it is said to; empty where nothing is known."""
    key = f"about.{explanation.about_why}"
    return t(key) if t.has(key) else ""


def write_source(explanation: Explanation, t: Translator) -> str:
    """Which rule decided, of which pack, version and date; empty for the test identity."""
    if explanation.rule in ("", "persona"):
        return ""
    if not explanation.pack:
        return t("explain.rule", rule=explanation.rule)
    return t(
        "explain.rule_of_pack",
        rule=explanation.rule,
        pack=explanation.pack,
        version=explanation.version,
        date=explanation.date,
    )
