"""Finding known values in a text, in any reading of it and inside base64 or hex runs."""

import binascii
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from inspector.report.forms import digests, spellings
from inspector.report.named import NamedValues
from inspector.report.reading import Reading, folded, readings

_BOUNDED_BELOW = 8  # shorter forms count only as whole words
_DEEPEST = 3
_SHORTEST_TEXT = 3  # a name, a sign and a value
_SHORTEST_INSIDE = 6  # letters of a value looked for inside base64 and hex
_HEX = re.compile(r"(?<![0-9a-zA-Z])(?:[0-9a-fA-F]{2}){6,}(?![0-9a-zA-Z])")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")

_WORDS = re.compile(r"[a-z/_-]*")  # base64 of a text has capitals or digits; ordinary words are not worth decoding


class Match(NamedTuple):
    """A half-open stretch of the text that shows values (by their index); `form` is empty for a plain reading,
    else `base64`, `hex` or the digest's name. `is_told`: behind a name, as the report itself tells things."""

    start: int
    end: int
    values: tuple[int, ...]
    form: str
    is_told: bool = False


class Sought(NamedTuple):
    """A value to look for. With a `name` it is looked for only behind the name of its field."""

    text: str
    class_: str
    name: str = ""


class _Form(NamedTuple):
    value: int
    form: str
    length: int


class Matcher:
    """Looks for values; build once, use often."""

    def __init__(self, values: Sequence[Sought]) -> None:
        forms: dict[str, _Form] = {}
        for index, (text, class_, name) in enumerate(values):
            if name:
                continue
            for spelling in spellings(text, class_):
                forms.setdefault(spelling, _Form(index, "", len(spelling)))
            for kind, digest in digests(text):
                forms.setdefault(digest, _Form(index, kind, len(digest)))
        self._forms = list(forms.values())
        self._automaton = AhoCorasick(list(forms)) if forms else None
        self._named = NamedValues((index, one.text, one.name) for index, one in enumerate(values) if one.name)
        self._knows_any = bool(values)

    def find(self, text: str, *, shortest: int = 0, depth: int = 0) -> list[Match]:
        """Where values can be read, in order, without overlaps. `shortest`: leave out forms with fewer letters."""
        if not self._knows_any or len(text) < _SHORTEST_TEXT:
            return []
        found: list[Match] = []
        for reading in readings(text):
            plain = folded(reading)
            found += self._plain(plain, shortest)
            found += self._behind_names(plain, shortest)
            if depth < _DEEPEST:
                found += self._encoded(reading, depth)
        return _apart(found)

    def _plain(self, reading: Reading, shortest: int) -> Iterator[Match]:
        if self._automaton is None:
            return
        for number, start, end in self._automaton.find_matches_as_indexes(reading.text, overlapping=True):
            form = self._forms[number]
            is_short = form.length < _BOUNDED_BELOW
            if form.length < shortest or (is_short and not _is_word(reading.text, start, end)):
                continue
            yield Match(*reading.span(start, end), (form.value,), form.form)

    def _behind_names(self, reading: Reading, shortest: int) -> Iterator[Match]:
        for index, start, at, end, is_told in self._named.find(reading.text):
            if end - start >= shortest:
                yield Match(*reading.span(at, end), (index,), "", is_told)

    def _encoded(self, reading: Reading, depth: int) -> Iterator[Match]:
        for name, pattern, decode in (("hex", _HEX, _from_hex), ("base64", _BASE64, _from_base64)):
            for run in pattern.finditer(reading.text):
                if name == "base64" and _WORDS.fullmatch(run[0]):
                    continue
                inside = {
                    value
                    for plain in decode(run[0])
                    if len(plain) >= _SHORTEST_INSIDE
                    for match in self.find(plain, shortest=_SHORTEST_INSIDE, depth=depth + 1)
                    for value in match.values
                }
                if inside:
                    yield Match(*reading.span(run.start(), run.end()), tuple(sorted(inside)), name)


def _is_word(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _from_hex(run: str) -> Iterator[str]:
    yield bytes.fromhex(run).decode("utf-8", "ignore")


def _from_base64(run: str) -> Iterator[str]:
    """The run read from each of its four possible beginnings: what stands before it may be letters too."""
    letters = run.rstrip("=").replace("-", "+").replace("_", "/")
    for shift in range(min(4, len(letters) - 4)):
        part = letters[shift:]
        part = part[: len(part) - 1] if len(part) % 4 == 1 else part
        try:
            data = binascii.a2b_base64(part + "=" * (-len(part) % 4))
        except binascii.Error:
            continue
        yield data.decode("utf-8", "ignore")


def _apart(found: list[Match]) -> list[Match]:
    """The earliest and longest matches, without overlaps."""
    kept: list[Match] = []
    for match in sorted(found, key=lambda match: (match.start, -match.end, match.form, match.is_told)):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
        elif match.end > kept[-1].end:
            last = kept.pop()
            values = tuple(sorted({*last.values, *match.values}))
            kept.append(Match(last.start, match.end, values, last.form, last.is_told and match.is_told))
    return kept
