"""Texts spelled in arrays: `[99, 97, 109, ...]`, `{"0": 99, "1": 97}`, `["c", "a", "m"]`; streams written so.

Captures have millions of series of numbers. The survey tells whether enough letters are among a document's values; only
then are its arrays read, each in one go. A series that rises or falls all along, that changes by small steps or that
spells no words stays one.
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any, NamedTuple

from inspector.decode.charset import is_readable
from inspector.decode.encodings.binary_value import is_whole_stream, readable_text
from inspector.decode.encodings.packed import parts_of_bytes
from inspector.decode.part import Part, Text
from inspector.decode.survey import LEAST_SPELLED, Items, Survey
from inspector.model.leaf import Scalar

type Container = dict[str, Any] | list[Any]

CODES, LETTERS = "char-codes", "letters"
_ONES: frozenset[Scalar] = frozenset("aeinorst")  # the words of any text have some of them
_FEWEST_ONES = 2
_LETTER_CODES: frozenset[Scalar] = frozenset(map(ord, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
_FEWEST_CODES = 3  # different ones: nearly all streams and long digests have them too
_DIGEST_SIZES = frozenset((16, 20, 28, 32, 48, 64))
_LEAST_WESTERN = 12  # letters, some of them accented and of one byte each
_MOST_ITEMS = 65_536
_HEAD = 64
_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿœ]{2,}")
_VOWELS = re.compile(r"[aeiouyàâäèéêëîïôöùûüÿœæ]", re.IGNORECASE)
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxzç]{5}")
_STEP = 4  # on average: the letters of a text lie further apart than the values of a series
_WIDE_STEP = 32
_LAST_NUMBER = str(LEAST_SPELLED - 1)


class Spelled(NamedTuple):
    """What a container spells: parts, or bytes as long as a digest, of which nothing else is known."""

    parts: tuple[Part, ...]
    data: bytes = b""


def may_spell(survey: Survey) -> bool:
    """The first question: whether there are arrays of any kind that spells."""
    return bool(survey.integers or survey.texts or _LAST_NUMBER in survey.names)


def spelled_in(tree: object, survey: Survey) -> dict[int, Spelled]:
    """What the arrays of a document spell, and its objects that are numbered like arrays, by their identity."""
    groups: list[Items] = []
    if survey.texts and len(survey.values & _ONES) >= _FEWEST_ONES:
        groups += survey.texts
    is_numbered = _LAST_NUMBER in survey.names and "0" in survey.names
    has_codes = bool(is_numbered or survey.integers) and len(survey.values & _LETTER_CODES) >= _FEWEST_CODES
    if has_codes:
        groups += survey.integers
    found: dict[int, Spelled] = {}
    for array in chain.from_iterable(groups):
        if LEAST_SPELLED <= len(array) <= _MOST_ITEMS and (spelled := _of_array(array)):
            found[id(array)] = spelled
    for item in _numbered(tree) if is_numbered and has_codes else ():
        if spelled := _of_array(list(item.values())):
            found[id(item)] = spelled
    return found


def _numbered(tree: object) -> Iterator[dict[str, Any]]:
    """The objects whose names count from nought."""
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if LEAST_SPELLED <= len(item) <= _MOST_ITEMS and all(
                name == str(n) for n, name in enumerate(item) if n < LEAST_SPELLED
            ):
                yield item
            waiting += [child for child in item.values() if child.__class__ in (dict, list)]
        elif isinstance(item, list):
            waiting += [child for child in item if child.__class__ in (dict, list)]


def _of_array(array: list[Any]) -> Spelled | None:
    if array[0].__class__ is str:
        return _of_letters(array)
    if array[0].__class__ is not int:
        return None
    try:
        data = bytes(array)
    except (ValueError, TypeError):
        return _of_points(array)
    text = readable_text(data)
    if text is None:
        return _of_bytes(data)
    parts = parts_of_bytes(data, (CODES,), marked=True) if _is_text(text) or text[0] in "{[" else None
    return Spelled(parts) if parts and (parts[0].layers[-1] != CODES or _is_text(text)) else None


def _of_letters(array: list[Any]) -> Spelled | None:
    try:
        text = "".join(array)
    except TypeError:
        return None
    return Spelled((Part(Text(text), (LETTERS,)),)) if len(text) == len(array) and _is_text(text) else None


def _of_points(array: list[Any]) -> Spelled | None:
    """Code points beyond bytes, mostly letters."""
    head = array[:_HEAD]
    if sum(code in _LETTER_CODES for code in head) * 2 < len(head):
        return None
    try:
        text = "".join(map(chr, array))
    except (ValueError, TypeError, OverflowError):
        return None
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return Spelled((Part(Text(clean), (CODES,)),)) if _is_text(clean) else None


def _of_bytes(data: bytes) -> Spelled | None:
    if is_whole_stream(data):
        parts = parts_of_bytes(data, (CODES,), marked=True)
        return Spelled(parts) if parts else None
    text = data.decode("latin-1")
    if len(data) >= _LEAST_WESTERN and _is_text(text):
        return Spelled((Part(Text(text), (CODES,)),))
    is_digest = len(data) in _DIGEST_SIZES and len(set(data)) * 5 >= len(data) * 4
    return Spelled((), data) if is_digest and _step(text) >= _WIDE_STEP else None


def _is_text(text: str) -> bool:
    """At least half of it words that can be said, with hardly a letter beside them; all readable, and no series."""
    words, letters = "".join(_WORD.findall(text)), sum(map(str.isalpha, text))
    if len(words) * 2 < len(text) or len(words) * 5 < letters * 4 or not is_readable(text):
        return False
    if len(_VOWELS.findall(words)) * 4 < len(words) or _CLUSTER.search(text) is not None:
        return False
    return _step(text) >= _STEP and text not in ("".join(sorted(text)), "".join(sorted(text, reverse=True)))


def _step(text: str) -> float:
    return sum(abs(ord(one) - ord(other)) for one, other in pairwise(text)) / len(text)
