"""Windows' registry of installed programs (`App Paths`)."""

import sys

_KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"


def registered_path(executable: str) -> str:
    """The path registered for an executable such as `chrome.exe`, the user's entry before the machine's; "" where
    there is none, and on other systems."""
    if sys.platform == "win32":
        import winreg

        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            try:
                return str(winreg.QueryValue(root, f"{_KEY}\\{executable}")).strip('"')
            except OSError:
                continue
    return ""
