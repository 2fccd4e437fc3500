"""Names and other words, as forms, addresses and databases write them."""

import unicodedata

from inspector.detect.names.fold import fold
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.phrases import GAPS, PUNCTUATION, spaced
from inspector.detect.needles.tidy import tidied

_SHORTEST_HASHED = 3
_MOST_WORDS = 4


def write_words(value: str) -> list[str]:
    """With and without diacritics, without punctuation, joined as addresses join words; a hyphen may stay."""
    lower = unicodedata.normalize("NFC", value).lower()
    plain = fold(value)
    found = [*_without_punctuation(lower), *_without_punctuation(plain), lower, plain]
    if " " in lower and not lower.replace(" ", "").isalnum():
        found += [text.replace(" ", gap) for text in (lower, plain) for gap in GAPS]
    return found


def write_name(value: str) -> list[str]:
    """A name also with its last word first: "Témoin Camille", "temoin, camille"."""
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
    words = spaced(text)
    return [words, *(words.replace(" ", gap) for gap in GAPS)]


def is_as_people_hash(text: str, value: str) -> bool:
    """Words joined as addresses join them are looked for, but few hash them so; the gaps of the value stay."""
    return all(text.count(gap) in (0, value.count(gap)) for gap in "-_+.")


def misread(value: str) -> list[str]:
    """What becomes of accents where UTF-8 is read as if it were Windows-1252 or Latin-1; nothing without any."""
    if value.isascii():
        return []
    data = value.encode("utf-8", "surrogatepass")
    texts = [data.decode(encoding, "replace") for encoding in ("cp1252", "latin-1")]
    known = [text for text in texts if "\ufffd" not in text]
    return list(dict.fromkeys((*known, *tidied(Lines(known)).values())))


def hashed_names(value: str) -> list[tuple[str, str]]:
    """Writings of a name that many hash, each with its word: capitals without accents."""
    plain = fold(value)
    found = [(plain.upper(), "upper"), (PUNCTUATION.sub("", plain).upper(), "upper")]
    return [(text, form) for text, form in found if len(text) >= _SHORTEST_HASHED]
