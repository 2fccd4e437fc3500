"""Urlencoded bodies: one form, or one per line as analytics beacons send them; `text/plain` forms of HTML."""

import re

from inspector.decode.pairs import query_pairs
from inspector.decode.part import Pairs, Part
from inspector.decode.payload import Payload

# `c.` ... `.c` are the brackets that one vendor puts around a group.
_LIKE_FORM = re.compile(
    r"[\w.\[\]$%~:+-]{1,120}=[^&\s]*"
    r"(?:&(?:[\w.\[\]$%~:+;-]{1,120}=[^&\s]*|\w{1,80}\.(?=&)|\.\w{1,80}(?=&)))*&?\Z"
)
_LIKE_FIELD = re.compile(r"([\w.\[\]$-]{1,80})=(.*)\Z")
_MOST_LINES = 10_000
_MOST_FIELDS = 200


def open_form_body(payload: Payload) -> tuple[Part, ...] | None:
    """Named values; a body of several such lines has path `#n > name`."""
    says_form = payload.mime == "application/x-www-form-urlencoded"
    if not payload.is_texty or b"=" not in payload.data:
        return None
    text = payload.text.strip("\r\n")
    lines = text.split("\n", _MOST_LINES)
    if len(lines) > 1 and all(_LIKE_FORM.match(line.strip()) for line in lines if line.strip()):
        return _plain_form(payload, lines) or _forms(lines)
    if says_form or (len(text) < 1_000_000 and "&" in text and _LIKE_FORM.match(text)):
        return (Part(Pairs(query_pairs(text)), ("form", "url")),)
    return _plain_form(payload, lines)


def _forms(lines: list[str]) -> tuple[Part, ...]:
    stripped = [line.strip() for line in lines if line.strip()]
    return tuple(
        Part(Pairs(query_pairs(line)), ("form", "url"), f"#{number}", number)
        for number, line in enumerate(stripped, start=1)
    )


def _plain_form(payload: Payload, lines: list[str]) -> tuple[Part, ...] | None:
    """`name=value` lines (HTML Living Standard, 4.10.21.8): at least two names, each its own, nothing encoded.

    A name that comes again speaks for a log.
    """
    if payload.mime != "text/plain" or not 2 <= len(lines) <= _MOST_FIELDS or b"\r\n" not in payload.data:
        return None
    matches = [match for line in lines if (match := _LIKE_FIELD.match(line.removesuffix("\r")))]
    names = {match[1] for match in matches}
    if len(matches) != len(lines) or len(names) != len(lines) or any("&" in line for line in lines):
        return None
    return (Part(Pairs(tuple((match[1], match[2]) for match in matches)), ("form",)),)
