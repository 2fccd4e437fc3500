"""Regions that a host names: where a cloud says that it stands. The name is the provider's word, not a measurement."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from inspector.model.party import Source
from inspector.model.struct import Record
from inspector.parties.reference import find_file, load_data_sets, read_rows, unreadable
from inspector.parties.sites import normalise_host

_PROVIDER_OF_DOMAIN = {
    "amazonaws.com": "aws",
    "amazonaws.com.cn": "aws",
    "amazoncognito.com": "aws",
    "elasticbeanstalk.com": "aws",
    "on.aws": "aws",
    "cloudfunctions.net": "gcp",
    "run.app": "gcp",
    "firebasedatabase.app": "gcp",
    "googleapis.com": "gcp",
    "azure.com": "azure",
    "windows.net": "azure",
    "azurewebsites.net": "azure",
    "ovh.net": "ovh",
    "scw.cloud": "scaleway",
    "datadoghq.com": "datadog-site",
    "datadoghq.eu": "datadog-site",
    "sentry.io": "sentry-ingest",
}


class Region(Record, frozen=True, kw_only=True):
    """A region of a provider, with the country it stands in (ISO 3166-1 alpha-2)."""

    provider: str
    region: str
    country: str
    place: str
    source: Source


class RegionBook:
    """`region_of` a host."""

    def __init__(self, regions: dict[str, list[tuple[re.Pattern[str], Region]]]) -> None:
        self._regions = regions
        self.region_of = lru_cache(65_536)(self._region_of)

    @classmethod
    def load(cls, packs: Sequence[Path] = ()) -> "RegionBook":
        """The shipped table, or that of a reference pack; raises InputUnreadable."""
        source = load_data_sets(packs)["curated"].source
        path = find_file("cloud-regions.csv", packs)
        regions: dict[str, list[tuple[re.Pattern[str], Region]]] = {}
        try:
            for row in sorted(read_rows(path), key=lambda row: -len(row["region"])):
                told = {name: row[name] for name in ("provider", "region", "country", "place")}
                region = Region(source=source, **told)
                regions.setdefault(region.provider, []).append((_pattern(region), region))
        except KeyError as error:
            raise unreadable(path) from error
        return cls(regions)

    def _region_of(self, host: str) -> Region | None:
        """The region a host names, None where it names none."""
        name = normalise_host(host)
        for domain, provider in _PROVIDER_OF_DOMAIN.items():
            if name == domain or name.endswith("." + domain):
                found = (region for pattern, region in self._regions.get(provider, ()) if pattern.search(name))
                return next(found, None)
        return None


def _pattern(region: Region) -> re.Pattern[str]:
    """The name between dots or hyphens; OVHcloud numbers its places (`gra11`)."""
    digits = "[0-9]*" if region.provider == "ovh" else ""
    return re.compile(rf"(?:^|[.-]){re.escape(region.region)}{digits}(?:[.-]|$)")
