"""Urlencoded bodies: one form, or one per line as analytics beacons send them."""

import re

from inspector.decode.pairs import query_pairs
from inspector.decode.part import Pairs, Part
from inspector.decode.payload import Payload

_LIKE_FORM = re.compile(r"[\w.\[\]$%~:+-]{1,120}=[^&\s]*(?:&[\w.\[\]$%~:+;-]{1,120}=[^&\s]*)*&?\Z")
_MOST_LINES = 10_000


def open_form_body(payload: Payload) -> tuple[Part, ...] | None:
    """Named values; a body of several such lines has path `#n > name`."""
    says_form = payload.mime == "application/x-www-form-urlencoded"
    if not payload.is_texty or b"=" not in payload.data:
        return None
    text = payload.text.strip("\r\n")
    lines = text.split("\n", _MOST_LINES)
    if len(lines) > 1 and all(_LIKE_FORM.match(line.strip()) for line in lines if line.strip()):
        return tuple(_line(line.strip(), number) for number, line in enumerate(lines, start=1) if line.strip())
    if says_form or (len(text) < 1_000_000 and "&" in text and _LIKE_FORM.match(text)):
        return (Part(Pairs(query_pairs(text)), ("form", "url")),)
    return None


def _line(line: str, number: int) -> Part:
    return Part(Pairs(query_pairs(line)), ("form", "url"), f"#{number}", number)
