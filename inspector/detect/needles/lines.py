"""Some values, and the text that they make together: most questions are asked of all of them at once."""

from bisect import bisect_right
from collections.abc import Iterator, Set
from functools import cached_property
from itertools import accumulate

import numpy as np

from inspector.detect.needles.flat import flattened
from inspector.detect.needles.grams import SIZE, grams_in
from inspector.detect.needles.sieves import Numbers, Places

_GAP = "\x1f"
_CHUNK = 1 << 18


class Lines(list[str]):
    """Values, in order. `text` has them all; `flat` is the same flattened, `narrow` as Latin-1 with question marks,
    both with a blank before and eight behind it."""

    def __init__(self, values: list[str]) -> None:
        super().__init__(values)
        self.text = _GAP.join(values)
        self._sizes = frozenset(map(len, values))
        self.longest = max(self._sizes, default=0)
        self._grams: dict[int, Numbers] = {}

    @cached_property
    def flat(self) -> bytes:
        return b" %b        " % flattened(self.text)

    @cached_property
    def narrow(self) -> bytes:
        return b" %b        " % self.text.encode("latin-1", "replace")

    def grams(self, step: int) -> Iterator[Numbers]:
        """Eight bytes in a row, from every `step`-th place of `flat`, as numbers; some at a time, in some order."""
        if len(self.flat) <= _CHUNK:
            if step not in self._grams:
                self._grams[step] = grams_in(self.flat, step)
            yield self._grams[step]
            return
        for start in range(0, len(self.flat) - SIZE, _CHUNK):
            yield grams_in(self.flat[start : start + _CHUNK + SIZE], step)

    def grams_at(self, places: Places) -> Numbers:
        """Those from some places of `flat`."""
        found: Numbers = np.ndarray((len(self.flat) - SIZE + 1,), "<u8", self.flat, strides=(1,))[places]
        return found

    def line_at(self, place: int) -> int:
        """The number of the value that holds a place in `text`."""
        return bisect_right(self.starts, place) - 1

    def of_sizes(self, sizes: Set[int]) -> Iterator[tuple[int, str]]:
        """The values of these lengths, with their places."""
        if not self._sizes.isdisjoint(sizes):
            yield from ((at, line) for at, line in enumerate(self) if len(line) in sizes)

    def up_to(self, size: int) -> Iterator[tuple[int, str]]:
        """The values of at most this length, with their places."""
        yield from ((at, line) for at, line in enumerate(self) if len(line) <= size)

    @cached_property
    def starts(self) -> list[int]:
        """Where each value begins in `text`."""
        return [0, *accumulate(len(line) + 1 for line in self)]
