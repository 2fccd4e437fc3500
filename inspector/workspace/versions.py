"""Versions of everything a result rests on."""

import hashlib
import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from inspector.resources import resource_path
from inspector.store.edits import tool_version
from inspector.store.queries import CaseReader


@cache
def rules_version() -> str:
    """The first 12 hex of the SHA-256 of every file under resources/rules: any change of a rule changes it."""
    digest = hashlib.sha256()
    root = resource_path("rules")
    for file in sorted(Path(root).rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def analysed_packs(reader: CaseReader) -> dict[str, tuple[str, str, str]]:
    """The detection packs the analysis of a case went by: name to (version, date, source)."""
    kept = reader.outcome("packs")
    return msgspec.json.decode(kept, type=dict[str, tuple[str, str, str]]) if kept else {}


def version_lines() -> list[str]:
    """What `enclair --version` prints: one `name version` a line."""
    from inspector.parties.book import PartyBook

    lines = [f"enclair {tool_version()}", f"Python {platform.python_version()} ({sys.platform})"]
    lines += [f"{name} {_installed(package)}" for name, package in _PACKAGES]
    lines.append(f"rules {rules_version()}")
    lines += [f"{source.name} {source.date}" for source in PartyBook.load().references]
    return lines


_PACKAGES = (
    ("Qt", "PySide6-Essentials"),
    ("mitmproxy", "mitmproxy"),
    ("SQLite utils", "sqlite-utils"),
    ("Typst", "typst"),
)


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
