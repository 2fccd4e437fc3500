"""Openers: hexadecimal of whatever `packed` knows, also with separators or as escapes. Digests, ids and plain numbers
stay closed."""

import re

from inspector.decode.charset import is_readable
from inspector.decode.encodings.packed import parts_of_bytes
from inspector.decode.part import Part, Text
from inspector.decode.plausible import is_western

SIGN = r"(?:0[xX]|\\x|[xX]')?(?!\d{1,23}+\Z)(?:[0-9a-f]{12,}+|[0-9A-F]{12,}+)'?\Z"
APART_SIGN = r"(?:0x)?[0-9a-fA-F]{2}(?:[ :,-] ?(?:0x)?[0-9a-fA-F]{2}){5,}\Z"
ESCAPED_SIGN = r"[^\\%]*+(?:\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|%u[0-9a-fA-F]{4})"
_BETWEEN = re.compile(r"[ :,-] ?(?:0x)?|^0x")
OTHER_SIGN = r"[^\\]*+(?:\\u\{[0-9a-fA-F]{1,6}\}|(?:\\[0-3][0-7]{2}){3})"
_POINT = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
_OCTAL = re.compile(r"(?:\\[0-3][0-7]{2}){2,}")
_ESCAPE = re.compile(r"(?:\\x[0-9a-fA-F]{2})+|(?:(?:\\|%)u[0-9a-fA-F]{4})+|%[0-9a-fA-F]{2}")


def open_hex(text: str) -> tuple[Part, ...] | None:
    """Hexadecimal, in one letter case, of at least six bytes."""
    digits = (text[2:] if text[1] in "xX'" else text).removesuffix("'")
    if len(digits) % 2:
        return None
    data = bytes.fromhex(digits)
    if digits.isdigit() and not _is_said_in_digits(data):
        return None
    return parts_of_bytes(data, ("hex",), marked=False)


def _is_said_in_digits(data: bytes) -> bool:
    """Half of all bytes written without a letter are printable: only words, hexadecimal again, or digits with signs
    between them."""
    is_counted = len(data.translate(None, b"0123456789ABCDEF %+.,:-/")) * 5 <= len(data)
    is_hex = not data.translate(None, b"0123456789abcdef")
    return len(data) >= 12 and (is_counted or is_hex or is_western(data.decode("latin-1")))


def open_hex_apart(text: str) -> tuple[Part, ...] | None:
    """`43 61 6d`, `43:61:6d`, `0x43, 0x61`: not the fingerprints and hardware addresses, which give no text."""
    digits = _BETWEEN.sub("", text)
    if not (digits == digits.lower() or digits == digits.upper()):
        return None
    return parts_of_bytes(bytes.fromhex(digits), ("hex",), marked=False)


def open_escapes(text: str) -> tuple[Part, ...] | None:
    r"""`\x43` (bytes, `hex`), `\u0043` (`json-string`) and `%u0043` (`url`, with `%43` among them) written out."""
    layer = "url" if "%u" in text else "json-string" if "\\u" in text else "hex"
    decoded = _ESCAPE.sub(_character, text)
    decoded = decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return (Part(Text(decoded), (layer,)),) if decoded != text and is_readable(decoded) else None


def open_other_escapes(text: str) -> tuple[Part, ...] | None:
    r"""`\u{43}` and, three in a row or more, `\103` (bytes in octal)."""
    try:
        decoded = _OCTAL.sub(_octal_text, _POINT.sub(lambda match: chr(int(match[1], 16)), text))
    except (UnicodeDecodeError, ValueError):
        return None
    clean = decoded.encode("utf-8", "replace").decode("utf-8")
    return (Part(Text(clean), ("js-escape",)),) if clean != text and is_readable(clean) else None


def _octal_text(match: re.Match[str]) -> str:
    return bytes(int(digits, 8) for digits in match[0].split("\\")[1:]).decode("utf-8")


def _read(data: bytes) -> str:
    """Bytes as UTF-8, or where they are none as the letters of JavaScript's `\\xNN` (Latin-1)."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _character(match: re.Match[str]) -> str:
    escape = match[0]
    if escape.startswith("\\x"):
        return _read(bytes.fromhex(escape.replace("\\x", "")))
    if escape[1] == "u":
        return "".join(chr(int(escape[at : at + 4], 16)) for at in range(2, len(escape), 6))
    return chr(int(escape[1:], 16))
