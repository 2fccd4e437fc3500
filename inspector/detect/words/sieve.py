"""Which of many values may match a pattern at all: by a text they hold, by the digits in a row."""

import re
from collections.abc import Sequence
from functools import lru_cache

_BREAKS = b" .-/()"
_ZEROS = bytes.maketrans(b"123456789", b"000000000")


def in_lines(values: Sequence[str], *, longest: int) -> str:
    """Each value on a line of its own: its beginning, its line breaks as blanks."""
    text = "\n".join(values)
    if text.count("\n") == len(values) - 1 and max(map(len, values)) <= longest:
        return text
    return "\n".join([value[:longest].replace("\n", " ") for value in values])


class Sieve:
    """The values of one look, asked pattern by pattern; what was worked out is kept for the next pattern."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = values
        self._text = "\n".join(values)
        self._zeros: bytes | None = None
        self._having: dict[tuple[tuple[str, ...], int], Sequence[str]] = {}

    def having(self, hint: tuple[str, ...], digits: int) -> Sequence[str]:
        """The values that hold one of the texts of `hint`, if any are given, and that many digits in a row."""
        known = self._having.get((hint, digits))
        if known is None:
            known = self._having[(hint, digits)] = self._sift(hint, digits)
        return known

    def _sift(self, hint: tuple[str, ...], digits: int) -> Sequence[str]:
        if hint:
            found = [value for text in hint if text in self._text for value in self._values if text in value]
            return [value for value in found if has_digits(value, digits)] if digits and found else found
        if not digits:
            return self._values
        run = b"0" * digits
        if run not in self._as_zeros():
            return ()
        lines = self._as_zeros().split(b"\n")
        if len(lines) != len(self._values):  # some value is broken into lines
            return [value for value in self._values if has_digits(value, digits)]
        return [value for value, line in zip(self._values, lines, strict=True) if run in line]

    def _as_zeros(self) -> bytes:
        """The values with every digit as 0 and without what may stand between two, a line each."""
        if self._zeros is None:
            self._zeros = self._text.encode("utf-8", "surrogatepass").translate(_ZEROS, _BREAKS)
        return self._zeros


def has_digits(value: str, count: int) -> bool:
    """Whether that many ASCII digits stand in a row, with at most three blanks, dots, hyphens ... between two."""
    return len(value) >= count and _run_of(count).search(value) is not None


@lru_cache(maxsize=64)
def _run_of(count: int) -> re.Pattern[str]:
    return re.compile(rf"(?:[0-9][ .\-/()]{{0,3}}){{{count - 1}}}[0-9]")
