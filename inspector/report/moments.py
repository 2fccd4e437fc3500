"""Times and dates for readers: universal time, with seconds, in the report's language."""

from datetime import UTC, datetime, timedelta

from inspector.messages import Translator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(at_us: int | None) -> datetime | None:
    """The aware UTC time of microseconds since the epoch; None where there is none or no calendar holds it."""
    try:
        return None if at_us is None else _EPOCH + timedelta(microseconds=at_us)
    except OverflowError:
        return None


def date_text(at_us: int | None, words: Translator) -> str:
    """`12 mars 2026`, `1er avril 2026`, `12 March 2026`."""
    at = moment(at_us)
    if at is None:
        return words("report.dates.unknown")
    day = "1er" if at.day == 1 and words.language == "fr" else str(at.day)
    return f"{day}\u00a0{words(f'report.month.{at.month}')} {at.year:04d}"


def time_text(at_us: int | None) -> str:
    """`14:02:11.400 UTC`, empty where there is none."""
    at = moment(at_us)
    return "" if at is None else f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}\u00a0UTC"


def date_and_time(at_us: int | None, words: Translator) -> str:
    at = moment(at_us)
    if at is None:
        return words("report.dates.unknown")
    return f"{date_text(at_us, words)}, {at:%H:%M:%S}\u00a0UTC"


def period(start_us: int | None, end_us: int | None, words: Translator) -> str:
    """One day, or from one day to another."""
    start, end = date_text(start_us, words), date_text(end_us, words)
    if start_us is None or end_us is None or start == end:
        return start if start_us is not None else end
    return words("report.dates.from_to", start=start, end=end)


def days(start_us: int | None, end_us: int | None, *, most: int = 31) -> list[str]:
    """The UTC days of a capture as ISO dates, at most so many: they are printed, hence no secrets."""
    start, end = moment(start_us), moment(end_us)
    if start is None or end is None:
        return []
    count = min(max((end.date() - start.date()).days, 0) + 1, most)
    return [(start + timedelta(days=i)).date().isoformat() for i in range(count)]
