"""The detail panel: whatever is selected, a flow, a finding or a recipient."""

from functools import cached_property

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from inspector.ui.case_view import CaseView, Selection
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.finding_detail import FindingDetail
from inspector.ui.panels.flow_detail import FlowDetail
from inspector.ui.panels.recipient_detail import RecipientDetail
from inspector.ui.theme import Theme

_SETTLE_MS = 60


class DetailPanel(QWidget):
    """Follows the selection; a burst of selections shows only the last. Each part is built when first needed."""

    left = Signal()  # Escape: back to the page

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self.empty = EmptyState(theme, title=view.t("detail.empty_title"), text=view.t("detail.empty"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.setMinimumWidth(theme.px(320))
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._follow)
        view.selection_changed.connect(self._select)
        view.analysis_changed.connect(self._reread)
        self._select(view.selection)

    @cached_property
    def flow(self) -> FlowDetail:
        return self._added(FlowDetail(self._view, self._theme))

    @cached_property
    def finding(self) -> FindingDetail:
        return self._added(FindingDetail(self._view, self._theme))

    @cached_property
    def recipient(self) -> RecipientDetail:
        return self._added(RecipientDetail(self._view, self._theme))

    def _added[W: QWidget](self, part: W) -> W:
        self._stack.addWidget(part)
        return part

    @property
    def current(self) -> QWidget | None:
        return self._stack.currentWidget()

    def focus_content(self) -> None:
        """Puts the keyboard into what is shown."""
        if isinstance(self.current, FlowDetail):
            self.current.focus_content()
        elif self.current is not None:
            self.current.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _select(self, selection: Selection) -> None:
        if selection.flow is not None:
            self._settle.start()
            self._stack.setCurrentWidget(self.flow)
        elif selection.finding is not None:
            self._stack.setCurrentWidget(self.finding)
        elif selection.recipient is not None:
            self._stack.setCurrentWidget(self.recipient)
        else:
            self._stack.setCurrentWidget(self.empty)

    def _follow(self) -> None:
        selection = self._view.selection
        if selection.flow is not None:
            self.flow.show_flow(selection.flow, place=selection.place)

    def _reread(self) -> None:
        selection = self._view.selection
        if selection.flow is not None:
            self.flow.show_flow(selection.flow, place=selection.place, again=True)
