"""Words made of words: where they may be taken apart, and what remains of them."""

from collections.abc import Collection, Iterator

_SEAMS = ("", "s", "n", "en", "es", "e", "er")
_SHORTEST_COMPOUND = 7
_SHORTEST_STEMMED = 9
_SHORTEST_STEM = 6
_SHORTEST_REST = 4  # `extension` has nothing of `tension`
_VOWELS = {"i": "oea", "e": "a"}
_ENDINGS = ("en", "n", "er", "es", "e", "x")


def stems_of(word: str) -> Iterator[str]:
    """The beginnings and ends of a long word, longest first, that may be words themselves."""
    if len(word) < _SHORTEST_STEMMED:
        return
    for cut in range(len(word) - _SHORTEST_REST, _SHORTEST_STEM - 1, -1):
        if cut > _SHORTEST_STEM:
            yield word[:cut]
        yield word[-cut:]


class Compounds:
    """Takes words apart. The collections are the owner's: what it adds to them later counts as well."""

    def __init__(
        self, *, single: Collection[str], joined: Collection[str], affixes: Collection[str], roles: Collection[str]
    ) -> None:
        self._single = single
        self._joined = joined
        self._affixes = affixes
        self._roles = roles

    def apart(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Compounds taken apart: `patientenvorname` -> `patienten`, `vorname`; `useremail` -> `user`, `email`."""
        return tuple(part for word in words for part in self._parts(word))

    def _parts(self, word: str) -> tuple[str, ...]:
        if word not in self._single and (base := self._base(word)) is not None:
            return (base,)
        if len(word) < _SHORTEST_COMPOUND or word in self._single or word in self._affixes or not word.isalpha():
            return (word,)
        for cut in range(3, len(word) - 2):
            head, tail = word[:cut], word[cut:]
            if len(tail) > 3 and tail in self._joined and self._seamless(head) is not None:
                return self._seamless(head) or head, tail
            if len(head) > 3 and tail in self._affixes and (known := self._known(head)) is not None:
                return known, tail
        return (word,)

    def _base(self, word: str) -> str | None:
        """The singular of a word of another language: `esenzioni`, `diagnosen`, `medikamente`."""
        if len(word) < 6:
            return None
        bases = [word[:-1] + vowel for vowel in _VOWELS.get(word[-1], "")]
        bases += [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
        return next((base for base in bases if base in self._single), None)

    def _seamless(self, head: str) -> str | None:
        """A neutral word or a role, without the letters that join it to the next."""
        bare = (head.removesuffix(seam) for seam in _SEAMS)
        return next((word for word in bare if word in self._affixes or word in self._roles), None)

    def _known(self, head: str) -> str | None:
        bare = (head.removesuffix(seam) for seam in _SEAMS)
        return next((word for word in bare if word in self._joined), None)
