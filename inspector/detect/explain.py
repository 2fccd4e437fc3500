"""Clues as codes for sentences (`resources/i18n`, section `about`)."""

from collections.abc import Iterator

from inspector.model.leaf import Clue, SensitiveLeaf

_KINDS = ("key", "value", "sibling", "checksum", "context", "persona")


def explain(leaf: SensitiveLeaf) -> tuple[tuple[str, str], ...]:
    """The reasons behind a leaf, strongest first: code of the sentence (`about.clue.key`) and what counted.

    Then the reason for whom it concerns, as `about.<code>` with an empty fact. No captured value is among them.
    """
    clues = sorted(leaf.clues, key=lambda clue: -clue.weight)
    return (*_codes(clues), (f"about.{leaf.about_why}", ""))


def _codes(clues: list[Clue]) -> Iterator[tuple[str, str]]:
    for clue in clues:
        kind = clue.kind if clue.kind in _KINDS else "value"
        yield f"about.clue.{kind}", clue.what
