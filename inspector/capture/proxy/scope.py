"""What is kept of whom: hosts under investigation, hosts that pass unread, addresses nobody asked to reach."""

import ipaddress
import re
from collections.abc import Iterable

CHECK_HOST = "check.enclair.test"
"""Answered by the recorder itself: proves that encrypted traffic of a client is readable."""


class Scope:
    """Hosts under investigation, by host or by site above it (`clinic.example` covers `www.clinic.example`)."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(name.strip().lower().lstrip("*").strip(".") for name in names if name.strip())

    @property
    def is_open(self) -> bool:
        """Whether nobody named any host: everything is kept."""
        return not self._names

    def keeps_bodies_of(self, host: str) -> bool:
        """True for every host where nobody named any."""
        return not self._names or covers(self._names, host)


def covers(names: frozenset[str], host: str) -> bool:
    """Whether a host is one of these names or below one of them."""
    host = host.lower().rstrip(".")
    while host:
        if host in names:
            return True
        _, _, host = host.partition(".")
    return False


def host_pattern(host: str) -> str:
    """mitmproxy's pattern (`ignore_hosts`) for a host and what is below it, on any port."""
    return rf"^(.+\.)?{re.escape(host.lower())}:\d+$"


def is_loopback(address: str) -> bool:
    """Whether an address, or the name `localhost`, is this computer itself."""
    name = address.lower().strip("[]").rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_loopback or (mapped or ip).is_unspecified)
