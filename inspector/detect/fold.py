"""Folding: how field names and words are made comparable."""

import re
import unicodedata
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")
_LIGATURES = (("ß", "ss"), ("œ", "oe"), ("æ", "ae"), ("Œ", "OE"), ("Æ", "AE"), ("’", "'"), ("ø", "o"), ("ł", "l"))
_LONGEST_KEY = 128


def fold(text: str) -> str:
    """Lower case, without diacritics; ligatures spelled out. Line breaks and separators stay."""
    if not text.isascii():
        for ligature, letters in _LIGATURES:
            text = text.replace(ligature, letters)
        text = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode("ascii")
    return text.lower()


@lru_cache(maxsize=65536)
def tokens(key: str) -> tuple[str, ...]:
    """The words of a field name: split on case, `_`, `-`, `.`, `[]`; folded; plural `s` kept.

    A leading underscore of a single word (`_ga`) stays, because such names are products' own.
    """
    key = key[:_LONGEST_KEY]
    if key.startswith("_"):
        return tuple(part for part in ("_" + _joined(key[1:])).split(" ") if part)
    return tuple(part for part in _joined(key).split(" ") if part)


def _joined(key: str) -> str:
    if not key.isascii():
        key = unicodedata.normalize("NFD", key.replace("ß", "ss")).encode("ascii", "ignore").decode("ascii")
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", key)).strip().lower()


def singular(token: str) -> str:
    """A token without its plural s: `motives` -> `motive`; short words and `ss` stay."""
    if len(token) > 3 and token.endswith("ies"):
        return token[:-3] + "y"
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return token[:-1]
    return token


@lru_cache(maxsize=65536)
def lemma(key: str) -> tuple[str, ...]:
    """The tokens of a field name, each in the singular."""
    return tuple(singular(token) for token in tokens(key))
