"""When a choice was made, in the spellings that consent cookies use."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"\w{3} (\w{3}) (\d\d) (\d{4}) ([\d:]{8}) GMT([+ -])(\d{4})")


def moment_us(value: object) -> int | None:
    """Microseconds since 1970 of an ISO 8601 text, of OneTrust's date, or of a number of seconds or milliseconds."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if isinstance(value, int) and not isinstance(value, bool):
        return value * 1000 if 10**12 <= value < 10**13 else value * 1_000_000 if 10**9 <= value < 10**10 else None
    if not isinstance(value, str) or len(value) > 100:
        return None
    for read in (datetime.fromisoformat, _spelled):
        try:
            moment = read(value)
        except (ValueError, OverflowError):
            continue
        return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // timedelta(microseconds=1)
    return None


def _spelled(value: str) -> datetime:
    """`Wed Feb 01 2023 12:35:32 GMT+0100 (...)`; a form decoder may have taken the `+`."""
    match = _DATE.match(value)
    if match is None:
        raise ValueError
    month, day, year, time, sign, zone = match.groups()
    return parsedate_to_datetime(f"{day} {month} {year} {time} {'-' if sign == '-' else '+'}{zone}")
