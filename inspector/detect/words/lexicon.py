"""Health words inside values, in five languages, without regard to case, accents, hyphens or plurals."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from inspector.detect.names.fold import fold
from inspector.detect.packs import Packs
from inspector.detect.words.sieve import in_lines

_PLURALS = ("s", "x", "es", "e", "n", "en", "er", "i", "te")
_STRENGTH = {"weak": 0, "acronym": 1, "phrase": 2}
_GAPS = str.maketrans("-_'/+.", "      ")
# `fold` for Latin-1 letter by letter, in one pass: what most texts are, once a few signs are written as Latin-1.
_BEYOND_LATIN = (("\u2019", "'"), ("œ", "oe"), ("Œ", "OE"))
_SPELLED_OUT = tuple(letter.encode("latin-1") for letter in "ßæÆ")
_LETTERS = {code: fold(chr(code)).translate(_GAPS) for code in range(256)}
_FOLDED = bytes(ord(letter) if len(letter) == 1 else 0 for letter in _LETTERS.values())
_DROPPED = bytes(code for code, letter in _LETTERS.items() if not letter)
LONGEST_VALUE = 4096


class WordHit(NamedTuple):
    """The words found in one value: the best of them, and every class that had one."""

    class_: str
    rule: str
    word: str  # as in the pack
    strength: str
    revealing: bool  # any word of the value is a revealing one
    classes: frozenset[str]
    whole: bool  # the value is hardly more than the word


class _Word(NamedTuple):
    class_: str
    rule: str
    word: str
    strength: str
    revealing: bool


class Lexicon:
    """All words of the packs in one automaton."""

    def __init__(self, packs: Packs) -> None:
        words: dict[str, _Word] = {}
        for pack in packs.packs:
            for rule in pack.words:
                for word in rule.words:
                    entry = _Word(rule.class_, f"{pack.pack}/{rule.id}", word, rule.strength, rule.revealing)
                    _keep_best(words, spaced(word), entry)
        self._words = list(words.values())
        self._written = words
        self._automaton = AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest)

    def find(self, values: Sequence[str]) -> dict[str, WordHit]:
        """The values that hold health words, with what was found; one pass over all of them together."""
        if not self._words:
            return {}
        written = in_lines(values, longest=LONGEST_VALUE)
        text = spaced(written)
        found = self._automaton.find_matches_as_indexes(text)
        if not found:
            return {}
        cut, lines = written.split("\n"), text.split("\n")
        ends = list(accumulate(len(line) + 1 for line in lines))
        hits: dict[int, list[_Word]] = {}
        for index, start, end in found:
            word = self._words[index] if _is_bounded(text, start, end) else self._shorter(text, start, end)
            if word is not None:
                line = bisect_right(ends, start)
                if word.strength != "acronym" or _is_acronym(cut[line], word.word):
                    hits.setdefault(line, []).append(word)
        return {values[line]: _joined(lines[line], words) for line, words in hits.items()}

    def _shorter(self, text: str, start: int, end: int) -> _Word | None:
        """The longest known words at the beginning of some that go on otherwise: `hiv` of `hiv testing`."""
        if start and text[start - 1].isalnum():
            return None
        while (end := text.rfind(" ", start, end)) > start:
            word = self._written.get(text[start:end])
            if word is not None:
                return word
        return None


def spaced(text: str) -> str:
    """Folded, with hyphens, underscores, apostrophes, slashes and dots as blanks."""
    for letter, latin in _BEYOND_LATIN:
        text = text.replace(letter, latin)
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        return fold(text).translate(_GAPS)
    if any(letter in data for letter in _SPELLED_OUT):
        return fold(text).translate(_GAPS)
    return data.translate(_FOLDED, _DROPPED).decode("ascii")


def _keep_best(words: dict[str, _Word], key: str, entry: _Word) -> None:
    present = words.get(key)
    if present is None or _weight(entry) > _weight(present):
        words[key] = entry


def _weight(word: _Word) -> tuple[bool, int, int]:
    return word.revealing, _STRENGTH[word.strength], len(word.word)


def _is_bounded(text: str, start: int, end: int) -> bool:
    if start and text[start - 1].isalnum():
        return False
    tail = text[end : end + 3]
    if not tail or not tail[0].isalnum():
        return True
    if end - start < 5:
        return False
    for plural in _PLURALS:
        rest = tail[len(plural) :][:1]
        if tail.startswith(plural) and not rest.isalnum():
            return True
    return False


def _is_acronym(value: str, word: str) -> bool:
    """In capitals, or the whole value; never inside a run that looks like a token or a hash."""
    if value.strip().upper() == word:
        return True
    at = value.find(word)
    if at < 0:
        return False
    left = value[:at].rsplit(" ", maxsplit=1)[-1]
    right = value[at + len(word) :].split(" ", maxsplit=1)[0]
    return not any(character.isdigit() or character in "+/=" for character in left + right) and len(left + right) < 16


def _joined(line: str, words: list[_Word]) -> WordHit:
    best = max(words, key=_weight)
    return WordHit(
        class_=best.class_,
        rule=best.rule,
        word=best.word,
        strength=best.strength,
        revealing=any(word.revealing for word in words),
        classes=frozenset(word.class_ for word in words),
        whole=len(line.strip()) <= len(best.word) + 3,
    )
