"""Opener: base64 with other signs than `+/` or `-_`, other padding, or another order of the same 64 characters."""

import string
from functools import lru_cache

import pybase64

from inspector.decode.encodings.packed import parts_of_bytes
from inspector.decode.part import Part
from inspector.decode.plausible import is_mostly_text, is_written

_UPPER, _LOWER, _DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits
_STANDARD = _UPPER + _LOWER + _DIGITS + "+/"
# YUI `._`, `*-`, CloudFront `-~`, IMAP `+,` (RFC 3501), XML names `.-` and `_:`, program names `_.`, `!-`.
_SIGNS = ("._", "*-", "-~", "+,", ".-", "_:", "-.", "_-", "_.", "!-", "-*", "~-", "-/", "+_", "+-", "-_", "+/")
# bcrypt, crypt, digits first (GEDCOM, xxencode), and the cases exchanged.
_ORDERS = (
    "./" + _UPPER + _LOWER + _DIGITS,
    "./" + _DIGITS + _UPPER + _LOWER,
    "+-" + _DIGITS + _UPPER + _LOWER,
    _DIGITS + _UPPER + _LOWER + "+/",
    _DIGITS + _LOWER + _UPPER + "+/",
    _LOWER + _UPPER + _DIGITS + "+/",
)
_PLAIN = (_UPPER + _LOWER + _DIGITS).encode()
type _Family = tuple[bytes, tuple[tuple[str, bytes], ...]]

_TABLES = tuple((order, bytes.maketrans(order.encode(), _STANDARD.encode())) for order in _ORDERS)
# By what the first halves of the orders have between them: one test for those that are nearly the same.
_FAMILIES: tuple[_Family, ...] = tuple(
    ("".join(order[:32] for order, _ in kin).encode(), kin)
    for kin in (_TABLES[:1], _TABLES[1:4], _TABLES[4:5], _TABLES[5:])
)
_LEAST = 10


def open_other_base64(text: str) -> tuple[Part, ...] | None:
    """What reads like words, or JSON, or is compressed, under one of the alphabets in use."""
    signs: frozenset[str] = frozenset()
    pairs: tuple[bytes, ...] = ()
    if not text.isalnum():
        is_standard, text = _is_standard(text), _unpadded(text)
        signs = _signs_of(text)
        pairs = () if is_standard or len(signs) > 2 else _pairs(signs)
    families = _families(signs) if signs else _FAMILIES
    if len(text) % 4 == 1 or not (pairs or families):
        return None
    body = text.encode() + b"==="[: -len(text) % 4]
    for table in pairs:
        if parts := _opened(body.translate(table)):
            return parts
    heads = body[::4]
    for half, tables in families:
        # The first of four characters holds the highest bit of a byte, which is nought in most text.
        if len(heads.translate(None, half)) * 4 <= len(heads):
            for _, table in tables:
                if parts := _opened(body.translate(table)):
                    return parts
    return None


def _signs_of(text: str) -> frozenset[str]:
    return frozenset(text.encode().translate(None, _PLAIN).decode())


def _is_standard(text: str) -> bool:
    """Whether this is base64 of RFC 4648, one alphabet or the other."""
    signs = _signs_of(text.rstrip("="))
    return signs <= {"+", "/"} or signs <= {"-", "_"}


@lru_cache(maxsize=1024)
def _families(signs: frozenset[str]) -> tuple[_Family, ...]:
    """The families whose orders have these signs, and those of them only."""
    able = ((half, tuple(kin for kin in tables if signs.issubset(kin[0]))) for half, tables in _FAMILIES)
    return tuple((half, tables) for half, tables in able if tables)


@lru_cache(maxsize=1024)
def _pairs(signs: frozenset[str]) -> tuple[bytes, ...]:
    """The tables of the pairs that have these signs; one is enough where there are none."""
    able = [pair for pair in _SIGNS if signs <= set(pair)][: None if signs else 1]
    return tuple(bytes.maketrans(pair.encode(), b"+/") for pair in able)


def _unpadded(text: str) -> str:
    if len(text) % 4 == 0 and not text[-1].isalnum():
        return text[:-2] if text[-2] == text[-1] else text[:-1]
    return text.rstrip("=")


def _opened(body: bytes) -> tuple[Part, ...] | None:
    data = pybase64.b64decode(body)
    if not data or not (is_mostly_text(data) or data.startswith((b"\x1f\x8b\x08\0", b"x\x9c"))):
        return None
    if len(data) < 16 and not is_written(data, least=_LEAST):
        return None
    return parts_of_bytes(data, ("base64",), marked=False)
