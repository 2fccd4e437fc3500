"""The door to the recorder's process: light enough to be imported by its owner."""

import os
import signal
from multiprocessing.connection import Connection as Pipe
from typing import Any


def record(plan_json: bytes, pipe: "Pipe[Any, Any]") -> None:
    """Runs in the child; `capture.recorder.record` with all it needs is loaded there only."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the owner, who says when to stop
    for name in ("MITMPROXY_SSLKEYLOGFILE", "SSLKEYLOGFILE"):
        os.environ.pop(name, None)  # else the proxy writes the keys of all it reads to that file
    from inspector.capture.recorder import record as run

    run(plan_json, pipe)
