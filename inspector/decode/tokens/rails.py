"""Opener: values that Ruby on Rails signed: `base64--digest`, and ids written `number-base64--digest`.

The digest is hexadecimal SHA-1, SHA-256 or SHA-512. Inside is JSON, or Ruby's Marshal format 4.8, of which plain
strings and integers are read; Rails wraps values with a purpose or an expiry in `{"_rails": {...}}`.
"""

import re

from inspector.decode.encodings.base64_text import bytes_of_base64
from inspector.decode.part import Part, Text, Tree
from inspector.decode.plausible import is_plausible_text
from inspector.decode.tokens.jwt import json_of

SIGN = r"[A-Za-z0-9+/_=-]{46,}+\Z"
_SIGNED = re.compile(r"(?:(\d{1,20})-)?([A-Za-z0-9+/_-]{2,}={0,2})\Z", re.ASCII)
_DIGEST = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})\Z")
_MARSHAL = b"\x04\x08"
_STRING = re.compile(rb'(?:I)?"([\x01-\x04\x06-\x7f])')
_LAYER = ("rails-signed",)


def open_rails(text: str) -> tuple[Part, ...] | None:
    """The number in front, and the signed value; None where neither can be read."""
    signed, _, digest = text.rpartition("--")
    match = _SIGNED.match(signed) if len(signed) > 3 and _DIGEST.match(digest) else None
    if match is None:
        return None
    parts = [Part(Text(match[1]), _LAYER)] if match[1] else []
    value = _value(bytes_of_base64(match[2]))
    if isinstance(value, dict | list) and value:
        parts.append(Part(Tree(value), _LAYER))
    elif isinstance(value, str | int) and str(value) not in ("", match[1]):
        parts.append(Part(Text(str(value)), _LAYER))
    return tuple(parts) or None


def _value(data: bytes | None) -> object:
    """What the bytes say: JSON, Marshal or text; None where it is nothing of these."""
    if not data:
        return None
    if data.startswith(_MARSHAL):
        return _unmarshalled(data)
    if not _is_utf8(data):
        return None
    value = json_of(data)
    if isinstance(value, dict):
        return _with_message(value)
    if isinstance(value, bool | float):
        return None
    return _text(data) if value is None else value


def _with_message(value: dict[str, object]) -> dict[str, object]:
    """The envelope with its inner message, which is in base64 of its own, opened."""
    envelope = value.get("_rails")
    message = envelope.get("message") if isinstance(envelope, dict) else None
    if not isinstance(envelope, dict) or not isinstance(message, str):
        return value
    data = bytes_of_base64(message)
    inner = _unmarshalled(data) if data and data.startswith(_MARSHAL) else json_of(data)
    return {**value, "_rails": {**envelope, "message": message if inner is None else inner}}


def _unmarshalled(data: bytes) -> object:
    """A plain string or integer; None for every other object."""
    if data[2:3] == b"i":
        return _integer(data[3:])
    match = _STRING.match(data, 2)
    if match is None:
        return None
    size = match[1][0]
    if size < 5:  # the length follows in so many bytes, least significant first
        end = match.end() + size
        start, size = end, int.from_bytes(data[match.end() : end], "little")
    else:
        start, size = match.end(), size - 5
    return _text(data[start : start + size]) if size <= len(data) - start else None


def _integer(data: bytes) -> int | None:
    if not data:
        return None
    first = data[0] - 256 if data[0] > 127 else data[0]
    if abs(first) > 4:
        return first - 5 if first > 0 else first + 5
    size = abs(first)
    if len(data) < 1 + size:
        return None
    number = int.from_bytes(data[1 : 1 + size], "little")
    return number - (1 << 8 * size) if first < 0 else number


def _is_utf8(data: bytes) -> bool:
    """The cheap test of the others, for the random bytes that sessions are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(data: bytes) -> str | None:
    if not _is_utf8(data):
        return None
    text = data.decode("utf-8")
    return text if text.isdigit() or is_plausible_text(text, marked=True) else None
