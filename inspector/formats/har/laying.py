"""Laying what a flow's `extra` knows over the entry that is written for it."""

import re
from typing import Any

type Members = dict[str, Any]

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_INNER = {
    ("entry", "request"): "request",
    ("entry", "response"): "response",
    ("entry", "timings"): "timings",
    ("request", "postData"): "post",
    ("response", "content"): "content",
}
_WORDS = ("comment", "httpVersion")
_NUMBERS = ("headersSize", "bodySize", "size", "compression")


def lay_over(members: Members, overlay: Members, *, level: str) -> None:
    """Adds the overlay's members; those that HAR names only where their type is HAR's."""
    for name, value in overlay.items():
        inner = _INNER.get((level, name))
        if inner and isinstance(value, dict) and isinstance(members.get(name), dict):
            lay_over(members[name], value, level=inner)
        elif (name.startswith("_") and name not in members) or _is_har(name, value, level):
            members[name] = value


def _is_har(name: str, value: Any, level: str) -> bool:
    if name in _WORDS:
        return isinstance(value, str)
    if name in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "cache":
        return level == "entry" and isinstance(value, dict) and all(value.get(k) in (None, {}) for k in value)
    if name in ("cookies", "queryString"):
        return isinstance(value, list) and all(_is_har_pair(item) for item in value)
    return False


def _is_har_pair(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not isinstance(item.get("value"), str):
        return False
    expires = item.get("expires")
    if "expires" in item and not (isinstance(expires, str) and _DATE_TIME.fullmatch(expires)):
        return False
    words = all(isinstance(item[key], str) for key in ("path", "domain", "comment") if key in item)
    return words and all(isinstance(item[key], bool) for key in ("httpOnly", "secure") if key in item)
