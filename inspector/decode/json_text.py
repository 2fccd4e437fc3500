"""Opener: JSON written into a string."""

from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Part, Tree

_CLOSERS = {"{": "}", "[": "]", '"': '"'}


def open_json(text: str) -> tuple[Part, ...] | None:
    """A JSON object or array that fills the whole text; a quoted string only where it hides one of these."""
    stripped = text.strip()
    if len(stripped) < 7 or _CLOSERS.get(stripped[0]) != stripped[-1]:
        return None
    try:
        value = parse_json(stripped)
    except NotJson:
        return None
    if isinstance(value, str) and value.strip()[:1] not in ("{", "["):
        return None
    return (Part(Tree(value, stripped), ("json",)),) if value else None
