"""`python -m tests.clinic`: the clinic for people. Prints where everything is; ends with Ctrl-C.

`--child FOLDER` is for `Clinic`: one JSON line when ready, and the end when standard input ends."""

import asyncio
import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from socket import socket
from ssl import SSLContext

from tests.clinic.authority import CA_FILE, Authority
from tests.clinic.hosts import Port, names
from tests.clinic.journal import Journal
from tests.clinic.listening import bind_loopback, listen, speak_http
from tests.clinic.raw import speak_raw
from tests.clinic.reception import Reception
from tests.clinic.relay import speak_relay
from tests.clinic.trial.hosts import HOME
from tests.data.booking import WWW

type Numbers = dict[Port, int]


def main() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--child"]:
        _run(Path(arguments[1]), tell=_tell_parent)
    else:
        with tempfile.TemporaryDirectory(prefix="clinic-") as made, suppress(KeyboardInterrupt):
            _run(Path(made), tell=_tell_people)


def _run(folder: Path, *, tell: Callable[[Path, Numbers, str], None]) -> None:
    authority = Authority(folder, names())
    both, old = authority.context(["h2", "http/1.1"]), authority.context(["http/1.1"])
    listeners = {port: bind_loopback() for port in Port}
    journal = Journal(folder)
    # From here on no file of the folder is opened: who is told may take it away.
    tell(folder, {port: listener.getsockname()[1] for port, listener in listeners.items()}, authority.spki)
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(_serve(listeners, both, old, journal=journal))


async def _serve(listeners: dict[Port, socket], both: SSLContext, old: SSLContext, *, journal: Journal) -> None:
    relayed = {name: listeners[port].getsockname()[1] for name, port in names().items()}
    speak = speak_http(Reception(journal))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(listen(listeners[Port.H2], speak, tls=both, cleartext=False))
        tasks.create_task(listen(listeners[Port.H1], speak, tls=old, cleartext=False))
        tasks.create_task(listen(listeners[Port.PLAIN], speak, tls=both, cleartext=True))
        tasks.create_task(listen(listeners[Port.RAW], speak_raw, tls=old, cleartext=True))
        tasks.create_task(listen(listeners[Port.RELAY], speak_relay(relayed), tls=old, cleartext=True))


def _end_with_parent(folder: Path) -> None:
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _tell_parent(folder: Path, numbers: Numbers, spki: str) -> None:
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    print(json.dumps({"ports": numbers, "spki": spki}), flush=True)


def _tell_people(folder: Path, numbers: Numbers, spki: str) -> None:
    print(f"Authority: {folder / CA_FILE}\nService:   {WWW}/\nTrial:     {HOME}/\n")
    for name, port in names().items():
        print(f"  --host-map {name}=127.0.0.1:{numbers[port]}")
    rules = ", ".join(f"MAP {name} 127.0.0.1:{numbers[port]}" for name, port in names().items())
    print(
        "\nChromium without a recorder (fresh profile):\n"
        f"  chromium --user-data-dir=$(mktemp -d) --ignore-certificate-errors-spki-list={spki} \\\n"
        f"    --host-resolver-rules='{rules}' {WWW}/\n\nCtrl-C ends it.",
        flush=True,
    )


if __name__ == "__main__":
    main()
