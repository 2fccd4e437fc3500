"""Response headers of intermediaries: those of the parties' reference table, and a book's `[[fingerprint]]` tables."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

import re2

from inspector.findings.evidence import Fingerprint
from inspector.model.flow import Headers
from inspector.model.party import Source, Weight
from inspector.parties.companies import load_companies
from inspector.parties.reference import find_file, load_data_sets, read_rows

_LONGEST_VALUE = 512
_MOST_VALUES = 4096


@cache
def shipped_fingerprints() -> tuple[Fingerprint, ...]:
    """The headers of `resources/reference/delivery.csv` with their weights, weak ones (issuers) left out; raises
    InputUnreadable."""
    curated = load_data_sets()["curated"]
    companies = load_companies(curated)
    found = []
    for row in read_rows(find_file("delivery.csv")):
        company = companies.named(row["operator"])
        source = company.source if company else Source(name=curated.source.name, date=curated.source.date)
        weight = Weight(row["weight"])
        if weight is not Weight.WEAK and row["header"] != "issuer":
            value = f"(?i){row['value']}"
            header, provider = row["header"].lower(), row["provider"]
            found.append(Fingerprint(header=header, value=value, provider=provider, source=source, weight=weight))
    return tuple(found)


def read_fingerprints(tables: Iterable[Mapping[str, object]]) -> tuple[Fingerprint, ...]:
    """Fingerprints of TOML tables (`header value provider source date verified`); tables that lack one, or whose
    `value` is no regular expression, are left out."""
    return tuple(made for made in map(_read, tables) if made is not None)


def _read(table: Mapping[str, object]) -> Fingerprint | None:
    words = [table.get(key) for key in ("header", "value", "provider", "source", "date")]
    header, value, provider, source, date = (word if isinstance(word, str) else "" for word in words)
    if not (header and provider and _compiled(value)):
        return None
    origin = Source(name=source, date=date, verified=table.get("verified") is True)
    return Fingerprint(header=header.lower(), value=value, provider=provider, source=origin)


@cache
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except re2.error:
        return None


class FingerprintTable:
    """Fingerprints by the header they stand in. Servers say the same again and again: what a value shows is kept."""

    def __init__(self, known: Iterable[Fingerprint]) -> None:
        self._by_header: dict[str, list[tuple[int, Fingerprint]]] = {}
        for rank, mark in enumerate(known):
            self._by_header.setdefault(mark.header, []).append((rank, mark))
        self._shown = lru_cache(maxsize=_MOST_VALUES)(self._look)

    def matching(self, headers: Headers) -> list[Fingerprint]:
        """The fingerprints that the headers show, in the order of the table."""
        found: dict[int, Fingerprint] = {}
        for name, value in headers:
            if (header := name.lower()) in self._by_header:
                found.update(self._shown(header, value[:_LONGEST_VALUE]))
        return [found[rank] for rank in sorted(found)]

    def _look(self, header: str, value: str) -> tuple[tuple[int, Fingerprint], ...]:
        return tuple((rank, mark) for rank, mark in self._by_header[header] if _shows(mark, value))


def _shows(mark: Fingerprint, value: str) -> bool:
    pattern = _compiled(mark.value)
    return pattern is not None and pattern.search(value) is not None
