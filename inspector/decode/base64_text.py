"""Openers: base64 and base64url (RFC 4648), of whatever `packed` knows; written backwards; in pieces; data: URLs."""

import re
from dataclasses import replace

from inspector.decode.base64_bytes import bytes_of_base64
from inspector.decode.packed import parts_of_bytes
from inspector.decode.part import Part
from inspector.decode.plausible import is_mostly_text, is_written

__all__ = ["bytes_of_base64", "open_base64", "open_data_url", "open_pieces", "open_reversed_base64"]

# Readable text never encodes to one letter case.
_MIXED = r"(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])"
SIGN = rf"(?:Basic )?{_MIXED}[A-Za-z0-9+/_-]{{6,}}(?:={{0,2}}\Z|\s)"
REVERSED_SIGN = rf"={{1,2}}[\w+/-]{{10,}}\Z|{_MIXED}[A-Za-z0-9+/_-]{{14,}}\Z"
PIECES_SIGN = rf"(?!data:){_MIXED}[\w+/-]{{4,}}={{0,2}}(?:[.~|,:;!][\w+/-]{{4,}}={{0,2}}){{1,7}}\Z"
_ALPHABET = re.compile(r"(?:Basic )?([A-Za-z0-9+/_-]{6,})(={0,2})\Z")
_BACKWARDS = re.compile(r"={0,2}[A-Za-z0-9+/_-]{10,}\Z")
_BETWEEN = re.compile(r"[.~|,:;!]")
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w-]+=[^;,]+)*);base64,", re.IGNORECASE)
_BREAKS = re.compile(r"\s+")


def open_base64(text: str) -> tuple[Part, ...] | None:
    """Base64 that gives plausible text, JSON, a message that speaks for itself, or any of them compressed."""
    match = _ALPHABET.match(text)
    if match is None:
        if len(text) < 24:
            return None
        text = _rejoined(text)
        match = _ALPHABET.match(text)
        if match is None:
            return None
    body, padding = match[1], match[2]
    layer = "base64url" if "-" in body or "_" in body else "base64"
    data = bytes_of_base64(body)
    return parts_of_bytes(data, (layer,), marked=bool(padding) or text.startswith("Basic ")) if data else None


def _rejoined(text: str) -> str:
    """Base64 broken into lines, or whose `+` a form decoder took for spaces."""
    if "\n" in text or "\r" in text:
        return _BREAKS.sub("", text)
    return text.replace(" ", "+")


def open_reversed_base64(text: str) -> tuple[Part, ...] | None:
    """Base64 written backwards: with its padding in front, of JSON or a URL, or of what reads like words."""
    if not _BACKWARDS.match(text):
        return None
    data = bytes_of_base64(text[::-1])
    if not data:
        return None
    if text[0] != "=" and not (is_mostly_text(data) and (len(data) >= 16 or is_written(data, least=10))):
        return None
    return parts_of_bytes(data, ("base64-reversed",), marked=False)


def open_pieces(text: str) -> tuple[Part, ...] | None:
    """Several base64 texts in a row, `a.b.c`: those that open, each at its place `[n]`."""
    parts: list[Part] = []
    for place, piece in enumerate(_BETWEEN.split(text)):
        if _ALPHABET.match(piece) and not (piece.islower() or piece.isupper()):
            parts += [_placed(part, place) for part in open_base64(piece) or ()]
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
