"""Days and moments, written the many ways that forms and trackers write them."""

import re
from datetime import UTC, datetime

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_EUROPEAN_DAY = re.compile(r"(\d\d)[/.](\d\d)[/.](\d{4})\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def guess_is_date(value: str) -> bool:
    return _DAY.match(value) is not None or _EUROPEAN_DAY.match(value) is not None


def write_moment(value: str) -> list[str]:
    """A day (`1985-03-14`, `14/03/1985`) or a moment (ISO 8601) in other words; empty for anything else."""
    if found := _DAY.match(value):
        year, month, day = found.groups()
    elif found := _EUROPEAN_DAY.match(value):
        day, month, year = found.groups()
    else:
        return _moments(value) if _MOMENT.match(value) else []
    written = [
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
    return written + _epochs(f"{year}-{month}-{day}T00:00:00+00:00")


def _moments(value: str) -> list[str]:
    """The same moment in UTC, on the local clock without its offset, and since the epoch."""
    try:
        moment = datetime.fromisoformat(value)
        utc = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return []
    local = [f"{moment:%Y-%m-%dT%H:%M:%S}", f"{moment:%Y-%m-%dT%H:%M}", f"{moment:%Y-%m-%d %H:%M}"]
    if moment.tzinfo is None:
        return local
    return [*local, f"{utc:%Y-%m-%dT%H:%M:%SZ}", f"{utc:%Y-%m-%dT%H:%M:%S.000Z}", *_epochs(value)]


def _epochs(moment: str) -> list[str]:
    """Seconds and milliseconds since 1970; none for the first days of it, whose numbers are small."""
    try:
        seconds = int(datetime.fromisoformat(moment).timestamp())
    except (ValueError, OverflowError):
        return []
    return [str(seconds), str(seconds * 1000)] if abs(seconds) >= 10_000_000 else []
