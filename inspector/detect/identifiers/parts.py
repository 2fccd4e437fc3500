"""Which parts of a value are random enough to tell one browser from all others."""

import re
from functools import lru_cache
from math import log2
from urllib.parse import unquote

SHORTEST, LONGEST = 8, 512
LEAST_BITS = 40
_MOST_FIELDS = 12
_MOST_CORES = 4
_TOKEN = re.compile(r"[A-Za-z0-9_\-.~|:%=+/*!$,;&]{8,512}\Z")
_FIELDS = re.compile(r"[|~:&;,!*$]")
_SEGMENTS = re.compile(r"[._\-]")
_HEX = re.compile(r"(?:[0-9a-f]{8,}|[0-9A-F]{8,})\Z")
_GUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\Z")
_FRACTION = re.compile(r"-?\d{1,3}\.\d+\Z")
_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4,9})?\Z")
_STAMP = re.compile(r"1[4-9]\d{8}(?:\d{3}|\d{6}|\d{9})?\Z")  # since 1970, in seconds to nanoseconds: 2014 to 2033
_CONSENT = re.compile(r"C[O-Z][A-Za-z0-9_-]{20,}(?:\.[A-Za-z0-9_-]*)*\Z|DB[A-Z][A-Za-z0-9_-]{2,}~")
_MOMENT = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:[T ].*)?\Z")
_FIGURE = re.compile(r"[0-9]")
_HEX_GROUP = re.compile(r"(?=.*[0-9])(?:[0-9a-f]+|[0-9A-F]+)\Z")
_CHANGES = re.compile(r"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[^A-Za-z])|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[a-z])")
_CAPITALS = re.compile(r"(?<=[a-z0-9])[A-Z](?=[a-z])")
_STAMP_BITS = 20.0
_FEW = 5
_LETTERS = 16
_NEAR_S = 35_000_000  # two times of one visitor lie within a year or so
_DIGIT_BITS = 3.32


def identifying_parts(value: str) -> tuple[str, ...]:
    """The parts of a value with at least LEAST_BITS of randomness, in one spelling: percent signs undone, prefixes such
    as `GA1.1.` and `fb.1.` off, UUID and hexadecimal in lower case without hyphens. None for prose, addresses, dates,
    versions, numbers with decimals, consent strings and words, however they are joined. At most four."""
    return _parts_of(value) if SHORTEST <= len(value) <= LONGEST else ()


@lru_cache(maxsize=65_536)
def _parts_of(value: str) -> tuple[str, ...]:
    if _is_plainly_none(value):
        return ()
    if _GUID.match(value):
        return (_spelled(value),) if len(set(value)) > _FEW else ()
    text = _plain(value) if "%" in value or value[0] == '"' else value
    if _TOKEN.match(text) is None or _CONSENT.match(text):
        return ()
    if text.startswith("eyJ"):
        return (text,)  # a token of claims: its first part is the same for everybody
    found: list[str] = []
    for field in _FIELDS.split(text, _MOST_FIELDS)[:_MOST_FIELDS] if _FIELDS.search(text) else (text,):
        core = _core(field) if "." in field or "=" in field else field
        if len(core) >= SHORTEST and core not in found and randomness_bits(core) >= LEAST_BITS:
            found.append(_spelled(core))
    return tuple(found[:_MOST_CORES])


def _is_plainly_none(value: str) -> bool:
    """The cheap first look, since nearly all texts end here: addresses, moments, and words of one case."""
    if "://" in value or value[0] == "/" or _MOMENT.match(value):
        return True
    return _FIGURE.search(value) is None and (value.islower() or len(value) < _LETTERS)


def randomness_bits(text: str) -> float:
    """A careful estimate of the random bits in a text: words and versions count nothing, a time a little, once."""
    if text.isdigit():
        return _number_bits(text)
    if _FRACTION.match(text):
        return 0.0
    bits, latest_s, times = 0.0, 0, []
    for segment in _SEGMENTS.split(text):
        if len(segment) > 2:
            if _STAMP.match(segment):
                times.append(segment)
                latest_s = max(latest_s, int(segment[:10]))
            else:
                bits += _segment_bits(segment)
    if times:
        others = [time for time in times if latest_s - int(time[:10]) >= _NEAR_S]
        bits += _STAMP_BITS + sum(_spread_bits(time, _DIGIT_BITS) for time in others)
    return bits


def _number_bits(text: str) -> float:
    if _DATE.match(text):
        return 0.0
    return _STAMP_BITS if _STAMP.match(text) else _spread_bits(text, _DIGIT_BITS)


def _plain(value: str) -> str:
    for _ in range(2):
        if "%" not in value:
            break
        value = unquote(value)
    return value.strip('" ')


def _core(field: str) -> str:
    """The field without a name before it and without short parts in front."""
    name, equals, rest = field.partition("=")
    if equals and rest.strip("=") and len(name) < 40:
        field = rest
    if _FRACTION.match(field):
        return ""
    segments = field.split(".")
    while len(segments) > 1 and len(segments[0]) <= 3:
        del segments[0]
    return ".".join(segments)


def _spelled(core: str) -> str:
    if _GUID.match(core):
        return core.replace("-", "").lower()
    return core.lower() if _HEX.match(core) else core


def _segment_bits(segment: str) -> float:
    if segment.isdigit():
        return _spread_bits(segment, _DIGIT_BITS)
    if len(segment) >= 4 and _HEX_GROUP.match(segment):
        return _spread_bits(segment, 4.0)
    if len(_CHANGES.findall(segment)) - _weight_of_words(segment) >= max(2, len(segment) // 5):
        return _spread_bits(segment, 6.0)
    return _DIGIT_BITS * len(_FIGURE.findall(segment))  # a word, maybe numbered


def _spread_bits(segment: str, most: float) -> float:
    """At most `most` bits a character, less where few different ones occur."""
    return len(segment) * min(most, log2(len(set(segment))))


def _weight_of_words(segment: str) -> int:
    """Capitals that begin a word do not count as changes; without figures neither does what follows them."""
    words = len(_CAPITALS.findall(segment))
    return words if _FIGURE.search(segment) else 2 * words
