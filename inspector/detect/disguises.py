"""Reversible disguises that only a known value gives away: rot13, text and base64 written backwards.

Undoing them for every leaf would turn any text into another; so the value is disguised instead, and looked for.
"""

import base64
import codecs
from typing import NamedTuple

_SHORTEST = 6
_FEWEST_LETTERS = 4


class Disguise(NamedTuple):
    """A disguised value and the layer word (`contracts.md`) that undoes it."""

    text: str
    layer: str


def disguise(value: str) -> list[Disguise]:
    """The disguises of a value; none for short ones, which would be found by chance."""
    if len(value) < _SHORTEST or value == value[::-1]:
        return []
    encoded = base64.b64encode(value.encode("utf-8", "surrogatepass")).decode("ascii").rstrip("=")
    found = [Disguise(encoded[::-1], "base64-reversed"), Disguise(value[::-1], "reversed")]
    if sum(letter.isascii() and letter.isalpha() for letter in value) >= _FEWEST_LETTERS:
        found.append(Disguise(codecs.encode(value, "rot13"), "rot13"))
    return found


def undisguise(written: str, layer: str) -> str | None:
    """The text behind a disguise as it was written; None where it is none (base64 in other letter case)."""
    if layer == "rot13":
        return codecs.encode(written, "rot13")
    if layer == "reversed":
        return written[::-1]
    try:
        return base64.b64decode(written[::-1] + "=" * (-len(written) % 4), validate=True).decode("utf-8")
    except ValueError:
        return None
