"""Set-Cookie headers read as browsers read them (RFC 6265bis)."""

from email.utils import mktime_tz, parsedate_tz
from typing import NamedTuple

from inspector.model.flow import Headers, header_value

_DAY_S = 86_400
_MOST = 200  # cookies of one answer
_LONGEST_DATE = 60


class SetCookie(NamedTuple):
    """One cookie as an answer set it. `domain` as the attribute says, without a dot in front; "" for the host alone.
    `lifetime_days` None: until the session ends; zero or less: it is deleted."""

    name: str
    value: str
    domain: str
    path: str
    lifetime_days: float | None
    secure: bool
    http_only: bool
    same_site: str
    partitioned: bool


def set_cookies(headers: Headers, *, at_us: int | None) -> tuple[SetCookie, ...]:
    """The cookies of an answer, at most 200. `at_us`, the time of the flow, stands in where there is no Date."""
    lines = [line for name, value in headers if name.lower() == "set-cookie" for line in value.split("\n") if line]
    if not lines:
        return ()
    now_s = _time_s(header_value(headers, "date") or "")
    if now_s is None and at_us is not None:
        now_s = at_us / 1_000_000
    read = (_read(line, now_s) for line in lines[:_MOST])
    return tuple(cookie for cookie in read if cookie is not None)


def _read(line: str, now_s: float | None) -> SetCookie | None:
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals or not name.strip():
        return None
    attributes: dict[str, str] = {}
    for attribute in rest[:20]:
        key, _, said = attribute.partition("=")
        attributes[key.strip().lower()] = said.strip()
    return SetCookie(
        name=name.strip(),
        value=value.strip().strip('"'),
        domain=attributes.get("domain", "").lower().removeprefix("."),
        path=attributes.get("path") or "/",
        lifetime_days=_lifetime_days(attributes, now_s),
        secure="secure" in attributes,
        http_only="httponly" in attributes,
        same_site=attributes.get("samesite", "").lower()[:10],
        partitioned="partitioned" in attributes,
    )


def _lifetime_days(attributes: dict[str, str], now_s: float | None) -> float | None:
    """Max-Age goes before Expires (RFC 6265bis, 5.7)."""
    max_age = attributes.get("max-age", "")
    if max_age.removeprefix("-").isascii() and max_age.removeprefix("-").isdigit():
        return float(int(max_age[:12])) / _DAY_S
    expires_s = _time_s(attributes.get("expires", ""))
    if expires_s is None or now_s is None:
        return None
    return (expires_s - now_s) / _DAY_S


def _time_s(text: str) -> float | None:
    """Seconds since the epoch of an HTTP date, with hyphens or blanks; None for anything else."""
    if not 8 <= len(text) <= _LONGEST_DATE:
        return None
    try:
        read = parsedate_tz(text)
        return None if read is None else float(mktime_tz((*read[:9], read[9] or 0)))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
