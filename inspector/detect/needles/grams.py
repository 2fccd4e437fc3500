"""Texts by a few letters in a row, at any place of another text.

The other text is asked at every `step`-th place only; so each text is known by as many grams as a step has places, one
of which must then meet such a place.
"""

from collections.abc import Iterator

import numpy as np

from inspector.detect.needles.flat import BLANK
from inspector.detect.needles.sieves import ByteSieve, Numbers, Places

SIZE = 8
"""Bytes in a number."""
_CHOICES = 6
_MANY = 256
_COUNTED_BITS = 20
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_AT_ONCE = 1 << 16


def grams_in(flat: bytes, step: int) -> Numbers:
    """The eight bytes in a row from every `step`-th place but the last eight, as numbers; in some order."""
    size = (len(flat) - SIZE) // SIZE * SIZE + SIZE
    padded = flat.ljust(size + SIZE - 1, b" ")
    return np.frombuffer(b"".join([padded[start : start + size] for start in range(0, SIZE, step)]), "<u8")


class Grams:
    """Parts of `flat`, from `starts` to `ends`, each of `size + step - 1` bytes at least, and eight bytes behind the
    last; known by some of their grams, which are `size` bytes in a row."""

    def __init__(self, flat: bytes, starts: Places, ends: Places, *, size: int, step: int) -> None:
        self.step = step
        self._mask = _mask_of(size)
        self._bounds = starts, ends
        self._flat = flat
        every = np.ndarray((len(flat) - SIZE + 1,), "<u8", flat, strides=(1,))
        chosen = _rarest(flat, every, starts, ends - starts - size - step + 1, size)
        grams = (every[chosen[:, None] + np.arange(step)] & self._mask).ravel()
        order = np.argsort(grams)
        self._grams, self._owners = grams[order], (order // step).astype(np.uint32)
        self._sieve = ByteSieve(self._grams)

    def found_in(self, grams: Numbers, flat: bytes) -> Iterator[int]:
        """The numbers of the parts that stand in `flat`, of which `grams` are some; where they are many, also of parts
        that do not."""
        likely = self._sieve.among(grams if self._mask == _ALL else grams & self._mask)
        if not len(likely):
            return
        firsts, lasts = (np.searchsorted(self._grams, likely, side).tolist() for side in ("left", "right"))
        starts, ends = self._bounds
        owners = {
            owner for first, last in zip(firsts, lasts, strict=True) for owner in self._owners[first:last].tolist()
        }
        if len(owners) > _MANY:
            yield from owners  # an automaton asks after them all at once
            return
        for owner in owners:
            if self._flat[starts[owner] : ends[owner]] in flat:
                yield owner


def _rarest(flat: bytes, every: Numbers, starts: Places, room: Places, size: int) -> Places:
    """The places of grams, at most so far behind the starts, that the fewest share, and that have the fewest blanks."""
    blanks = np.concatenate([[0], np.cumsum(np.frombuffer(flat, np.uint8) == BLANK)])
    counted = np.zeros(1 << _COUNTED_BITS, np.intp)
    parts = []
    for at in range(0, len(starts), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        places = starts[part, None] + room[part, None] * np.arange(_CHOICES) // (_CHOICES - 1)
        slots = (((every[places] & _mask_of(size)) * _SPREAD) >> np.uint64(64 - _COUNTED_BITS)).view(np.intp)
        counted += np.bincount(slots.ravel(), minlength=len(counted))
        parts.append((places, slots))
    best = [
        places[np.arange(len(places)), (counted[slots] * SIZE + blanks[places + size] - blanks[places]).argmin(axis=1)]
        for places, slots in parts
    ]
    return np.concatenate(best)


def _mask_of(size: int) -> np.uint64:
    return np.uint64((1 << 8 * size) - 1)


_ALL = _mask_of(SIZE)
