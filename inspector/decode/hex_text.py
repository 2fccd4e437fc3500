"""Opener: hexadecimal of text or JSON. Digests, ids and plain numbers stay closed."""

import re

from inspector.decode.base64_text import parts_of_bytes
from inspector.decode.part import Part

_HEX = re.compile(r"(?:0x)?((?:[0-9a-f]{2}){6,}|(?:[0-9A-F]{2}){6,})\Z")


def open_hex(text: str) -> tuple[Part, ...] | None:
    """Hexadecimal, in one letter case, of plausible text of at least six bytes."""
    match = _HEX.match(text)
    if match is None or (match[1].isdigit() and len(match[1]) < 24):
        return None
    return parts_of_bytes(bytes.fromhex(match[1]), ("hex",), marked=False)
