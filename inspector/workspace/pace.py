"""How often something that costs may be done beside other work."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

type Clock = Callable[[], float]


class Pace:
    """Never again before `least_s`, nor before `rest` times what it took: with 3, at most a quarter of the time."""

    def __init__(self, *, least_s: float, rest: float, clock: Clock = time.monotonic) -> None:
        self.least_s = least_s
        self._rest = rest
        self._clock = clock
        self._due_s = 0.0

    @property
    def is_due(self) -> bool:
        return self._clock() >= self._due_s

    def took(self, spent_s: float) -> None:
        """It has just been done, and took so long."""
        self._due_s = self._clock() + max(self.least_s, self._rest * spent_s)

    @contextmanager
    def doing(self) -> Iterator[None]:
        started_s = self._clock()
        yield
        self.took(self._clock() - started_s)
