"""The ways a value is written before it is sent or hashed: `domain.md`, normalise before hashing.

A variant is the text to look for, with the word of `contracts.md` for how it was changed.
"""

import re
import unicodedata
from typing import NamedTuple

from inspector.detect.checksums import phone_readings
from inspector.detect.fold import fold
from inspector.model.leaf import Needle

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_EUROPEAN_DATE = re.compile(r"(\d\d)[/.](\d\d)[/.](\d{4})\Z")
_PHONE = re.compile(r"\+?\d(?:[ .\-]?\d){7,14}\Z")
_NUMBER = re.compile(r"\d(?:[ .\-]?\d)+\Z")
_PUNCTUATION = re.compile(r"[\W_]+")
_NUMBERED = ("identity.national_id", "financial.iban", "financial.card", "contact.phone")
_WORDED = ("identity.name", "identity.relative", "contact.address", "health.", "behaviour.search", "location.place")


class Variant(NamedTuple):
    """One written form of a value. `hashed` tells whether it is worth hashing too."""

    text: str
    form: str
    hashed: bool = True
    layer: str | None = None  # a disguise to be undone first


def spell(needle: Needle) -> list[Variant]:
    """The written forms of a needle, the plainest first, without repeats."""
    value = needle.value
    stripped = value.strip()
    if needle.joined is not None and value == stripped:
        return [Variant(value, "plain", hashed=False)]  # ids of a catalogue: many, and sent as they are
    found = [Variant(value, "plain")]
    found += [Variant(stripped, "trimmed"), Variant(stripped.lower(), "casefold"), Variant(stripped.upper(), "upper")]
    class_ = needle.class_ or guess_class(stripped)
    found += [Variant(text, "normalised") for text in _normalised(class_, stripped) if len(text) >= 3]
    if needle.joined is not None:
        found = [variant._replace(hashed=False) for variant in found]
    distinct: dict[str, Variant] = {}
    for variant in found:
        if variant.text:
            distinct.setdefault(variant.text, variant)
    return list(distinct.values())


def guess_class(value: str) -> str:
    """The kind of a value that a person gave without saying what it is; decides only how it may be written."""
    if "@" in value:
        return "contact.email"
    if _DATE.match(value) or _EUROPEAN_DATE.match(value):
        return "identity.birthdate"
    if value[:1] in "+0" and _PHONE.match(value):
        return "contact.phone"
    return "identity.national_id" if _NUMBER.match(value) else "identity.name"


def _normalised(class_: str, value: str) -> list[str]:
    if class_ == "contact.email" and "@" in value:
        return _emails(value.lower())
    if class_ == "contact.phone":
        return _phones(value)
    if class_ in ("identity.birthdate", "health.appointment"):
        return _dates(value)
    if class_.startswith(_NUMBERED):
        return [re.sub(r"[ .\-]", "", value)]
    if class_.startswith(_WORDED):
        return _names(value)
    return []


def _emails(value: str) -> list[str]:
    """Without the plus part; without dots before the @ (Gmail's rule, used for every provider by some)."""
    local, _, host = value.rpartition("@")
    bare = local.partition("+")[0]
    return [f"{bare}@{host}", f"{bare.replace('.', '')}@{host}", f"{local.replace('.', '')}@{host}"]


def _phones(value: str) -> list[str]:
    """+33612345678, 33612345678, 0033612345678, 0612345678, 612345678, and the number as typed without blanks."""
    digits = re.sub(r"\D", "", value)
    found = []
    for international in phone_readings(value):
        country = international[1:]
        found += [international, country, f"00{country}"]
    national = digits[-9:] if digits.startswith(("0", "33")) and len(digits) >= 10 else digits
    whole = f"0{national}" if len(national) == 9 else digits
    return [*found, digits, whole, national, *(_grouped(whole, gap) for gap in " .-")]


def _grouped(digits: str, gap: str) -> str:
    return gap.join(digits[at : at + 2] for at in range(0, len(digits), 2))


def _dates(value: str) -> list[str]:
    found = _DATE.match(value)
    if found:
        year, month, day = found.groups()
    else:
        european = _EUROPEAN_DATE.match(value)
        if not european:
            return []
        day, month, year = european.groups()
    return [
        f"{year}{month}{day}",
        f"{year}-{month}-{day}",
        f"{day}/{month}/{year}",
        f"{day}.{month}.{year}",
        f"{day}-{month}-{year}",
        f"{month}/{day}/{year}",
        f"{day}{month}{year}",
        f"{year}/{month}/{day}",
    ]


def _names(value: str) -> list[str]:
    """With and without diacritics, without punctuation, joined as addresses join words."""
    lower = unicodedata.normalize("NFC", value).lower()
    found = [lower]
    for text in (lower, fold(value)):
        spaced = _PUNCTUATION.sub(" ", text).strip()
        found += [spaced, *(spaced.replace(" ", gap) for gap in ("-", "_", "", "+", "."))]
    return [*found, fold(value)]
