"""Field names for the parts of a date of birth: `birth_day`, `jourNaissance`, `ud[dobd]`, `dob.y`, `byear`, `month`."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from inspector.detect.names.fold import steps, tokens

DAY, MONTH, YEAR = "day", "month", "year"
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("day", "jour", "tag", "dia", "giorno", "dag"), DAY),
        **dict.fromkeys(("month", "mois", "monat", "mes", "mese", "maand"), MONTH),
        **dict.fromkeys(("year", "annee", "jahr", "ano", "anno", "jaar"), YEAR),
    }
)
_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("d", "dd", "j", "jj"), DAY),
        **dict.fromkeys(("m", "mm", "mo"), MONTH),
        **dict.fromkeys(("y", "yy", "yyyy", "a", "aa", "aaaa", "an"), YEAR),
    }
)
_DAYS_OF_BIRTH = frozenset(("birthday", "bday", "geburtstag"))
_OF_BIRTH = re.compile(
    r"date(?:de|of)?(?:birth|naissance)|birth(?:date)?|dob|born|naissance|naiss?|ddn|geburts?(?:datum)?|geboren|geb"
    r"|geboorte(?:datum)?|fecha(?:de)?nacimiento|nacimiento|nac|datadi?nascita|nascita|nascimento|nasc"
)
_LINK = re.compile(r"\A(?:of|de|di)|(?:of|de|di)\Z")
_LONGEST = 60
_LONGEST_SHORT = 6


class BirthName(NamedTuple):
    """What a name says: which part of a date, "" for none; whether of a birth; whether in a whole word."""

    part: str
    of_birth: bool
    worded: bool = False


_NOTHING = BirthName("", of_birth=False)


def read_name(name: str) -> BirthName:
    """What a field name says of a date of birth; the names that it is a path of count too."""
    if len(name) > _LONGEST:
        return _NOTHING
    *outer, last = ("".join(tokens(step)) for step in steps(name))
    if last in _WORDS or last in _LETTERS:
        return BirthName(_part(last), of_birth=any(_read(step).of_birth for step in outer), worded=last in _WORDS)
    return _read(last)


def _read(word: str) -> BirthName:
    if word in _DAYS_OF_BIRTH:
        return BirthName(DAY, of_birth=True)
    if word.startswith("b") and len(word) <= _LONGEST_SHORT and (part := _part(word[1:])):
        return BirthName(part, of_birth=True)
    for birth in _OF_BIRTH.finditer(word):
        rest = word[: birth.start()] + word[birth.end() :]
        part = _part(rest) or _part(_LINK.sub("", rest))
        if part or not rest:
            return BirthName(part, of_birth=True)
    return _NOTHING


def _part(word: str) -> str:
    return _WORDS.get(word) or _LETTERS.get(word) or ""
