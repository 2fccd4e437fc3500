"""The address that a browser is started at."""

import re

from inspector.model.errors import ArgumentsWrong

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_OPENED = ("http:", "https:", "about:")


def address_to_open(url: str) -> str:
    """The address as the browser is given it: a blank page for "", `https://` where no scheme was written.

    Raises ArgumentsWrong (`address_not_opened`) for any other scheme, and for what a command line would read as an
    option.
    """
    text = url.strip()
    if not text:
        return "about:blank"
    scheme = _SCHEME.match(text)
    if scheme and scheme[0].lower() in _OPENED and text.isprintable():
        return text
    if scheme or text.startswith("-") or not text.isprintable() or " " in text:
        raise ArgumentsWrong("Only http and https addresses can be opened for a recording.", code="address_not_opened")
    return f"https://{text}"
