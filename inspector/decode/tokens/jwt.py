"""Opener: signed tokens: JSON Web Signatures and Tokens (RFC 7515, 7519), SMART Health Cards, and the signed values of
Django and itsdangerous (Flask). Nobody checks a signature here: what a token says is readable without any key.
"""

import re

from inspector.decode.coding import CodingFailed, expand
from inspector.decode.encodings.base64_text import bytes_of_base64
from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Part, Text, Tree
from inspector.decode.plausible import is_plausible_text

BEFORE = r"(?:[\w.-]{1,40}+(?: {1,2}|: ?|=\"?)){0,2}"  # `Bearer `, `token=`, `access_token: `
AFTER = r"(?=\Z|[\s;,\"'])"
SIGN = rf"(?=[^.]*+\.){BEFORE}eyJ[\w-]{{8,}}\."
SEALED_SIGN = r"\.eJ[\w-]{8,}+[.:]|(?:e[w-z0-3]|I[g-v]|W[w-z0-9_-])[\w-]{6,}+[.:]"
CARD_SIGN = r"shc:/\d{40}"

_TOKEN = re.compile(rf"{BEFORE}(eyJ[\w-]{{8,}})\.([\w-]*)\.([\w-]*){AFTER}", re.ASCII)
_SEALED = re.compile(
    r"(\.?)([\w-]{8,})(?:\.[\w-]{5,8}\.(?:[\w-]{27}|[\w-]{43}|[\w-]{86})|\.(?:[\w-]{27}|[\w-]{43}|[\w-]{86})"
    r"|:[0-9A-Za-z]{5,7}:(?:[\w-]{27}|[\w-]{43}|[\w-]{86}))\Z",
    re.ASCII,
)
_CARD = re.compile(r"shc:/(?:\d{1,2}/\d{1,2}/)?((?:\d\d){20,8000})\Z", re.ASCII)
_MOST = 16_000_000


def open_jwt(text: str) -> tuple[Part, ...] | None:
    """`$.header` with `$.claims`, or with `$.payload` where that is text; the header alone where the payload is
    detached or readable to nobody here. Inside a longer text the token is the first thing after a name."""
    match = _TOKEN.match(text)
    if match is None:
        return None
    header = json_of(bytes_of_base64(match[1]))
    if not isinstance(header, dict) or not header:
        return None
    if header.get("zip") == "DEF":
        return _compressed(header, match[2])
    data = bytes_of_base64(match[2])
    claims = json_of(data)
    if isinstance(claims, dict):
        return (Part(Tree({"header": header, "claims": claims}), ("jwt",)),)
    if not isinstance(header.get("alg"), str):
        return None
    payload = _text_of(data or match[2].encode() if header.get("b64") is not False else match[2].encode())
    return (Part(Tree({"header": header} | ({"payload": payload} if payload else {})), ("jwt",)),)


def open_sealed(text: str) -> tuple[Part, ...] | None:
    """The value that Django's `signing` or itsdangerous signed: JSON in base64url, compressed where a dot leads."""
    match = _SEALED.match(text)
    data = bytes_of_base64(match[2]) if match else None
    if match is None or not data:
        return None
    layers: tuple[str, ...] = ("base64url",)
    if match[1]:
        inflated = _inflated(data)
        if inflated is None:
            return None
        data, layers = inflated[0], ("base64url", "deflate")
    value = json_of(data)
    if isinstance(value, str) and value:
        return (Part(Text(value), (*layers, "json")),)
    return (Part(Tree(value, data), (*layers, "json")),) if isinstance(value, dict | list) and value else None


def open_health_card(text: str) -> tuple[Part, ...] | None:
    """A SMART Health Card as in its QR code: two digits for each character of a token, 45 less than its code."""
    match = _CARD.match(text)
    if match is None:
        return None
    digits = match[1]
    numbers = [int(digits[at : at + 2]) + 45 for at in range(0, len(digits), 2)]
    return open_jwt("".join(map(chr, numbers))) if max(numbers) < 127 else None


def json_of(data: bytes | None) -> object:
    """The JSON value of these bytes, None where they are none."""
    try:
        return parse_json(data) if data else None
    except NotJson:
        return None


def _compressed(header: dict[str, object], payload: str) -> tuple[Part, ...]:
    parts = (Part(Tree({"header": header}), ("jwt",)),)
    inflated = _inflated(bytes_of_base64(payload))
    claims = json_of(inflated[0]) if inflated else None
    if inflated is None or not isinstance(claims, dict):
        return parts
    return (*parts, Part(Tree({"claims": claims}), ("jwt", "deflate"), cut=inflated[1]))


def _inflated(data: bytes | None) -> tuple[bytes, str] | None:
    try:
        return expand(data, "deflate", most=min(_MOST, 1000 * len(data))) if data else None
    except CodingFailed:
        return None


def _text_of(data: bytes) -> str:
    """The payload as text, "" where it is none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if is_plausible_text(text, marked=True) else ""
