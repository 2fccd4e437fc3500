"""Opening captures and cases in the background; further files wait until the first has been read."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.ui.work import Desk

if TYPE_CHECKING:
    from inspector.ui.case_view import PageName
    from inspector.workspace.opening import Opening


class CaseOpening(QObject):
    """Runs one opening after the other and hands over what came of it."""

    opened = Signal(object, object)  # Opening, and the PageName to begin with or None
    failed = Signal(str, object)  # what was to be opened, Failed

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = Desk(self)
        self._waiting: tuple[Path, ...] = ()

    def open(self, call: "Callable[[], Opening]", *, name: str, page: "PageName | None") -> None:
        self._desk.submit(
            call,
            done=lambda opening: self.opened.emit(opening, page),
            failed=lambda why: self.failed.emit(name, why),
        )

    def hold(self, paths: Sequence[Path]) -> None:
        """Files for the case that is opened next."""
        self._waiting = tuple(paths)

    def take_waiting(self) -> tuple[Path, ...]:
        """What waited, once."""
        waiting, self._waiting = self._waiting, ()
        return waiting
