"""Where JSON values end inside a large text, without building them.

`msgspec` skips over a value at about a gigabyte a second and then complains about what follows it; the position in
that complaint is the end of the value. The wording is no promise of msgspec, which is therefore pinned, and
`is_complaint_known` asks it once per process; where the answer is no, `rescue.lenient_end` does the same work slowly.
"""

import re
from collections.abc import Callable
from functools import cache

import msgspec

from inspector.formats.har.rescue import lenient_end
from inspector.formats.har.text import Text

_SKIP = msgspec.json.Decoder(msgspec.Raw)
_TRAILING = re.compile(r"JSON is malformed: trailing characters \(byte (\d+)\)")
_AT_BYTE = re.compile(r"\(byte (\d+)\)")
_IS_ALMOST_JSON = re.compile(rb"[\[{]|NaN|-?Infinity|\"")
_FAR = 64_000_000
_CUT = "Input data was truncated"

type ValueEnd = Callable[[memoryview, int], int]


class Damage(Exception):
    """The text is not JSON at `byte`; `is_cut` where it only seems to end too early."""

    def __init__(self, byte: int, *, is_cut: bool = False) -> None:
        super().__init__(f"not JSON at byte {byte}")
        self.byte = byte
        self.is_cut = is_cut


def value_end(view: memoryview, start: int) -> int:
    """The offset after the JSON value at `start` (and the blanks behind it); raises Damage."""
    return _complained_end(view, start) if is_complaint_known() else _lenient(view, start)


def _complained_end(view: memoryview, start: int) -> int:
    try:
        _SKIP.decode(view[start:])
    except msgspec.DecodeError as error:
        complaint = str(error)
        if found := _TRAILING.fullmatch(complaint):
            return start + int(found[1]) - 1
        if complaint == _CUT:
            raise Damage(start, is_cut=True) from None
        at = _AT_BYTE.search(complaint)
        raise Damage(start + (int(at[1]) if at else 0)) from None
    except RecursionError:
        raise Damage(start) from None
    return len(view)


def _lenient(view: memoryview, start: int) -> int:
    end = lenient_end(view, start, limit=len(view))
    if end is None:
        raise Damage(start, is_cut=True)
    return end


@cache
def is_complaint_known() -> bool:
    """Whether this msgspec words its complaints as `value_end` reads them."""
    samples = ((b'{"a":[1,{"b":"},{"}]} ,{"c":2}', 22), (b'"x"]', 3), (b"-1.5e3}", 6), (b"[1]x", 3), (b"[1]", 3))
    try:
        if any(_complained_end(memoryview(text), 0) != end for text, end in samples):
            return False
        _complained_end(memoryview(b'{"a":[1'), 0)
    except Damage as damage:
        return damage.is_cut
    return False


class Cursor:
    """A place in a JSON text, moved over members and elements one at a time."""

    def __init__(self, text: Text, at: int = 0) -> None:
        self.text = text
        self.at = at

    def peek(self) -> bytes:
        """The next byte that is not blank (b"" at the end of the text)."""
        self.at = self.text.after_blanks(self.at)
        return self.text.byte(self.at)

    def enter(self) -> None:
        """Steps over the brace or bracket that `peek` showed."""
        self.at += 1

    def next_key(self) -> str | None:
        """The next member's name, with the cursor on its value; None behind the closing brace. Raises Damage."""
        following = self.peek()
        if following == b",":
            self.at += 1
            following = self.peek()
        if following == b"}":
            self.at += 1
            return None
        if following != b'"':
            raise Damage(self.at, is_cut=not following)
        start, end = self.skip_value()
        key = read_text(bytes(self.text.view[start:end]))
        if key is None or self.peek() != b":":
            raise Damage(self.at, is_cut=self.at >= len(self.text.view))
        self.at += 1
        self.peek()
        return key

    def skip_value(self) -> tuple[int, int]:
        """The span of the value here, also of almost-JSON with NaN in it; the cursor moves behind it. Raises Damage."""
        start = self.at
        try:
            self.at = value_end(self.text.view, start)
        except Damage:
            end = lenient_end(self.text.view, start, limit=min(len(self.text.view), start + _FAR))
            if end is None or not _IS_ALMOST_JSON.match(self.text.view, start):
                raise
            self.at = end
        return start, self.at


def read_text(raw: bytes) -> str | None:
    """A JSON string's characters; None where it is none."""
    try:
        return msgspec.json.decode(raw, type=str)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
