"""Which of very many texts may occur in some values: by one rare word of each, or by eight letters in a row.

The cost hardly depends on how many texts are looked for: an automaton over a hundred thousand of them would leave the
processor's caches with every letter, a set of words is asked once a word.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick

_GRAM = 8
_CHUNK = 1 << 18
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def _table(*, words: bool) -> bytes:
    """Latin-1 in lower case; for `words` everything that is no letter or digit becomes a blank."""
    letters = (chr(code) for code in range(256))
    return bytes(
        32 if words and not letter.isalnum() else ord(letter.lower()) if ord(letter.lower()) < 256 else ord(letter)
        for letter in letters
    )


_CAPITALS = (("\u0178", "ÿ"), ("\u212a", "k"), ("\u212b", "å"), ("\u1e9e", "ß"))
_WORDS = _table(words=True)
_LOWER = _table(words=False)


def words_of(text: str) -> list[bytes]:
    """The runs of letters and digits, in lower case; letters beyond Latin-1 end a run, here as in what is looked for.
    A text that stands in another at word bounds has all its words among those of the other."""
    return _narrowed(text).translate(_WORDS).split()


class Anchors:
    """Texts to look for, by their place in `texts`; those in `inside` need no word bounds around them."""

    def __init__(self, texts: Sequence[str], *, inside: Iterable[int] = ()) -> None:
        loose = set(inside)
        split = {number: words_of(text) for number, text in enumerate(texts) if number not in loose}
        common = Counter(word for words in split.values() for word in dict.fromkeys(words))
        self._rest: dict[bytes, dict[bytes, list[tuple[int, frozenset[bytes]]]]] = {}
        for number, words in split.items():
            if words:
                ordered = sorted(set(words), key=lambda word: (common[word], -len(word), word))
                first, second = ordered[0], ordered[min(1, len(ordered) - 1)]
                beside = self._rest.setdefault(first, {}).setdefault(second, [])
                beside.append((number, frozenset(words) - {first, second}))
            else:
                loose.add(number)
        self._rare = frozenset(self._rest)
        self._grams = Grams([(number, texts[number]) for number in sorted(loose) if len(texts[number]) >= _GRAM])
        self._short = [number for number in sorted(loose) if len(texts[number]) < _GRAM]
        self._automaton = AhoCorasick([texts[number] for number in self._short]) if self._short else None

    def candidates(self, values: Sequence[str]) -> set[int]:
        """The places of the texts that may occur in one of the values; those left out occur in none."""
        text = "\n".join(values)
        found: set[int] = set()
        if self._rare:
            words = set(words_of(text))
            rare = self._rare & words
            if rare:
                found.update(self._complete(rare, words))
        if self._grams:
            found |= self._grams.candidates(text)
        if self._automaton is not None:
            found.update(
                self._short[hit[0]] for hit in self._automaton.find_matches_as_indexes(text.lower(), overlapping=True)
            )
        return found

    def _complete(self, rare: frozenset[bytes], words: set[bytes]) -> Iterator[int]:
        """The texts of which all words are there: the rarest, the second rarest, the rest."""
        for first in rare:
            beside = self._rest[first]
            for second in beside.keys() & words:
                yield from (number for number, rest in beside[second] if rest <= words)


class Grams:
    """Texts of eight letters and more, found by their first eight at any place of another text."""

    def __init__(self, texts: Sequence[tuple[int, str]]) -> None:
        self._owners: dict[int, list[tuple[int, bytes]]] = {}
        for number, text in texts:
            data = _lowered(text)
            self._owners.setdefault(int.from_bytes(data[:_GRAM], "little"), []).append((number, data))
        bits = min(max(len(self._owners).bit_length() + 6, 12), 22)  # small, or it leaves the processor's caches
        self._shift = np.uint64(64 - bits)
        self._sieve = np.zeros(1 << bits, dtype=np.bool_)
        if self._owners:
            self._sieve[self._slots(np.array(list(self._owners), dtype="<u8"))] = True

    def __bool__(self) -> bool:
        return bool(self._owners)

    def candidates(self, text: str) -> set[int]:
        """The numbers of the texts that occur in this one, letter case aside."""
        data = _lowered(text)
        found: set[int] = set()
        for start in range(0, len(data) - _GRAM + 1, _CHUNK):
            chunk = data[start : start + _CHUNK + _GRAM - 1]
            grams = np.frombuffer(_shifted(chunk), dtype="<u8")
            for gram in set(grams[self._sieve[self._slots(grams)]].tolist()):
                found.update(number for number, wanted in self._owners.get(gram, ()) if wanted in data)
        return found

    def _slots(self, grams: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        return (grams * _MULTIPLIER) >> self._shift


def _shifted(data: bytes) -> bytes:
    """Every eight bytes in a row of the data, one after the other, in some order: aligned, which numbers want to be."""
    size = len(data)
    return b"".join([data[start : start + (size - start) // _GRAM * _GRAM] for start in range(_GRAM)])


def _lowered(text: str) -> bytes:
    return _narrowed(text).translate(_LOWER)


def _narrowed(text: str) -> bytes:
    """Latin-1; capitals outside it whose small letter is inside it are written small first."""
    if not text.isascii():
        for capital, small in _CAPITALS:
            text = text.replace(capital, small)
    return text.encode("latin-1", "replace")
