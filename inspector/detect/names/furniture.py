"""What a name that no pack knows is made of: words of programs, or words of its own."""

import re
from enum import Enum

from inspector.detect.names.aside import Aside
from inspector.detect.names.fold import lemma, steps, unnumbered
from inspector.detect.names.keys import KeyIndex
from inspector.detect.surroundings import Names, folded

_SHORTEST = 3
_SHORTEST_PART = 4
_SEAMS = ("", "s", "n", "en", "e")
_NUMBERED = re.compile(
    r"(?i)(?:q|qn|item|question|frage|pregunta|domanda|vraag|answer|reponse|antwort|resp|p|f)[_\-]?\d{1,3}[a-z]?\Z"
)
_ANSWERS = frozenset(
    ("answer", "response", "reponse", "antwort", "risposta", "respuesta", "antwoord", "resposta", "odpowiedz")
)
_ASKING = frozenset(
    (
        *("link_id", "question", "question_id", "frage", "pregunta", "domanda", "vraag", "pergunta", "pytanie", "code"),
        "item",
    )
)
_NUMBERS = frozenset(("nr", "no", "ref", "reference", "num", "referenz", "id"))
_BOUNDS = frozenset(("max", "min", "maxi", "mini", "maximum", "minimum", "massimo", "minimo", "maximo"))
_RECORDED = frozenset(
    (
        "video",
        "photo",
        "foto",
        "image",
        "imagen",
        "immagine",
        "bild",
        "picture",
        "music",
        "musik",
        "musique",
        "musica",
        "song",
    )
)
"""What a name begins with that is of a file, or of something to look at or to listen to."""
_ALLOWING = frozenset(("can", "may", "show", "allow", "enable", "hide", "should", "must", "peut", "kann", "darf"))


class Rarity(Enum):
    """How much a name may say of the record it stands in."""

    FURNITURE = 0  # it is of the program
    COMMON = 1  # one word that programs use
    PLAIN = 2  # several such words
    RARE = 3  # a word at least that programs do not use
    ANSWER = 4  # the answer to a question that has but a number


class Furniture:
    """Judges names by their words: one instance for a set of packs."""

    def __init__(self, keys: KeyIndex, names: Names, aside: Aside) -> None:
        self._keys = keys
        self._names = names
        self._aside = aside

    def rarity(self, key: str, siblings: tuple[str, ...] = ()) -> Rarity:
        """What a name is made of; beside a question, its answer."""
        key = steps(key)[-1]
        if _NUMBERED.match(key) or (folded(key) in _ANSWERS and not _ASKING.isdisjoint(map(folded, siblings))):
            return Rarity.ANSWER
        words = unnumbered(lemma(key.lstrip("$_")))
        if words and words[-1] in _NUMBERS:
            return Rarity.FURNITURE
        if sum(map(len, words)) < _SHORTEST or words[0] in _ALLOWING or self._is_of_words(key, words):
            return Rarity.FURNITURE
        if words[-1].endswith("id") and words[-1][:-2] in self._names.plain:
            return Rarity.FURNITURE
        if len(words) > 1 and (words[0] in _BOUNDS or words[0] in _RECORDED):
            return Rarity.FURNITURE
        if all(len(word) < _SHORTEST or self._is_plain(word) for word in words):
            if len(words) > 1 or folded(key) in _ANSWERS:
                return Rarity.PLAIN
            return Rarity.FURNITURE if folded(key) in self._names.generic else Rarity.COMMON
        return Rarity.RARE

    def is_of_programs(self, key: str) -> bool:
        """Whether one of a name's words is of programs."""
        key = steps(key)[-1]
        return self._is_of_words(key, unnumbered(lemma(key.lstrip("$_"))))

    def _is_plain(self, word: str) -> bool:
        """Whether a word is one that programs use, or made of two of them: `geraetebreite`."""
        plain = self._names.plain
        if word in plain:
            return True
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            if word[cut:] in plain and any(word[:cut].removesuffix(seam) in plain for seam in _SEAMS):
                return True
        return False

    def _is_of_words(self, key: str, words: tuple[str, ...]) -> bool:
        if not self._names.furniture.isdisjoint(words) or self._keys.is_silenced(key):
            return True
        return self._aside.is_sundry(key)
