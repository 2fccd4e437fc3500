"""Telephone numbers, as people, forms and databases write them."""

import re
from collections.abc import Sequence
from functools import lru_cache

import phonenumbers

from inspector.detect.words.checksums import phone_readings

_PAIRS = (2,) * 8
_LONGEST_NUMBER = 32


def write_phone(value: str) -> list[str]:
    """+33612345678, 33612345678, 0033612345678, 0612345678, 612345678; in groups as typed at home and abroad."""
    digits = _digits(value)
    found = []
    for international in phone_readings(value):
        country = international[1:]
        found += [international, country, f"00{country}"]
    whole, national = _at_home(digits)
    found += [digits, whole, national]
    for abroad, home, number in _written_out(value):
        found += [abroad, home, _digits(home), number]
    return [*found, grouped(whole, _PAIRS, " ")] if whole.startswith("0") else found


def group_phone(value: str, *, thorough: bool) -> list[str]:
    """The same with other signs between the groups, which nobody hashes: `+33-6-39-98-12-34`, `+33 (0)6 39 98 12 34`;
    `33 6 39 98 12 34` is what a form makes of an unescaped plus."""
    whole, _ = _at_home(_digits(value))
    found = [grouped(whole, _PAIRS, gap) for gap in (".-/" if thorough else ".-")] if whole.startswith("0") else []
    for abroad, _, number in _written_out(value):
        country, _, groups = abroad.partition(" ")
        found += [abroad.replace(" ", "-"), abroad.replace(" ", "."), abroad[1:], f"{country} (0){groups}"]
        if thorough:
            found += [f"{country}(0){number}", f"{country} (0){number}", f"{country}(0){groups}", f"{country} {number}"]
            found += [f"00 {abroad[1:]}", f"00{country[1:]} {groups}"]
            found += [f"{country} (0) {groups}", f"{country} 0{number}", f"{country}0{number}", f"00{abroad[1:]}"]
            found += [f"({country}) {groups}", f"({country}){number}", f"{country}-{number}", f"{country[1:]}0{number}"]
    return found


def hash_phone(value: str) -> list[str]:
    """What some hash of a number though few do: every grouping, the `tel:` link, blanks that do not break."""
    found = group_phone(value, thorough=True)
    for international in phone_readings(value):
        found += [f"tel:{international}", f"%2B{international[1:]}", f" {international[1:]}", f"+{international}"]
    found += [f"00 {abroad[1:]}" for abroad, _, _ in _written_out(value)]
    known = write_phone(value)
    return [*found, *(text.replace(" ", gap) for text in (*known, value) if " " in text for gap in ("\xa0", "\u202f"))]


def grouped(digits: str, sizes: Sequence[int], gap: str) -> str:
    """Digits in groups of these sizes, what is left over as the last."""
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return gap.join(part for part in (*parts, digits[at:]) if part)


def _written_out(value: str) -> tuple[tuple[str, str, str], ...]:
    """A number as its country writes it, abroad and at home, and without the sign for calls at home; one or none."""
    return _look_up(value) if len(value) <= _LONGEST_NUMBER else ()


@lru_cache(maxsize=8)  # a number is written in several ways one after the other
def _look_up(value: str) -> tuple[tuple[str, str, str], ...]:
    for international in phone_readings(value)[:1]:
        number = phonenumbers.parse(international)
        home = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        abroad = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        return ((abroad, home, str(number.national_number)),)
    return ()


def _at_home(digits: str) -> tuple[str, str]:
    """With and without the 0 of French numbers; others as they are."""
    national = digits[-9:] if digits.startswith(("0", "33")) and len(digits) >= 10 else digits
    return (f"0{national}" if len(national) == 9 else digits), national


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
