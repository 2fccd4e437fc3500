"""Openers: base64 and base64url (RFC 4648), of whatever `packed` knows; its relatives; data: URLs.

Random tokens are the strings that captures have most of: what is written in the characters of base64 goes through one
opener, which asks only those relatives that such a text can be, by the cheapest of their tests.
"""

import re
import string

import pybase64
from msgspec.structs import replace

from inspector.decode.encodings.base64_alphabets import open_other_base64
from inspector.decode.encodings.base64_bytes import bytes_of_base64
from inspector.decode.encodings.lzstring import open_lzstring
from inspector.decode.encodings.packed import parts_of_bytes
from inspector.decode.part import Part
from inspector.decode.plausible import is_mostly_text, is_written

__all__ = ["bytes_of_base64", "open_base64", "open_data_url", "open_reversed_base64"]

# Readable text never encodes to one letter case.
SIGN = r"(?:Basic |(?=[A-Za-z0-9+/_=.~*,:!$|;-]{7}))(?=[^A-Z]*+[A-Z])(?=[^a-z]*+[a-z])"
STARTS = string.ascii_letters + string.digits + "+/_.~*,:!$-"
REVERSED_SIGN = r"={1,2}[A-Za-z0-9+/_-]{10,}+\Z"
_WHOLE = re.compile(r"(?:Basic )?([A-Za-z0-9+/_-]{6,}+)(={0,2})\Z")
_OTHER = re.compile(r"[A-Za-z0-9+/_.=~*,:!$-]{12,}+\Z")
_PIECES = re.compile(r"[\w+/-]{4,}+={0,2}+(?:[.~|,:;!][\w+/-]{4,}+={0,2}+){1,7}+\Z")
_BETWEEN = re.compile(r"[.~|,:;!]")
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w-]+=[^;,]+)*);base64,", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def open_base64(text: str) -> tuple[Part, ...] | None:
    """Base64 that gives plausible text, JSON, a message that speaks for itself, or any of them compressed; LZ-string;
    base64 in another alphabet, backwards, or in pieces."""
    match = _WHOLE.match(text)
    if match is None:
        return _open_spaced(text) if _SPACE.search(text) else _open_unlike(text)
    if parts := _opened(match):
        return parts
    if match.start(1):
        return None
    return (
        open_lzstring(text)
        or (open_other_base64(text) if len(text) >= 12 else None)
        or (open_reversed_base64(text) if len(text) >= 14 and text[-1] != "=" else None)
    )


def _opened(match: re.Match[str]) -> tuple[Part, ...] | None:
    body, padding = match.groups()
    if len(body) % 4 == 1:
        return None
    standard = _standard(body)
    data = pybase64.b64decode(standard + "==="[: -len(body) % 4])
    layers = ("base64",) if standard is body else ("base64url",)
    return parts_of_bytes(data, layers, marked=padding != "" or match.start(1) > 0)


def _standard(body: str) -> str:
    """In the alphabet with `+` and `/`."""
    return body.replace("-", "+").replace("_", "/") if "-" in body or "_" in body else body


def _open_spaced(text: str) -> tuple[Part, ...] | None:
    """Base64 broken into lines, or whose `+` a form decoder took for spaces."""
    if len(text) < 24:
        return None
    match = _WHOLE.match(_SPACE.sub("", text) if "\n" in text or "\r" in text else text.replace(" ", "+"))
    return _opened(match) if match else None


def _open_unlike(text: str) -> tuple[Part, ...] | None:
    """What has more signs than base64 of RFC 4648."""
    return open_lzstring(text) or (open_other_base64(text) if _OTHER.match(text) else None) or _open_pieces(text)


def open_reversed_base64(text: str) -> tuple[Part, ...] | None:
    """Base64 written backwards: with its padding in front, of JSON or a URL, or of what reads like words."""
    body = text[::-1].rstrip("=")
    if len(body) % 4 == 1:
        return None
    data = pybase64.b64decode(_standard(body) + "==="[: -len(body) % 4])
    if text[0] != "=" and not (is_mostly_text(data) and (len(data) >= 16 or is_written(data, least=10))):
        return None
    return parts_of_bytes(data, ("base64-reversed",), marked=False)


def _open_pieces(text: str) -> tuple[Part, ...] | None:
    """Several base64 texts in a row, `a.b.c`: those that open, each at its place `[n]`."""
    if text.startswith("data:") or not _PIECES.match(text):
        return None
    parts: list[Part] = []
    for place, piece in enumerate(_BETWEEN.split(text)):
        match = _WHOLE.match(piece)
        if match and not (piece.islower() or piece.isupper()):
            parts += [_placed(part, place) for part in _opened(match) or ()]
    return tuple(parts) or None


def _placed(part: Part, place: int) -> Part:
    prefix = f"[{place}] > {part.prefix}" if part.prefix else f"[{place}]"
    return replace(part, prefix=prefix)


def open_data_url(text: str) -> tuple[Part, ...] | None:
    """A data: URL (RFC 2397) in base64 with text or JSON inside; images stay closed."""
    match = _DATA_URL.match(text)
    if match is None or (match[1] or "").lower().startswith(("image/", "font/", "audio/", "video/")):
        return None
    data = bytes_of_base64(text[match.end() :])
    return parts_of_bytes(data, ("base64",), marked=True) if data else None
