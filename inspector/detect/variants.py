"""The ways a value is written before it is sent or hashed: `domain.md`, normalise before hashing.

A variant is a text to look for or to hash, with the word of `contracts.md` for how it was changed.
"""

from collections.abc import Iterable
from typing import NamedTuple

from inspector.detect.spelling import guess_class, is_worth_hashing, normalised, only_hashed
from inspector.model.leaf import Needle

__all__ = ["Variant", "guess_class", "spell"]

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


def spell(needle: Needle) -> list[Variant]:
    """The written forms of a needle, the plainest first, without repeats."""
    value = needle.value
    stripped = value.strip()
    if needle.joined is not None and value == stripped:
        return [Variant(value, "plain", hashed=False)]  # ids of a catalogue: many, and sent as they are
    class_ = needle.class_ or guess_class(stripped)
    normal = [text for text in normalised(class_, stripped) if len(text) >= _SHORTEST]
    found = [Variant(value, "plain"), Variant(stripped, "trimmed")]
    found += [Variant(stripped.lower(), "casefold"), Variant(stripped.upper(), "upper")]
    found += [Variant(text, "normalised", hashed=is_worth_hashing(class_, text)) for text in normal]
    if needle.joined is not None:
        found = [variant._replace(hashed=False) for variant in found]
    else:
        found += [Variant(text, form, searched=False) for text, form in only_hashed(class_, stripped)]
    return _distinct(found, bare={*normal, *_own_normal(normal, stripped, class_)})


def _own_normal(normal: list[str], stripped: str, class_: str) -> tuple[str, ...]:
    """Where a class has no rule of writing, the value itself is what everybody hashes."""
    if not normal:
        return (stripped.lower(),) if class_ == "identity.gender" else (stripped,)
    return ()


def _distinct(found: Iterable[Variant], *, bare: set[str]) -> list[Variant]:
    distinct: dict[str, Variant] = {}
    for variant in found:
        if variant.text and variant.text not in distinct:
            named = variant.text in bare or variant.form == "normalised"
            distinct[variant.text] = variant._replace(bare=named)
    return list(distinct.values())
