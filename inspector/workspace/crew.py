"""Several processes that read the flows of a case, and one that takes their answers in order.

A case is cut into stretches of about two megabytes; each process opens the case for itself, reads only, and gives
back what the analysis writes. What comes out does not depend on how many processes there are.
"""

import gc
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, NamedTuple

from inspector.model.errors import Cancelled, EnClairError
from inspector.store.case import Case
from inspector.store.queries import CaseReader

_STRETCH_BYTES, _STRETCH_FLOWS = 2_000_000, 2_000
_STEP_BYTES, _STEP_FLOWS = 200_000, 50  # in this process: what is read between two looks at whether to stop
_WORTH_BYTES = 16_000_000  # below this, starting processes costs more than they save
_MOST_WORKERS = 4
_AHEAD = 3  # stretches that wait for each process


class Stretch(NamedTuple):
    """The flows with `after` < id <= `until`."""

    after: int
    until: int


type Look[Answer] = Callable[[CaseReader, Stretch], Answer]
type Prepare[Answer] = Callable[[], Look[Answer]]
"""A picklable callable that makes, once a process, what looks at stretches."""


def worker_count(total_bytes: int) -> int:
    """How many processes a case of this size is worth: 1 means to read it right here."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST_WORKERS) if total_bytes >= _WORTH_BYTES else 1


def stretches(sizes: Iterable[tuple[int, int]], *, several: bool) -> list[Stretch]:
    """The flows, given as (id, bytes) in order, in pieces for `several` processes or small ones for this process."""
    most_bytes, most_flows = (_STRETCH_BYTES, _STRETCH_FLOWS) if several else (_STEP_BYTES, _STEP_FLOWS)
    cut: list[Stretch] = []
    after = last = full = count = 0
    for flow, size in sizes:
        full, count, last = full + size, count + 1, flow
        if full >= most_bytes or count >= most_flows:
            cut.append(Stretch(after, flow))
            after, full, count = flow, 0, 0
    return [*cut, Stretch(after, last)] if last > after else cut


def read_here[Answer](
    reader: CaseReader, cut: Iterable[Stretch], look: Look[Answer], *, is_cancelled: Callable[[], bool]
) -> Iterator[tuple[Stretch, Answer]]:
    """The answers to all stretches, one after the other in this process; raises Cancelled where asked to stop."""
    for stretch in cut:
        if is_cancelled():
            raise Cancelled
        yield stretch, look(reader, stretch)


class Crew:
    """Processes that read a case for as long as they are asked to; each starts when there is work for it, and stays
    for the next task."""

    def __init__(self, case: Path, *, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        yields = multiprocessing.parent_process() is not None
        self._workers = workers
        self._executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(case, yields))
        self._tasks = 0

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def read[Answer](
        self, cut: Iterable[Stretch], prepare: Prepare[Answer], *, is_cancelled: Callable[[], bool]
    ) -> Iterator[tuple[Stretch, Answer]]:
        """As `read_here`; answers come in the order of the stretches."""
        self._tasks += 1
        task = _Task(self._tasks, prepare)
        knowing: set[int] = set()  # the processes that have the task: it goes along until all do
        waiting: deque[tuple[Stretch, Future[_Told]]] = deque()
        rest = iter(cut)
        while True:
            while len(waiting) < self._workers * _AHEAD and (stretch := next(rest, None)) is not None:
                waiting.append((stretch, self._ask(stretch, task, knowing)))
            if not waiting:
                return
            stretch, asked = waiting.popleft()
            told = _answer(asked, is_cancelled)
            if not told.is_answer:
                told = _answer(self._ask(stretch, task, set()), is_cancelled)
            knowing.add(told.process)
            yield stretch, told.found

    def _ask(self, stretch: Stretch, task: "_Task", knowing: set[int]) -> "Future[_Told]":
        is_known = len(knowing) == self._workers
        return self._executor.submit(_look, task._replace(prepare=None) if is_known else task, stretch)


def read_together[Answer](
    case: Path,
    cut: Iterable[Stretch],
    prepare: Prepare[Answer],
    *,
    workers: int,
    is_cancelled: Callable[[], bool],
) -> Iterator[tuple[Stretch, Answer]]:
    """As `read_here`, in `workers` processes of their own."""
    with Crew(case, workers=workers) as crew:
        yield from crew.read(cut, prepare, is_cancelled=is_cancelled)


class _Task(NamedTuple):
    """What is to be done with stretches; None for who has it already."""

    number: int
    prepare: Prepare[Any] | None


class _Told(NamedTuple):
    """What a process found; not `is_answer`: it lacks the task."""

    process: int
    is_answer: bool
    found: Any = None


def _answer(asked: "Future[_Told]", is_cancelled: Callable[[], bool]) -> _Told:
    while not asked.done():
        if is_cancelled():
            raise Cancelled
        _wait_for(asked)
    try:
        return asked.result()
    except BrokenProcessPool as error:
        raise EnClairError(
            "A reading process stopped unexpectedly; what was done is kept.", code="worker_died"
        ) from error


def _wait_for(answer: "Future[Any]") -> None:
    try:
        answer.exception(timeout=0.2)
    except TimeoutError:
        return


class _Desk:
    """What a worker process keeps between stretches."""

    reader: CaseReader
    task = 0
    look: Look[Any]


def _begin(case: Path, yields: bool) -> None:
    """Once a process. `yields`: a window waits for its share of the processor."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if yields and hasattr(os, "nice"):
        os.nice(3)
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    _Desk.reader = CaseReader(Case.open(case, read_only=True))


def _end_with_parent() -> None:
    """A reader without the process that asked would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _look(task: _Task, stretch: Stretch) -> _Told:
    if _Desk.task != task.number:
        if task.prepare is None:
            return _Told(os.getpid(), is_answer=False)
        _Desk.look = staticmethod(task.prepare())
        _Desk.task = task.number
    return _Told(os.getpid(), is_answer=True, found=_Desk.look(_Desk.reader, stretch))
