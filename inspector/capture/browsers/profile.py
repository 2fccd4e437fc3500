"""Throw-away profile folders: made private, recognised by a mark of ours, deleted only where that mark is."""

import contextlib
import os
import secrets
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from inspector.capture.browsers.find import Browser
from inspector.capture.browsers.kin import birth_of, end_kin
from inspector.model.struct import Record

PREFIX = "enclair-browser-"
_MARK = ".enclair-profile"
_FOLDER = ".enclair"
_RETRY_AFTER_S = 1.0
_DEEPEST = 24  # characters: the path of a socket has 108 at most, of which Chromium takes 45 and the name 25


class Owner(Record, frozen=True, kw_only=True):
    """Who made a profile (written into its mark), and the short folder for sockets that belongs to it."""

    pid: int
    birth: str
    temporary: str = ""


def profile_base(browser: Browser, base: Path) -> Path:
    """The folder that holds this browser's profiles: the caller's, or one that the browser's sandbox sees."""
    return base if browser.profile_parent is None else browser.profile_parent / _FOLDER


def make_profile(base: Path, *, is_sandboxed: bool = False) -> Path:
    """A fresh profile folder (0700) below `base`, whose name is the token of the browser that will use it.

    `is_sandboxed`: no folder for sockets is made beside it (a snap or flatpak has its own /tmp). Raises OSError.
    """
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    profile = base / f"{PREFIX}{secrets.token_hex(8)}"
    profile.mkdir(mode=0o700)
    try:
        temporary = "" if is_sandboxed or not sys.platform.startswith("linux") else _make_temporary(profile)
        owner = Owner(pid=os.getpid(), birth=birth_of(os.getpid()), temporary=temporary)
        (profile / _MARK).write_bytes(msgspec.json.encode(owner))
    except OSError:  # a full disk: nothing stays
        shutil.rmtree(profile, ignore_errors=True)
        raise
    return profile


def temporary_folder(profile: Path) -> str:
    """The folder for sockets that was made with a profile, "" where there is none."""
    owner = _owner(profile)
    return owner.temporary if owner else ""


def remove_profile(profile: Path, *, base: Path) -> bool:
    """Deletes a profile that lies in `base` and carries our mark, with its folder for sockets; True when it is gone.

    Anything else is left alone (False). Tried twice: on Windows files stay locked for a moment after the end.
    """
    if not os.path.lexists(profile):
        return True
    owner = _owner(profile)
    if owner is None or not _is_ours(profile, base):
        return False
    if not _empty(profile):
        time.sleep(_RETRY_AFTER_S)
        if not _empty(profile):
            return False
    _remove_temporary(owner.temporary, profile)
    (profile / _MARK).unlink(missing_ok=True)
    profile.rmdir()
    if base.name == _FOLDER:
        with contextlib.suppress(OSError):
            base.rmdir()
    return True


def remove_stale(base: Path) -> int:
    """Ends the browsers and deletes the profiles that a killed run left in `base`; how many. Those of a run that is
    still alive stay."""
    removed = 0
    for profile in sorted(base.glob(f"{PREFIX}*")) if base.is_dir() else ():
        owner = _owner(profile)
        if owner is None or (owner.pid > 0 and owner.birth and birth_of(owner.pid) == owner.birth):
            continue
        end_kin(profile.name, leader=0, birth="")
        removed += remove_profile(profile, base=base)
    return removed


def _owner(profile: Path) -> Owner | None:
    try:
        return msgspec.json.decode((profile / _MARK).read_bytes(), type=Owner)
    except (OSError, msgspec.DecodeError):
        return None


def _is_ours(profile: Path, base: Path) -> bool:
    return (
        profile.name.startswith(PREFIX)
        and not profile.is_symlink()
        and profile.is_dir()
        and profile.parent.resolve() == base.resolve()
    )


def _empty(profile: Path) -> bool:
    """Deletes all but the mark, so that what cannot be deleted now is still known as ours later."""
    for path in list(profile.iterdir()):
        if path.name == _MARK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, onexc=_unlock)
        else:
            with contextlib.suppress(OSError):
                path.unlink()
    return [path.name for path in profile.iterdir()] == [_MARK]


def _unlock(function: object, path: str, error: BaseException) -> None:
    """A read-only file (Windows) is made writable and tried again; what still stays is found by the caller."""
    if isinstance(error, PermissionError) and callable(function):
        with contextlib.suppress(OSError):
            Path(path).chmod(stat.S_IRWXU)
            function(path)


def _make_temporary(profile: Path) -> str:
    """A private folder named like the profile, in /tmp where the usual place is too deep for a socket."""
    place = Path(tempfile.gettempdir())
    folder = (place if len(str(place)) <= _DEEPEST else Path("/tmp")) / _temporary_name(profile)  # noqa: S108
    folder.mkdir(mode=0o700)
    return str(folder)


def _remove_temporary(path: str, profile: Path) -> None:
    folder = Path(path)
    if path and folder.name == _temporary_name(profile) and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)


def _temporary_name(profile: Path) -> str:
    return f"enclair-{profile.name.removeprefix(PREFIX)}"
