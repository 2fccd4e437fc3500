"""Openers: base32 (RFC 4648) in one letter case, and Ascii85 between `<~` and `~>`."""

import base64
import re
import string

from inspector.decode.encodings.binary_value import readable_text
from inspector.decode.encodings.packed import parts_of_bytes
from inspector.decode.part import Part

SIGN = r"(?:[A-Z2-7]{16,}+|[a-z2-7]{16,}+)={0,6}\Z"
ASCII85_SIGN = r"<~[!-uz\s]{5,}~>\s*\Z"
STARTS = string.ascii_letters + "234567"
_BODY = re.compile(r"([A-Za-z2-7]+)(=*)\Z")
_MOST_CHARACTERS = 200_000  # the reader is slow
_SURE = 20  # bytes: in fewer, small letters and figures as ids have them may pass for Latin-1
_LETTERS_ONLY = re.compile(r"[A-Za-z]+\Z")


def open_base32(text: str) -> tuple[Part, ...] | None:
    """Base32 of at least ten bytes; no layer word of its own exists, so it is told as `base32`."""
    match = _BODY.match(text)
    if match is None or len(match[1]) % 8 in (1, 3, 6) or (_LETTERS_ONLY.match(text) and len(text) < 24):
        return None
    data = base64.b32decode(match[1].upper() + "=" * (-len(match[1]) % 8))
    if text[0].islower() and len(data) < _SURE and readable_text(data) is None:
        return None
    return parts_of_bytes(data, ("base32",), marked=False)


def open_ascii85(text: str) -> tuple[Part, ...] | None:
    """Ascii85 as Adobe writes it."""
    if len(text) > _MOST_CHARACTERS:
        return None
    try:
        data = base64.a85decode(text.strip().encode("ascii"), adobe=True)
    except (ValueError, UnicodeEncodeError):
        return None
    return parts_of_bytes(data, ("ascii85",), marked=True)
