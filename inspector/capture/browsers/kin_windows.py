"""Processes on Windows: when one began, how its windows are closed, how its tree is ended."""

import subprocess
import sys

_QUERY_LIMITED_INFORMATION = 0x1000
_STILL_ACTIVE = 259
_NO_SUCH_PROCESS = 128


def birth_on_windows(pid: int) -> str:
    """The time at which a living process was created (100 ns since 1601); "" where there is none."""
    born = ""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
        if not handle:
            return ""
        handle = wintypes.HANDLE(handle)
        created, others, code = wintypes.FILETIME(), (wintypes.FILETIME * 3)(), wintypes.DWORD()
        pointers = [ctypes.byref(created), *(ctypes.byref(other) for other in others)]
        told = kernel.GetProcessTimes(handle, *pointers) and kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        if told and code.value == _STILL_ACTIVE:
            born = str(created.dwHighDateTime << 32 | created.dwLowDateTime)
    return born


def ask_to_close(pid: int) -> None:
    """Closes the program's windows, as its close button does."""
    subprocess.run(["taskkill", "/PID", str(pid)], capture_output=True, check=False)


def end_tree(pid: int) -> bool:
    """Ends a process and all that it started; True where none is left."""
    run = subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], capture_output=True, check=False)
    return run.returncode in (0, _NO_SUCH_PROCESS)
