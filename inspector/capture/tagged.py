"""Tagged netstrings (tnetstrings.info), the writing of mitmproxy's flow files, read within bounds.

A value is `LENGTH:DATA` and one type character: `,` bytes, `;` text, `#` integer, `^` float, `!` boolean, `~` null,
`]` list, `}` dictionary. mitmproxy's own reader trusts every length and depth; this one does not.
"""

import re
from typing import Any, NamedTuple

_PREFIX = re.compile(rb"(\d{1,12}):")
_BYTES, _TEXT, _LIST, _DICT = ord(","), ord(";"), ord("]"), ord("}")
_MOST_DIGITS = 4_000


class Damaged(Exception):
    """What stands here is no tagged netstring, or beyond the bounds. Carries no part of it."""


class Frame(NamedTuple):
    """Where the data of a value lies, and behind which byte the value ends."""

    start: int
    end: int
    kind: int

    @property
    def after(self) -> int:
        return self.end + 1


def frame_at(data: memoryview, at: int, limit: int) -> Frame:
    """The value that begins at `at` and must end before `limit`; raises Damaged."""
    prefix = _PREFIX.match(data, at, limit)
    if prefix is None:
        raise Damaged
    start = prefix.end()
    end = start + int(prefix[1])
    if end >= limit:
        raise Damaged
    return Frame(start, end, data[end])


class Reader:
    """Reads one value. `nodes` bounds how many values it may hold in all, `depth` how deep they are nested."""

    def __init__(self, data: memoryview, *, nodes: int, depth: int) -> None:
        self._data = data
        self._nodes = nodes
        self._depth = depth

    def read(self, frame: Frame) -> Any:
        """The value as Python's; raises Damaged."""
        try:
            return self._value(frame, self._depth)
        except (ValueError, TypeError) as error:  # a number that is none, a key that is a list, broken UTF-8
            raise Damaged from error

    def _value(self, frame: Frame, depth: int) -> Any:
        start, end, kind = frame
        match kind:
            case 0x2C:  # ","
                return self._data[start:end].tobytes()
            case 0x3B:  # ";"
                return str(self._data[start:end], "utf-8")
            case 0x23 if end - start < _MOST_DIGITS:  # #
                return int(self._data[start:end].tobytes())
            case 0x5E if end - start < _MOST_DIGITS:  # ^
                return float(self._data[start:end].tobytes())
            case 0x21:  # !
                return self._data[start:end].tobytes() == b"true"
            case 0x7E:  # ~
                return None
        if kind not in (_LIST, _DICT) or depth == 0:
            raise Damaged
        items = self._items(start, end, depth - 1)
        if kind == _LIST:
            return items
        if len(items) % 2:
            raise Damaged
        return dict(zip(items[::2], items[1::2], strict=True))

    def _items(self, at: int, end: int, depth: int) -> list[Any]:
        items: list[Any] = []
        data, append = self._data, items.append
        while at < end:
            self._nodes -= 1
            if self._nodes < 0:
                raise Damaged
            frame = frame_at(data, at, end)
            start, stop, kind = frame
            if kind == _BYTES:  # most values are bytes: told apart here, without a call each
                append(data[start:stop].tobytes())
            elif kind == _TEXT:
                append(str(data[start:stop], "utf-8"))
            else:
                append(self._value(frame, depth))
            at = stop + 1
        return items
