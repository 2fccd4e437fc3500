"""Short calls in a thread: their answers, and desks that go away beneath them."""

import threading
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from inspector.ui.work import Desk


def test_only_the_latest_answer_is_delivered(qtbot):
    desk, first = Desk(), threading.Event()
    told: list[object] = []
    desk.submit(partial(first.wait, 30), done=told.append)
    desk.submit(lambda: "second", done=told.append)
    first.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["second"]


def test_a_desk_may_go_while_its_call_is_about_to_answer(qapp):
    told: list[object] = []
    for _ in range(600):
        page, answer = QWidget(), threading.Event()
        Desk(page).submit(partial(answer.wait, 30), done=told.append)
        page.deleteLater()
        answer.set()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert told == []
