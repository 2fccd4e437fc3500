"""Words as programs write them before they hash them: in each letter case, with and without accents, with each gap."""

import re
import unicodedata

from inspector.detect.names.fold import fold

PUNCTUATION = re.compile(r"[\W_]+")
GAPS = ("-", "_", "", "+", ".")
_ROUND_TO_SQUARE = str.maketrans("()", "[]")


def unaccented(text: str) -> str:
    """Without diacritics, letter case kept."""
    if text.isascii():
        return text
    return "".join(fold(letter).upper() if letter.isupper() else fold(letter) for letter in text)


def spaced(text: str) -> str:
    """Blanks for punctuation."""
    return PUNCTUATION.sub(" ", text).strip()


def write_phrase(value: str) -> list[str]:
    """Every letter case with every gap, the commonest first; some eighty texts for a phrase with accents and
    parentheses."""
    composed = unicodedata.normalize("NFC", value)
    plain = unaccented(composed)
    cases = dict.fromkeys((*_cases(plain), *_cases(composed)))
    found = [text for case in cases for text in (case, *_joined(case))]
    found += [camel for text in (plain, composed) for camel in _camels(text)]
    return list(dict.fromkeys(found))


def write_briefly(value: str) -> list[str]:
    """The few of these that are hashed most: as a slug, without accents, in plain capitals."""
    plain = unaccented(unicodedata.normalize("NFC", value))
    words = spaced(plain.lower())
    return list(dict.fromkeys((words.replace(" ", "-"), words.replace(" ", "_"), plain, plain.upper())))


def decompose(value: str) -> list[str]:
    """Accents as letters of their own (NFD), as file names of Apple's systems have them; nothing where none are."""
    if value.isascii():
        return []
    return [unicodedata.normalize("NFD", text) for text in (value, value.lower())]


def damage(value: str) -> list[str]:
    """What careless programs leave of accents: a question mark or the sign of a lost letter, once or for each byte, or
    nothing; and square brackets for round ones."""
    composed = unicodedata.normalize("NFC", value)
    found = [composed.translate(_ROUND_TO_SQUARE), unaccented(composed).translate(_ROUND_TO_SQUARE)]
    found = [text for text in found if "[" in text]
    if not composed.isascii():
        marks = ("\ufffd", "?", "", "\ufffd\ufffd", "??")
        found += ["".join(letter if letter.isascii() else mark for letter in composed) for mark in marks]
    return found


def _cases(text: str) -> tuple[str, ...]:
    return text.lower(), text, text.upper()


def _joined(text: str) -> list[str]:
    """The words with other gaps, with their punctuation and without it."""
    bare = spaced(text)
    found = [bare, *(bare.replace(" ", gap) for gap in GAPS)]
    if " " in text:
        found += [text.replace(" ", gap) for gap in (*GAPS, "  ", "\xa0", "\n")]
    return found


def _camels(text: str) -> tuple[str, ...]:
    first, *others = spaced(text).split() or [""]
    if not others:
        return ()
    rest = "".join(word[:1].upper() + word[1:].lower() for word in others)
    return first.lower() + rest, first[:1].upper() + first[1:].lower() + rest
