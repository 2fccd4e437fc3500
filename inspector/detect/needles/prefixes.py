"""Very many digests, each kept as its first eight bytes: sorted numbers, searched one by one or thousands at once."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import batched, chain

import numpy as np
import numpy.typing as npt

type Keys = npt.NDArray[np.uint64]
type Chosen = npt.NDArray[np.intp]
type Letters = npt.NDArray[np.uint8]
type Cut = Callable[[Chosen], Chosen]
"""From the borders of the digests in a row to the places where their eight bytes begin."""

HEX_LETTERS = "0123456789abcdefABCDEF"
BASE64_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

_ROWS_AT_ONCE = 2048
_NO_DIGIT = 255
_SEXTETS = np.arange(58, -2, -6, dtype=np.uint64)


class PrefixTable:
    """Numbers of eight bytes, each with its place among those given."""

    def __init__(self, keys: Keys) -> None:
        order = np.argsort(keys)
        self._keys = keys[order]
        self._order = order.astype(np.uint32)
        self._view = memoryview(self._keys)

    def __getstate__(self) -> tuple[Keys, npt.NDArray[np.uint32]]:
        return self._keys, self._order

    def __setstate__(self, state: tuple[Keys, npt.NDArray[np.uint32]]) -> None:
        self._keys, self._order = state
        self._view = memoryview(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: int) -> bool:
        at = bisect_left(self._view, key)
        return at < len(self._view) and self._view[at] == key

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
        if not len(self._keys):
            return []
        found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return [int(owner) for owner in owners[self._keys[found] == keys]]


def rows_of(words: list[str]) -> Letters:
    """Words of exactly 16 letters in rows."""
    return np.frombuffer("".join(words).encode("ascii", "replace"), np.uint8).reshape(-1, 16)


def hex_places(rows: Letters) -> Chosen:
    """The places of the rows that are hexadecimal digits."""
    return np.flatnonzero((_HEX[rows] != _NO_DIGIT).all(axis=1))


def hex_keys(rows: Letters) -> Keys:
    """The numbers that rows of 16 letters write in hexadecimal, and any number where they do not."""
    digits = _HEX[rows]
    data = np.ascontiguousarray((digits[:, ::2] << 4) | digits[:, 1::2])
    return data.view(">u8").ravel().astype(np.uint64)


def base64_keys(rows: Letters) -> Keys:
    """The first eight bytes that rows of 11 letters write in base64 or base64url, as numbers; any where they do not."""
    digits = _BASE64[rows].astype(np.uint64)
    return (digits[:, :10] << _SEXTETS).sum(axis=1, dtype=np.uint64) | (digits[:, 10] >> np.uint64(2))


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


def _columns(data: Letters, starts: Chosen) -> Keys:
    wanted = (starts[:, None] + np.arange(8)).ravel()
    return np.ascontiguousarray(data[:, wanted]).view(">u8").ravel().astype(np.uint64)


def _digits(letters: str) -> Letters:
    values = np.full(256, _NO_DIGIT, np.uint8)
    for value, letter in enumerate(letters):
        values[ord(letter)] = value
    return values


_HEX = _digits(HEX_LETTERS[:16])
_HEX[[ord(letter) for letter in "ABCDEF"]] = range(10, 16)
_BASE64 = _digits(BASE64_LETTERS)
_BASE64[[ord("-"), ord("_")]] = (62, 63)
