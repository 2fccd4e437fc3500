"""Times as HAR writers write them, in microseconds since the Unix epoch, UTC."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_US = 10**17
_LONGEST_TEXT = 120
_SPELT = re.compile(
    r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[T ,]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,:](\d{1,9}))?)?)?"
    r"\s*(AM|PM)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"(?:\w{3},? )?(\w{3}) (\d\d?),? (\d{4}) (\d\d):(\d\d):(\d\d)(?: (?:GMT|UTC))?([+-]\d{4})?.*")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_instant(value: str | int | float | None) -> int | None:
    """Microseconds since the epoch of an ISO 8601, RFC 5322 or JavaScript date or an epoch number; else None.

    Without a time zone it is read as UTC (`has_zone` tells).
    """
    if value is None:
        return None
    if not isinstance(value, str):
        return read_epoch(value)
    if len(value) > _LONGEST_TEXT:
        return None
    try:
        return _since_epoch(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return _read_odd(value.strip())


def has_zone(value: str) -> bool:
    """Whether the text of a readable time says its zone."""
    return (
        bool(re.search(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\s*(?:\(.*\))?\s*$", value[-_LONGEST_TEXT:], re.I))
        or value.isdigit()
    )


def read_epoch(number: int | float) -> int | None:
    """Seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by their size."""
    if isinstance(number, float) and not math.isfinite(number):
        return None
    size = abs(number)
    for bound, factor in ((1e11, 1_000_000.0), (1e14, 1000.0), (1e17, 1.0), (1e20, 0.001)):
        if size < bound:
            return round(number * factor)
    return None


def read_span(milliseconds: float | None) -> int | None:
    """A duration in microseconds; None where it is missing, negative ("does not apply") or absurd."""
    if milliseconds is None or not 0 <= milliseconds < _LONGEST_US:
        return None
    return round(milliseconds * 1000)


def write_instant(instant_us: int) -> str:
    """ISO 8601 with microseconds, UTC."""
    moment = _EPOCH + timedelta(microseconds=instant_us)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _since_epoch(moment: datetime) -> int:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    span = moment - _EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def _read_odd(value: str) -> int | None:
    try:
        if re.fullmatch(r"-?\d{9,20}(?:\.\d+)?", value):
            return read_epoch(float(value) if "." in value else int(value))
        if found := _SPELT.fullmatch(value):
            return _since_epoch(_spelt(found))
        if found := _SCRIPT.fullmatch(value):
            return _since_epoch(_scripted(found))
        return _since_epoch(parsedate_to_datetime(value))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _spelt(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    fraction = int((found[7] or "0").ljust(6, "0")[:6])
    half = (found[8] or "").upper()
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    return datetime(year, month, day, hour, minute, second, fraction, tzinfo=_zone(found[9]))


def _scripted(found: re.Match[str]) -> datetime:
    month = _MONTHS.index(found[1].lower()) + 1
    day, year, hour, minute, second = (int(found[n]) for n in range(2, 7))
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(found[7]))


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return timezone(-offset if text[0] == "-" else offset)
