"""Check digits, by name. All arithmetic is python-stdnum's or phonenumbers'; a random number may pass by chance."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import phonenumbers
from stdnum import ean, iban, imei, luhn
from stdnum.at import vnr
from stdnum.be import nn
from stdnum.ch import ssn as ahv
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.exceptions import ValidationError
from stdnum.fr import nir, siren, siret
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.pt import cc, nif
from stdnum.util import clean

type Check = Callable[[str], bool]

_LONGEST = 64


def _digits(text: str) -> str:
    return clean(text, " -./").strip()


def _luhn_of(length: int) -> Check:
    def check(text: str) -> bool:
        number = _digits(text)
        return len(number) == length and len(set(number)) > 2 and bool(luhn.is_valid(number))

    return check


def _is_finess(text: str) -> bool:
    """FINESS: nine characters, Luhn; the Corsican departments 2A and 2B count as 20 (published practice of the ANS)."""
    number = _digits(text).upper()
    return len(number) == 9 and bool(luhn.is_valid(number.replace("2A", "20", 1).replace("2B", "20", 1)))


def _is_kvnr(text: str) -> bool:
    """German health insurance number: the letter as two digits, then a Luhn sum whose remainder is the last digit."""
    number = _digits(text).upper()
    if len(number) != 10 or not ("A" <= number[0] <= "Z") or not number[1:].isascii() or not number[1:].isdigit():
        return False
    spelled = f"{ord(number[0]) - 64:02d}{number[1:9]}"
    return bool(luhn.checksum(spelled + "0") == int(number[9]))


def _is_card(text: str) -> bool:
    number = _digits(text)
    return 13 <= len(number) <= 19 and number[0] in "23456" and len(set(number)) > 1 and bool(luhn.is_valid(number))


def _is_phone(text: str) -> bool:
    return phone_e164(text) is not None


def _is_dni_or_nie(text: str) -> bool:
    return bool(dni.is_valid(text) or nie.is_valid(text))


def _is_vnr(text: str) -> bool:
    """Austrian insurance number: three digits, check digit, birth date; as an actual date, unlike most numbers."""
    number = _digits(text)
    return bool(vnr.is_valid(number)) and 1 <= int(number[4:6]) <= 31 and 1 <= int(number[6:8]) <= 15


_REGIONS = ("FR", "DE", "IT", "ES", "BE", "CH", "GB", "NL", "AT", "PT", "PL")


def phone_e164(text: str) -> str | None:
    """The number as +33612345678, in the first reading of `phone_readings`; None where there is none."""
    return next(iter(phone_readings(text)), None)


def phone_readings(text: str) -> tuple[str, ...]:
    """The international numbers that a written number can stand for: itself, or one per country where it is valid.

    Numbers of the right length pass too where they are written internationally or the French way: those set aside
    for fiction (in France 06 39 98 and others) are assigned to nobody, and test identities use them.
    """
    if not 6 <= len(text) <= 32:
        return ()
    candidate = "+" + text[2:] if text.startswith("00") else text
    if candidate.startswith("+"):
        read = [_phone(candidate, None, is_right=phonenumbers.is_possible_number)]
    else:
        french = phonenumbers.is_possible_number if candidate.startswith("0") else phonenumbers.is_valid_number
        read = [_phone(candidate, "FR", is_right=french)]
        read += [_phone(candidate, region, is_right=phonenumbers.is_valid_number) for region in _REGIONS[1:]]
    return tuple(dict.fromkeys(number for number in read if number is not None))


def _phone(text: str, region: str | None, *, is_right: Callable[[phonenumbers.PhoneNumber], bool]) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_right(number) else None


_CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "fr.nir": nir.is_valid,
        "fr.siren": siren.is_valid,
        "fr.siret": siret.is_valid,
        "fr.rpps": _luhn_of(11),
        "fr.finess": _is_finess,
        "iban": iban.is_valid,
        "card": _is_card,
        "de.kvnr": _is_kvnr,
        "de.idnr": idnr.is_valid,
        "it.codicefiscale": codicefiscale.is_valid,
        "es.dni-nie": _is_dni_or_nie,
        "gb.nhs": nhs.is_valid,
        "nl.bsn": bsn.is_valid,
        "be.nn": nn.is_valid,
        "at.vnr": _is_vnr,
        "pl.pesel": pesel.is_valid,
        "pt.nif": nif.is_valid,
        "pt.cc": cc.is_valid,
        "ch.ssn": ahv.is_valid,
        "imei": imei.is_valid,
        "ean": ean.is_valid,
        "phone": _is_phone,
    }
)


def holds(name: str, text: str) -> bool:
    """Whether the checksum `name` holds for a text; False for anything too long or malformed."""
    if not 0 < len(text) <= _LONGEST or not text.isascii():
        return False
    try:
        return bool(_CHECKS[name](text.strip()))
    except (ValidationError, ValueError):
        return False


def names() -> frozenset[str]:
    """The names a rule pack may use."""
    return frozenset(_CHECKS)
