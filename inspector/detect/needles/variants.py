"""The ways a value is written before it is sent or hashed: `domain.md`, normalise before hashing.

A variant is a text to look for or to hash, with the word of `contracts.md` for how it was changed.
"""

from collections.abc import Iterable
from typing import NamedTuple

from inspector.detect.needles.odd_writings import odd_writings
from inspector.detect.needles.spelling import (
    guess_class,
    is_worth_hashing,
    normalised,
    only_hashed,
    only_hashed_parts,
    only_searched,
    parts,
    uuids,
)
from inspector.model.leaf import Needle, Origin

__all__ = ["Variant", "guess_class", "parts_of_several", "spell", "without_doubles"]

_SHORTEST = 3
_MANY = 8  # needles with a part in common


class Variant(NamedTuple):
    """One written form of a value."""

    text: str
    form: str
    hashed: bool = True  # worth hashing too, with every algorithm, and hashing again
    layer: str | None = None  # a disguise to be undone first; several are joined with ">", outermost first
    searched: bool = True  # looked for as plain text; False: only its digests count
    bare: bool = True  # a digest of it needs no word for how the value was written first
    inside: bool = False  # may stand inside a longer word, as base64 does inside longer base64
    part: bool = False  # a part of the value, which counts where it is all of a leaf
    which: str = ""  # which part: "first" and "last" are two parts, "Éloïse" and "eloise" are one
    once: bool = False  # worth hashing with the algorithms of trackers only, and not again
    charset: str = "utf-8"  # what makes bytes of it before it is hashed
    starts: str = ""  # the longer text that this is the first letters of

    @property
    def data(self) -> bytes:
        """What is hashed."""
        return self.text.encode(self.charset, "surrogatepass")


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
        thorough = needle.origin is not Origin.LEARNED
        found += _further(class_, stripped, thorough=thorough)
        found += _rarely_hashed(class_, stripped, thorough=thorough)
    return _distinct(found, bare={*normal, *_own_normal(normal, stripped, class_)})


def without_doubles(spelled: Iterable[tuple[int, Variant]]) -> list[tuple[int, Variant]]:
    """The variants of several needles, without the parts of one that are another needle of their own, and without
    those that many have in common: they tell nobody apart."""
    pairs = list(spelled)
    owners: dict[str, set[int]] = {variant.text.lower(): set() for _, variant in pairs if variant.part}
    if not owners:
        return pairs
    common = parts_of_several(pairs, several=_MANY)
    for number, variant in pairs:
        if not variant.part and (whole := owners.get(variant.text.lower())) is not None:
            whole.add(number)
    return [
        (number, variant)
        for number, variant in pairs
        if not variant.part or (owners[variant.text.lower()] <= {number} and variant.text.casefold() not in common)
    ]


def parts_of_several(spelled: Iterable[tuple[int, Variant]], *, several: int = 2) -> frozenset[str]:
    """The parts, in small letters, that so many needles have in common: two people of one first name."""
    owners: dict[str, set[int]] = {}
    for number, variant in spelled:
        if variant.part:
            owners.setdefault(variant.text.casefold(), set()).add(number)
    return frozenset(text for text, numbers in owners.items() if len(numbers) >= several)


def _further(class_: str, value: str, *, thorough: bool) -> list[Variant]:
    """What is only looked for, what is only hashed, and the parts of a planted value."""
    searched = [text for text in only_searched(class_, value, thorough=thorough) if len(text) >= _SHORTEST]
    found = [Variant(text, "normalised", hashed=False) for text in searched]
    found += [Variant(text, form, searched=False) for text, form in only_hashed(class_, value, thorough=thorough)]
    if not thorough:
        return found
    found += [Variant(text, form, hashed=False) for text, form in uuids(class_, value)]
    found += [Variant(text, "normalised", part=True, which=which) for text, which in parts(class_, value)]
    alone = only_hashed_parts(class_, value)
    return found + [Variant(text, form, searched=False, part=True, which=which) for text, form, which in alone]


def _rarely_hashed(class_: str, value: str, *, thorough: bool) -> list[Variant]:
    return [
        Variant(text, form, hashed=False, searched=False, once=True, charset=charset)
        for text, form, charset in odd_writings(class_, value, thorough=thorough)
    ]


def _own_normal(normal: list[str], stripped: str, class_: str) -> tuple[str, ...]:
    """Where a class has no rule of writing, the value itself is what everybody hashes."""
    if not normal:
        return (stripped.lower(),) if class_ == "identity.gender" else (stripped,)
    return ()


def _distinct(found: Iterable[Variant], *, bare: set[str]) -> list[Variant]:
    """Each text once, in its plainest form, looked for or hashed where any of its forms is."""
    distinct: dict[tuple[str, str], Variant] = {}
    for variant in found:
        key = variant.text, variant.charset
        first = distinct.get(key)
        if first is None:
            if variant.text:
                named = variant.form == "normalised" or (variant.text in bare and variant.charset == "utf-8")
                distinct[key] = variant if named else variant._replace(bare=False)
        elif _uses(variant) != _uses(first):
            distinct[key] = _joined(first, variant)
    return list(distinct.values())


def _uses(variant: Variant) -> tuple[bool, bool, bool]:
    return variant.hashed, variant.searched, variant.once


def _joined(first: Variant, again: Variant) -> Variant:
    """Of two with the same text, the first for everything that either is for; a part where what is looked for is."""
    hashed = first.hashed or again.hashed
    sought = again if again.searched and not first.searched else first
    return first._replace(
        hashed=hashed,
        searched=first.searched or again.searched,
        once=(first.once or again.once) and not hashed,
        part=sought.part,
        which=sought.which,
    )
