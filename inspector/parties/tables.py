"""Tables of parties that a user or the sample brings along: `[[party]]` in TOML, for the listed hosts only.

[[party]]
site = "tracker.example"            # or hosts = ["t.tracker.example"], or both: then these hosts only
paths = ["/collect"]                # beginnings of paths; left out: every path
operator = "Tracker Ltd"            # any of operator tenant group role seat_country group_country
source = "tracker.example/legal"    # where it can be checked; without source and date the row is unverified
date = "2026-11-21"
verified = true
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from inspector.model.party import Party, Role, Source
from inspector.parties.reference import read_toml, unreadable

type _Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]

ATTRIBUTES = ("operator", "tenant", "group", "role", "seat_country", "group_country")


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[party]]`."""

    site: str = ""
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    operator: str | None = None
    tenant: str | None = None
    group: str | None = None
    role: Role | None = None
    seat_country: _Country | None = None
    group_country: _Country | None = None
    source: str = ""
    date: str = ""
    verified: bool = False

    def fits(self, site: str, host: str, path: str) -> bool:
        """Whether the row speaks of this host and path; listed hosts stand for themselves only."""
        on_host = host in self.hosts if self.hosts else bool(self.site) and site == self.site
        return on_host and (not self.paths or path.startswith(self.paths))

    def as_party(self, site: str, table: str) -> Party:
        checkable = self.verified and bool(self.source and self.date)
        source = Source(name=self.source or table, date=self.date, verified=checkable)
        return Party(
            site=site,
            operator=self.operator,
            tenant=self.tenant,
            group=self.group,
            role=self.role or Role.UNKNOWN,
            seat_country=self.seat_country,
            group_country=self.group_country,
            sources={name: source for name in ATTRIBUTES if getattr(self, name)},
        )


class _Document(msgspec.Struct, frozen=True):
    party: tuple[Row, ...] = ()


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A file of rows, later rows winning."""

    name: str
    rows: tuple[Row, ...]

    def party_of(self, site: str, host: str, path: str) -> Party | None:
        found = next((row for row in reversed(self.rows) if row.fits(site, host, path)), None)
        return found.as_party(site, self.name) if found else None

    def has_paths(self, site: str, host: str) -> bool:
        return any(row.paths and (row.site == site or host in row.hosts) for row in self.rows)


def load_table(path: Path, normalise: Callable[[str], str]) -> Table:
    """The rows of a file; hosts and sites are brought into the form of captured ones. Raises InputUnreadable."""
    try:
        rows = msgspec.convert(read_toml(path), _Document).party
    except msgspec.ValidationError as error:
        raise unreadable(path) from error
    return Table(name=path.name, rows=tuple(_normalised(row, normalise) for row in rows))


def _normalised(row: Row, normalise: Callable[[str], str]) -> Row:
    return msgspec.structs.replace(row, site=normalise(row.site), hosts=tuple(map(normalise, row.hosts)))


def table_files(extra: Sequence[Path]) -> list[Path]:
    """The tables among the given paths: files as they stand, and `parties*.toml` of folders."""
    found: list[Path] = []
    for path in extra:
        found += sorted(path.glob("parties*.toml")) if path.is_dir() else [path]
    return found
