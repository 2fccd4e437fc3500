"""Opener: JSON Web Tokens (RFC 7519): header and claims as `$.header` and `$.claims`; encrypted ones stay closed."""

import re

from inspector.decode.base64_text import bytes_of_base64
from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Part, Tree

_TOKEN = re.compile(r"(?:Bearer |JWT )?(eyJ[\w-]{8,})\.([\w-]{4,})\.([\w-]*)\Z")


def open_jwt(text: str) -> tuple[Part, ...] | None:
    """Header and claims of a signed or unsigned token."""
    match = _TOKEN.match(text)
    if match is None:
        return None
    header, claims = _object(match[1]), _object(match[2])
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return None
    return (Part(Tree({"header": header, "claims": claims}), ("jwt",)),)


def _object(piece: str) -> object:
    data = bytes_of_base64(piece)
    try:
        return parse_json(data) if data else None
    except NotJson:
        return None
