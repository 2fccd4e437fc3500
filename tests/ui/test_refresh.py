"""Reading again: requests while a read runs become one more read, and none is lost."""

import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inspector.ui.plots.refresh import Refresh, WhenShown


def test_requests_during_a_read_become_one_more(qtbot: QtBot) -> None:
    gate, parent = threading.Event(), QObject()
    reads: list[int] = []
    shown: list[int] = []

    def read() -> int:
        gate.wait(60)
        reads.append(1)
        return len(reads)

    refresh = Refresh(parent, read=read, show=shown.append)
    for _ in range(5):
        refresh.request()
    gate.set()
    qtbot.waitUntil(lambda: shown == [1, 2])
    refresh.wait()
    assert len(reads) == 2


def test_a_failed_read_does_not_stop_the_next(qtbot: QtBot) -> None:
    parent = QObject()
    told: list[str] = []

    def read() -> None:
        raise ValueError

    refresh = Refresh(parent, read=read, show=lambda _: None, fail=lambda reason: told.append(reason.code))
    refresh.request()
    qtbot.waitUntil(lambda: told == ["unexpected"])
    refresh.request()
    qtbot.waitUntil(lambda: told == ["unexpected", "unexpected"])


def test_a_page_nobody_sees_reads_once_when_it_is_shown(qtbot: QtBot) -> None:
    page, calls = QWidget(), list[int]()
    qtbot.addWidget(page)
    when = WhenShown(page, lambda: calls.append(1))
    when.request()
    when.request()
    assert calls == []
    page.show()
    assert calls == [1]
    when.request()
    assert calls == [1, 1]
