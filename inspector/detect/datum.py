"""Values of a record whose names nobody listed: whether one may be somebody's, and what it is by its shape."""

import re
from enum import IntEnum

from inspector.model.leaf import Scalar


class Counts(IntEnum):
    """What may stand under a name besides texts."""

    NOTHING = 0
    NUMBERS = 1  # bare whole numbers
    SWITCHES = 2  # yes and no as well


_LONGEST = 400
_LARGEST = 1_000_000  # what is larger numbers something, or is a moment
_WHOLE = re.compile(r" *[+\-]?\d+ *\Z")
_TECHNICAL = re.compile(
    r"(?i)(?:https?:|//|/|data:|urn:)\S*\Z|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16,}\Z|#[0-9a-f]{3,8}\Z|\S+@\S+\.\S+\Z"
    r"|(?-i:[a-z]{2}[-_][A-Z]{2})\Z|[\w\-]+\.(?:js|css|svg|png|jpe?g|html?)\Z|[a-z]+/[a-z][a-z0-9_.+\-]+\Z"
    r"|[a-z0-9_\-+/=.]{24,}\Z|v?\d+\.\d+\.\d+|[{\[<]"
)
_MEASURED = re.compile(
    r"[<>≥≤~±+\-]? ?\d{1,6}(?:[.,/:]\d{1,4})? ?(?:[^\W\d_/%°µ]{0,6}(?:/[^\W\d_]{1,4}\d?)?|%|°[CF]?|µ\w{1,3})\Z"
)
_MOMENT = re.compile(
    r"(?:19|20)\d\d-[01]\d(?:-[0-3]\d)?(?:[T ]|\Z)|[0-3]?\d[./][01]?\d[./](?:19|20)?\d\d(?:\s|\Z)|[0-2]?\d[:h][0-5]\d\b"
)


_NUMBER_OF_SOMEBODY = re.compile(r"(?i)(?:[a-z]{1,14}[\-_:/ .]?){0,2}\d{3,}(?:[\-_][a-z0-9]{1,8})?\Z")
_CALLED = re.compile(r"(?:[^\W\d_][\w.'’\-]*)(?: [^\W\d_][\w.'’\-]*){0,4}\Z")
_FILE = re.compile(r"(?i)[^\W\d_]{2}[^/\\]{0,120}\.(?:pdf|dcm|docx?|odt|rtf|jpe?g|png|heic|tiff?|edf|xml)\Z")
_HANDLE = re.compile(r"[a-z]{2,30}[._][a-z0-9]{1,30}\Z")
_LONGEST_CALLED = 80


def is_datum(value: Scalar, *, counts: Counts = Counts.NUMBERS) -> bool:
    """Whether a value may be one of a record: no address, digest, file, colour, version; a bare whole number or a yes
    only where such a thing may stand under the name."""
    if isinstance(value, str):
        is_text = len(value) <= _LONGEST and any(map(str.isalnum, value)) and _TECHNICAL.match(value) is None
        return is_text and (counts > Counts.NOTHING or _WHOLE.match(value) is None)
    if isinstance(value, bool):
        return value and counts is Counts.SWITCHES
    if value is None or (isinstance(value, int) and not counts):
        return False
    return abs(value) < _LARGEST


def class_of_datum(class_: str, value: Scalar) -> str:
    """A number, alone or with its unit, is a measurement; a day to come is an appointment; else what stands around it
    decides (`class_`)."""
    if class_ == "identity.name":
        return _class_of_somebody(value)
    is_moment = isinstance(value, str) and _MOMENT.match(value) is not None
    if is_moment:
        return class_
    if class_ == "health.appointment":
        return ""
    if isinstance(value, bool):
        return "health.diagnosis" if class_ == "health.measurement" else class_
    if isinstance(value, str) and _FILE.match(value):
        return "health.document"
    if not isinstance(value, str) or _MEASURED.match(value):
        return "health.measurement"
    return "health.diagnosis" if class_ == "health.measurement" else class_


def _class_of_somebody(value: Scalar) -> str:
    """What stands for a person is a number, or else a name."""
    text = str(value)
    if _NUMBER_OF_SOMEBODY.match(text) or _HANDLE.match(text):
        return "identity.account_id"
    return "identity.name" if len(text) <= _LONGEST_CALLED and _CALLED.match(text) else ""
