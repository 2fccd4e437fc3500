"""The parts of an address that the case file keeps in columns of their own."""

import ipaddress
import re
from functools import lru_cache

import idna

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\]*)([^?#]*)")
_OPAQUE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_PORTS = {"https": 443, "wss": 443, "http": 80, "ws": 80}


def split_url(url: str) -> tuple[str, str, int | None, str]:
    """Scheme, host, port and path of an absolute address (RFC 3986).

    The host is lower case, an IDNA A-label, IPv6 without brackets; the port is the given one or the scheme's; the
    path is as written. Anything that is no such address gives host "" and port None.
    """
    found = _URL.match(url)
    if found is None:
        opaque = _OPAQUE.match(url)
        return (opaque[1].lower() if opaque else ""), "", None, ""
    scheme = found[1].lower()
    host, port = split_authority(found[2])
    return scheme, host, port if port is not None or not host else _PORTS.get(scheme), found[3]


@lru_cache(maxsize=8192)
def split_authority(authority: str) -> tuple[str, int | None]:
    """Host and given port of `user@host:port`; ("", None) where the host is odd."""
    place = authority.rpartition("@")[2].strip()
    if place.startswith("["):
        inner, _bracket, tail = place[1:].partition("]")
        return _address(inner), _port(tail.removeprefix(":"))
    host, _colon, port = place.partition(":")
    return _label(host), _port(port)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return ""


def _port(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65536 else None


def _label(host: str) -> str:
    host = host.rstrip(".")
    if len(host) > 253:
        return ""
    if host.isascii():
        return host.lower() if re.fullmatch(r"[A-Za-z0-9._~!$&'()*+,;=%{}-]+", host) else ""
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return ""
