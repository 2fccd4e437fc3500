"""Named values: query strings, urlencoded forms, cookies, headers (WHATWG URL, application/x-www-form-urlencoded)."""

import re
from collections.abc import Sequence

_ENCODED = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")
_KEYLESS = re.compile(r"[A-Za-z0-9+/_%-]{8,}={1,2}\Z")


def numbered[Value](pairs: Sequence[tuple[str, Value]]) -> tuple[tuple[str, Value], ...]:
    """The pairs with path names: `#` in a name is `%23`, a repeated name gets `#2`, `#3` ..."""
    names = {name for name, _ in pairs}
    if len(names) == len(pairs) and "#" not in "".join(names):
        return tuple(pairs)
    seen: dict[str, int] = {}
    result = []
    for name, value in pairs:
        if "#" in name:
            name = name.replace("#", "%23")
        count = seen.get(name, 0) + 1
        seen[name] = count
        result.append((name if count == 1 else f"{name}#{count}", value))
    return tuple(result)


def percent_decoded(text: str) -> str:
    """`text` percent-decoded once as UTF-8; bytes that are not UTF-8 are read as Windows-1252, then Latin-1."""
    return readable(percent_bytes(text)) if "%" in text else text


def percent_bytes(text: str) -> bytes:
    """The bytes of `text` in UTF-8, percent-decoded once; a `%` without two digits behind it stays."""
    return _ENCODED.sub(_bytes_of, text.encode("utf-8", "replace"))


def _bytes_of(run: re.Match[bytes]) -> bytes:
    return bytes.fromhex(run[0].replace(b"%", b"").decode())


def readable(data: bytes) -> str:
    """UTF-8, else Windows-1252, else Latin-1: never raises."""
    for charset in ("utf-8", "cp1252"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def form_decoded(text: str) -> str:
    """`text` with `+` as a space, then percent-decoded."""
    if "+" in text:
        text = text.replace("+", " ")
    return percent_decoded(text) if "%" in text else text


def raw_pairs(text: str) -> list[tuple[str, str]]:
    """Names and values of a query string as they stand, empty pieces left out.

    A piece without a name (`?abc`, or one whose only `=` is base64 padding) has the name "" and the whole piece as
    value, where it is the only one; else it is a name with an empty value.
    """
    pieces = [piece for piece in text.split("&") if piece]
    if len(pieces) == 1 and ("=" not in pieces[0] or _KEYLESS.match(pieces[0])):
        return [("", pieces[0])]
    return [(name, value) for name, _, value in (piece.partition("=") for piece in pieces)]


def query_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Decoded names, numbered, and decoded values of a query string or urlencoded form."""
    pairs = raw_pairs(text)
    if "%" in text or "+" in text:
        pairs = [(form_decoded(name), form_decoded(value)) for name, value in pairs]
    return numbered(pairs)
