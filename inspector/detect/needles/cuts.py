"""Long texts cut off: trackers keep the first 25 to 100 characters of what they are given."""

import unicodedata

from inspector.detect.names.fold import fold
from inspector.detect.needles.variants import Variant
from inspector.detect.needles.ways import lower
from inspector.model.leaf import Needle

SHORTEST_CUT = 16
"""Letters that are looked for; more must stand there."""
_SHORTEST_TEXT = 20
_LONGEST_TEXT = 1000
_SHORTEST_TOLD = 24
_LONGEST_SIGN = 16  # of what is missing, and blanks
_CLASSES = ("health.", "behaviour.search")
_ENDS = ("...", "…", "[...]", "[…]", "(...)", "(…)")


def beginnings(needle: Needle) -> list[Variant]:
    """The first letters of a long text, to look for; `starts` is what it was cut from. Each counts only where
    `cut_form` says how much of it stands there."""
    text = needle.value.strip()
    if not needle.class_.startswith(_CLASSES) or needle.class_ == "health.appointment" or needle.joined is not None:
        return []
    if not _SHORTEST_TEXT <= len(text) <= _LONGEST_TEXT:
        return []
    composed = unicodedata.normalize("NFC", text)
    wholes = dict.fromkeys((lower(composed), fold(composed)))
    return [
        Variant(whole[:SHORTEST_CUT], "normalised", hashed=False, inside=True, starts=whole)
        for whole in wholes
        if len(whole) >= _SHORTEST_TEXT
    ]


def cut_form(line: str, variant: Variant) -> str | None:
    """`truncated-25` where all of a value is the first 25 characters of the text that a variant starts, in any letter
    case, with or without dots for what is missing; None for less, for the text itself, and for what may be another,
    shorter text."""
    if len(line) > len(variant.starts) + _LONGEST_SIGN:
        return None
    bare = line.strip()
    end = next((end for end in _ENDS if bare.endswith(end)), "")
    cut = lower(bare.removesuffix(end).rstrip() if end else bare)
    whole = variant.starts
    if not _SHORTEST_TOLD <= len(cut) < len(whole) or not whole.startswith(cut):
        return None
    is_telling = bool(end) or _is_within_a_word(whole, len(cut))
    return f"truncated-{len(cut)}" if is_telling else None


def _is_within_a_word(text: str, at: int) -> bool:
    """Whether `text[:at]` ends where no text would: within a word, or with a sign that something follows."""
    last, following = text[at - 1], text[at]
    return last in "([{-/:;,&" or (last.isalnum() and following.isalnum())
