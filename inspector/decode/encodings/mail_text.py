"""Openers: what mail puts into ASCII: quoted-printable (RFC 2045) and encoded words (RFC 2047)."""

import binascii
import quopri
import re

from inspector.decode.charset import is_readable
from inspector.decode.part import Part, Text

# Letters beyond ASCII must be among them: `width=20` and its like are no quoted-printable.
_LETTER = r"=C3=[89AB][0-9A-F]"
SIGN = rf"[^=]*+(?:(?!{_LETTER})=[^=]*+)*+{_LETTER}"
FIRST_OF_LETTERS = "=C3="  # of nearly all accented letters of Western Europe
WORD_SIGN = r"=\?[\w-]{2,30}\?[QqBb]\?"
_WORD = re.compile(r"=\?([\w-]{2,30})\?([QqBb])\?([!->@-~]{1,400})\?=(?:\s+(?==\?))?")
_MOST_CHARACTERS = 1_000_000


def open_quoted_printable(text: str) -> tuple[Part, ...] | None:
    """Letters beyond ASCII as the bytes of their UTF-8, each behind an equals sign."""
    if len(text) > _MOST_CHARACTERS or not text.isascii():
        return None
    try:
        plain = quopri.decodestring(text.encode("ascii")).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return (Part(Text(plain), ("quoted-printable",)),) if plain != text and is_readable(plain) else None


def open_encoded_words(text: str) -> tuple[Part, ...] | None:
    """`=?utf-8?q?caf=C3=A9?=`: told as `quoted-printable`, or `base64` where the first word is in it."""
    first = _WORD.match(text)
    if first is None or len(text) > _MOST_CHARACTERS:
        return None
    try:
        plain = _WORD.sub(_plain_word, text)
    except (ValueError, LookupError):  # also of charsets that are no charsets of text
        return None
    layer = "base64" if first[2] in "bB" else "quoted-printable"
    return (Part(Text(plain), (layer,)),) if plain and is_readable(plain) else None


def _plain_word(match: re.Match[str]) -> str:
    written = match[3].encode("ascii")
    data = binascii.a2b_base64(written) if match[2] in "bB" else quopri.decodestring(written, header=True)
    return data.decode(match[1])
