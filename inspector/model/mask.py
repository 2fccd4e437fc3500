"""Masking: what a value looks like wherever it is not asked for in full."""

_DOTS = "•••••"


def mask(value: str) -> str:
    """The value with only its beginning readable: "Annonce" becomes "An•••••".

    Values of up to four characters are hidden whole; longer ones show two characters, and an e-mail address the
    first two of its local part and its top-level domain. Line breaks and control characters never come through.
    """
    text = " ".join(value.split())
    if len(text) <= 4:
        return _DOTS
    head = "".join(c for c in text[:2] if c.isprintable())
    local, at, domain = text.rpartition("@")
    if at and local and "." in domain and " " not in text:
        return f"{head}{_DOTS}@{_DOTS}.{domain.rsplit('.', 1)[1][:6]}"
    return f"{head}{_DOTS}"
