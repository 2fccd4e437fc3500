"""Which share of hosts is attributed, beside a larger list that is not shipped: `python -m tests.bench.bench_attribution`.

Prints, for the hosts of `../shared/hars` and for the domains of the yardstick, how many have an operator, a country, and
a country whose source is verified; then the 40 hosts and owners that the yardstick knows and this program does not.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from inspector.formats.har.reader import open_har
from inspector.model.errors import InputUnreadable
from inspector.model.flow import FlowRecord
from inspector.parties.book import PartyBook
from inspector.parties.claims import checked_country
from inspector.parties.lists import domains_above

_SHARED = Path(__file__).parents[3] / "shared"
HARS = _SHARED / "hars"
YARDSTICK = _SHARED / "reference" / "companies" / "whotracksme-2022-08.csv"
_MOST = 40

type Row = dict[str, str]


def captured_hosts(folder: Path = HARS) -> list[str]:
    """Every host of the captures of a folder, ordered; files that are no HAR are passed over."""
    found: set[str] = set()
    for path in sorted(folder.glob("*.har")):
        try:
            with open_har(path) as source:
                found |= {urlsplit(item.url).hostname or "" for item in source if isinstance(item, FlowRecord)}
        except InputUnreadable:
            continue
    return sorted(found - {""})


def read_yardstick(path: Path = YARDSTICK) -> dict[str, Row]:
    with path.open(encoding="utf-8") as file:
        return {row["domain"]: row for row in csv.DictReader(file)}


def shares(hosts: Iterable[str], book: PartyBook) -> Counter[str]:
    """How many of the hosts there are (`all`), and how many have `operator`, `country`, `checked` country."""
    counted: Counter[str] = Counter()
    for host in hosts:
        party = book.party_of(host)
        counted["all"] += 1
        counted["operator"] += party.operator is not None
        counted["country"] += party.seat_country is not None
        counted["checked"] += checked_country(party) is not None
    return counted


def yardstick_row(host: str, rows: dict[str, Row]) -> Row:
    return next((rows[domain] for domain in domains_above(host) if domain in rows), {})


def yardstick_shares(hosts: Iterable[str], rows: dict[str, Row]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for host in hosts:
        row = yardstick_row(host, rows)
        counted["all"] += 1
        counted["operator"] += bool(row.get("company_name"))
        counted["country"] += bool(row.get("company_country"))
    return counted


def _line(name: str, counted: Counter[str]) -> str:
    parts = [
        f"{kind} {counted[kind]} ({counted[kind] / max(counted['all'], 1):.0%})" for kind in counted if kind != "all"
    ]
    return f"{name:34}{counted['all']:6} hosts: {', '.join(parts)}"


def _unknown_hosts(hosts: Iterable[str], book: PartyBook, rows: dict[str, Row]) -> list[str]:
    told = ((host, yardstick_row(host, rows)) for host in hosts if book.party_of(host).seat_country is None)
    return [f"{host}: {row['company_name']} {row['company_country']}" for host, row in told if row.get("company_name")]


def _unknown_owners(book: PartyBook, rows: dict[str, Row]) -> list[str]:
    """The owners with most domains that the yardstick places in a country and this program does not."""
    counted = Counter(
        f"{row['company_name'].strip()} {row['company_country']}"
        for domain, row in rows.items()
        if row["company_country"] and book.party_of(domain).seat_country is None
    )
    return [f"{count:3} domains  {owner}" for owner, count in counted.most_common(_MOST)]


def main() -> None:
    if not (HARS.is_dir() and YARDSTICK.is_file()):
        sys.exit("skipped: the shared captures and lists are not beside this checkout")
    book, hosts, rows = PartyBook.load(), captured_hosts(), read_yardstick()
    print(_line("captures, this program", shares(hosts, book)))
    print(_line("captures, yardstick of 2022", yardstick_shares(hosts, rows)))
    print(_line("yardstick's domains, this program", shares(rows, book)))
    print(_line("yardstick's domains, yardstick", yardstick_shares(rows, rows)))
    print("\nhosts of the captures that the yardstick knows and that have no country here:")
    print("\n".join(_unknown_hosts(hosts, book, rows)[:_MOST]) or "none")
    print("\nowners of the yardstick without a country here:")
    print("\n".join(_unknown_owners(book, rows)))


if __name__ == "__main__":
    main()
