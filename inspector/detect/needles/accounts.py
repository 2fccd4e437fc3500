"""Numbers of customers and patients, as databases and addresses rewrite them."""

import re

_SPLIT = re.compile(r"[^\W_]+(?:[-_./ ][^\W_]+)+\Z")
_SEPARATOR = re.compile(r"[-_./ ]")
_DIGITS = re.compile(r"\d+")
_FEWEST_DIGITS = 7


def write_account(value: str) -> list[str]:
    """As it is, together, and with the other usual signs between its groups; empty where there are no groups."""
    if not _SPLIT.match(value):
        return []
    found = [value, value.lower(), *(_SEPARATOR.sub(gap, value) for gap in ("", "_", "-"))]
    return [*found, _SEPARATOR.sub("", value).lower()]


def hash_account(value: str) -> list[str]:
    """The same in both letter cases, and with rarer signs; the digits alone, where they are enough."""
    if not _SPLIT.match(value):
        return []
    gaps = ("", "_", "-", " ", ".", "/")
    return number_within(value) + [text for gap in gaps for text in _cases(_SEPARATOR.sub(gap, value))]


def number_within(value: str) -> list[str]:
    """The digits alone, where they are enough to mean this account: of the longest group, and of all."""
    groups = _DIGITS.findall(value)
    found = dict.fromkeys((max(groups, key=len, default=""), "".join(groups)))
    return [text for text in found if len(text) >= _FEWEST_DIGITS and text != value]


def _cases(text: str) -> tuple[str, str, str]:
    return text, text.lower(), text.upper()
