"""The processes of one browser: found by the token in their environment and by their session, and ended for good."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from inspector.capture.browsers.kin_windows import ask_to_close, birth_on_windows, end_tree

TOKEN_VARIABLE = "ENCLAIR_BROWSER"
_GONE_WITHIN_S = 5.0
_LOOK_EVERY_S = 0.05
_PS_TIMEOUT_S = 5


def birth_of(pid: int) -> str:
    """When a process began, in a form that no later process with the same number shares; "" where there is none."""
    if _is_linux():
        told = _stat(pid)
        return f"{_boot()}:{told[19]}" if told and told[0] not in "ZX" else ""
    if _is_windows():
        return birth_on_windows(pid)
    return _ps("-o", "lstart=", "-p", str(pid)).strip()


def kin_of(token: str, *, leader: int, birth: str) -> set[int]:
    """Living processes of the browser that was started with this token, by its number and birth (0 and "" where they
    are not known). Linux: by environment and session. macOS: by the profile in their command. Windows: the leader."""
    if _is_linux():
        return _kin_on_linux(token, leader, birth)
    if _is_windows():
        return {leader} if leader and birth and birth_of(leader) == birth else set()
    lines = (line.split(None, 1) for line in _ps("-axo", "pid=,command=").splitlines())
    return {int(line[0]) for line in lines if len(line) == 2 and token in line[1] and line[0] != str(os.getpid())}


def ask_to_end(pid: int) -> None:
    """Asks a process to end in good order; nothing happens where there is none."""
    if _is_windows():
        ask_to_close(pid)
        return
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGTERM)


def end_kin(token: str, *, leader: int, birth: str) -> bool:
    """Kills them, and waits until they are gone (at most five seconds); False where one stays."""
    deadline = time.monotonic() + _GONE_WITHIN_S
    while kin := kin_of(token, leader=leader, birth=birth):
        if _is_windows():
            return end_tree(leader)
        for pid in kin:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_EVERY_S)
    return True


def _kin_on_linux(token: str, leader: int, birth: str) -> set[int]:
    """A process of our session is ours as long as the leader's number was not given to another process."""
    now = birth_of(leader) if leader else ""
    session = str(leader) if leader and (not now or now == birth) else ""
    needle = f"{TOKEN_VARIABLE}={token}".encode()
    kin = set()
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        told = _stat(int(entry.name))
        if told and told[0] not in "ZX" and (told[3] == session or needle in _environment(entry.path)):
            kin.add(int(entry.name))
    return kin


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third (state) on: 3 is the session, 19 the start in clock ticks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _environment(folder: str) -> list[bytes]:
    try:
        return (Path(folder) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _ps(*arguments: str) -> str:
    try:
        run = subprocess.run(["ps", *arguments], capture_output=True, timeout=_PS_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.decode("utf-8", "replace")


def _is_linux() -> bool:
    return sys.platform.startswith("linux")


def _is_windows() -> bool:
    return sys.platform == "win32"
