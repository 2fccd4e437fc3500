"""Garbage with widgets in it is never collected by a worker."""

import gc
import threading
import weakref

from inspector.ui.collector import Collector


class Node:
    """Something in a cycle."""

    def __init__(self, collected_in: list[str]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: collected_in.append(threading.current_thread().name))


def test_a_worker_that_allocates_much_collects_nothing(qtbot):
    collector = Collector()
    try:
        found: list[str] = []
        Node(found)

        def allocate() -> None:
            for _ in range(20):
                [[n] for n in range(5_000)]

        worker = threading.Thread(target=allocate, name="worker")
        worker.start()
        worker.join()
        assert found == []
        keep = [[n] for n in range(5_000)]
        with qtbot.waitSignal(collector._timer.timeout):
            pass
        assert found in ([], ["MainThread"])
        gc.collect()
        assert found == ["MainThread"]
        assert keep
    finally:
        collector.release()
    assert gc.isenabled()
