"""Labels of markers where values are masked: a captured value in one is masked as well, a person's own words stay.

So it is in the window, beside values and on every timeline, and in the report. Where a label is written (the dialog of
markers, the page of the recorder) it stands as it was typed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from inspector.model.flow import CaptureId, Marker
from inspector.model.mask import mask
from inspector.report.everyday import date_pattern, phone_pattern
from inspector.report.forms import is_searchable, spellings
from inspector.report.matching import Matcher, Sought
from inspector.report.reading import Reading, fold, folded
from inspector.store.queries import CaseReader
from inspector.store.short_values import ShortValue, short_values

type Markers = Mapping[CaptureId, Sequence[Marker]]

_SPARE = 80  # letters by which what a label tells of a value can be shorter: one name of several, the day of a date
_NAMES = ("identity.name", "identity.relative")
_SHORTEST_NAME = 5
_EARLIEST_MIDNIGHT = 10  # hour in UTC, at UTC+14
_FEWEST_DIGITS = 4  # of a date or a telephone number
_BLANKS = re.compile(r"\s+")
_NAME = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")


def mask_markers(reader: CaseReader, markers: Markers) -> dict[CaptureId, tuple[Marker, ...]]:
    """The markers with the captured values in their labels masked, all else as it is."""
    labels = [marker.label for group in markers.values() for marker in group if marker.label]
    known = _Known(reader, labels) if labels else None
    return {
        capture: tuple(marker if known is None else _masked(marker, known) for marker in group)
        for capture, group in markers.items()
    }


class _Known:
    """The values that stand in these labels. Few do: only those are looked for in every reading."""

    def __init__(self, reader: CaseReader, labels: Sequence[str]) -> None:
        told = [fold(_even(label).text) for label in labels]
        values = short_values(reader, longest=max(map(len, labels)) + _SPARE)
        self._matcher = Matcher([one for value in values for one in _sought(value) if _stands_in(one, told)])
        numbers = [label for label in told if sum(map(str.isdigit, label)) >= _FEWEST_DIGITS]
        patterns = {pattern for value in values if numbers for pattern in _patterns_of(value)}
        self._patterns = [pattern for pattern in patterns if any(map(pattern.search, numbers))]

    def find(self, label: str) -> Iterator[tuple[int, int]]:
        even = _even(label)
        plain = folded(even)
        yield from (even.span(match.start, match.end) for match in self._matcher.find(even.text))
        for pattern in self._patterns:
            yield from (plain.span(*found.span()) for found in pattern.finditer(plain.text))


def _even(label: str) -> Reading:
    """With one blank for several."""
    kept = [n for n, c in enumerate(label) if not (c.isspace() and label[n - 1 : n].isspace())]
    return Reading("".join(label[n] for n in kept), kept, [n + 1 for n in kept])


def _sought(value: ShortValue) -> Iterator[Sought]:
    """The value, and of a name its parts."""
    text = _BLANKS.sub(" ", value.text)
    yield Sought(text, value.class_)
    if value.class_.startswith(_NAMES):
        parts = {*_NAME.findall(text), *_LETTERS.findall(text)}
        yield from (Sought(part, value.class_) for part in sorted(parts) if len(part) >= _SHORTEST_NAME)


def _stands_in(one: Sought, told: Sequence[str]) -> bool:
    if not is_searchable(one.text):
        return False
    return any(spelling in label for spelling in spellings(one.text, one.class_) for label in told)


def _patterns_of(value: ShortValue) -> Iterator[re.Pattern[str]]:
    """For a telephone number or a date, however it is written."""
    if value.class_ == "contact.phone":
        found = [phone_pattern(value.text)]
    else:
        days = _local_days(value.text) if value.class_ == "identity.birthdate" else ()
        found = [date_pattern(text) for text in (value.text, *days)]
    yield from (pattern for pattern in found if pattern is not None)


def _local_days(text: str) -> Iterator[str]:
    """The day after, where a moment in UTC may be the midnight at which a day begins further east: a form that asks
    for a date of birth sends the 14th of March in Paris as the 13th, 23:00Z."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.utcoffset() == timedelta(0) and moment.hour >= _EARLIEST_MIDNIGHT and moment.minute % 15 == 0:
            yield f"{moment.date() + timedelta(days=1):%Y-%m-%d}"
    except (ValueError, OverflowError):
        return


def _masked(marker: Marker, known: _Known) -> Marker:
    label, at = "", 0
    for start, end in _apart(known.find(marker.label)):
        label += marker.label[at:start] + mask(marker.label[start:end])
        at = end
    return replace(marker, label=label + marker.label[at:]) if at else marker


def _apart(found: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those that overlap as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(found):
        if last is None or start >= last[1]:
            if last is not None:
                yield last
            last = (start, end)
        else:
            last = (last[0], max(last[1], end))
    if last is not None:
        yield last
