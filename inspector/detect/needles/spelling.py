"""How values of a class are written: what forms, databases and trackers make of an address, a number, a name, a date.

Facts: `domain.md` 2.12; Meta, Google and TikTok document how their advanced matching normalises before hashing.
"""

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from inspector.detect.names.fold import fold
from inspector.detect.needles.accounts import number_within, write_account
from inspector.detect.needles.full_names import Part, hashed_parts, telling_parts
from inspector.detect.needles.mailboxes import (
    disturb_email,
    hashed_emails,
    mailbox_of,
    uuids_from,
    uuids_of,
    write_email,
)
from inspector.detect.needles.moments import describe_moment, guess_is_date, local_midnights, write_moment
from inspector.detect.needles.people import hashed_names, is_as_people_hash, misread, write_name, write_words
from inspector.detect.needles.phrases import damage
from inspector.detect.needles.telephones import group_phone, grouped, write_phone

_PHONE = re.compile(r"\+?\d(?:[ .\-]?\d){7,14}\Z")
_NUMBER = re.compile(r"\d(?:[ .\-]?\d)+\Z")
_LONGEST_TEXT = 200
_SHORTEST_SPACED = 6
_LONG_ENOUGH = 16  # to be known again without its accented letters
_FRENCH_NUMBER = (1, 2, 2, 2, 3, 3, 2)  # sex, year, month, department, commune, order, key
_GENDERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"f": ("f", "female", "femme", "w", "weiblich"), "m": ("m", "male", "homme", "mannlich", "h")}
)
_COUNTRIES: Mapping[str, str] = MappingProxyType(
    {
        "france": "fr",
        "deutschland": "de",
        "germany": "de",
        "allemagne": "de",
        "italia": "it",
        "italie": "it",
        "italy": "it",
        "espana": "es",
        "espagne": "es",
        "spain": "es",
        "belgique": "be",
        "belgie": "be",
        "belgium": "be",
        "suisse": "ch",
        "schweiz": "ch",
        "switzerland": "ch",
        "united kingdom": "gb",
        "royaume-uni": "gb",
        "osterreich": "at",
        "austria": "at",
        "autriche": "at",
        "nederland": "nl",
        "netherlands": "nl",
        "luxembourg": "lu",
        "portugal": "pt",
        "polska": "pl",
        "poland": "pl",
    }
)


def guess_class(value: str) -> str:
    """The kind of a value that a person gave without saying what it is; decides only how it may be written."""
    if "@" in value:
        return "contact.email"
    if guess_is_date(value):
        return "identity.birthdate"
    if value[:1] in "+0" and _PHONE.match(value):
        return "contact.phone"
    return "identity.national_id" if _NUMBER.match(value) else "identity.name"


def normalised(class_: str, value: str) -> list[str]:
    """The texts that count as the value itself, written as databases and trackers write its class; maybe with
    repeats. Empty where a class has no rule: its values travel as they are."""
    if len(value) > _LONGEST_TEXT:
        return []
    for start, write in _WRITERS:
        if class_.startswith(start):
            return write(value)
    return []


def only_searched(class_: str, value: str, *, thorough: bool) -> list[str]:
    """Further writings, which are looked for and which nobody hashes; more of them if thorough."""
    if len(value) > _LONGEST_TEXT:
        return []
    if class_ in ("identity.birthdate", "health.appointment"):
        found = describe_moment(value, thorough=thorough)
        return found + local_midnights(value, thorough=thorough) if class_ == "identity.birthdate" else found
    if class_ == "contact.phone":
        return group_phone(value, thorough=thorough)
    found = disturb_email(value, thorough=thorough) if class_ == "contact.email" else []
    if class_.startswith(_WORDED):
        damaged = [text for text in damage(value) if text != value]
        found += [*misread(value), *(text for text in damaged if len(text) >= min(len(value), _LONG_ENOUGH))]
    return [*found, " ".join(value)] if thorough and len(value) >= _SHORTEST_SPACED else found


def parts(class_: str, value: str) -> list[Part]:
    """Parts that stand for the whole where they are all of a leaf: a mailbox, the number in an account's, a first and a
    last name."""
    if len(value) > _LONGEST_TEXT:
        return []
    if class_ == "contact.email":
        return [Part(text, "mailbox") for text in mailbox_of(value)]
    if class_ == "identity.account_id":
        return [Part(text, "number") for text in number_within(value)]
    named = telling_parts(value) if class_ in _NAMES else []
    return [Part(text, which) for part, which in named for text in write_words(part)]


