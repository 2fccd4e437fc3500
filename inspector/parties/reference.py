"""The shipped reference data: where each file is, how old it is, and what a user put in its place."""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from inspector.model.errors import InputUnreadable
from inspector.model.party import Source
from inspector.model.struct import Record
from inspector.resources import resource_path

_LARGEST_PACK_FILE_BYTES = 64_000_000


class DataSet(Record, frozen=True, kw_only=True):
    """One entry of `resources/reference/sources.toml`."""

    key: str
    source: Source
    files: tuple[str, ...]


def find_file(name: str, packs: Sequence[Path] = ()) -> Path:
    """A reference file by name: the last pack (a folder) that holds it wins over the shipped one."""
    for pack in reversed(packs):
        if pack.is_dir() and (pack / name).is_file():
            return pack / name
    return resource_path("reference", name)


def read_text(path: Path) -> str:
    """The file as text; raises InputUnreadable with the file's name where it cannot be read."""
    try:
        if path.stat().st_size > _LARGEST_PACK_FILE_BYTES:
            raise unreadable(path)
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise unreadable(path) from error


def read_toml(path: Path) -> dict[str, object]:
    """The file as a TOML document; raises InputUnreadable."""
    try:
        return tomllib.loads(read_text(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise unreadable(path) from error


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a header line; missing columns are empty. Raises InputUnreadable."""
    try:
        for row in csv.DictReader(read_text(path).splitlines(), restval=""):
            yield {name: value for name, value in row.items() if name}
    except csv.Error as error:
        raise unreadable(path) from error


def unreadable(path: Path) -> InputUnreadable:
    return InputUnreadable(
        f"{path.name} is not a readable reference file: correct it or take it out of the folder.",
        code="reference-unreadable",
        name=path.name,
    )


def load_data_sets(packs: Sequence[Path] = ()) -> dict[str, DataSet]:
    """Every data set by key. One whose file a pack replaces is named and dated after that pack, and unverified."""
    found: dict[str, DataSet] = {}
    for entry in _entries(read_toml(resource_path("reference", "sources.toml"))):
        files = tuple(str(name) for name in _entries_of(entry, "files"))
        source = Source(
            name=str(entry.get("name", "")),
            date=str(entry.get("date", "")),
            verified=entry.get("verified") is True,
            licence=str(entry.get("licence", "")),
        )
        replaced = [pack for pack in packs if pack.is_dir() and any((pack / name).is_file() for name in files)]
        if replaced:
            source = Source(name=f"{source.name} ({replaced[-1].name})", date="", verified=False)
        found[str(entry["key"])] = DataSet(key=str(entry["key"]), source=source, files=files)
    return found


def _entries(document: dict[str, object]) -> Iterator[dict[str, object]]:
    return (entry for entry in _entries_of(document, "source") if isinstance(entry, dict))


def _entries_of(table: dict[str, object], name: str) -> list[object]:
    entries = table.get(name)
    return entries if isinstance(entries, list) else []
