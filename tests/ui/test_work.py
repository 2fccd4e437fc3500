"""Short calls in a thread: their answers, and desks that go away beneath them."""

import threading

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from inspector.ui.work import Desk


def test_only_the_latest_answer_is_delivered(qtbot):
    desk, first, told = Desk(), threading.Event(), []
    desk.submit(lambda: first.wait(30), done=told.append)
    desk.submit(lambda: "second", done=told.append)
    first.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["second"]


def test_a_desk_may_go_while_its_call_is_about_to_answer(qapp):
    told: list[object] = []
    for round_ in range(400):
        page, answer = QWidget(), threading.Event()
        Desk(page).submit(lambda answer=answer: answer.wait(30), done=told.append)
        late = threading.Timer(0.0002 * (round_ % 5), answer.set)
        late.start()
        page.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        late.join()
    assert told == []
