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
    """The words of a field name: split on case, `_`, `-`, `.`, `[]`; folded; plural `s` kept; British `isation` as
    `ization`.

    A leading underscore of a single word (`_ga`) stays, because such names are products' own.
    """
    key = key[:_LONGEST_KEY]
    if key.startswith("_"):
        return tuple(part for part in ("_" + _joined(key[1:])).split(" ") if part)
    return tuple(part for part in _joined(key).split(" ") if part)


def _joined(key: str) -> str:
    if not key.isascii():
        key = unicodedata.normalize("NFD", key.replace("ß", "ss")).encode("ascii", "ignore").decode("ascii")
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", key)).strip().lower().replace("isation", "ization")


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


_PATH_MARKS = re.compile(r"[/\[\]]|\.(?=\D)")
_MOST_STEPS = 12


@lru_cache(maxsize=65536)
def steps(key: str) -> tuple[str, ...]:
    """The names that a name is a path of: `form[patient][nom]`, `/dossier/patient/nom`, `patient.sexe`; or the name.

    Indexes and namespaces are left out, and so is the `value` attribute that some XML keeps all its values in.
    """
    if not _PATH_MARKS.search(key) or "://" in key or " " in key:
        return (key,)
    parts = [part.rpartition(":")[2] for part in _PATH_MARKS.split(key[:512]) if part and not part.isdigit()]
    if len(parts) > 1 and parts[-1] == "@value":
        parts.pop()
    return tuple(part.lstrip("@") for part in parts[-_MOST_STEPS:]) if len(parts) > 1 else (key,)


@lru_cache(maxsize=65536)
def unnumbered(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a field name without numbers: `adresse1`, `tel_2` -> `adresse`, `tel`."""
    bare = ((word.rstrip("0123456789"), word) for word in words)
    return tuple(short if len(short) > 1 else word for short, word in bare if short)


_NUMBER = re.compile(r"(?:numero|nummer|number)\Z")
_SHORT_NUMBERS = frozenset(("num", "nbr", "nb", "nr", "no", "n"))


@lru_cache(maxsize=65536)
def numbered(words: tuple[str, ...]) -> str:
    """A field name with one sign for all words that mean number: `kunden_nr`, `kundennummer` -> `kunden#`."""
    return "".join("#" if word in _SHORT_NUMBERS else _NUMBER.sub("#", word) for word in words)
