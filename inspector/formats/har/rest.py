"""Almost-JSON as Python values, taken apart member by member so that nothing is lost on the way."""

import json
import math
import re
from typing import Any

import msgspec
from msgspec import UNSET, Raw

from inspector.formats.har.notes import Notes
from inspector.formats.har.shape import Kept, Overlay

_ESCAPES = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)", re.DOTALL
)
_LONGEST_NUMBER = 30
type Members = dict[str, Any]


def parse_leniently(raw: bytes, notes: Notes) -> Any:
    """The value of almost-JSON: NaN and Infinity become text, as do numbers no float or 64-bit integer holds;
    broken UTF-8 and lone surrogates become U+FFFD, with a note. Raises ValueError or RecursionError."""
    try:
        text = raw.decode()
        is_damaged = False
    except UnicodeDecodeError:
        text, is_damaged = raw.decode("utf-8", "replace"), True
    whole = _ESCAPES.sub(_mend, text) if "\\u" in text else text
    if is_damaged or (whole is not text and whole != text):
        notes.add("bad-text")
    return json.loads(whole, strict=False, parse_constant=str, parse_int=_integer, parse_float=_decimal)


def _mend(found: re.Match[str]) -> str:
    escape = found[0]
    return "\\ufffd" if len(escape) == 6 and escape[2] in "dD" and escape[1] == "u" else escape


def _integer(digits: str) -> int | str:
    if len(digits) > _LONGEST_NUMBER:
        return digits
    number = int(digits)
    return number if -(2**63) <= number < 2**63 else digits


def _decimal(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


class Rest:
    """The members of an object, taken out one by one; what has an unusable type stays."""

    def __init__(self, value: Any) -> None:
        self.members: Members = dict(value) if isinstance(value, dict) else {}

    def text(self, name: str) -> str | None:
        """A string; numbers become text, null and a missing member None."""
        value = self.members.get(name)
        if isinstance(value, (dict, list)):
            return None
        self.members.pop(name, None)
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value)

    def number(self, name: str) -> float | None:
        value = self.members.get(name)
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                return None
        if isinstance(value, bool) or not isinstance(value, (int, float, type(None))):
            return None
        if isinstance(value, float) and not math.isfinite(value):
            return None
        self.members.pop(name, None)
        return value

    def integer(self, name: str) -> int | None:
        before = self.members.get(name)
        value = self.number(name)
        if value is not None and value != int(value):
            self.members[name] = before
        return None if value is None else int(value)

    def kept(self, name: str) -> Kept:
        if name not in self.members:
            return UNSET
        return Raw(msgspec.json.encode(self.members.pop(name)))

    def inner(self, name: str) -> "Rest | None":
        """The object of that name; None where it is missing or no object."""
        value = self.members.get(name)
        if value is None:
            self.members.pop(name, None)
            return None
        if not isinstance(value, dict):
            return None
        del self.members[name]
        return Rest(value)

    def leave(self, overlay: Overlay, *names: str) -> None:
        """Puts what was not taken into the overlay, below `names`."""
        if not self.members:
            return
        for name in names:
            overlay = overlay.setdefault(name, {})
        for name, value in self.members.items():
            if value not in (None, "", [], {}):
                overlay[name] = Raw(msgspec.json.encode(value))
