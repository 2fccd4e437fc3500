"""Texts as they are searched: composed letters, plain blanks, one line. Most are so already, which is seen at once."""

import re
import unicodedata

from inspector.detect.needles.lines import Lines

_BLANKS = ("  ", "\n", "\t", "\r", "\xa0", "\xad")
_ODD = re.compile("[\xa0\xad\u0300-\u036f\u2000-\u200f\u202f\u205f\u2060\u3000\ufb00-\ufb06\ufeff\uff01-\uff5e]")
_UNSEEN = re.compile("[\xad\u200b-\u200f\u2060\ufeff]")
_RUN = re.compile(r"\s+")
_LONGEST = 1_000_000


def tidied(lines: Lines) -> dict[int, str]:
    """Those lines that are untidy, by their place: with accents composed (NFKC), without letters nobody sees, and one
    blank for many."""
    if not _is_untidy(lines.text):
        return {}
    tidy = {at: _tidy(line) for at, line in enumerate(lines) if len(line) <= _LONGEST and _is_untidy(line)}
    return {at: text for at, text in tidy.items() if text != lines[at]}


def _is_untidy(text: str) -> bool:
    if any(blank in text for blank in _BLANKS):
        return True
    if text.isascii():
        return False
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return _ODD.search(text) is not None
    return False


def _tidy(line: str) -> str:
    return _RUN.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFKC", line)))
