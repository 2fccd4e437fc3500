"""A day with the name of its month, in eight languages; names as in Unicode CLDR."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from inspector.detect.names.fold import fold

_ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_FRENCH = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_GERMAN = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
]
_FURTHER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "{day} de {month} de {year}": (
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        ),
        "{day} {month} {year}": (
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "januari februari maart april mei juni juli augustus september oktober november december",
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            "januar februar märz april mai juni juli august september oktober november dezember",
        ),
    }
)
_WORD = re.compile(r"(?<!\d)[^\W\d]{3,}")
_ORDINALS: Mapping[int, str] = MappingProxyType({1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"})


def name_months(day: date, *, thorough: bool) -> list[str]:
    """The day in French, English and German, and as browsers and mail write it, in lower case; thorough in more
    languages and with the ways of English."""
    at, number, year = day.month - 1, day.day, day.year
    english, short = _ENGLISH[at], _ENGLISH[at][:3]
    found = [
        f"{'1er' if number == 1 else number} {_FRENCH[at]} {year}",
        f"{english} {number}, {year}",
        f"{number} {english} {year}",
        f"{short} {number:02} {year}",
        f"{number:02} {short} {year}",
        f"{number:02}-{short}-{year}",
        f"{number}. {_GERMAN[at]} {year}",
    ]
    if not thorough:
        return found
    ordinal = f"{number}{_ORDINALS.get(number, 'th')}"
    found += [f"{number:02} {_FRENCH[at]} {year}", f"{number} {_FRENCH[at]} {year}", f"{english} {number} {year}"]
    found += [f"{short} {number}, {year}", f"{short} {number} {year}", f"{number} {short} {year}"]
    found += [f"{ordinal} {english} {year}", f"{english} {ordinal}, {year}", f"{number}-{short}-{year}"]
    for pattern, languages in _FURTHER.items():
        found += [pattern.format(day=number, month=names.split()[at], year=year) for names in languages]
    return [*found, *(fold(text) for text in found if not text.isascii())]


def capitalise_month(text: str) -> str:
    """With a capital letter for the month, as English and German write it."""
    return _WORD.sub(lambda word: word[0].capitalize(), text)
