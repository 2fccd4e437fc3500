"""How values of a class are written: what forms, databases and trackers make of an address, a number, a name, a date.

Facts: `domain.md` 2.12; Meta, Google and TikTok document how their advanced matching normalises before hashing.
"""

import base64
import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import quote

import phonenumbers

from inspector.detect.checksums import phone_readings
from inspector.detect.fold import fold
from inspector.detect.moments import guess_is_date, write_moment

_PHONE = re.compile(r"\+?\d(?:[ .\-]?\d){7,14}\Z")
_NUMBER = re.compile(r"\d(?:[ .\-]?\d)+\Z")
_PUNCTUATION = re.compile(r"[\W_]+")
_GAPS = ("-", "_", "", "+", ".")
_ADDRESS_GAPS = ("-", "_", "+", ".")
_LONGEST_TEXT = 200
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


def is_worth_hashing(class_: str, text: str) -> bool:
    """Words joined as addresses join them are looked for, but nobody hashes them so."""
    return not (class_.startswith(_WORDED) and any(gap in text for gap in _ADDRESS_GAPS))


def only_hashed(class_: str, value: str) -> list[tuple[str, str]]:
    """Texts that are too short or too odd to be looked for, but that some hash, each with its word."""
    if len(value) > _LONGEST_TEXT:
        return []
    found = []
    low = value.lower()
    if class_ == "contact.email" and "@" in low:
        local = low.rpartition("@")[0]
        found += [(text, "normalised") for text in (local, local.partition("+")[0])]
        found += [(quote(low, safe=""), "url"), (base64.b64encode(low.encode()).decode(), "base64")]
    elif class_ == "identity.gender":
        found += [(short, "normalised") for short, words in _GENDERS.items() if fold(value) in words]
    elif class_ in ("location.place", "contact.address") and (country := _COUNTRIES.get(fold(value))):
        found.append((country, "normalised"))
    if class_.startswith(_WORDED) and " " in value:
        found.append((fold(value).title(), "normalised"))
    return found


def _emails(value: str) -> list[str]:
    """Without the plus part; without dots before the @ (Gmail's rule, used for every provider by some; with the plus
    part gone too it is what UID2 hashes)."""
    low = value.lower()
    if "@" not in low:
        return []
    local, _, host = low.rpartition("@")
    bare = local.partition("+")[0]
    return [low, f"{bare}@{host}", f"{bare.replace('.', '')}@{host}", f"{local.replace('.', '')}@{host}"]


def _phones(value: str) -> list[str]:
    """+33612345678, 33612345678, 0033612345678, 0612345678, 612345678; in groups as typed at home and abroad."""
    digits = re.sub(r"\D", "", value)
    found = []
    for international in phone_readings(value):
        country = international[1:]
        found += [international, country, f"00{country}"]
    national = digits[-9:] if digits.startswith(("0", "33")) and len(digits) >= 10 else digits
    whole = f"0{national}" if len(national) == 9 else digits
    found += [digits, whole, national, *_written_out(value)]
    if whole.startswith("0"):
        found += [_grouped(whole, (2,) * 8, gap) for gap in " .-"]
    return found


def _written_out(value: str) -> list[str]:
    """A number as its country writes it, at home and abroad, and at home without blanks."""
    for international in phone_readings(value)[:1]:
        number = phonenumbers.parse(international)
        home = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        abroad = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        return [abroad, home, re.sub(r"\D", "", home), str(number.national_number)]
    return []


def _numbers(value: str) -> list[str]:
    """Without blanks; a French number also without its key, and in the groups of a health card; others in fours."""
    digits = re.sub(r"[ .\-/]", "", value)
    found = [digits]
    if len(digits) in (13, 15) and digits[:1] in "12345678" and digits[7:].isdigit():
        found += [digits[:13], _grouped(digits, _FRENCH_NUMBER, " "), _grouped(digits[:13], _FRENCH_NUMBER, " ")]
        found += [f"{digits[:13]} {digits[13:]}"] if digits[13:] else []
    elif len(digits) == 10:
        found.append(_grouped(digits, (3, 3, 4), " "))
    return found


def _fours(value: str) -> list[str]:
    """An IBAN or a card number: together, and in groups of four."""
    digits = re.sub(r"[ .\-]", "", value).upper()
    return [digits, digits.lower(), *(_grouped(digits, (4,) * 9, gap) for gap in " -")]


def _grouped(digits: str, sizes: tuple[int, ...], gap: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return gap.join(part for part in (*parts, digits[at:]) if part)


def _names(value: str) -> list[str]:
    """With and without diacritics, without punctuation, joined as addresses join words."""
    lower = unicodedata.normalize("NFC", value).lower()
    found = [lower]
    for text in (lower, fold(value)):
        spaced = _PUNCTUATION.sub(" ", text).strip()
        found += [spaced, *(spaced.replace(" ", gap) for gap in _GAPS)]
    return [*found, fold(value)]


def _people(value: str) -> list[str]:
    """A name also with its last word first: "Témoin Camille", "temoin, camille"; initials tell too little."""
    found = _names(value)
    words = value.split()
    if 2 <= len(words) <= 4:
        turned = [words[-1], *words[:-1]]
        found += _names(" ".join(turned))
        found += [f"{words[-1]}, {' '.join(words[:-1])}".lower(), fold(f"{words[-1]}, {' '.join(words[:-1])}")]
    return found


type _Writer = Callable[[str], list[str]]

_WORDED = ("identity.name", "identity.relative", "contact.address", "health.", "behaviour.search", "location.place")
_WRITERS: tuple[tuple[str, _Writer], ...] = (
    ("contact.email", _emails),
    ("contact.phone", _phones),
    ("identity.birthdate", write_moment),
    ("health.appointment", write_moment),
    ("identity.national_id", _numbers),
    ("financial.iban", _fours),
    ("financial.card", _fours),
    ("identity.name", _people),
    ("identity.relative", _people),
    ("identity.birthplace", _names),
    ("contact.address", _names),
    ("location.place", _names),
    ("health.", _names),
    ("behaviour.search", _names),
)
