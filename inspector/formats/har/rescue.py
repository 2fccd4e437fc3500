"""Finding one's way in JSON that is not quite JSON: NaN, lone surrogates, a missing quote, a hole."""

import re

from inspector.formats.har.text import Text

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]', re.DOTALL)
_SCALAR = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\s,{}\[\]"]+', re.DOTALL)
_OPENING = b"{["
_CLOSING = b"}]"
_FIRST_KEY = re.compile(rb'\{\s*"((?:[^"\\])*)"')
_USUAL_FIRST_KEYS = (
    b"startedDateTime",
    b"pageref",
    b"_connectionId",
    b"_fromCache",
    b"_initiator",
    b"_priority",
    b"_resourceType",
    b"_frameref",
    b"_id",
    b"time",
    b"request",
)


def lenient_end(view: memoryview, start: int, *, limit: int) -> int | None:
    """The offset after the value at `start` by counting braces outside strings; None where none ends before `limit`."""
    if start >= len(view) or view[start] not in _OPENING:
        found = _SCALAR.match(view, start, limit)
        return found.end() if found else None
    depth = 0
    for token in _TOKEN.finditer(view, start, limit):
        first = view[token.start()]
        if first in _OPENING:
            depth += 1
        elif first in _CLOSING:
            depth -= 1
            if depth == 0:
                return token.end()
    return None


def next_entry_start(text: Text, after: int, *, first_key: bytes | None) -> int | None:
    """The next place behind `after` that looks like the beginning of an entry.

    `first_key` is the name that earlier entries of this file begin with.
    """
    keys = (first_key,) if first_key else _USUAL_FIRST_KEYS
    names = b"|".join(re.escape(key) for key in keys)
    found = re.compile(rb'\}\s*+(?:,\s*+)?(\{\s*"(?:' + names + rb')"\s*:)').search(text.view, after)
    return found.start(1) if found else None


def first_key_of(view: memoryview, start: int) -> bytes | None:
    """The name of the first member of the object at `start`."""
    found = _FIRST_KEY.match(view, start)
    return found[1] if found else None
