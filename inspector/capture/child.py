"""The door to the recorder's process: light enough to be imported by its owner."""

from multiprocessing.connection import Connection as Pipe
from typing import Any


def record(plan_json: bytes, pipe: "Pipe[Any, Any]") -> None:
    """Runs in the child; `capture.recorder.record` with all it needs is loaded there only."""
    from inspector.capture.recorder import record as run

    run(plan_json, pipe)
