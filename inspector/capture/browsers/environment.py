"""What a started browser is told by its environment: no proxy, no key log, and every folder of its own."""

import sys
from collections.abc import Mapping
from pathlib import Path

from inspector.capture.browsers.kin import TOKEN_VARIABLE
from inspector.capture.browsers.profile import temporary_folder

_PROXIES = {"http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy", "auto_proxy", "socks_server"}
_DROPPED = {"SSLKEYLOGFILE", "CHROMIUM_FLAGS", "CHROME_LOG_FILE", "LD_PRELOAD"}
_DROPPED_PREFIXES = ("MOZ_", "XRE_", "NSS_", "QT_", "PYTHON", "_PYI_", "GOOGLE_")
_KEPT = {"MOZ_ENABLE_WAYLAND", "MOZ_USE_XINPUT2", "QT_QPA_PLATFORMTHEME"}
_FOLDERS = {
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "MESA_SHADER_CACHE_DIR": "cache",
    "__GL_SHADER_DISK_CACHE_PATH": "cache",
}
SURROUNDINGS = "surroundings"
DOWNLOADS = "downloads"


def browser_environment(environ: Mapping[str, str], *, profile: Path, is_sandboxed: bool = False) -> dict[str, str]:
    """The environment for a browser that uses this profile.

    Caches, settings and downloads go into the profile, so that the person's home stays as it is. `is_sandboxed`: a snap
    or flatpak, which has folders of its own and is only told its token.
    """
    cleaned = {name: value for name, value in environ.items() if not _is_dropped(name)}
    _restore_libraries(cleaned)
    cleaned[TOKEN_VARIABLE] = profile.name
    cleaned["MOZ_CRASHREPORTER_DISABLE"] = "1"
    cleaned["MOZ_REMOTE_SETTINGS_DEVTOOLS"] = "1"  # else Firefox ignores the preference that keeps its server away
    if is_sandboxed or sys.platform == "win32":
        return cleaned
    cleaned |= {name: str(profile / SURROUNDINGS / folder) for name, folder in _FOLDERS.items()}
    if temporary := temporary_folder(profile):
        cleaned["TMPDIR"] = temporary
    return cleaned


def lay_out_surroundings(profile: Path) -> None:
    """Makes the folders that `browser_environment` names, and tells where downloads go (user-dirs.dirs)."""
    for folder in sorted(set(_FOLDERS.values())):
        (profile / SURROUNDINGS / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    (profile / DOWNLOADS).mkdir(mode=0o700, exist_ok=True)
    quoted = str(profile / DOWNLOADS).replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    lines = [f'XDG_{name}_DIR="{quoted}"\n' for name in ("DOWNLOAD", "DESKTOP", "DOCUMENTS")]
    (profile / SURROUNDINGS / "config" / "user-dirs.dirs").write_text("".join(lines), encoding="utf-8")


def _is_dropped(name: str) -> bool:
    if name in _KEPT:
        return False
    return name.lower() in _PROXIES or name.upper() in _DROPPED or name.upper().startswith(_DROPPED_PREFIXES)


def _restore_libraries(environ: dict[str, str]) -> None:
    """A frozen application finds its own libraries first; a program of the system must not."""
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        original = environ.pop(f"{name}_ORIG", None)
        if original is not None:
            environ[name] = original
        elif getattr(sys, "frozen", False):
            environ.pop(name, None)
