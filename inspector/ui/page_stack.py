"""The pages of a case, each made when it is first shown."""

from importlib import import_module
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from inspector.ui.case_view import CaseView, PageName
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.flows import FlowsPage
from inspector.ui.theme import Theme

_CLASSES = {
    PageName.CAPTURE: ("capture", "CapturePage"),
    PageName.OVERVIEW: ("overview", "OverviewPage"),
    PageName.TIMELINE: ("timeline", "TimelinePage"),
    PageName.RECIPIENTS: ("recipients", "RecipientsPage"),
    PageName.JOURNEYS: ("journeys", "JourneysPage"),
    PageName.DATA: ("data", "DataPage"),
    PageName.FINDINGS: ("findings", "FindingsPage"),
    PageName.COMPARE: ("compare", "ComparePage"),
    PageName.REPORT: ("report", "ReportPage"),
}


@runtime_checkable
class Landing(Protocol):
    """A page that says where the keyboard arrives. A focus proxy would have Tab pass over what stands before it."""

    landing: QWidget


class PageStack(QStackedWidget):
    """Shows one page; plots and the graph load their libraries only when somebody looks at them."""

    made = Signal(object, object)  # PageName, the page: it is shown for the first time

    def __init__(self, view: CaseView, theme: Theme, *, settings: QSettings | None = None) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self.flows = FlowsPage(view, theme, settings=settings)
        self._pages: dict[PageName, QWidget] = {PageName.FLOWS: self.flows}
        self.addWidget(self.flows)
        self.page = PageName.FLOWS

    def show_page(self, page: PageName) -> None:
        if page not in self._pages:
            self._pages[page] = self._make(page)
            self.addWidget(self._pages[page])
            self.made.emit(page, self._pages[page])
        self.page = page
        self.setCurrentWidget(self._pages[page])

    def focus_page(self) -> None:
        """Puts the keyboard into the page that is up."""
        page = self._pages[self.page]
        landing = page.landing if isinstance(page, Landing) else page
        landing.setFocus()

    def _make(self, page: PageName) -> QWidget:
        module, name = _CLASSES[page]
        made = make_part(f"inspector.ui.panels.{module}", name, self._view, self._theme)
        if made is not None:
            return made
        t = self._view.t
        return EmptyState(self._theme, title=t(f"window.page_{page}"), text=t("window.page_missing"))


def make_part(module: str, name: str, view: CaseView, theme: Theme) -> QWidget | None:
    """The panel `name(view, theme)` of a module; None where this build has no such module or class."""
    try:
        found = getattr(import_module(module), name, None)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        return None
    if found is None:
        return None
    made = found(view, theme)
    assert isinstance(made, QWidget)
    return made
