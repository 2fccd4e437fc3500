"""Masking: what a value looks like wherever it is not asked for in full."""

import re

_DOTS = "•••••"
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,24}|xn--[a-z0-9-]{1,59}", re.IGNORECASE)


def mask(value: str) -> str:
    """The value with only its beginning readable: "Annonce" becomes "An•••••".

    Values of up to four characters are hidden whole; longer ones show two characters. An e-mail address shows two of
    a local part that has more, and its top-level domain, whole or not at all. Line breaks and control characters
    never come through.
    """
    text = " ".join(value.split())
    if len(text) <= 4:
        return _DOTS
    local, at, domain = text.rpartition("@")
    if at and local and "." in domain and " " not in text:
        return f"{_head(local) if len(local) > 2 else ''}{_DOTS}@{_DOTS}{_top_level(domain)}"
    return f"{_head(text)}{_DOTS}"


def _head(text: str) -> str:
    return "".join(c for c in text[:2] if c.isprintable())


def _top_level(domain: str) -> str:
    """The last label with its dot where it can be one that exists; longer or odd ones may be the secret itself."""
    label = domain.rpartition(".")[2]
    return f".{label}" if _TOP_LEVEL.fullmatch(label) else ""
