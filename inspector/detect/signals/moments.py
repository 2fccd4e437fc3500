"""When something happened, by what was sent about it: moments that are past, as an event is."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from inspector.detect.names.fold import lemma
from inspector.detect.signals.objects import MOST_NAMES, Fields, SentObject, inside

_TIMES = frozenset(
    ("timestamp", "ts", "time", "at", "date", "dtm", "datetime", "when", "horodatage", "zeitstempel", "zeit", "heure")
)
MOMENT = re.compile(r"(?:19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d|1[4-9]\d{8}(?:\.\d{1,6}|\d{3}|\d{6}|\d{9})?\Z")
_LATEST_US = 3_600_000_000  # how far a clock may be ahead
_ZONES_US = 14 * 3_600_000_000  # what a moment without its zone may be off


def has_moment(found: SentObject, at_us: int | None) -> bool:
    """Whether a field of the object, in it or around it says when it happened; what is to come is no event (an
    appointment has its time too)."""
    own = (found.fields, *inside(found.fields), *found.around[:3])
    return any(_is_moment(fields, at_us) for fields in own)


def _is_moment(fields: Fields, at_us: int | None) -> bool:
    return any(
        type(value) in (int, float, str) and _is_time_name(name) and _is_recent(str(value)[:40], at_us)
        for name, value in list(fields.items())[:MOST_NAMES]
    )


def _is_recent(text: str, at_us: int | None) -> bool:
    if MOMENT.match(text) is None:
        return False
    told_us, slack_us = _microseconds(text)
    if told_us is None or at_us is None:
        return told_us is not None
    return told_us - at_us <= _LATEST_US + slack_us


def _microseconds(text: str) -> tuple[int | None, int]:
    """Since 1970, and by how much a time without its zone may be off."""
    if "-" not in text:
        return int(text.partition(".")[0].ljust(16, "0")[:16]), 0
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None, 0
    if moment.tzinfo is None:
        return int(moment.replace(tzinfo=UTC).timestamp() * 1_000_000), _ZONES_US
    return int(moment.timestamp() * 1_000_000), 0


@lru_cache(maxsize=20_000)
def _is_time_name(name: str) -> bool:
    words = lemma(name)
    return bool(words) and (words[-1] in _TIMES or "timestamp" in words or "".join(words) == "clienttime")
