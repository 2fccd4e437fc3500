"""Dates and telephone numbers as people write them in a sentence, whatever form the value has itself."""

import re
from collections.abc import Iterator

from inspector.report.reading import fold

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[t ].*)?")
_PLAIN = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})")
_MONTHS = ("jan", "fe[vb]", "mar", "a[vp]r", "ma[iy]", "jui?n", "jui?l", "aou|aug", "sep", "oct", "nov", "dec")
_AROUND = r"(?<![^\W_])(?:{})(?![^\W_])"
_BETWEEN = r"[\s/.,-]{1,3}"
_WORDS = r"[\s.,/-]{0,3}(?:of |de )?"
_APART = r"[\s().\-/]{0,3}"
_TELLING = 9  # digits of a telephone number that are the same at home and from abroad
_FEWEST = 8


def date_pattern(text: str) -> re.Pattern[str] | None:
    """Finds the day of a date, whatever its time, in folded text: `14/03/1987`, `14 mars 1987`, `march 14, 1987`."""
    plain = fold(text).strip()
    if found := _ISO.fullmatch(plain):
        year, month, day = found[1], int(found[2]), int(found[3])
    elif found := _PLAIN.fullmatch(plain):
        year, month, day = found[3], int(found[2]), int(found[1])
        if month > len(_MONTHS):
            month, day = day, month
    else:
        return None
    if not 1 <= month <= len(_MONTHS) or not 1 <= day <= 31:
        return None
    return re.compile(_AROUND.format("|".join(_dates(year, month, day))))


def _dates(year: str, month: int, day: int) -> Iterator[str]:
    d, m, y = f"0?{day}", f"0?{month}", f"(?:{year}|{year[2:]})"
    yield _BETWEEN.join((d, m, y))
    yield _BETWEEN.join((m, d, y))
    yield _BETWEEN.join((year, m, d))
    yield f"{day:02}{month:02}{year}|{year}{month:02}{day:02}"
    word, nth = f"(?:{_MONTHS[month - 1]})[a-z]{{0,6}}\\.?", f"{d}(?:er|st|nd|rd|th)?"
    yield _WORDS.join((nth, word, year))
    yield _WORDS.join((word, nth, year))
    yield _WORDS.join((year, word, nth))


def phone_pattern(text: str) -> re.Pattern[str] | None:
    """Finds a telephone number, by its digits, in folded text: at home or from abroad, grouped in any way."""
    digits = re.sub(r"\D", "", fold(text))
    if len(digits) < _FEWEST:
        return None
    before = rf"(?:(?:\+|00)\d{{1,3}}{_APART})?(?:\(?0\)?{_APART}|\d{{1,3}})?"
    return re.compile(rf"(?<!\d){before}{_APART.join(digits[-_TELLING:])}(?!\d)")
