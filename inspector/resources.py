"""The one function that finds a shipped file, in a checkout, a wheel or a frozen application."""

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """The path of a file or folder below `resources/`; raises FileNotFoundError where it does not exist."""
    package = Path(__file__).resolve().parent
    roots = [package / "_resources", package.parent / "resources"]
    if frozen := getattr(sys, "_MEIPASS", None):
        roots.insert(0, Path(frozen) / "resources")
    for root in roots:
        candidate = root.joinpath(*parts)
        if candidate.exists():
            return candidate
    raise FileNotFoundError("/".join(("resources", *parts)))
