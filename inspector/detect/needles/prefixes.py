"""Very many digests, each kept as its first eight bytes: sorted numbers, searched one by one or thousands at once."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import batched, chain

import numpy as np
import numpy.typing as npt

type Keys = npt.NDArray[np.uint64]
type Chosen = npt.NDArray[np.intp]
type Cut = Callable[[Chosen], Chosen]
"""From the borders of the digests in a row to the places where their eight bytes begin."""

_ROWS_AT_ONCE = 2048
_KEYS_AT_ONCE = 1 << 18
_NO_DIGIT = 255
_BIT = np.left_shift(1, np.arange(8)).astype(np.uint8)


class PrefixTable:
    """Numbers of eight bytes, each with its place among those given."""

    def __init__(self, keys: Keys) -> None:
        order = np.argsort(keys)
        self._keys = keys[order]
        self._order = order.astype(np.uint32)
        self._view = memoryview(self._keys)
        self._shift = 64 - min(max(len(keys).bit_length() + 4, 12), 28)
        self._sieve = _sieve(self._keys, self._shift)
        self._bits = memoryview(self._sieve)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: int) -> bool:
        """Whether a number is here; most others are turned away at one look."""
        slot = key >> self._shift
        if not self._bits[slot >> 3] >> (slot & 7) & 1:
            return False
        at = bisect_left(self._view, key)
        return at < len(self._view) and self._view[at] == key

    def among(self, keys: Iterable[int]) -> set[int]:
        """Those keys that are here."""
        bits, shift = self._bits, self._shift
        return {key for key in keys if bits[key >> shift >> 3] >> (key >> shift & 7) & 1 and key in self}

    def places(self, key: int) -> list[int]:
        """Where a number stood among those given, the first place first."""
        if key not in self:
            return []
        at = end = bisect_left(self._view, key)
        while end < len(self._view) and self._view[end] == key:
            end += 1
        return sorted(int(place) for place in self._order[at:end])

    def known(self, keys: Keys, owners: Chosen) -> list[int]:
        """Those owners, one per key, whose key is here."""
        slots = keys >> np.uint64(self._shift)
        likely = np.flatnonzero(self._sieve[slots >> np.uint64(3)] & _BIT[slots & np.uint64(7)])
        found = np.minimum(np.searchsorted(self._keys, keys[likely]), max(len(self._keys) - 1, 0))
        likely = likely[self._keys[found] == keys[likely]] if len(likely) else likely
        return [int(owner) for owner in owners[likely]]


def hex_keys(words: list[str]) -> tuple[Keys, Chosen]:
    """The numbers that words of exactly 16 letters write in hexadecimal, and the places of those words that do."""
    right, places = _hex_digits(words)
    return _hex_numbers(right), places


def hex_keys_both_ways(words: list[str]) -> tuple[Keys, Keys, Chosen]:
    """The same, then the numbers that they write backwards."""
    right, places = _hex_digits(words)
    return _hex_numbers(right), _hex_numbers(right[:, ::-1]), places


def _hex_digits(words: list[str]) -> tuple[npt.NDArray[np.uint8], Chosen]:
    digits = _HEX[_letters(words)]
    places = np.flatnonzero((digits != _NO_DIGIT).all(axis=1))
    return digits[places], places


def _hex_numbers(digits: npt.NDArray[np.uint8]) -> Keys:
    data = np.ascontiguousarray((digits[:, ::2] << 4) | digits[:, 1::2])
    return data.view(">u8").ravel().astype(np.uint64)


def base64_keys(words: list[str]) -> tuple[Keys, Chosen]:
    """The first eight bytes that words of exactly 16 letters write in base64 or base64url, as numbers; and places."""
    digits = _BASE64[_letters(words)[:, :11]]
    places = np.flatnonzero((digits != _NO_DIGIT).all(axis=1))
    right = digits[places].astype(np.uint64)
    keys = (right[:, :10] << np.arange(58, -2, -6, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
    return keys | (right[:, 10] >> np.uint64(2)), places


def _letters(words: list[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("".join(words).encode("ascii", "replace"), np.uint8).reshape(-1, 16)


def cut_rows(rows: Iterable[list[bytes]], *cuts: Cut) -> list[Keys]:
    """Eight bytes of digests as numbers, a list for each cut; the digests of every row are as long as those of the
    first row, column by column."""
    cut: list[list[Keys]] = [[np.empty(0, np.uint64)] for _ in cuts]
    for part in batched(rows, _ROWS_AT_ONCE):
        borders = np.cumsum([0, *map(len, part[0])])
        data = np.frombuffer(b"".join(chain.from_iterable(part)), np.uint8).reshape(len(part), -1)
        for keys, starts in zip(cut, cuts, strict=True):
            keys.append(_columns(data, starts(borders)))
    return [np.concatenate(keys) for keys in cut]


def heads(borders: Chosen) -> Chosen:
    """The first eight bytes of every digest."""
    return borders[:-1]


def tails(borders: Chosen) -> Chosen:
    """The last eight bytes of every digest."""
    return borders[1:] - 8


def middles(borders: Chosen) -> Chosen:
    """The eight bytes in the middle of the first digest, which is one of sixteen."""
    return borders[:1] + 4


def _columns(data: npt.NDArray[np.uint8], starts: Chosen) -> Keys:
    wanted = (starts[:, None] + np.arange(8)).ravel()
    return np.ascontiguousarray(data[:, wanted]).view(">u8").ravel().astype(np.uint64)


def _sieve(keys: Keys, shift: int) -> npt.NDArray[np.uint8]:
    """A bit for every value of the leading bits that is in use."""
    bits = np.zeros(1 << (61 - shift), np.uint8)
    for at in range(0, len(keys), _KEYS_AT_ONCE):
        slots = keys[at : at + _KEYS_AT_ONCE] >> np.uint64(shift)
        np.bitwise_or.at(bits, slots >> np.uint64(3), _BIT[slots & np.uint64(7)])
    return bits


def _digits(letters: str) -> npt.NDArray[np.uint8]:
    values = np.full(256, _NO_DIGIT, np.uint8)
    for value, letter in enumerate(letters):
        values[ord(letter)] = value
    return values


_HEX = _digits("0123456789abcdef")
_HEX[[ord(letter) for letter in "ABCDEF"]] = range(10, 16)
_BASE64 = _digits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_BASE64[[ord("-"), ord("_")]] = (62, 63)
