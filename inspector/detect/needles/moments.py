"""Days and moments, written the many ways that forms and trackers write them."""

import re
from datetime import UTC, date, datetime, timedelta

from inspector.detect.needles.months import name_months

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_EUROPEAN_DAY = re.compile(r"(\d\d)[/.](\d\d)[/.](\d{4})\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_HOURS_BEFORE = (1, 2)
"""Midnight in western Europe comes so many hours before that of UTC, in winter and in summer."""


def guess_is_date(value: str) -> bool:
    return _DAY.match(value) is not None or _EUROPEAN_DAY.match(value) is not None


def write_moment(value: str) -> list[str]:
    """A day (`1985-03-14`, `14/03/1985`) or a moment (ISO 8601) in other digits; empty for anything else."""
    split = _split(value)
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
    split = _split(value)
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
        found += [f"{int(day)}-{int(month)}-{year}", f"{int(year)}-{int(month)}-{int(day)}", f"{day} {month} {year}"]
    return found


def local_midnights(value: str, *, thorough: bool) -> list[str]:
    """What a browser in western Europe makes of a day when it writes it in UTC: late on the day before."""
    split = _split(value)
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


def _split(value: str) -> tuple[str, str, str] | None:
    """Year, month, day."""
    if found := _DAY.match(value):
        return found[1], found[2], found[3]
    found = _EUROPEAN_DAY.match(value)
    return (found[3], found[2], found[1]) if found else None


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
