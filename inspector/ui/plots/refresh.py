"""Reading again while data keep arriving: one read at a time, never starved, nothing for pages nobody looks at."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from inspector.ui.work import Desk
from inspector.workspace.jobs import Failed

_GAP_MS = 400


class Refresh(QObject):
    """`request` as often as you like: the first is read at once; all that follow while it is read, and a moment after,
    become one read after that."""

    def __init__(
        self,
        parent: QObject,
        *,
        read: Callable[[], Any],
        show: Callable[[Any], None],
        fail: Callable[[Failed], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = Desk(self)
        self._read, self._show, self._tell = read, show, fail
        self._is_running = False
        self._is_wanted = False
        self._gap = QTimer(self)
        self._gap.setSingleShot(True)
        self._gap.setInterval(_GAP_MS)
        self._gap.timeout.connect(self._again)

    def request(self) -> None:
        if self._is_running or self._gap.isActive():
            self._is_wanted = True
        else:
            self._start()

    def wait(self) -> None:
        """For closing and tests."""
        self._desk.wait()

    def _start(self) -> None:
        self._is_running = True
        self._desk.submit(self._read, done=self._done, failed=self._fail)

    def _done(self, result: Any) -> None:
        self._is_running = False
        self._show(result)
        self._gap.start()

    def _fail(self, reason: Failed) -> None:
        self._is_running = False
        if self._tell is not None:
            self._tell(reason)
        self._gap.start()

    def _again(self) -> None:
        if self._is_wanted:
            self._is_wanted = False
            self._start()


class WhenShown(QObject):
    """Calls at once for a widget that is seen; else once, when it is shown next."""

    def __init__(self, widget: QWidget, call: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._call = call
        self._is_stale = False
        widget.installEventFilter(self)

    def request(self) -> None:
        if self._widget.isVisible():
            self._call()
        else:
            self._is_stale = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt still sends events while Python takes the object apart: then it has no attributes any more.
        if getattr(self, "_is_stale", False) and watched is self._widget and event.type() == QEvent.Type.Show:
            self._is_stale = False
            self._call()
        return False
