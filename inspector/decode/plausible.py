"""Whether decoded characters are something a person or a program wrote, or chance."""

import re

_CHANCE_FREE = 16  # from this length on, valid UTF-8 without control characters is no accident
_WORDLIKE = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿŒœŸ€’«» .,;:@/'\"?!&=+_()#%|<>{}\[\]\r\n\t-]+\Z")
_LETTERS = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]")
_ODD = re.compile(r"[A-Za-z]{3}|\d{3}")


def is_plausible_text(text: str, *, marked: bool) -> bool:
    """Strict for short texts, where chance gives valid UTF-8 too. `marked`: the encoding announced itself (padding)."""
    if len(text) < 4 or not _is_clean(text):
        return False
    if len(text) >= _CHANCE_FREE:
        return True
    if len(text) < (4 if marked else 6):
        return False
    if not _WORDLIKE.match(text):
        return False
    letters = len(_LETTERS.findall(text))
    digits = sum(c.isdigit() for c in text)
    return (letters + digits) * 10 >= len(text) * 7 and _ODD.search(text) is not None


def _is_clean(text: str) -> bool:
    if text.isprintable():
        return True
    return all(c.isprintable() or c in "\n\r\t" for c in text)
