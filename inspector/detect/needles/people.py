"""Names and other words, as forms, addresses and databases write them."""

import re
import unicodedata

from inspector.detect.names.fold import fold
from inspector.detect.needles.tidy import tidied
from inspector.detect.packs import load_packs

_PUNCTUATION = re.compile(r"[\W_]+")
_GAPS = ("-", "_", "", "+", ".")
_SHORTEST_PART = 5
_SHORTEST_HASHED = 3
_MOST_WORDS = 4


def write_words(value: str) -> list[str]:
    """With and without diacritics, without punctuation, joined as addresses join words; a hyphen may stay."""
    lower = unicodedata.normalize("NFC", value).lower()
    plain = fold(value)
    found = [*_without_punctuation(lower), *_without_punctuation(plain), lower, plain]
    if " " in lower and not lower.replace(" ", "").isalnum():
        found += [text.replace(" ", gap) for text in (lower, plain) for gap in _GAPS]
    return found


def write_name(value: str) -> list[str]:
    """A name also with its last word first: "Témoin Camille", "temoin, camille"; initials tell too little."""
    found = write_words(value)
    words = value.split()
    if not 2 <= len(words) <= _MOST_WORDS:
        return found
    for text in (unicodedata.normalize("NFC", value).lower(), fold(value)):
        *first, last = text.split() or [""]
        if first:
            turned = " ".join((last, *first))
            found += [f"{last}, {' '.join(first)}", turned, *_without_punctuation(turned)]
    return found


def _without_punctuation(text: str) -> list[str]:
    spaced = _PUNCTUATION.sub(" ", text).strip()
    return [spaced, *(spaced.replace(" ", gap) for gap in _GAPS)]


def is_as_people_hash(text: str, value: str) -> bool:
    """Words joined as addresses join them are looked for, but nobody hashes them so; the gaps of the value stay."""
    return all(text.count(gap) in (0, value.count(gap)) for gap in "-_+.")


def misread(value: str) -> list[str]:
    """What becomes of accents where UTF-8 is read as if it were Windows-1252 or Latin-1; nothing without any."""
    if value.isascii():
        return []
    data = value.encode("utf-8", "surrogatepass")
    texts = [data.decode(encoding, "replace") for encoding in ("cp1252", "latin-1")]
    known = [text for text in texts if "\ufffd" not in text]
    return list(dict.fromkeys((*known, *tidied(known))))


def parts_of_name(value: str) -> list[str]:
    """The first name and the last name of a full one, where each says by itself who is meant; empty otherwise."""
    parts = _parts(value)
    common = load_packs().common()
    if any(len(part) < _SHORTEST_PART or part.casefold() in common for part in parts):
        return []
    return [written for part in parts for written in write_words(part)]


def hashed_names(value: str) -> list[tuple[str, str]]:
    """Writings of a name that some hash, each with its word: capitals without accents, and each part alone."""
    plain = fold(value)
    found = [(plain.upper(), "upper"), (_PUNCTUATION.sub("", plain).upper(), "upper")]
    for part in _parts(value):
        plain = fold(part)
        found += [(text, "normalised") for text in (part.lower(), plain, _PUNCTUATION.sub("", plain), part)]
        found += [(part.upper(), "upper"), (plain.upper(), "upper")]
    return [(text, form) for text, form in found if len(text) >= _SHORTEST_HASHED]


def _parts(value: str) -> list[str]:
    words = unicodedata.normalize("NFC", value).replace(",", " ").split()
    if not 2 <= len(words) <= _MOST_WORDS:
        return []
    return list(dict.fromkeys((" ".join(words[:-1]), words[-1], words[0], " ".join(words[1:]))))
