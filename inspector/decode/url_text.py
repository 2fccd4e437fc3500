"""Openers: a URL in a value, a query string in a value, percent-encoding that is still there, a URL backwards."""

import re

from inspector.decode.charset import is_readable
from inspector.decode.pairs import percent_bytes, query_pairs
from inspector.decode.part import Pairs, Part, Text
from inspector.decode.plausible import is_western
from inspector.decode.url_parts import inner_parts, relative_parts

_RELATIVE = re.compile(r"#?/[^\s?#]*\?[^\s?#=&]+=[^\s]*\Z")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_FORM = re.compile(r"[?#]?[\w.\[\]$%~:-]{1,80}=[^&=\s]*(?:&[\w.\[\]$%~:;-]{1,80}=[^&\s]*)+&?\Z")


def open_url(text: str) -> tuple[Part, ...] | None:
    """An absolute http or https URL: query parameters, path segments, fragment."""
    return inner_parts(text) or None


def open_relative_url(text: str) -> tuple[Part, ...] | None:
    """`/path?a=b`, also with a host (`//host/path?a=b`) or as a route in a fragment (`#/path?a=b`)."""
    return relative_parts(text) if _RELATIVE.match(text) else None


def open_form(text: str) -> tuple[Part, ...] | None:
    """`a=b&c=d`: at least two named values and no blank."""
    if "&" not in text or not _FORM.match(text):
        return None
    return (Part(Pairs(query_pairs(text.lstrip("?#"))), ("form", "url")),)


def open_percent(text: str) -> tuple[Part, ...] | None:
    """Percent-encoded UTF-8 in a text without blanks."""
    if "%" not in text or not _ENCODED.search(text) or any(c.isspace() for c in text):
        return None
    data = percent_bytes(text)
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError:
        decoded = data.decode("cp1252", "replace")
        if not is_western(decoded):
            return None
    return (Part(Text(decoded), ("url",)),) if decoded != text and is_readable(decoded) else None


def open_reversed_url(text: str) -> tuple[Part, ...] | None:
    """A URL written backwards."""
    if not text.endswith(("//:sptth", "//:ptth")):
        return None
    return (Part(Text(text[::-1]), ("reversed",)),)
