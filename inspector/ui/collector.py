"""Cyclic garbage is collected on the event loop's thread only.

The interpreter collects in whichever thread allocates next. A worker that finds a dead panel in a cycle would destroy
its widgets and timers there, and Qt ends the process for that.
"""

import gc
import threading

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 1000
_YOUNG = 2_000
"""Objects made since the last look from which the youngest are collected; twenty such looks collect all."""
_WHOLE_EVERY = 20


class Collector(QObject):
    """Takes the collector into its own hands, for as long as it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = 0
        gc.collect()
        gc.freeze()  # what is loaded stays: looking through it again and again would be felt
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        assert threading.current_thread() is threading.main_thread()
        if gc.get_count()[0] < _YOUNG:
            return
        self._looks += 1
        gc.collect(2 if self._looks % _WHOLE_EVERY == 0 else 0)

    def release(self) -> None:
        """Gives it back to the interpreter."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
