"""Which of very many texts may occur in some values: each is looked for by a few of its letters in a row, rare ones.

The cost hardly depends on how many texts are looked for: an automaton over a hundred thousand of them would leave the
processor's caches with every letter; here every fourth letter costs a look at a table.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick

from inspector.detect.needles.flat import BLANK, flattened
from inspector.detect.needles.grams import SIZE, Grams
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.sieves import Places
from inspector.detect.needles.ways import lower

_FEWEST_LETTERS = 3


class _Shape(NamedTuple):
    """How texts of some lengths are looked for; blanks around their letters count."""

    shortest: int
    size: int
    step: int


_SHAPES = (_Shape(11, 8, 4), _Shape(8, 5, 4), _Shape(5, 5, 1))


class Anchors:
    """Texts to look for, in lower case, by their place in `texts`; those in `inside` need no word bounds."""

    def __init__(self, texts: Sequence[str], *, inside: Iterable[int] = ()) -> None:
        flat = flattened("\n".join(["", *texts, ""])) + bytes(SIZE)
        starts, ends = _bounds(flat, texts, list(inside))
        left = _letters(flat, starts, ends) >= _FEWEST_LETTERS
        self._sought: list[tuple[Places, Grams]] = []
        for shape in _SHAPES:
            numbers = np.flatnonzero(left & (ends - starts >= shape.shortest))
            left[numbers] = False
            if len(numbers):
                grams = Grams(flat, starts[numbers], ends[numbers], size=shape.size, step=shape.step)
                self._sought.append((numbers, grams))
        taken = {number for numbers, _ in self._sought for number in numbers.tolist()}
        self._rest = [number for number in range(len(texts)) if number not in taken]
        self._rest_of_texts = [texts[number] for number in self._rest]
        self._automaton = AhoCorasick(self._rest_of_texts) if self._rest else None

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_automaton": None}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._automaton = AhoCorasick(self._rest_of_texts) if self._rest else None

    def candidates(self, lines: Lines) -> set[int]:
        """The places of the texts that may occur in these values; those left out do not."""
        found: set[int] = set()
        for numbers, sought in self._sought:
            for grams in lines.grams(sought.step):
                found.update([int(numbers[at]) for at in sought.found_in(grams, lines.flat)])
        if self._automaton is not None:
            hits = self._automaton.find_matches_as_indexes(lower(lines.text), overlapping=True)
            found.update(self._rest[hit[0]] for hit in hits)
        return found


def _bounds(flat: bytes, texts: Sequence[str], loose: list[int]) -> tuple[Places, Places]:
    """Where each text stands in the flattened lines of all, with the blanks that must stand around its letters."""
    letters = np.frombuffer(flat, np.uint8)
    sizes = np.fromiter(map(len, texts), np.intp, len(texts))
    ends = np.cumsum(sizes + 1)
    starts = ends - sizes
    before, behind = letters[starts] != BLANK, letters[ends - 1] != BLANK
    before[loose] = behind[loose] = False
    return starts - before, ends + behind


def _letters(flat: bytes, starts: Places, ends: Places) -> Places:
    """How many letters and digits each part has."""
    before = np.concatenate([[0], np.cumsum(np.frombuffer(flat, np.uint8) != BLANK)])
    counted: Places = before[ends] - before[starts]
    return counted
