"""Signs of digests: the eight letters that one begins or ends with, flattened as the text is that they are sought in.

One look at all the text of a flow tells which values can hold a known digest at all: nearly always none.
"""

import re

import numpy as np
import numpy.typing as npt

from inspector.detect.needles.flat import Bytes, flattened
from inspector.detect.needles.glued import SHORTEST_NUMBER
from inspector.detect.needles.grams import SIZE
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.prefixes import BASE64_LETTERS, HEX_LETTERS
from inspector.detect.needles.sieves import Numbers, WordSieve

type Pairs = npt.NDArray[np.uint16]

_RUN = re.compile(r"[0-9A-Za-z+/_\-]{16,}={0,2}")
_HEX = HEX_LETTERS[:16]
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_FURTHER = 10  # base32 is of 26 letters and more
_AT_ONCE = 1 << 18
_FIGURES = 8
_HIGHEST_SIGNED = np.uint64(2**63 - 1)
_TENS = np.array([10**power for power in range(20)], np.uint64)
_SEXTET_PAIRS = np.array([52, 40, 28, 16], np.uint64)


class Signs:
    """Of digests whose first, or last, eight bytes are these numbers; `numbers` are those that may be written out as
    numbers of 64 bits, with a sign or without."""

    def __init__(self, *, heads: Numbers, ends: Numbers, numbers: Numbers | None = None) -> None:
        decimals = _decimals(np.empty(0, np.uint64) if numbers is None else numbers)
        self._sieve = WordSieve(3 * len(heads) + len(ends) + len(decimals))
        self._sieve.add(decimals)
        for start in range(0, len(heads), _AT_ONCE):
            part = heads[start : start + _AT_ONCE]
            octets = _octets(part)
            self._sieve.add(_letters(_HEX_PAIRS[octets[:, :4]]))
            self._sieve.add(_letters(_HEX_PAIRS_BACKWARDS[octets[:, 3::-1]]))
            self._sieve.add(_letters(_BASE64_PAIRS[(part[:, None] >> _SEXTET_PAIRS) & np.uint64(4095)]))
        for start in range(0, len(ends), _AT_ONCE):
            self._sieve.add(_letters(_HEX_PAIRS[_octets(ends[start : start + _AT_ONCE])[:, 4:]]))

    def runs_in(self, lines: Lines) -> set[str]:
        """The runs of letters of base64 and base64url, with padding, of all values that may hold a digest."""
        kinds: Bytes = np.frombuffer(lines.narrow.translate(_KINDS), np.uint8)
        for step in (1, 2, 4, 8):  # in the end, the kinds of which each letter and the 15 behind it are
            kinds = kinds[:-step] & kinds[step:]
        edges = np.flatnonzero(kinds[1:] != kinds[:-1])
        if not len(edges):
            return set()
        places = np.concatenate([edges + 1, edges + SIZE])  # where a run begins, and the last letters of one that ends
        suspects = places[self._sieve.places(lines.grams_at(places))].tolist()
        odd = (kinds[:-_FURTHER] & kinds[_FURTHER:]) > _OF_RUN
        if odd.any():
            suspects += (np.flatnonzero(odd[1:] > odd[:-1]) + 1).tolist()
        return {run for line in {lines.line_at(place - 1) for place in suspects} for run in _RUN.findall(lines[line])}


def _decimals(numbers: Numbers) -> Numbers:
    """The first eight figures of numbers, and of those below zero that have the same bits; of those that are long
    enough to be looked at."""
    below = numbers[numbers > _HIGHEST_SIGNED]
    written = np.concatenate([numbers, ~below + np.uint64(1)])
    sizes = np.searchsorted(_TENS, written, side="right")
    long = sizes >= SHORTEST_NUMBER
    first = written[long] // _TENS[sizes[long] - _FIGURES]
    figures = first[:, None] // _TENS[_FIGURES - 1 :: -1] % np.uint64(10) + np.uint64(ord("0"))
    return np.ascontiguousarray(figures.astype(np.uint8)).view("<u8").ravel()


def _octets(numbers: Numbers) -> Bytes:
    return numbers.astype(">u8").view(np.uint8).reshape(-1, 8)


def _letters(pairs: Pairs) -> Numbers:
    return np.ascontiguousarray(pairs).view("<u8").ravel()


def _pairs(letters: str) -> Pairs:
    """Every two letters, flattened, as one number."""
    flat = flattened("".join(first + second for first in letters for second in letters))
    return np.frombuffer(flat, "<u2")


def _kinds_of(letter: str) -> int:
    """A bit for each kind of run that a letter may stand in: of digits, base64, base64url; then base32, and numbers."""
    kinds = (HEX_LETTERS, BASE64_LETTERS, BASE64_LETTERS + "-_", _BASE32, _BASE32.lower(), _HEX[:10])
    return sum(1 << bit for bit, letters in enumerate(kinds) if letter in letters)


_KINDS = bytes(_kinds_of(chr(code)) for code in range(256))
_OF_RUN = 7
_HEX_PAIRS = _pairs(_HEX)
_HEX_PAIRS_BACKWARDS = _HEX_PAIRS.byteswap()
_BASE64_PAIRS = _pairs(BASE64_LETTERS)
