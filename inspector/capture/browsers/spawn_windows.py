"""Starting a program on Windows, in a process group of its own, and hearing of its end."""

import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence


def spawn_on_windows(command: Sequence[str], environ: Mapping[str, str], ended: Callable[[int], None]) -> int:
    """Starts it, its input and output nowhere, and calls `ended` with the exit code from a thread; its number.

    Raises OSError.
    """
    process = subprocess.Popen(
        list(command),
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    threading.Thread(target=lambda: ended(process.wait()), name=f"browser-{process.pid}", daemon=True).start()
    return process.pid
