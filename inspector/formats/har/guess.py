"""Guessing where an entry ends, so that most entries are gone over once and not twice.

Writers separate entries alike: a brace, blanks, a comma, blanks, a brace and the same first name. Inside a JSON string
such a sequence cannot stand, because its quotes would be escaped. What lies before it is an entry if, and only if, it
decodes as one whole object: a JSON object is never the beginning of another. A wrong guess costs a failed attempt,
after which `spans.value_end` says the truth.
"""

import re

import msgspec

from inspector.formats.har.shape import UNREADABLE, Entry

ENTRY = msgspec.json.Decoder(Entry)
_SEPARATOR = re.compile(rb'[ \t\r\n]*,[ \t\r\n]*\{[ \t\r\n]*"[^"\\]{1,40}"')
_NARROWEST_BYTES = 1024
_WIDEST_BYTES = 4 * 1024 * 1024
_MOST_FAILURES = 50


class Guess:
    """The separator of this file, once an entry has shown it; given up where it fails too often."""

    def __init__(self) -> None:
        self._separator: bytes | None = None
        self._failures = 0
        self._width = _NARROWEST_BYTES

    def learn(self, view: memoryview, end: int) -> None:
        """Takes the separator from what follows an entry that ends at `end` (trailing blanks may be counted in)."""
        if self._failures >= _MOST_FAILURES:
            return
        while view[end - 1] in b" \t\r\n":
            end -= 1
        found = _SEPARATOR.match(view, end)
        self._separator = b"}" + found[0] if found else None

    def entry_at(self, view: memoryview, start: int) -> tuple[Entry, int] | None:
        """The entry at `start` and the offset behind it; None where the guess does not hold."""
        if self._separator is None:
            return None
        width = self._width
        while True:
            window = bytes(view[start : start + width])
            at = window.find(self._separator)
            if at >= 0:
                break
            if width >= _WIDEST_BYTES or len(window) < width:
                return None
            width *= 4
        self._width = _NARROWEST_BYTES + 2 * at
        try:
            return ENTRY.decode(memoryview(window)[: at + 1]), start + at + 1
        except UNREADABLE:
            self._failures += 1
            self._separator = None
            return None
