"""The curated table: companies with seat and group, and their sites. Every row is a claim with a source and a date."""

from collections.abc import Sequence
from pathlib import Path

from inspector.model.party import Role, Source
from inspector.model.struct import Record
from inspector.parties.reference import DataSet, find_file, read_rows, unreadable


class Company(Record, frozen=True, kw_only=True):
    """A row of `companies.csv`; `source.verified` is False where nothing checkable is named."""

    operator: str
    seat: str | None
    group: str | None
    group_seat: str | None
    role: Role
    source: Source


class Companies(Record, frozen=True, kw_only=True):
    """`by_name` knows operators and their other names in lower case; `by_site` the role of a site where it differs."""

    by_name: dict[str, Company]
    by_site: dict[str, tuple[Company, Role]]

    def named(self, *names: str | None) -> Company | None:
        """The first company that goes by one of the names."""
        found = (self.by_name.get(name.casefold()) for name in names if name)
        return next((company for company in found if company), None)


def load_companies(data_set: DataSet, packs: Sequence[Path] = ()) -> Companies:
    """`companies.csv` and `sites.csv`; raises InputUnreadable for a role or company that does not exist."""
    path = find_file("companies.csv", packs)
    by_name: dict[str, Company] = {}
    by_site: dict[str, tuple[Company, Role]] = {}
    try:
        for row in read_rows(path):
            company = _company(row, data_set)
            for name in (row["operator"], *row["also"].split(";")):
                if name.strip():
                    by_name.setdefault(name.strip().casefold(), company)
        path = find_file("sites.csv", packs)
        for row in read_rows(path):
            company = by_name[row["operator"].casefold()]
            by_site[row["site"]] = (company, Role(row["role"]) if row["role"] else company.role)
    except (KeyError, ValueError) as error:
        raise unreadable(path) from error
    return Companies(by_name=by_name, by_site=by_site)


def _company(row: dict[str, str], data_set: DataSet) -> Company:
    checkable = bool(row["source"] and row["date"] and row["verified"] == "yes")
    return Company(
        operator=row["operator"],
        seat=row["seat"] or None,
        group=row["group"] or None,
        group_seat=row["group_seat"] or None,
        role=Role(row["role"]) if row["role"] else Role.UNKNOWN,
        source=Source(
            name=row["source"] if checkable else data_set.source.name,
            date=row["date"],
            verified=checkable,
            licence=data_set.source.licence,
        ),
    )
