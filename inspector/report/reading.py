"""Ways to read one text: as it stands, unescaped, folded. Every reading knows where its characters came from."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MOST_ROUNDS = 3  # of nested escapes
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u21a9")  # soft hyphen, zero widths, continuation mark
_ESCAPES = re.compile(
    r"(?:%[0-9a-fA-F]{2})+|\\u[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|\\[/\"\\]|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-z]{2,8});"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`text[i]` stands for the characters `starts[i]` to `ends[i]` (half-open) of the original."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the half-open stretch of this reading stands in the original."""
        return self.starts[start], self.ends[end - 1]


def readings(text: str) -> Iterator[Reading]:
    """The text as it stands, then unescaped (percent, JSON, HTML) as often as that changes it, up to a bound."""
    reading = Reading(text, list(range(len(text))), list(range(1, len(text) + 1)))
    yield reading
    for _ in range(MOST_ROUNDS):
        following = _unescaped(reading)
        if following is None:
            return
        reading = following
        yield reading


def _unescaped(reading: Reading) -> Reading | None:
    found = list(_ESCAPES.finditer(reading.text))
    if not found:
        return None
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in found:
        parts.append(reading.text[at : match.start()])
        starts += reading.starts[at : match.start()]
        ends += reading.ends[at : match.start()]
        plain = _plain(match[0])
        parts.append(plain)
        start, end = reading.span(match.start(), match.end())
        starts += [start] * len(plain)
        ends += [end] * len(plain)
        at = match.end()
    parts.append(reading.text[at:])
    joined = "".join(parts)
    if joined == reading.text:
        return None
    return Reading(joined, starts + reading.starts[at:], ends + reading.ends[at:])


def _plain(escape: str) -> str:
    if escape[0] == "%":
        return bytes.fromhex(escape.replace("%", "")).decode("utf-8", "replace")
    if escape[0] == "&":
        return html.unescape(escape)
    if escape[1] != "u":
        return escape[1]
    units = bytes.fromhex(escape.replace("\\u", ""))
    return units.decode("utf-16-be", "replace")


def folded(reading: Reading) -> Reading:
    """Without case, accents, zero-width characters and continuation marks; every kind of space as a space."""
    text = reading.text.translate(_FOLD)
    if len(text) == len(reading.text):
        return Reading(text, reading.starts, reading.ends)
    kept = [index for index, c in enumerate(reading.text) if _FOLD[ord(c)]]
    return Reading(text, [reading.starts[index] for index in kept], [reading.ends[index] for index in kept])


def fold(text: str) -> str:
    """The folded text alone."""
    return text.translate(_FOLD)


class _Fold(dict[int, str]):
    """A table for `str.translate`, filled as characters are met: each becomes one folded character or none."""

    def __missing__(self, code: int) -> str:
        self[code] = letter = _fold_letter(chr(code))
        return letter


_FOLD = _Fold()


def _fold_letter(c: str) -> str:
    if c.isascii():
        return " " if c.isspace() else c.lower()
    if c in _DROPPED or unicodedata.combining(c):
        return ""
    if c.isspace():
        return " "
    if "\ud800" <= c <= "\udfff":
        return "\ufffd"
    return unicodedata.normalize("NFKD", c)[0].lower()[:1] or c
