"""Days and moments, written the many ways that forms and trackers write them."""

import re
from datetime import UTC, date, datetime, timedelta

from inspector.detect.needles.months import capitalise_month, name_months

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_EUROPEAN_DAY = re.compile(r"(\d\d)[/.](\d\d)[/.](\d{4})\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_HOURS_BEFORE = (1, 2)
"""Midnight in western Europe comes so many hours before that of UTC, in winter and in summer."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def guess_is_date(value: str) -> bool:
    return _DAY.match(value) is not None or _EUROPEAN_DAY.match(value) is not None


def split_day(value: str) -> tuple[str, str, str] | None:
    """Year, month and day, as they are written; None for what is no day."""
    if found := _DAY.match(value):
        return found[1], found[2], found[3]
    found = _EUROPEAN_DAY.match(value)
    return (found[3], found[2], found[1]) if found else None


def write_moment(value: str) -> list[str]:
    """A day (`1985-03-14`, `14/03/1985`) or a moment (ISO 8601) in other digits; empty for anything else."""
    split = split_day(value)
    if split is None:
        return _moments(value) if _MOMENT.match(value) else []
    year, month, day = split
    return [
        f"{year}{month}{day}",
        f"{year}-{month}-{day}",
        f"{day}/{month}/{year}",
        f"{day}.{month}.{year}",
        f"{day}-{month}-{year}",
        f"{month}/{day}/{year}",
        f"{day}{month}{year}",
        f"{year}/{month}/{day}",
        f"{int(day)}/{int(month)}/{year}",
        f"{int(day)}.{int(month)}.{year}",
    ]


def describe_moment(value: str, *, thorough: bool) -> list[str]:
    """The same in what nobody hashes: since 1970, with the name of the month, with the clock at midnight; thorough
    also with two digits for the year and in further languages."""
    split = split_day(value)
    if split is None:
        return _describe_clock(value, thorough=thorough) if _MOMENT.match(value) else []
    year, month, day = split
    iso = f"{year}-{month}-{day}"
    found = [*_epochs(f"{iso}T00:00:00+00:00"), f"{iso}T00:00:00", f"{iso}T00:00:00Z"]
    try:
        found += name_months(date.fromisoformat(iso), thorough=thorough)
    except ValueError:
        return found
    if thorough:
        found += [f"{iso}T00:00", f"{iso}T00:00Z", f"{year}{month}{day}T000000Z", f"{year}{month}{day}T000000"]
        found += [f"{day}{gap}{month}{gap}{year[2:]}" for gap in "./-"]
        found += [f"{int(month)}/{int(day)}/{year}", f"{month}-{day}-{year}", f"{year}.{month}.{day}"]
        found += [f"{month}{day}{year}"]
        found += [f"{int(day)}-{int(month)}-{year}", f"{int(year)}-{int(month)}-{int(day)}", f"{day} {month} {year}"]
    return found


def local_midnights(value: str, *, thorough: bool) -> list[str]:
    """What a browser in western Europe makes of a day when it writes it in UTC: late on the day before."""
    split = split_day(value)
    try:
        day = datetime.fromisoformat("-".join(split)) if split else None
        moments = [day - timedelta(hours=hours) for hours in _HOURS_BEFORE] if day else []
    except (ValueError, OverflowError):
        return []
    found = [f"{moment:%Y-%m-%dT%H:%M:%S}" for moment in moments]
    if thorough:
        for moment in moments:
            found += [f"{moment:%Y-%m-%dT%H:%M:%S}Z", f"{moment:%Y-%m-%dT%H:%M}Z"]
            found += _epochs(f"{moment.isoformat()}+00:00")
    return found


def hash_moment(value: str) -> list[str]:
    """What some hash of a day or a moment though few do: every other writing of it, and those of JavaScript."""
    found = describe_moment(value, thorough=True)
    found += [capitalise_month(text) for text in found if any(letter.isalpha() for letter in text)]
    split = split_day(value)
    try:
        day = datetime.fromisoformat("-".join(split)) if split else None
        midnights = [day - timedelta(hours=hours) for hours in (0, *_HOURS_BEFORE)] if day else []
    except (ValueError, OverflowError):
        return found
    if day:
        found += [f"{day:%y%m%d}", f"{day:%d%m%y}", f"{day:%m%d%y}", f"{day:%m/%d/%y}", f"{day:%y-%m-%d}"]
        found += local_midnights(value, thorough=True)
        found += [text for hours, moment in enumerate(midnights) for text in _in_javascript(moment, hours, day)]
    return list(dict.fromkeys(found))


def _in_javascript(midnight: datetime, hours: int, day: datetime) -> list[str]:
    """A midnight in UTC as `toISOString` and `toUTCString` write it, and as `toString` does where it is one."""
    weekday, month = _WEEKDAYS[midnight.weekday()], _MONTHS[midnight.month - 1]
    local = f"{_WEEKDAYS[day.weekday()]} {_MONTHS[day.month - 1]} {day:%d %Y}"
    return [
        *(f"{midnight:%Y-%m-%dT%H:%M:%S}{end}" for end in (".000Z", "+00:00", ".000+00:00", "+0000")),
        f"{midnight:%Y-%m-%d %H:%M:%S}",
        f"{weekday}, {midnight:%d} {month} {midnight:%Y %H:%M:%S} GMT",
        f"{local} 00:00:00 GMT+0{hours}00",
        f"{day:%Y-%m-%d}T00:00:00+0{hours}:00",
        local,
    ]


def _moments(value: str) -> list[str]:
    """The same moment in UTC, and on the local clock without its offset."""
    try:
        moment = datetime.fromisoformat(value)
        utc = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return []
    local = [f"{moment:%Y-%m-%dT%H:%M:%S}", f"{moment:%Y-%m-%dT%H:%M}", f"{moment:%Y-%m-%d %H:%M}"]
    if moment.tzinfo is None:
        return local
    return [*local, f"{utc:%Y-%m-%dT%H:%M:%SZ}", f"{utc:%Y-%m-%dT%H:%M:%S.000Z}"]


def _describe_clock(value: str, *, thorough: bool) -> list[str]:
    try:
        moment = datetime.fromisoformat(value)
        found = _epochs(value) if moment.tzinfo else []
        if thorough:
            found += [f"{moment:%d/%m/%Y %H:%M}", f"{moment:%d.%m.%Y %H:%M}", f"{moment:%Y%m%dT%H%M%S}"]
    except (ValueError, OverflowError):
        return []
    return found


def _epochs(moment: str) -> list[str]:
    """Seconds and milliseconds since 1970; none for the first days of it, whose numbers are small."""
    try:
        seconds = int(datetime.fromisoformat(moment).timestamp())
    except (ValueError, OverflowError):
        return []
    return [str(seconds), str(seconds * 1000)] if abs(seconds) >= 10_000_000 else []
