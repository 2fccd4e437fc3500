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


def read_together[Answer](
    case: Path,
    cut: Iterable[Stretch],
    prepare: Prepare[Answer],
    *,
    workers: int,
    is_cancelled: Callable[[], bool],
) -> Iterator[tuple[Stretch, Answer]]:
    """As `read_here`, in `workers` processes of their own; answers come in the order of the stretches."""
    context = multiprocessing.get_context("spawn")
    yields = multiprocessing.parent_process() is not None
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(case, prepare, yields))
    waiting: deque[tuple[Stretch, Future[Any]]] = deque()
    rest = iter(cut)
    try:
        while True:
            while len(waiting) < workers * _AHEAD and (stretch := next(rest, None)) is not None:
                waiting.append((stretch, executor.submit(_look, stretch)))
            if not waiting:
                return
            stretch, answer = waiting.popleft()
            while not answer.done():
                if is_cancelled():
                    raise Cancelled
                _wait_for(answer)
            try:
                found = answer.result()
            except BrokenProcessPool as error:
                raise EnClairError(
                    "A reading process stopped unexpectedly; what was done is kept.", code="worker_died"
                ) from error
            yield stretch, found
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _wait_for(answer: "Future[Any]") -> None:
    try:
        answer.exception(timeout=0.2)
    except TimeoutError:
        return


class _Desk:
    """What a worker process keeps between stretches."""

    reader: CaseReader
    look: Look[Any]


def _begin(case: Path, prepare: Prepare[Any], yields: bool) -> None:
    """Once a process. `yields`: a window waits for its share of the processor."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if yields and hasattr(os, "nice"):
        os.nice(3)
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    _Desk.reader = CaseReader(Case.open(case, read_only=True))
    _Desk.look = staticmethod(prepare())


def _end_with_parent() -> None:
    """A reader without the process that asked would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _look(stretch: Stretch) -> Any:
    return _Desk.look(_Desk.reader, stretch)
