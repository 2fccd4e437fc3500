"""The investigator's edits, one after the other: a quick hand never loses one."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from inspector.ui.case_view import CaseView
from inspector.ui.work import Desk
from inspector.workspace.jobs import Failed

type Edit = Callable[[], object]


class EditQueue(QObject):
    """Runs edits in the background in the order given; `kept` follows each one that is in the case file."""

    kept = Signal()

    def __init__(self, view: CaseView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._desk = Desk(self)
        self._waiting: deque[Edit] = deque()
        self._is_running = False

    def add(self, edit: Edit) -> None:
        self._waiting.append(edit)
        self._next()

    @property
    def is_idle(self) -> bool:
        """Whether everything given so far has been kept or has failed."""
        return not self._is_running and not self._waiting

    def wait(self) -> None:
        """For closing and tests."""
        self._desk.wait()

    def _next(self) -> None:
        if self._waiting and not self._is_running:
            self._is_running = True
            self._desk.submit(self._waiting.popleft(), done=self._done, failed=self._fail)

    def _done(self, _result: object) -> None:
        self._is_running = False
        self.kept.emit()
        self._next()

    def _fail(self, reason: Failed) -> None:
        self._is_running = False
        self._view.notice_requested.emit("error", self._view.t("dialogs.edit_failed", reason=reason.message))
        self._next()
