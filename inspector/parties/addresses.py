"""Server addresses to country and network, by two dated tables. A hint, never proof: the tables err, and an address
of a delivery network stands in many places at once."""

import ipaddress
import zipfile
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import maxminddb
import numpy as np
from numpy.typing import NDArray

from inspector.model.party import AddressFacts, Source
from inspector.parties.reference import find_file, load_data_sets, unreadable

_CACHED_ADDRESSES = 65_536
_LONGEST_ADDRESS = 64

type _Address = ipaddress.IPv4Address | ipaddress.IPv6Address
type _Numbers = NDArray[np.unsignedinteger]


class Networks:
    """`address-asn.npz`: which AS number announces an address."""

    def __init__(self, path: Path) -> None:
        """Reads numbers and names (20 ms); the ranges of IPv4 and IPv6 follow when asked. Raises InputUnreadable."""
        self._path = path
        self._asn, names = self._read("asn", "names")
        self._names = names.tobytes()
        self._ends = np.append(np.flatnonzero(names == ord("\n")), len(names))

    def network_of(self, address: _Address) -> str | None:
        """`AS64500 Name`, or None where the table is silent."""
        starts, index = self._ranges4 if address.version == 4 else self._ranges6
        key = int(address) if address.version == 4 else int(address) >> 64
        try:
            place = int(index[int(np.searchsorted(starts, np.uint64(key), side="right")) - 1])
            number = int(self._asn[place])
            return f"AS{number} {self._name(place)}".rstrip() if number else None
        except IndexError as error:
            raise unreadable(self._path) from error

    def _name(self, place: int) -> str:
        start = int(self._ends[place - 1]) + 1 if place else 0
        return self._names[start : int(self._ends[place])].decode(errors="replace")

    @cached_property
    def _ranges4(self) -> tuple[_Numbers, _Numbers]:
        gaps, index = self._read("gaps4", "index4")
        return np.cumsum(gaps, dtype=np.uint64), index

    @cached_property
    def _ranges6(self) -> tuple[_Numbers, _Numbers]:
        gaps, index = self._read("gaps6", "index6")
        return np.cumsum(gaps, dtype=np.uint64), index

    def _read(self, *names: str) -> list[_Numbers]:
        try:
            with np.load(self._path, allow_pickle=False) as file:
                return [file[name] for name in names]
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise unreadable(self._path) from error


class AddressBook:
    """`facts_of` an address. Both tables are opened when first asked."""

    def __init__(self, *, countries: Path, networks: Path, sources: dict[str, Source]) -> None:
        self._country_file = countries
        self._network_file = networks
        self._sources = sources
        self.facts_of = lru_cache(_CACHED_ADDRESSES)(self._facts_of)

    @classmethod
    def load(cls, packs: Sequence[Path] = ()) -> "AddressBook":
        """The shipped tables, or those of reference packs."""
        data_sets = load_data_sets(packs)
        return cls(
            countries=find_file("address-country.mmdb", packs),
            networks=find_file("address-asn.npz", packs),
            sources={"country": data_sets["address-country"].source, "asn": data_sets["address-asn"].source},
        )

    @property
    def references(self) -> tuple[Source, ...]:
        return tuple(self._sources.values())

    def close(self) -> None:
        if "_countries" in self.__dict__:
            self._countries.close()

    @cached_property
    def _countries(self) -> maxminddb.Reader:
        try:
            return maxminddb.open_database(self._country_file)
        except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
            raise unreadable(self._country_file) from error

    @cached_property
    def _networks(self) -> Networks:
        return Networks(self._network_file)

    def _facts_of(self, address: str) -> AddressFacts:
        """Country and network of an address; neither for private, reserved and documentation addresses, nor for
        text that is no address. Raises InputUnreadable where a replaced table cannot be read."""
        parsed = _parse(address)
        if parsed is None:
            return AddressFacts(address=address[:_LONGEST_ADDRESS])
        if not parsed.is_global or parsed.is_multicast:
            return AddressFacts(address=str(parsed))
        country = self._country_of(parsed)
        asn = self._networks.network_of(parsed)
        told = {"country": country, "asn": asn}
        sources = {name: self._sources[name] for name, value in told.items() if value}
        return AddressFacts(address=str(parsed), country=country, asn=asn, sources=sources)

    def _country_of(self, address: _Address) -> str | None:
        try:
            return _country(self._countries.get(str(address)))
        except ValueError:  # an IPv6 address in a table of IPv4 only
            return None
        except maxminddb.InvalidDatabaseError as error:
            raise unreadable(self._country_file) from error


def _parse(address: str) -> _Address | None:
    text = address.strip()[:_LONGEST_ADDRESS].strip("[]").partition("%")[0]
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed


def _country(row: object) -> str | None:
    """The code of a row: this table's `country_code`, or the `country.iso_code` of MaxMind's own layout."""
    if not isinstance(row, dict):
        return None
    code = row.get("country_code")
    if isinstance(country := row.get("country"), dict):
        code = code or country.get("iso_code")
    return code if isinstance(code, str) and len(code) == 2 and code.isalpha() and code.isupper() else None