def only_hashed_parts(class_: str, value: str) -> list[tuple[str, str, str]]:
    """Parts that some hash, each with its word and which part it is; what they tell alone is not asked."""
    return list(hashed_parts(value)) if class_ in _NAMES and len(value) <= _LONGEST_TEXT else []


def uuids(class_: str, value: str) -> list[tuple[str, str]]:
    """The UUIDs that are made of a value, each with its word; for what programs make them of."""
    if class_ == "contact.email":
        return uuids_of(value) if "@" in value else []
    if not class_.startswith(_WORDED) or class_ == "health.appointment" or len(value) > _LONGEST_TEXT:
        return []
    return [found for text in dict.fromkeys((value.lower(), value)) for found in uuids_from(text)]


def is_worth_hashing(class_: str, text: str, value: str) -> bool:
    """Whether some hash this writing of a value."""
    return not class_.startswith(_WORDED) or is_as_people_hash(text, value)


def only_hashed(class_: str, value: str, *, thorough: bool) -> list[tuple[str, str]]:
    """Texts that are too short or too odd to be looked for, but that some hash, each with its word."""
    if len(value) > _LONGEST_TEXT:
        return []
    found = []
    if class_ == "contact.email":
        found += hashed_emails(value, thorough=thorough)
    elif class_ == "contact.phone" and thorough:
        found += [(text, "normalised") for text in group_phone(value, thorough=False)]
    elif class_ == "identity.gender":
        found += [(short, "normalised") for short, words in _GENDERS.items() if fold(value) in words]
    elif class_ in ("location.place", "contact.address") and (country := _COUNTRIES.get(fold(value))):
        found.append((country, "normalised"))
    if class_.startswith(_WORDED) and " " in value:
        found.append((fold(value).title(), "normalised"))
    if thorough and class_ in _NAMES:
        found += hashed_names(value)
    return [*found, *_carelessly(value)] if thorough else found


def _carelessly(value: str) -> list[tuple[str, str]]:
    """What programs hash by mistake or of their own accord: a blank or a line end too many, quotes of JSON, two bytes
    a letter, letters from last to first."""
    found = []
    for text in dict.fromkeys((value.lower(), value)):
        found += [(f"{text}\n", "padded"), (f" {text}", "padded"), (f"{text} ", "padded"), (f"{text}\r\n", "padded")]
        found += [(json.dumps(text), "json"), (json.dumps(text, ensure_ascii=False), "json"), (text[::-1], "reversed")]
        found += [("".join(f"{letter}\0" for letter in text), "utf-16")] if text.isascii() else []
    return found


def _numbers(value: str) -> list[str]:
    """Without blanks; a French number also without its key, and in the groups of a health card; others in fours."""
    digits = re.sub(r"[ .\-/]", "", value)
    found = [digits]
    if len(digits) in (13, 15) and digits[:1] in "12345678" and digits[7:].isdigit():
        found += [digits[:13], grouped(digits, _FRENCH_NUMBER, " "), grouped(digits[:13], _FRENCH_NUMBER, " ")]
        found += [f"{digits[:13]} {digits[13:]}"] if digits[13:] else []
    elif len(digits) == 10:
        found.append(grouped(digits, (3, 3, 4), " "))
    return found


def _fours(value: str) -> list[str]:
    """An IBAN or a card number: together, and in groups of four."""
    digits = re.sub(r"[ .\-]", "", value).upper()
    return [digits, digits.lower(), *(grouped(digits, (4,) * 9, gap) for gap in " -")]


type _Writer = Callable[[str], list[str]]

_NAMES = ("identity.name", "identity.relative")
_WORDED = ("identity.name", "identity.relative", "contact.address", "health.", "behaviour.search", "location.place")
_WRITERS: tuple[tuple[str, _Writer], ...] = (
    ("contact.email", write_email),
    ("contact.phone", write_phone),
    ("identity.birthdate", write_moment),
    ("health.appointment", write_moment),
    ("identity.national_id", _numbers),
    ("identity.account_id", write_account),
    ("financial.iban", _fours),
    ("financial.card", _fours),
    ("identity.name", write_name),
    ("identity.relative", write_name),
    ("identity.birthplace", write_words),
    ("contact.address", write_words),
    ("location.place", write_words),
    ("health.", write_words),
    ("behaviour.search", write_words),
)
