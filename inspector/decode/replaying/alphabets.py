"""The letters of rarer bases, and how letters are moved along the alphabet: to look for a value, and to undo it."""

import string
from collections.abc import Mapping
from types import MappingProxyType

UPPER, LOWER, DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""The letters of Bitcoin."""
NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "base58": (
            BASE58,
            "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ",  # Flickr
            "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz",  # XRP Ledger
        ),
        "base62": (DIGITS + UPPER + LOWER, DIGITS + LOWER + UPPER, UPPER + LOWER + DIGITS),
        "base36": (DIGITS + LOWER, DIGITS + UPPER),
        "decimal": (DIGITS,),
    }
)
"""Where a text is one large number: the letters that it may be written in, the usual ones first."""
BASE32 = UPPER + "234567"
BASE32_HEX = DIGITS + UPPER[:22]
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE45 = DIGITS + UPPER + " $%*+-./:"
BASE85 = DIGITS + UPPER + LOWER + "!#$%&()*+-;<=>?@^_`{|}~"
Z85 = DIGITS + LOWER + UPPER + ".-:+=^!/*?&<>()[]{}@%$#"
MIRRORED = LOWER[::-1] + UPPER[::-1]
STEPS = (1, 2, 3, 5, -1, -2, -3, -5)
"""How far the code of each letter is moved."""


def in_number(data: bytes, letters: str) -> str:
    """One large number; zero bytes at the start are lost, which no text has."""
    number, written, base = int.from_bytes(data), "", len(letters)
    while number:
        number, place = divmod(number, base)
        written = letters[place] + written
    return written


def turned_by(by: int) -> str:
    """The small letters and the capitals, each alphabet begun so many letters later."""
    return LOWER[by:] + LOWER[:by] + UPPER[by:] + UPPER[:by]
