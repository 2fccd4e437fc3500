"""Opener: JSON written into a string."""

from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Part, Tree

_CLOSERS = {"{": "}", "[": "]", '"': '"'}


_MOST_QUOTES = 8  # one around the other: each doubles the backslashes


def open_json(text: str) -> tuple[Part, ...] | None:
    """A JSON object or array that fills the whole text; a quoted string only where it hides one of these, be it in
    further quotes."""
    stripped = text.strip()
    value = _value_of(stripped)
    if isinstance(value, str) and not _hides_more(value):
        return None
    return (Part(Tree(value, stripped), ("json",)),) if value else None


def _value_of(text: str) -> object:
    if len(text) < 7 or _CLOSERS.get(text[0]) != text[-1]:
        return None
    try:
        return parse_json(text)
    except NotJson:
        return None


def _hides_more(text: str) -> bool:
    """Whether what stood in quotes is an object, an array, or one of these in quotes again."""
    for _ in range(_MOST_QUOTES):
        text = text.strip()
        if text[:1] != '"':
            break
        value = _value_of(text)
        if not isinstance(value, str):
            return False
        text = value
    return text[:1] in ("{", "[")
