"""Full names, as people and programs write them: the last one first or in capitals, with a title, with an initial."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from inspector.detect.names.fold import fold
from inspector.detect.needles.phrases import unaccented, write_briefly, write_phrase
from inspector.detect.packs import load_packs

_SHORTEST_PART = 5
_SHORTEST_HASHED = 3
_MOST_WORDS = 4
_TITLES = (
    "Mme",
    "Madame",
    "Mlle",
    "M.",
    "Mr",
    "Mr.",
    "Monsieur",
    "Mrs",
    "Mrs.",
    "Ms",
    "Ms.",
    "Dr",
    "Dr.",
    "Frau",
    "Herr",
)


class Part(NamedTuple):
    """A part of a name; `which` tells parts of one name apart: `first`, `last`."""

    text: str
    which: str


def turn_name(value: str) -> list[str]:
    """The last name first, in the letters given: "Témoin Camille", "Témoin, Camille", "TÉMOIN Camille"."""
    words = words_of(value)
    if not words:
        return []
    *firsts, last = words
    first = " ".join(firsts)
    return [f"{last} {first}", f"{last}, {first}", f"{last.upper()} {first}", f"{first} {last.upper()}"]


def hash_name(value: str) -> list[str]:
    """What some hash of a full name, the commonest first; some two hundred texts."""
    words = words_of(value)
    if not words:
        return []
    *firsts, last = words
    turned = f"{last} {' '.join(firsts)}"
    found = [text for whole in turn_name(value) for text in _letters(whole)]
    found += [*write_phrase(" ".join(words)), *write_phrase(turned), *abbreviate(value)]
    return [*found, *(text for title in _TITLES for text in _letters(f"{title} {' '.join(words)}"))]


def hash_name_briefly(value: str) -> list[str]:
    """The few of these that are hashed most."""
    turned = turn_name(value)[:2]
    return [*write_briefly(value), *(text.lower() for text in turned), *(fold(text) for text in turned)]


def abbreviate(value: str) -> list[str]:
    """The first name as its initial: "É. Brégançon", "ebregancon". Others may be called so: it is hashed only."""
    words = words_of(value)
    if not words:
        return []
    first, last = words[0][0], words[-1]
    texts = [f"{first}. {last}", f"{first}.{last}", f"{first}{last}"]
    return list(dict.fromkeys(text for written in texts for text in _letters(written)))


def parts_of_name(value: str) -> list[Part]:
    """The first and the last name of a full one, in their letters; empty where there is one word, or very many."""
    words = words_of(value)
    if not words:
        return []
    found = {" ".join(words[:-1]): "first", words[0]: "first", words[-1]: "last", " ".join(words[1:]): "last"}
    return [Part(text, which) for text, which in found.items()]


def telling_parts(value: str) -> list[Part]:
    """The parts of a name where each says by itself who is meant; else none."""
    parts = parts_of_name(value)
    return parts if all(_is_telling(part.text) for part in parts) else []


def hashed_parts(value: str) -> Iterator[tuple[str, str, str]]:
    """What some hash of a single part: the text, its word, and which part it is."""
    for part, which in parts_of_name(value):
        plain = unaccented(part)
        bare = "".join(letter for letter in plain.lower() if letter.isalnum())
        for text in (part.lower(), plain.lower(), bare, part, plain):
            if len(text) >= _SHORTEST_HASHED:
                yield text, "normalised", which
        for text in (part.upper(), plain.upper()):
            if len(text) >= _SHORTEST_HASHED:
                yield text, "upper", which


def words_of(value: str) -> list[str]:
    """The two to four words of a name as it is spoken, the first name first; empty for more or fewer."""
    words = unicodedata.normalize("NFC", value).replace(",", " ").split()
    return words if 2 <= len(words) <= _MOST_WORDS else []


def _is_telling(part: str) -> bool:
    return len(part) >= _SHORTEST_PART and part.casefold() not in load_packs().common()


def _letters(text: str) -> Iterator[str]:
    """The same as given and in lower case, with accents and without."""
    plain = unaccented(text)
    yield from (text, text.lower(), plain, plain.lower())
