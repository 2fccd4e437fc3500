"""Browsers that are installed here, and how each is started: PATH, snap, flatpak, application bundles, registry."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from inspector.capture.browsers.catalogue import FOR_LINUX, FOR_MACOS, FOR_WINDOWS
from inspector.capture.browsers.registry import registered_path
from inspector.capture.plan import BrowserKind
from inspector.model.errors import EnvironmentLacks
from inspector.model.struct import Record

_VERSION = re.compile(r"\d+(?:\.\d+)+[a-z0-9]*")
_WRAPPER_BYTES = 4096
_VERSION_TIMEOUT_S = 15
_FIREFOX_NAMES = ("firefox", "librewolf", "mullvad", "waterfox")


class Browser(Record, frozen=True, kw_only=True):
    """A browser that can be started. `packaging` is "", "snap" or "flatpak"; `profile_parent` is the folder where its
    profile must live because its sandbox sees no other, None where any folder will do."""

    id: str
    kind: BrowserKind
    name: str
    command: tuple[str, ...]
    packaging: str = ""
    profile_parent: Path | None = None


def installed_browsers(
    environ: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    *,
    is_file: Callable[[Path], bool] = Path.is_file,
    registered: Callable[[str], str] = registered_path,
) -> tuple[Browser, ...]:
    """Every browser found, each id once, Chromium's family first; nothing is started. `registered` tells the path that
    Windows' registry has for an executable, "" where it has none."""
    env = os.environ if environ is None else environ
    if platform == "win32":
        found = _windows(env, is_file, registered)
    elif platform == "darwin":
        found = _macos(env, is_file)
    else:
        found = _linux(env, is_file)
    return tuple({browser.id: browser for browser in reversed(list(found))}.values())[::-1]


def find_browser(wanted: str, installed: Sequence[Browser] | None = None) -> Browser:
    """The browser of this id, the first of this kind ("chromium", "firefox"), or the executable at this path.

    Raises EnvironmentLacks (`browser_missing`) where there is none.
    """
    browsers = installed_browsers() if installed is None else installed
    for browser in browsers:
        if browser.id == wanted.lower():
            return browser
    for browser in browsers:
        if browser.kind == wanted.lower():
            return browser
    if wanted and os.access(wanted, os.X_OK) and Path(wanted).is_file():
        return _from_path(Path(wanted).absolute())
    there = ", ".join(browser.id for browser in browsers) or "none"
    raise EnvironmentLacks(
        f"No browser “{wanted}” was found on this computer (found: {there}).",
        code="browser_missing",
        browser=wanted,
        found=there,
    )


def browser_version(browser: Browser, platform: str = sys.platform) -> str:
    """Its version as it tells it, "" where it does not. On Windows nothing is started: the files beside it tell."""
    if platform == "win32":
        return _version_beside(Path(browser.command[0]))
    try:
        run = subprocess.run(
            [*browser.command, "--version"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_VERSION_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = _VERSION.search(run.stdout.decode("utf-8", "replace"))
    return found[0] if found else ""


def _version_beside(executable: Path) -> str:
    try:
        ini = executable.with_name("application.ini")
        if ini.is_file():
            told = re.search(r"^Version=(\S+)", ini.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
            return told[1] if told else ""
        folders = [path.name for path in executable.parent.iterdir() if re.fullmatch(r"\d+(\.\d+){3}", path.name)]
    except OSError:
        return ""
    return max(folders, key=lambda name: [int(part) for part in name.split(".")], default="")


def _from_path(path: Path) -> Browser:
    words = "/".join(path.parts[-2:]).lower()
    kind = BrowserKind.FIREFOX if any(name in words for name in _FIREFOX_NAMES) else BrowserKind.CHROMIUM
    return Browser(id=str(path), kind=kind, name=path.stem, command=(str(path),))


# -- Linux ------------------------------------------------------------------------------------------------


def _linux(env: Mapping[str, str], is_file: Callable[[Path], bool]) -> Iterator[Browser]:
    home = Path(env.get("HOME") or "~").expanduser()
    folders = [Path(folder) for folder in env.get("PATH", "").split(os.pathsep) if folder]
    for known in FOR_LINUX:
        snap = None
        for path in (folder / name for name in known.commands for folder in folders):
            if not is_file(path):
                continue
            if _is_snap(path):
                snap = snap or path
                continue
            yield Browser(id=known.id, kind=known.kind, name=known.name, command=(str(path),))
            break
        if known.snap:
            path = Path("/snap/bin") / known.snap
            snap = path if is_file(path) else snap
        if snap and known.snap:
            yield _snapped(known.id, known.kind, known.name, snap, home / "snap" / known.snap / "common")
    if flatpak := next((folder / "flatpak" for folder in folders if is_file(folder / "flatpak")), None):
        yield from _flatpaks(home, env, flatpak, is_file)


def _snapped(id_: str, kind: BrowserKind, name: str, path: Path, parent: Path) -> Browser:
    """A snap sees no hidden folder of the home but its own. `common`, not `current`: the latter is copied whole at
    each refresh of the snap, and a copy of the profile would stay behind."""
    return Browser(
        id=f"{id_}-snap",
        kind=kind,
        name=f"{name} (snap)",
        command=(str(path),),
        packaging="snap",
        profile_parent=parent,
    )


def _is_snap(path: Path) -> bool:
    """Whether a command is a snap's, or a script that only calls one (as Ubuntu's packages install)."""
    if path.parts[1:2] == ("snap",) or (path.is_symlink() and path.resolve().name == "snap"):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(_WRAPPER_BYTES)
    except OSError:
        return False
    return head.startswith(b"#!") and b"/snap/bin/" in head


def _flatpaks(home: Path, env: Mapping[str, str], flatpak: Path, is_file: Callable[[Path], bool]) -> Iterator[Browser]:
    data = Path(env.get("XDG_DATA_HOME") or home / ".local/share")
    exports = (data / "flatpak/exports/bin", Path("/var/lib/flatpak/exports/bin"))
    for known in FOR_LINUX:
        if known.flatpak and any(is_file(folder / known.flatpak) for folder in exports):
            yield Browser(
                id=f"{known.id}-flatpak",
                kind=known.kind,
                name=f"{known.name} (flatpak)",
                command=(str(flatpak), "run", "--die-with-parent", known.flatpak),
                packaging="flatpak",
                profile_parent=home / ".var/app" / known.flatpak / "data",
            )


# -- macOS and Windows ------------------------------------------------------------------------------------


def _macos(env: Mapping[str, str], is_file: Callable[[Path], bool]) -> Iterator[Browser]:
    for known in FOR_MACOS:
        for folder in (Path("/Applications"), Path(env.get("HOME") or "/var/empty") / "Applications"):
            path = folder / f"{known.bundle}.app" / "Contents" / "MacOS" / known.binary
            if is_file(path):
                yield Browser(id=known.id, kind=known.kind, name=known.name, command=(str(path),))
                break


def _windows(
    env: Mapping[str, str], is_file: Callable[[Path], bool], registered: Callable[[str], str]
) -> Iterator[Browser]:
    roots = [env[name] for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432", "LOCALAPPDATA") if name in env]
    for known in FOR_WINDOWS:
        places = [Path(root, *known.folder, known.executable) for root in roots]
        if known.is_registered and (told := registered(known.executable)):
            places.insert(0, Path(told))
        for path in places:
            if is_file(path):
                yield Browser(id=known.id, kind=known.kind, name=known.name, command=(str(path),))
                break
