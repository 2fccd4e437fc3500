"""What a host and a path say beyond their site: the role of one service among several, and the tenant."""

import re
from collections.abc import Sequence
from pathlib import Path

from inspector.model.party import Role
from inspector.model.struct import Record
from inspector.parties.lists import domains_above
from inspector.parties.reference import find_file, read_toml, unreadable

_LONGEST_PATH = 512
_LONGEST_TENANT = 100


class Service(Record, frozen=True, kw_only=True):
    """An entry of `services.toml`."""

    host: re.Pattern[str] | None
    path: re.Pattern[str] | None
    role: Role | None
    operator: str | None


class Named(Record, frozen=True, kw_only=True):
    """What one host and path name."""

    role: Role | None = None
    operator: str | None = None
    tenant: str | None = None


class Services:
    """Services by the domain they stand under."""

    def __init__(self, by_domain: dict[str, list[Service]]) -> None:
        self._by_domain = by_domain

    def has_paths(self, host: str) -> bool:
        """Whether the path counts for this host."""
        return any(service.path for service in self._under(host))

    def service_of(self, host: str, path: str) -> Named:
        """Role, operator and tenant that host and path name; each None where they do not."""
        path = path[:_LONGEST_PATH]
        for service in self._under(host):
            in_host = service.host.fullmatch(host) if service.host else None
            in_path = service.path.match(path) if service.path else None
            if (service.host and not in_host) or (service.path and not in_path):
                continue
            return Named(role=service.role, operator=service.operator, tenant=_tenant(in_host, in_path))
        return Named()

    def _under(self, host: str) -> list[Service]:
        return [service for domain in domains_above(host) for service in self._by_domain.get(domain, ())]


def _tenant(*matches: re.Match[str] | None) -> str | None:
    for match in matches:
        if match:
            for group, value in match.groupdict().items():
                if group.startswith("tenant") and value:
                    return value[:_LONGEST_TENANT]
    return None


def load_services(packs: Sequence[Path] = ()) -> Services:
    """`services.toml`; raises InputUnreadable for a role or expression that does not hold."""
    path = find_file("services.toml", packs)
    entries = read_toml(path).get("service", [])
    by_domain: dict[str, list[Service]] = {}
    try:
        for entry in entries if isinstance(entries, list) else []:
            service = Service(
                host=re.compile(entry["host"]) if "host" in entry else None,
                path=re.compile(entry["path"]) if "path" in entry else None,
                role=Role(entry["role"]) if "role" in entry else None,
                operator=entry.get("operator"),
            )
            for domain in entry["sites"]:
                by_domain.setdefault(domain, []).append(service)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise unreadable(path) from error
    return Services(by_domain)
