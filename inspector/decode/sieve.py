"""The few of many texts that may hide something, told by the characters they have: all of them looked at in one pass.

A capture has tens of millions of strings that hide nothing. What a text has in it, how it begins and ends and how long
it is leaves hardly one in ten; only these are worth the signs of `strings.py`. Whoever adds a decoder of strings there
sees to it that its texts pass here: the tests compare the two.
"""

import string
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inspector.decode.encodings.mail_text import FIRST_OF_LETTERS

type _Flags = NDArray[np.intp]
type _Truths = NDArray[np.bool_]

# What occurs in a text. The signs of RFC 4648 and padding stand apart from those of base64's relatives.
_LOWER, _UPPER, _DIGIT, _SIGN, _ODD_SIGN, _SPACE, _MARK, _ELSE = (1 << bit for bit in range(8))
# How a text begins: with what opens by itself, like a token, `data:`, `Basic`, `http`, `x'` or `0x`; bits 8 to 10.
_OPENING, _TOKEN, _DATA, _BASIC, _WEB, _QUOTED_HEX, _ZERO = (kind << 8 for kind in range(1, 8))
_APART = 1 << 11  # the third character may stand between bytes in hexadecimal
_LAST = 1 << 12  # it ends like a web address backwards, or in padding
_LEAST = (7, 12, 16, 24, 46)  # characters; texts are as long as the number of those they reach says, in bits 13 to 15
_SIZE_AT = 13
_BEGINNINGS = ('\t\v\f\x1c\x1d\x1e\x1f "&<=[{!', ".CDIWces", "d", "B", "hH", "xX", "0")
_LINE = ord("\n")
# JSON in base64, of tokens, which may stand behind their name; accented letters as in mail.
_ANYWHERE = (b"eyJ", FIRST_OF_LETTERS.encode())


def may_open(texts: Sequence[str], *, bare: bool) -> list[str]:
    """Those of the texts that some opener may open; `bare` as in `strings.open_strings`."""
    if not texts:
        return []
    joined = "\n".join(texts)
    data = f"\n{joined}\n\n\n".encode("utf-8", "surrogatepass")
    signs = np.frombuffer(data, np.uint8)
    ends = (signs == _LINE).nonzero()[0]
    if len(ends) != len(texts) + 3:
        flat = [text for text in texts if "\n" not in text]
        return [text for text in texts if "\n" in text] + may_open(flat, bare=bare)
    starts, ends = ends[:-3] + 1, ends[1:-2]
    tables = _tables()
    shape = tables.size.take(ends - starts, mode="clip")
    shape |= tables.first.take(signs.take(starts))
    shape |= tables.third.take(signs.take(starts + 2))
    shape |= tables.last.take(signs.take(ends - 1))
    shape |= np.bitwise_or.reduceat(np.frombuffer(data.translate(tables.kinds), np.uint8), starts)
    able = [texts[place] for place in _verdicts(bare=bare).take(shape).nonzero()[0].tolist()]
    for sign in _ANYWHERE:
        if sign in data:
            sought = sign.decode()
            able = list(dict.fromkeys([*able, *(text for text in texts if sought in text)]))
    return able


class _Tables(NamedTuple):
    """For each byte what it is, and what it says as the first, third and last of a text; what a length says."""

    kinds: bytes
    first: _Flags
    third: _Flags
    last: _Flags
    size: _Flags


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    first, third, last = np.zeros((3, 256), np.intp)
    for kind, characters in enumerate(_BEGINNINGS, start=1):
        first[[ord(character) for character in characters]] = kind << 8
    first[128:] = _OPENING
    third[[ord(character) for character in " :,-"]] = _APART
    last[[ord("h"), ord("=")]] = _LAST
    size = np.array([sum(size >= least for least in _LEAST) for size in range(_LEAST[-1] + 1)], np.intp) << _SIZE_AT
    return _Tables(_kinds(), first, third, last, size)


def _kinds() -> bytes:
    kinds = bytearray([_ELSE]) * 256
    for characters, kind in (
        (string.ascii_lowercase, _LOWER),
        (string.ascii_uppercase, _UPPER),
        (string.digits, _DIGIT),
        ("+/-_=", _SIGN),
        (".~*,:!$|;", _ODD_SIGN),
        (" ", _SPACE),
        ("%&\\?{\r", _MARK),
        ("\n", 0),
    ):
        for character in characters:
            kinds[ord(character)] = kind
    return bytes(kinds)


@lru_cache(maxsize=2)
def _verdicts(*, bare: bool) -> _Truths:
    """For each shape of a text whether anything may open it."""
    shape = np.arange(1 << 16, dtype=np.intp)
    begin, size = shape & 0x700, shape >> _SIZE_AT

    def only(kinds: int) -> _Truths:
        truths: _Truths = shape & 0xFF & ~kinds == 0
        return truths

    def has(kinds: int) -> _Truths:
        truths: _Truths = shape & kinds == kinds
        return truths

    plain = _LOWER | _UPPER | _DIGIT
    in_base64 = plain | _SIGN
    joined = in_base64 | _ODD_SIGN
    mixed = has(_LOWER | _UPPER)  # readable text never encodes to one letter case
    token = (begin == _OPENING) | has(_MARK) | ((begin == _DATA) & has(_ODD_SIGN))
    token |= (begin == _TOKEN) & only(joined) & has(_ODD_SIGN)
    token |= only(in_base64) & (size >= 5)  # signed: with its digest
    token |= has(_LAST | _ODD_SIGN) & ~has(_SPACE)
    base64 = mixed & (size >= 1) & (only(joined) | (has(_ODD_SIGN) & ~has(_SPACE)))
    base64 |= mixed & only(in_base64 | _SPACE) & ((size >= 4) | (begin == _BASIC))
    base32 = only(_UPPER | _DIGIT | _SIGN) & (size >= 3)
    base32 |= only(_LOWER | _DIGIT | _SIGN) & has(_LAST) & (size >= 3)
    digits = only(plain) & (size >= 2) & (~only(_DIGIT) | (size >= 4))
    digits |= (begin == _QUOTED_HEX) & only(plain | _ELSE) & (size >= 2)
    digits |= (begin == _QUOTED_HEX) & has(_ELSE)  # zlib too
    digits |= only(joined | _SPACE) & (size >= 3) & (has(_APART) | ((begin == _ZERO) & has(_LOWER)))
    web = (begin == _WEB) & has(_ODD_SIGN)
    able: _Truths = token | base64 | base32 | digits
    return able | web if bare else able
