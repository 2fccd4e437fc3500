"""Where En Clair keeps what belongs to no file of the user: unsaved cases and the list of recent ones."""

import os
import tempfile
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """The user's data folder, 0700, made where missing. `ENCLAIR_HOME` names another one."""
    folder = Path(os.environ.get("ENCLAIR_HOME") or platformdirs.user_data_dir("enclair", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def unsaved_case_path(stem: str) -> Path:
    """A fresh path for an unsaved case; the name recalls the input, the folder is private."""
    folder = data_folder() / "unsaved"
    folder.mkdir(exist_ok=True, mode=0o700)
    return Path(tempfile.mkdtemp(dir=folder)) / f"{_plain(stem)}.enclair"


def is_unsaved(path: Path) -> bool:
    """Whether a case lives in the folder of unsaved ones."""
    return (data_folder() / "unsaved").resolve() in path.resolve().parents


def private_folder(case_path: Path) -> Path:
    """The folder beside a case that holds its certificate authority (0700)."""
    return case_path.with_name(f"{case_path.name}.private")


def profiles_folder() -> Path:
    """Where browsers that a recording starts have their profiles, each for one recording (0700)."""
    folder = data_folder() / "profiles"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def _plain(stem: str) -> str:
    """A file name without separators or control characters, at most 80 long."""
    kept = "".join(c for c in stem if c.isalnum() or c in " ._-").strip(" .")
    return kept[:80] or "case"
