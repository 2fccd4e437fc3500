"""What stands in the middle of the window: the welcome page, or the desk of the open case."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from inspector.messages import Translator
from inspector.ui.case_desk import CaseDesk
from inspector.ui.panels.welcome import WelcomePage
from inspector.ui.theme import Theme
from inspector.workspace.recent import RecentCase


class Stage(QStackedWidget):
    """At most one desk; what was shown before is deleted."""

    open_requested = Signal()
    record_requested = Signal()
    sample_requested = Signal()
    path_requested = Signal(object)  # Path
    forget_requested = Signal(object)  # Path

    def __init__(self, theme: Theme, *, recent_cases: Callable[[], tuple[RecentCase, ...]]) -> None:
        super().__init__()
        self._theme, self._recent_cases = theme, recent_cases

    def show_welcome(self, t: Translator) -> None:
        old = self.currentWidget()
        page = WelcomePage(t, self._theme, recent_cases=self._recent_cases)
        page.open_requested.connect(self.open_requested)
        page.record_requested.connect(self.record_requested)
        page.sample_requested.connect(self.sample_requested)
        page.path_requested.connect(self.path_requested)
        page.forget_requested.connect(self.forget_requested)
        self._show(page)
        if isinstance(old, WelcomePage):
            self._remove(old)

    def show_desk(self, desk: CaseDesk) -> None:
        self._show(desk)

    def drop_desk(self, desk: CaseDesk) -> None:
        """Keeps how the desk was arranged; deletes it."""
        desk.save_state()
        self._remove(desk)

    def _show(self, widget: QWidget) -> None:
        self.addWidget(widget)
        self.setCurrentWidget(widget)

    def _remove(self, widget: QWidget) -> None:
        self.removeWidget(widget)
        widget.deleteLater()
