"""Opener: base64 with other signs than `+/` or `-_`, other padding, or another order of the same 64 characters."""

import re
import string

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
_STANDARD_FORM = re.compile(r"(?:[A-Za-z0-9+/]++|[A-Za-z0-9_-]++)=*\Z")
_OTHER = re.compile(r"[^A-Za-z0-9]")
_TABLES = tuple((order, bytes.maketrans(order.encode(), _STANDARD.encode())) for order in _ORDERS)
# By what the first halves of the orders have between them: one test for those that are nearly the same.
_FAMILIES = tuple(
    ("".join(order[:32] for order, _ in kin).encode(), kin)
    for kin in (_TABLES[:1], _TABLES[1:4], _TABLES[4:5], _TABLES[5:])
)
_LEAST = 10


def open_other_base64(text: str) -> tuple[Part, ...] | None:
    """What reads like words, or JSON, or is compressed, under one of the alphabets in use."""
    signs: frozenset[str] = frozenset()
    pairs: list[str] = []
    if not text.isalnum():
        is_standard, text = _STANDARD_FORM.match(text), _unpadded(text)
        signs = frozenset(_OTHER.findall(text))
        pairs = [] if is_standard or len(signs) > 2 else _pairs(signs)
    if len(signs) > 2 or len(text) % 4 == 1:
        return None
    body = text.encode() + b"==="[: -len(text) % 4]
    for pair in pairs:
        if parts := _opened(body.translate(bytes.maketrans(pair.encode(), b"+/"))):
            return parts
    heads = body[::4]
    for half, tables in _FAMILIES:
        # The first of four characters holds the highest bit of a byte, which is nought in most text.
        if len(heads.translate(None, half)) * 4 <= len(heads):
            for order, table in tables:
                if signs.issubset(order) and (parts := _opened(body.translate(table))):
                    return parts
    return None


def _pairs(signs: frozenset[str]) -> list[str]:
    """The pairs that have these signs; one is enough where there are none."""
    return [pair for pair in _SIGNS if signs <= set(pair)][: None if signs else 1]


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
