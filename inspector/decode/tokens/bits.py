"""Bits of base64url text, most significant first: what consent strings are written in (IAB TCF and GPP)."""

import re

from inspector.decode.encodings.base64_text import bytes_of_base64

_ONES = re.compile("1+")

type Run = tuple[int, int]


class NotBits(ValueError):
    """The text is no base64url, or it ends before its fields do."""


class BitReader:
    """Reads fields one after the other; every reading past the end raises NotBits."""

    def __init__(self, text: str) -> None:
        # Six bits a character, whatever their number: the specification lets encoders leave out whole bytes.
        data = bytes_of_base64(text + "A" * (-len(text) % 4))
        if data is None or not text:
            raise NotBits
        self._data = data
        self._at = 0
        self._end = 6 * len(text)

    @property
    def left(self) -> int:
        return self._end - self._at

    def number(self, width: int) -> int:
        """An unsigned integer of `width` bits."""
        first, self._at = self._at, self._at + width
        if self._at > self._end:
            raise NotBits
        piece = self._data[first // 8 : -(-self._at // 8)]
        return int.from_bytes(piece) >> (-self._at % 8) & ((1 << width) - 1)

    def letters(self, count: int) -> str:
        """Letters of six bits each, A is 0; raises NotBits where one is no letter."""
        numbers = [self.number(6) for _ in range(count)]
        if any(number > 25 for number in numbers):
            raise NotBits
        return "".join(chr(65 + number) for number in numbers)

    def runs(self, width: int) -> tuple[Run, ...]:
        """The ranges of 1-based places whose bit is set in a field of `width` bits."""
        field = format(self.number(width), f"0{width}b") if width else ""
        return tuple((match.start() + 1, match.end()) for match in _ONES.finditer(field))

    def flags(self, width: int) -> list[int]:
        """The 1-based places whose bit is set."""
        return [place for first, last in self.runs(width) for place in range(first, last + 1)]

    def fibonacci(self) -> int:
        """One number in Fibonacci coding, which ends with two set bits."""
        total, small, large, before = 0, 1, 2, 0
        while True:
            bit = self.number(1)
            if bit and before:
                return total
            if large > 1 << 40:
                raise NotBits
            total += small if bit else 0
            small, large, before = large, small + large, bit

    def is_rest_empty(self) -> bool:
        """Whether only padding follows."""
        return self.left <= 64 and self.number(self.left) == 0


def ranges_text(runs: tuple[Run, ...]) -> str:
    """`1-3,10`: ascending, joined where they touch."""
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in merged(runs))


def merged(runs: tuple[Run, ...]) -> list[Run]:
    """The same places in ascending ranges that do not touch."""
    result: list[Run] = []
    for first, last in sorted(runs):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result
