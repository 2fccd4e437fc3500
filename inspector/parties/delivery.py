"""Signs of delivery networks and hosts in response headers: who ended the TLS connection, as far as it shows."""

import re
from collections.abc import Sequence
from pathlib import Path

from inspector.model.flow import Headers
from inspector.model.party import Source, Weight
from inspector.model.struct import Record
from inspector.parties.companies import Companies, load_companies
from inspector.parties.reference import find_file, load_data_sets, read_rows, unreadable

__all__ = ["Delivery", "Fingerprint", "Sign", "Weight"]

_LONGEST_VALUE = 1_000
_LONGEST_MATCH = 40
_MOST_HEADERS = 400


class Fingerprint(Record, frozen=True, kw_only=True):
    """One sign of a provider. `header` is its lower-case name (`issuer` for a certificate); `matched` the part of the
    value that told, empty where the name alone did; `country` is the seat of the provider, None where unknown."""

    provider: str
    operator: str
    header: str
    matched: str
    weight: Weight
    country: str | None
    source: Source


class Sign(Record, frozen=True, kw_only=True):
    """A row of `delivery.csv`."""

    provider: str
    operator: str
    value: re.Pattern[str] | None
    weight: Weight
    country: str | None
    source: Source


class Delivery:
    """`fingerprints` of a response."""

    def __init__(self, signs: dict[str, list[Sign]]) -> None:
        self._signs = signs

    @classmethod
    def load(cls, packs: Sequence[Path] = ()) -> "Delivery":
        """The shipped signs, or those of a reference pack; raises InputUnreadable."""
        curated = load_data_sets(packs)["curated"]
        companies = load_companies(curated, packs)
        path = find_file("delivery.csv", packs)
        signs: dict[str, list[Sign]] = {}
        try:
            for row in read_rows(path):
                signs.setdefault(row["header"].lower(), []).append(_sign(row, companies, curated.source))
        except (KeyError, ValueError, re.error) as error:
            raise unreadable(path) from error
        return cls(signs)

    def fingerprints(self, headers: Headers, *, issuer: str | None = None) -> tuple[Fingerprint, ...]:
        """The signs in response headers and in the issuer of the certificate, strongest first, each provider and
        header once. Values are not quoted beyond the part that matched (at most 40 characters)."""
        pairs = [(name.lower(), value) for name, value in headers[:_MOST_HEADERS]]
        if issuer:
            pairs.append(("issuer", issuer))
        found: dict[tuple[str, str], Fingerprint] = {}
        for header, value in pairs:
            for sign in self._signs.get(header, ()):
                matched = _matched(sign, value[:_LONGEST_VALUE])
                if matched is not None:
                    found.setdefault((sign.provider, header), _fingerprint(sign, header, matched))
        order = list(Weight)
        return tuple(sorted(found.values(), key=lambda fingerprint: order.index(fingerprint.weight)))


def _matched(sign: Sign, value: str) -> str | None:
    if sign.value is None:
        return ""
    match = sign.value.search(value)
    return "".join(c for c in match[0] if c.isprintable())[:_LONGEST_MATCH] if match else None


def _fingerprint(sign: Sign, header: str, matched: str) -> Fingerprint:
    return Fingerprint(
        provider=sign.provider,
        operator=sign.operator,
        header=header,
        matched=matched,
        weight=sign.weight,
        country=sign.country,
        source=sign.source,
    )


def _sign(row: dict[str, str], companies: Companies, fallback: Source) -> Sign:
    company = companies.named(row["operator"])
    return Sign(
        provider=row["provider"],
        operator=row["operator"],
        value=re.compile(row["value"], re.IGNORECASE) if row["value"] else None,
        weight=Weight(row["weight"]),
        country=company.seat if company else None,
        source=company.source if company else fallback,
    )
