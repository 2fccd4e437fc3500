"""Starting a program in a session of its own, with chosen descriptors, and hearing of its end."""

import fcntl
import os
import shutil
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

type _Actions = list[tuple[int, int, int] | tuple[int, int]]

_ABOVE = 20  # copies of the pipe's ends lie above what is given to the program


def spawn(command: Sequence[str], environ: Mapping[str, str], pipe: tuple[int, int] | None = None) -> int:
    """Starts it in a new session (POSIX), its input and output nowhere; its process number.

    `pipe` becomes descriptors 3 (it reads) and 4 (it writes); no other descriptor of ours is open in it. (subprocess
    cannot choose numbers without running code between fork and exec, which threads forbid.) Raises OSError.
    """
    path = shutil.which(command[0]) or command[0]
    nowhere = os.open(os.devnull, os.O_RDWR)
    copies = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _ABOVE) for end in pipe or ()]
    try:
        actions: _Actions = [
            (os.POSIX_SPAWN_CLOSE, number) for number in _inherited() if number not in (nowhere, *copies)
        ]
        actions += [(os.POSIX_SPAWN_DUP2, nowhere, number) for number in (0, 1, 2)]
        actions += [(os.POSIX_SPAWN_DUP2, end, 3 + position) for position, end in enumerate(copies)]
        return _spawn_in_session(path, command, environ, actions)
    finally:
        for end in (nowhere, *copies):
            os.close(end)


def _spawn_in_session(path: str, command: Sequence[str], environ: Mapping[str, str], actions: _Actions) -> int:
    defaults = [signal.SIGPIPE, signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    start = partial(
        os.posix_spawn, path, list(command), dict(environ), file_actions=actions, setsigmask=[], setsigdef=defaults
    )
    try:
        return start(setsid=True)
    except NotImplementedError:  # an older macOS: a process group has to do
        return start(setpgroup=0)


def wait_in_background(pid: int, ended: Callable[[int], None]) -> None:
    """Calls `ended` with the exit code, from a thread, when the program has ended."""

    def wait() -> None:
        try:
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        except ChildProcessError:
            code = -1
        ended(code)

    threading.Thread(target=wait, name=f"browser-{pid}", daemon=True).start()


def _inherited() -> list[int]:
    """Descriptors that a program would be given, other than the three first ones."""
    numbers = []
    for path in Path("/dev/fd").iterdir():
        try:
            number = int(path.name)
            if number > 2 and os.get_inheritable(number):
                numbers.append(number)
        except (OSError, ValueError):
            continue
    return numbers
