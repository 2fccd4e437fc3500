"""Recent cases: names and paths only, never a captured value. Kept in one small JSON file of the data folder."""

import contextlib
from pathlib import Path

import msgspec

from inspector.model.struct import Record
from inspector.store.clock import now_us
from inspector.workspace.folders import data_folder

_MOST = 20


class RecentCase(Record, frozen=True, kw_only=True):
    path: Path
    name: str
    opened_us: int
    is_unsaved: bool

    @property
    def exists(self) -> bool:
        return self.path.exists()


class _Entry(Record, frozen=True, kw_only=True):
    path: str
    name: str
    opened_us: int
    is_unsaved: bool = False


def recent_cases() -> tuple[RecentCase, ...]:
    """Newest first; an unreadable list is an empty one."""
    return tuple(
        RecentCase(path=Path(e.path), name=e.name, opened_us=e.opened_us, is_unsaved=e.is_unsaved) for e in _read()
    )


def remember(path: Path, *, name: str, is_unsaved: bool) -> None:
    """Puts a case at the head of the list."""
    entry = _Entry(path=str(path.resolve()), name=name, opened_us=now_us(), is_unsaved=is_unsaved)
    _write([entry, *(other for other in _read() if other.path != entry.path)])


def forget(path: Path) -> None:
    _write([entry for entry in _read() if entry.path != str(path.resolve())])


def _file() -> Path:
    return data_folder() / "recent.json"


def _read() -> list[_Entry]:
    try:
        return msgspec.json.decode(_file().read_bytes(), type=list[_Entry])
    except (OSError, msgspec.DecodeError):
        return []


def _write(entries: list[_Entry]) -> None:
    temporary = _file().with_suffix(".new")
    with contextlib.suppress(OSError):
        temporary.write_bytes(msgspec.json.encode(entries[:_MOST]))
        temporary.chmod(0o600)
        temporary.replace(_file())
