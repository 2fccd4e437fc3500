"""The window's composition root: builds everything, hands it over, starts the event loop."""

import os
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType


def lacking_display(environ: dict[str, str] | None = None) -> str:
    """What the window lacks here: a display, or the system library that Qt names; "" where it can open."""
    env = dict(os.environ) if environ is None else environ
    if sys.platform.startswith("linux") and not env.get("QT_QPA_PLATFORM") and not _has_display(env):
        return "display"
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        return str(error).split(":", 1)[0]
    return ""


def _has_display(env: dict[str, str]) -> bool:
    """Whether the display that the environment names answers: Qt would end the process where it does not."""
    if wayland := env.get("WAYLAND_DISPLAY"):
        folder = Path(env.get("XDG_RUNTIME_DIR") or "/")
        if (folder / wayland).exists():
            return True
    display = env.get("DISPLAY", "")
    if not display:
        return False
    host, _, number = display.rpartition(":")
    if host not in ("", "unix"):
        return True  # a remote display: only Qt can tell
    name = f"/tmp/.X11-unix/X{number.split('.')[0]}"  # noqa: S108 - where X servers listen
    for address in (name, f"\0{name}"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(address)
            except OSError:
                continue
            return True
    return False


def run_window(paths: Sequence[Path], *, language: str) -> int:
    """Opens the window on these files and runs until it is closed; the exit status."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from inspector.messages import Translator
    from inspector.ui.collector import Collector
    from inspector.ui.qt_words import QtWords
    from inspector.ui.theme import Theme
    from inspector.ui.use_cases import workspace_use_cases
    from inspector.ui.window import MainWindow

    application = QApplication(["enclair"])
    application.setApplicationName("enclair")
    application.setApplicationDisplayName("En Clair")
    application.setOrganizationName("enclair")
    application.setDesktopFileName("enclair")
    theme = Theme()
    theme.apply(application)
    settings = QSettings()
    window = MainWindow(theme, Translator, use_cases=workspace_use_cases(), settings=settings, language=language)
    qt_words = QtWords(application)
    qt_words.speak(window.t.language)
    window.language_changed.connect(qt_words.speak)
    sys.excepthook = _crash_hook(window)
    Collector(application)
    window.show()
    if paths:
        window.open_files(paths)
    return int(application.exec())


def _crash_hook(window: object) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Tells the person that something unexpected happened; types and places only, never a captured value."""

    def hook(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
        frames = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
        print(f"enclair: unexpected {kind.__name__} at {' < '.join(reversed(frames[-6:]))}", file=sys.stderr)
        show = getattr(window, "show_unexpected", None)
        if show is not None:
            show(kind.__name__, frames)

    return hook
