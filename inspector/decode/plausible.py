"""Whether decoded characters are something a person or a program wrote, or chance."""

import re

_CHANCE_FREE = 16  # from this length on, valid UTF-8 without control characters is no accident
_WORDLIKE = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿŒœŸ€’«» .,;:@/'\"?!&=+_()#%|<>{}\[\]\r\n\t-]+\Z")
_LETTERS = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]")
_ODD = re.compile(r"[A-Za-z]{3}|\d{3}")
# Words as they are written: a capital only in front or throughout, digits apart.
_PIECES = re.compile(r"[A-ZÀ-ÖØ-ÞŒ]?[a-zß-öø-ÿœ]+|[A-ZÀ-ÖØ-ÞŒ]+|\d+|[^\w\s]{3,}")
_VOWELS = re.compile(r"[aeiouyàâäèéêëîïôöùûüÿœæ]", re.IGNORECASE)
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxzç]{4}", re.IGNORECASE)
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\t\n\r"


def is_plausible_text(text: str, *, marked: bool) -> bool:
    """Strict for short texts, where chance gives valid UTF-8 too. `marked`: the encoding announced itself (padding)."""
    if len(text) < 4 or not _is_clean(text):
        return False
    if len(text) >= _CHANCE_FREE:
        return True
    if len(text) < (4 if marked else 6) or not _WORDLIKE.match(text):
        return False
    letters = len(_LETTERS.findall(text))
    digits = sum(c.isdigit() for c in text)
    if (letters + digits) * 10 < len(text) * 7 or _ODD.search(text) is None:
        return False
    pieces = len(_PIECES.findall(text))
    if marked:
        return pieces * 2 <= len(text) and text.isprintable()
    if len(text) >= 12:
        return pieces * 3 <= len(text)
    return pieces * 4 <= len(text) and (digits * 2 >= len(text) or _is_speakable(text))


def _is_speakable(text: str) -> bool:
    """Words that can be said: vowels in them, and never four consonants in a row."""
    return text[0].isalnum() and len(_VOWELS.findall(text)) * 4 >= len(text) and _CLUSTER.search(text) is None


def is_mostly_text(data: bytes) -> bool:
    """The cheap test before the others: hardly a quarter is no printable ASCII, where chance gives three fifths."""
    return len(data.translate(None, _PRINTABLE)) * 4 <= len(data)


def is_written(data: bytes, *, least: int) -> bool:
    """At least `least` bytes of UTF-8 that reads like words: for encodings that nothing announces."""
    if len(data) < least:
        return False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _is_clean(text) and _is_wordy(text)


def is_unpacked(text: str) -> bool:
    """Whether the result of a compression that nothing announces is no chance, which gives repetitions: words, or so
    many different readable characters (a token to be opened further)."""
    variety = len(set(text[:4096]))
    if not is_plausible_text(text, marked=False) or variety < 4:
        return False
    return (len(text) >= _CHANCE_FREE and variety >= 8) or _is_wordy(text)


def _is_wordy(text: str) -> bool:
    head = text[:4096]
    plain = sum(c.isalnum() or c in " \n{}[]\":,./@=&'<>" for c in head)
    return plain * 20 >= len(head) * 17 and len(_PIECES.findall(head)) * 2 <= len(head)


def is_western(text: str) -> bool:
    """Whether what was read as Latin-1 is words with an accent here and there, rather than chance."""
    return _WORDLIKE.match(text) is not None and _is_wordy(text) and len(_PIECES.findall(text)) * 4 <= len(text)


def is_speaking(*, text_bytes: int, opaque_bytes: int, size_bytes: int) -> bool:
    """Whether so much of a binary message is text that its structure is no accident."""
    if text_bytes < 6:
        return False
    return text_bytes * 3 >= size_bytes or (text_bytes >= 16 and opaque_bytes * 2 <= size_bytes)


def _is_clean(text: str) -> bool:
    if text.isprintable():
        return True
    return all(c.isprintable() or c in "\n\r\t" for c in text)
