"""JSON text to values: integers beyond 64 bits and decimals that a float cannot hold as text, repeated keys kept.

msgspec reads everyday JSON; what it refuses (NaN, 1e999, lone surrogates, trailing bytes, too deep, cut off) goes to
the standard library and then to the tolerant scanner, which keeps everything before the damage.
"""

import json
import re
from decimal import Decimal, InvalidOperation

import msgspec
import numpy as np

from inspector.decode.json_scan import salvaged

_SURROGATE = re.compile("[\ud800-\udfff]")
_GUARD = re.compile(r"\s*(?:\)\]\}'?,?|while\s*\(1\);|for\s*\(;;\);|/\*-secure-|&&&START&&&)\s*")
_JSONP = re.compile(r"\s*(?:/\*\*/\s*)?(?:typeof\s[^;]{1,80}&&\s*)?([A-Za-z_$][\w$.\[\]]{0,120})\s*\(\s*(?=[{\[])")


class NotJson(ValueError):
    """The text holds no JSON object, array or scalar."""


def exact_number(text: str) -> float | str:
    """A float where it holds the literal exactly as written, else the literal."""
    value = float(text)
    if len(text) <= 16 and value not in (float("inf"), float("-inf")):
        return value
    try:
        return value if Decimal(repr(value)) == Decimal(text) else text
    except InvalidOperation:
        return text


_FAST = msgspec.json.Decoder()
_EXACT = msgspec.json.Decoder(float_hook=exact_number)
_MOST_INTEGER = 1 << 63
_SPACED = re.compile(rb'"[ \t\r\n]+:')
_LONG_TEXT = 4096  # from this length on, looking at all characters at once costs less
_QUOTE, _COLON, _SPACE, _BACKSLASH = b'": \\'
_HUGE = 19  # integers of so many digits may leave 64 bits: they stay text, as written
_DIGITS = bytes.maketrans(b".123456789", b"0000000000")
_LONG = b"0" * 16  # with fewer digits a float holds every literal exactly
_RUN = re.compile(_LONG + rb"0*+")
_BEFORE_NUMBERS = b"[:, \t\r\n+-"


def parse_json(data: bytes | str) -> object:
    """The value of a whole JSON text; raises NotJson where it is not JSON from end to end."""
    try:
        raw = data.encode() if isinstance(data, str) else data
        digits = raw.translate(_DIGITS)
        longest = _longest_number(digits) if _LONG in digits else 0
        value: object
        if not longest:
            value = _FAST.decode(raw)
        else:
            value = _parse_slowly(data) if longest >= _HUGE else _EXACT.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        value = _parse_slowly(data)
    return value


def _longest_number(digits: bytes) -> int:
    """How many digits the longest number has, of those with many; 0 where only ids in quotes have so many."""
    longest = 0
    for run in _RUN.finditer(digits):
        start, end = run.span()
        before = digits[max(0, start - 2) : start]
        is_exponent = before[:1] == b"0" and before[1:] in (b"e", b"E")
        if is_exponent or before[-1:] in _BEFORE_NUMBERS:
            longest = max(longest, end - start)
    return longest


def has_repeated_keys(data: bytes | str, *, keys: int) -> bool:
    """Whether the text may name a key twice in one object; `keys` is how many keys the decoded value has."""
    if len(data) <= _LONG_TEXT and (data.count(":") if isinstance(data, str) else data.count(b":")) <= keys:
        return False
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return (_names_in_long(raw) if len(raw) > _LONG_TEXT else _names_in_short(raw)) > keys


def _names_in_short(raw: bytes) -> int:
    """How many names there are at most; all the bytes, where a name ends in a backslash: that cannot be told from a
    quote inside a string."""
    count = raw.count(b'":') + len(_SPACED.findall(raw))
    if b"\\" in raw:
        return len(raw) if b'\\\\":' in raw else count - raw.count(b'\\":')
    return count


def _names_in_long(raw: bytes) -> int:
    """The same, for all characters at once."""
    signs = np.frombuffer(raw, np.uint8)
    before, colon = signs[2:-1], signs[3:] == _COLON
    quoted = colon & (before == _QUOTE)
    count = np.count_nonzero(quoted)
    if np.count_nonzero(colon & (before <= _SPACE)):
        count += len(_SPACED.findall(raw))
    if b"\\" in raw:
        escaped = quoted & (signs[1:-2] == _BACKSLASH)
        return (
            len(raw)
            if np.count_nonzero(escaped & (signs[:-3] == _BACKSLASH))
            else int(count - np.count_nonzero(escaped))
        )
    return int(count)


def parse_repeating(data: bytes | str) -> object:
    """As parse_json; a key that comes again in one object is kept as `key#2`, `key#3` ..."""
    return _parse_slowly(data)


def salvage_json(data: bytes | str, *, nesting: int) -> tuple[object, str]:
    """What can be read of damaged, cut-off or very deep JSON, and why (`depth`, `truncated`); NotJson if nothing."""
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    value, why = salvaged(text, nesting=nesting)
    if not isinstance(value, dict | list) or not value:
        raise NotJson
    return value, why


def unguarded(text: str) -> str:
    """The text without an anti-hijacking prefix such as `)]}',`."""
    match = _GUARD.match(text)
    return text[match.end() :] if match else text


def may_be_jsonp(head: str) -> bool:
    """Whether a text that begins so may be a callback around JSON."""
    return _JSONP.match(head) is not None


def jsonp_argument(text: str) -> str | None:
    """The JSON text in `callback({...});`, None where the text is something else."""
    match = _JSONP.match(text)
    if match is None:
        return None
    end = max(text.rfind("}"), text.rfind("]")) + 1
    rest = text[end:].strip()
    return text[match.end() : end] if end > match.end() and rest.rstrip(";").rstrip() == ")" else None


def _parse_slowly(data: bytes | str) -> object:
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        value = json.loads(
            text.lstrip("\ufeff"),
            parse_float=exact_number,
            parse_int=exact_integer,
            object_pairs_hook=keep_repeated,
            strict=False,
        )
        return without_surrogates(value) if "\\u" in text or _SURROGATE.search(text) else value
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def exact_integer(text: str) -> int | str:
    """An int of at most 64 bits; a longer literal stays text: hashes of long integers can be made to collide."""
    if len(text) > 20:
        return text
    number = int(text)
    return number if -_MOST_INTEGER <= number < _MOST_INTEGER else text


def keep_repeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object of these pairs; a repeated name gets `#2`, `#3` ... so that every value is kept."""
    result: dict[str, object] = {}
    for key, value in pairs:
        name, count = key, 1
        while name in result:
            count += 1
            name = f"{key}#{count}"
        result[name] = value
    return result


def without_surrogates(value: object) -> object:
    """The value with lone surrogates, which no UTF-8 text can hold, replaced by U+FFFD."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", key): without_surrogates(item) for key, item in value.items()}
    return value
