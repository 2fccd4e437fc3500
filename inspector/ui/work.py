"""The one way the window runs work: `submit` for a short call in a thread, `JobWatcher` for a child process."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

from inspector.model.errors import EnClairError
from inspector.workspace.jobs import Done, Failed, Job, Progress, failure_of


class _Answer(QObject):
    """What a thread speaks through: it must stand until the thread is done."""

    done = Signal(int, object)
    failed = Signal(int, object)


class _Call(QRunnable):
    def __init__(self, call: Callable[[], Any], *, generation: int, answer: _Answer) -> None:
        super().__init__()
        self._call = call
        self._generation = generation
        self._answer = answer

    def run(self) -> None:
        try:
            result = self._call()
        except EnClairError as error:
            self._tell(self._answer.failed, failure_of(error))
        except Exception as error:  # noqa: BLE001 - the job bridge
            name = type(error).__name__
            reason = Failed(code="unexpected", message=f"Unexpected {name}.", facts={"type": name})
            self._tell(self._answer.failed, reason)
        else:
            self._tell(self._answer.done, result)

    def _tell(self, signal: Any, value: object) -> None:
        try:
            signal.emit(self._generation, value)
        except RuntimeError:
            pass  # the desk was closed while the call was running


class Desk(QObject):
    """Runs calls for one panel and drops stale answers: only the latest submission is delivered.

    The call runs in a thread: it must open its own connection and touch no widget.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generation = 0
        # The pool first: children die in order, and it waits for its thread, which speaks through the answer.
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._answer = _Answer(self)
        self._answer.done.connect(self._deliver)
        self._answer.failed.connect(self._fail)
        self._done: Callable[[Any], None] | None = None
        self._failed: Callable[[Failed], None] | None = None

    def submit(
        self, call: Callable[[], Any], *, done: Callable[[Any], None], failed: Callable[[Failed], None] | None = None
    ) -> None:
        """Runs `call` in a thread and `done(result)` or `failed(reason)` in the window's thread."""
        self._generation += 1
        self._done, self._failed = done, failed
        self._pool.clear()
        self._pool.start(_Call(call, generation=self._generation, answer=self._answer))

    def drop(self) -> None:
        """Forgets what is under way."""
        self._generation += 1

    def wait(self) -> None:
        """Blocks until nothing runs; for closing and tests."""
        self._pool.waitForDone(5000)

    @Slot(int, object)
    def _deliver(self, generation: int, result: object) -> None:
        if generation == self._generation and self._done is not None:
            self._done(result)

    @Slot(int, object)
    def _fail(self, generation: int, reason: Failed) -> None:
        if generation == self._generation and self._failed is not None:
            self._failed(reason)


class JobWatcher(QObject):
    """Follows a child process from the event loop, ten times a second."""

    progressed = Signal(object)  # Progress
    finished = Signal(object)  # the result
    failed = Signal(object)  # Failed

    def __init__(self, job: Job, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self._timer = QTimer(self)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def cancel(self) -> None:
        self.job.cancel()

    def stop(self) -> None:
        """Ends the child at once, without a word."""
        self._timer.stop()
        self.job.kill()

    def _look(self) -> None:
        for event in self.job.poll():
            match event:
                case Progress():
                    self.progressed.emit(event)
                case Done():
                    self._timer.stop()
                    self.finished.emit(event.result)
                case Failed():
                    self._timer.stop()
                    self.failed.emit(event)
