"""Opener and body: uuencode (POSIX `uuencode`, both of its alphabets): `begin 644 name`, lines, `end`."""

import binascii
import re

from inspector.decode.encodings.base64_bytes import bytes_of_base64
from inspector.decode.encodings.packed import parts_of_bytes
from inspector.decode.part import Blob, Pairs, Part
from inspector.decode.payload import Payload

SIGN = r"\s*begin(?:-base64)? [0-7]{3,4} [^\r\n]{1,255}\r?\n"
_HEAD = re.compile(r"\s*begin(-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n")


def open_uuencode(text: str) -> tuple[Part, ...] | None:
    """The file, to be opened like a body, and its name at `@filename`."""
    match = _HEAD.match(text)
    if match is None:
        return None
    lines = text[match.end() :].splitlines()
    data = _base64(lines) if match[1] else _lines(lines)
    if not data:
        return None
    name = Part(Pairs((("@filename", match[2].strip()),)), ("uuencode",))
    parts = parts_of_bytes(data, ("uuencode",), marked=True) or (Part(Blob(data), ("uuencode",)),)
    return (name, *parts)


def open_uuencode_body(payload: Payload) -> tuple[Part, ...] | None:
    """The same as a whole body."""
    return open_uuencode(payload.text) if payload.head.startswith(b"begin") else None


def _base64(lines: list[str]) -> bytes | None:
    body = "".join(line.strip() for line in lines if not line.startswith(("====", "end")))
    return bytes_of_base64(body)


def _lines(lines: list[str]) -> bytes | None:
    output = bytearray()
    for line in lines:
        if line.strip() in ("end", "`", ""):
            break
        try:
            output += binascii.a2b_uu(line)
        except (binascii.Error, ValueError):
            return None
    return bytes(output)
