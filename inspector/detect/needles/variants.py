"""The ways a value is written before it is sent or hashed: `domain.md`, normalise before hashing.

A variant is a text to look for or to hash, with the word of `contracts.md` for how it was changed.
"""

from collections.abc import Iterable
from typing import NamedTuple

from inspector.detect.needles.mailboxes import uuids_of
from inspector.detect.needles.spelling import (
    guess_class,
    is_worth_hashing,
    normalised,
    only_hashed,
    only_searched,
    parts,
)
from inspector.model.leaf import Needle, Origin

__all__ = ["Variant", "guess_class", "spell", "without_doubles"]

_SHORTEST = 3


class Variant(NamedTuple):
    """One written form of a value."""

    text: str
    form: str
    hashed: bool = True  # worth hashing too
    layer: str | None = None  # a disguise to be undone first; several are joined with ">", outermost first
    searched: bool = True  # looked for as plain text; False: only its digests count
    bare: bool = True  # a digest of it needs no word for how the value was written first
    inside: bool = False  # may stand inside a longer word, as base64 does inside longer base64
    part: bool = False  # a part of the value, which counts where it is all of a leaf


def spell(needle: Needle) -> list[Variant]:
    """The written forms of a needle, the plainest first, without repeats; more of them for a value that a person
    planted or chose."""
    value = needle.value
    stripped = value.strip()
    if needle.joined is not None and value == stripped:
        return [Variant(value, "plain", hashed=False)]  # ids of a catalogue: many, and sent as they are
    class_ = needle.class_ or guess_class(stripped)
    normal = [text for text in normalised(class_, stripped) if len(text) >= _SHORTEST]
    found = [Variant(value, "plain"), Variant(stripped, "trimmed")]
    found += [Variant(stripped.lower(), "casefold"), Variant(stripped.upper(), "upper")]
    found += [Variant(text, "normalised", hashed=is_worth_hashing(class_, text, stripped)) for text in normal]
    if needle.joined is not None:
        found = [variant._replace(hashed=False) for variant in found]
    else:
        found += _further(class_, stripped, thorough=needle.origin is not Origin.LEARNED)
    return _distinct(found, bare={*normal, *_own_normal(normal, stripped, class_)})


def without_doubles(spelled: Iterable[tuple[int, Variant]]) -> list[tuple[int, Variant]]:
    """The variants of several needles, without the parts of one that are another needle of their own."""
    pairs = list(spelled)
    if not any(variant.part for _, variant in pairs):
        return pairs
    owners: dict[str, set[int]] = {}
    for number, variant in pairs:
        if not variant.part:
            owners.setdefault(variant.text.lower(), set()).add(number)
    return [
        (number, variant)
        for number, variant in pairs
        if not variant.part or owners.get(variant.text.lower(), {number}) == {number}
    ]


def _further(class_: str, value: str, *, thorough: bool) -> list[Variant]:
    """What is only looked for, what is only hashed, and the parts of a planted value."""
    searched = [text for text in only_searched(class_, value, thorough=thorough) if len(text) >= _SHORTEST]
    found = [Variant(text, "normalised", hashed=False) for text in searched]
    found += [Variant(text, form, searched=False) for text, form in only_hashed(class_, value, thorough=thorough)]
    if not thorough:
        return found
    if class_ == "contact.email" and "@" in value:
        found += [Variant(text, form, hashed=False) for text, form in uuids_of(value)]
    return found + [Variant(text, "normalised", part=True) for text in parts(class_, value)]


def _own_normal(normal: list[str], stripped: str, class_: str) -> tuple[str, ...]:
    """Where a class has no rule of writing, the value itself is what everybody hashes."""
    if not normal:
        return (stripped.lower(),) if class_ == "identity.gender" else (stripped,)
    return ()


def _distinct(found: Iterable[Variant], *, bare: set[str]) -> list[Variant]:
    """Each text once, in its plainest form, looked for or hashed where any of its forms is."""
    distinct: dict[str, Variant] = {}
    for variant in found:
        first = distinct.get(variant.text)
        if first is None:
            if variant.text:
                named = variant.text in bare or variant.form == "normalised"
                distinct[variant.text] = variant._replace(bare=named)
        elif (variant.hashed, variant.searched) != (first.hashed, first.searched):
            hashed, searched = first.hashed or variant.hashed, first.searched or variant.searched
            part = variant.part if not first.searched else first.part
            distinct[variant.text] = first._replace(hashed=hashed, searched=searched, part=part)
    return list(distinct.values())
