"""Long work in a child process: started, watched, cancelled; the caller's event loop never waits for it."""

import multiprocessing
import multiprocessing.connection
import multiprocessing.process
import multiprocessing.synchronize
import os
from collections.abc import Callable
from typing import Any

from inspector.model.errors import Cancelled, EnClairError
from inspector.model.struct import Record


class Progress(Record, frozen=True, kw_only=True):
    """How far a job is: `step` names a sentence of resources/i18n (section `progress`); `share` is 0 to 1 or None
    where the end is not known; `count` counts what has been done."""

    step: str
    share: float | None = None
    count: int = 0


class Done(Record, frozen=True, kw_only=True):
    """The job ended well; `result` is what its function returned."""

    result: Any = None


class Failed(Record, frozen=True, kw_only=True):
    """The job ended badly. `code` and `facts` choose a sentence; `message` is the English one. An unexpected
    failure has the code `unexpected` and names the exception's type only."""

    code: str
    message: str
    facts: dict[str, object]

    @property
    def is_cancelled(self) -> bool:
        return self.code == "cancelled"


def failure_of(error: EnClairError) -> Failed:
    """What a person is told of an error of ours."""
    return Failed(code=error.code, message=str(error), facts=dict(error.facts))


type Event = Progress | Done | Failed
type Report = Callable[[Progress], None]
type IsCancelled = Callable[[], bool]
type Work = Callable[..., Any]
"""A module-level function `work(*arguments, report=..., is_cancelled=...)`, run in the child."""


class Job:
    """One child process at work. `poll` never blocks; after Done or Failed nothing more comes."""

    def __init__(self, work: Work, *arguments: object) -> None:
        context = multiprocessing.get_context("spawn")
        self._receiver, sender = context.Pipe(duplex=False)
        self._stop = context.Event()
        self._process = context.Process(target=_run, args=(work, arguments, sender, self._stop))
        self._process.start()
        sender.close()
        self.is_over = False

    def poll(self) -> list[Event]:
        """What the child has said since the last call, in order."""
        events: list[Event] = []
        while not self.is_over:
            try:
                if not self._receiver.poll():
                    break
                event: Event = self._receiver.recv()
            except (EOFError, OSError):
                event = Failed(
                    code="worker_died", message="The work stopped unexpectedly; what was done is kept.", facts={}
                )
            events.append(event)
            if not isinstance(event, Progress):
                self._end()
        return events

    def wait(self, timeout_s: float | None = None) -> bool:
        """Blocks until something can be polled; False after the timeout. For the command line and tests."""
        return self.is_over or self._receiver.poll(timeout_s)

    def fileno(self) -> int:
        """To be watched by an event loop."""
        return self._receiver.fileno()

    def cancel(self) -> None:
        """Asks the child to stop at its next step; it answers with Failed(code="cancelled")."""
        self._stop.set()

    def kill(self) -> None:
        """Ends the child at once; what it committed stays."""
        if not self.is_over:
            self._process.kill()
            self._end()

    def _end(self) -> None:
        self.is_over = True
        self._receiver.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _run(
    work: Work,
    arguments: tuple[object, ...],
    sender: "multiprocessing.connection.Connection[Any, Any]",
    stop: multiprocessing.synchronize.Event,
) -> None:
    try:
        event: Event = Done(result=work(*arguments, report=sender.send, is_cancelled=stop.is_set))
    except Cancelled as error:
        event = Failed(code=error.code, message=str(error), facts={})
    except EnClairError as error:
        event = failure_of(error)
    except Exception as error:
        if os.environ.get("ENCLAIR_TRACE"):
            raise
        event = Failed(
            code="unexpected", message=f"Unexpected {type(error).__name__}.", facts={"type": type(error).__name__}
        )
    try:
        sender.send(event)
    except (BrokenPipeError, OSError):
        pass  # nobody is listening any more
    sender.close()
