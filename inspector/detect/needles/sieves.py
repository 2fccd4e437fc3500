"""Which of thousands of numbers may be among very many others, told by a look at a table or two."""

import numpy as np
import numpy.typing as npt

type Numbers = npt.NDArray[np.uint64]
type Places = npt.NDArray[np.intp]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_LOOKS = ((_MULTIPLIER, 3), (np.uint64(0xD6E8FEB86659FD93), 6))
"""A small table for all numbers; a larger one for what passed it."""
_FEWEST_BITS, _MOST_BITS = 12, 23
_AT_ONCE = 1 << 18
_SHIFT_OF_MARK = np.uint64(20)
_MARKS = np.bitwise_or.reduce(
    np.left_shift(np.uint64(1), np.random.default_rng(0).integers(0, 64, (4096, 6), np.uint64)), axis=1
)


class ByteSieve:
    """Numbers up to a few hundred thousand, asked about by the thousand: a byte each, and few bytes, so that the
    processor's caches hold them."""

    def __init__(self, numbers: Numbers) -> None:
        self._looks = []
        for multiplier, spare_bits in _LOOKS:
            bits = max(len(numbers).bit_length() + spare_bits, _FEWEST_BITS)
            table, shift = np.zeros(1 << bits, np.bool_), np.uint64(64 - bits)
            table[_slots(numbers, multiplier, shift)] = True
            self._looks.append((table, multiplier, shift))

    def among(self, numbers: Numbers) -> Numbers:
        """Those that may be known; of the others, about one in a thousand."""
        for table, multiplier, shift in self._looks:
            numbers = numbers[table.take(_slots(numbers, multiplier, shift))]
        return numbers


class WordSieve:
    """Millions of numbers, asked about by the hundred: six bits of one word each. For about `count` of them."""

    def __init__(self, count: int) -> None:
        bits = min(max(count.bit_length() - 1, _FEWEST_BITS), _MOST_BITS)
        self._shift = np.uint64(64 - bits)
        self._words = np.zeros(1 << bits, np.uint64)

    def add(self, numbers: Numbers) -> None:
        for start in range(0, len(numbers), _AT_ONCE):
            slots, marks = self._marks(numbers[start : start + _AT_ONCE])
            while len(slots):
                self._words[slots] |= marks
                missing = np.flatnonzero((self._words.take(slots) & marks) != marks)  # two numbers of one word
                slots, marks = slots[missing], marks[missing]

    def places(self, numbers: Numbers) -> Places:
        """Where the numbers stand that may be known; of the others, about one in a thousand."""
        slots, marks = self._marks(numbers)
        return np.flatnonzero((self._words.take(slots) & marks) == marks)

    def _marks(self, numbers: Numbers) -> tuple[Places, Numbers]:
        """The words of some numbers, and their bits in these."""
        products = numbers * _MULTIPLIER
        marks: Numbers = _MARKS.take(((products >> _SHIFT_OF_MARK) & np.uint64(len(_MARKS) - 1)).view(np.intp))
        products >>= self._shift
        return products.view(np.intp), marks


def _slots(numbers: Numbers, multiplier: np.uint64, shift: np.uint64) -> Places:
    products = numbers * multiplier
    products >>= shift
    return products.view(np.intp)
