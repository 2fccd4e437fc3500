"""Openers: base64 and base64url (RFC 4648) of text, JSON or compressed text; base64 written backwards; data: URLs."""

import re
from binascii import Error

import pybase64

from inspector.decode.coding import CodingFailed, coding_of_magic, expand
from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.pairs import readable
from inspector.decode.part import Part, Text, Tree
from inspector.decode.plausible import is_plausible_text

# The first character tells the first byte: text, UTF-8 lead or gzip; readable text never encodes to one letter case.
_ALPHABET = re.compile(
    r"(?:Basic )?(?=[I-Za-fw-z0-9]|H4sI)(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])([A-Za-z0-9+/]{6,}|[A-Za-z0-9_-]{6,})(={0,2})\Z"
)
_BACKWARDS = re.compile(
    r"={1,2}[A-Za-z0-9+/_-]{14,}\Z|[A-Za-z0-9+/_-]{13,}(?:0RHa|Jye|[yz0-9]L|(?:3s|yJ|ys)W)\Z"  # http { / [
)
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w-]+=[^;,]+)*);base64,", re.IGNORECASE)
_BREAKS = re.compile(r"\s+")
_SAFE = str.maketrans("-_", "+/")
_MOST = 16_000_000


def bytes_of_base64(text: str) -> bytes | None:
    """The bytes of either alphabet, padded or not; None where it is neither."""
    body = text.rstrip("=").translate(_SAFE)
    if len(body) % 4 == 1:
        return None
    try:
        return pybase64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (Error, ValueError):
        return None


def open_base64(text: str) -> tuple[Part, ...] | None:
    """Base64 that gives plausible text, JSON, or either of them compressed."""
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
    """Base64 written backwards, of JSON or of a URL, or with its padding in front."""
    if not _BACKWARDS.match(text):
        return None
    data = bytes_of_base64(text[::-1])
    if not data:
        return None
    parts = parts_of_bytes(data, ("base64-reversed",), marked=False)
    if parts and (text[0] == "=" or data.startswith((b"http", b"/", b"{", b"["))):
        return parts
    return None


def open_data_url(text: str) -> tuple[Part, ...] | None:
    """A data: URL (RFC 2397) in base64 with text or JSON inside; images stay closed."""
    match = _DATA_URL.match(text)
    if match is None or (match[1] or "").lower().startswith(("image/", "font/", "audio/", "video/")):
        return None
    data = bytes_of_base64(text[match.end() :])
    return parts_of_bytes(data, ("base64",), marked=True) if data else None


def parts_of_bytes(data: bytes, layers: tuple[str, ...], *, marked: bool) -> tuple[Part, ...] | None:
    """The one part that these bytes plausibly are. `marked`: the outer text announced itself (padding, `data:`)."""
    coding = coding_of_magic(data) or (
        "deflate" if data[:2] in (b"\x78\x01", b"\x78\x9c", b"\x78\xda", b"\x78\x5e") else None
    )
    if coding is not None:
        try:
            data, cut = expand(data, coding, most=min(_MOST, 1000 * len(data)))
        except CodingFailed:
            return None
        return _texts(data, (*layers, coding), marked=True, cut=cut)
    return _texts(data, layers, marked=marked)


def _texts(data: bytes, layers: tuple[str, ...], *, marked: bool, cut: str = "") -> tuple[Part, ...] | None:
    if data[:1] in (b"{", b"["):
        try:
            value = parse_json(data)
        except NotJson:
            value = None
        if value and isinstance(value, dict | list):
            return (Part(Tree(value, data), (*layers, "json"), cut=cut),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if not cut:
            return None
        text = readable(data)
    return (Part(Text(text), layers, cut=cut),) if is_plausible_text(text, marked=marked) else None
